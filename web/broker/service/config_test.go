package service_test

import (
	"strings"
	"testing"

	"leadpatch/web/broker/service"
)

func TestConfig(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*service.Config)
		want   string // the setting that the error names; "" for none
	}{
		{"good", func(*service.Config) {}, ""},
		{"loopback", func(c *service.Config) {
			c.Origin, c.API, c.App = "http://127.0.0.1:1", "http://[::1]:2", "http://localhost:3"
		}, ""},
		{"a key before", func(c *service.Config) { c.PreviousSealingKey = keyB }, ""},
		{"extensions in lines", func(c *service.Config) {
			c.Extensions = "\nchrome:" + chromeID + "\n\tfirefox:{01234567-89AB-cdef-0123-456789abcdef}\n"
		}, ""},
		{"no clock", func(c *service.Config) { c.Now = nil }, "clock"},
		{"no Close", func(c *service.Config) { c.Upstream = nil }, "Close"},
		{"no memory", func(c *service.Config) { c.Replay = nil }, "memory"},
		{"no limiter", func(c *service.Config) { c.Limiter = nil }, "limiter"},
		{"no origin", func(c *service.Config) { c.Origin = "" }, "PUBLIC_ORIGIN"},
		{"plain http", func(c *service.Config) { c.Origin = "http://auth.example.com" }, "PUBLIC_ORIGIN"},
		{"a name that begins like loopback", func(c *service.Config) { c.Origin = "http://127.0.0.1.example.com" }, "PUBLIC_ORIGIN"},
		{"a path", func(c *service.Config) { c.Origin = origin + "/" }, "PUBLIC_ORIGIN"},
		{"a user", func(c *service.Config) { c.Origin = "https://a@auth.example.com" }, "PUBLIC_ORIGIN"},
		{"a query", func(c *service.Config) { c.Origin = origin + "?a" }, "PUBLIC_ORIGIN"},
		{"no scheme", func(c *service.Config) { c.Origin = "auth.example.com" }, "PUBLIC_ORIGIN"},
		{"the API over http", func(c *service.Config) { c.API = "http://api.close.com" }, "CLOSE_API_ORIGIN"},
		{"the app over ftp", func(c *service.Config) { c.App = "ftp://app.close.com" }, "CLOSE_APP_ORIGIN"},
		{"no client", func(c *service.Config) { c.ClientID = "" }, "CLOSE_CLIENT_ID"},
		{"no secret", func(c *service.Config) { c.ClientSecret = "" }, "CLOSE_CLIENT_SECRET"},
		{"a secret with its line's end", func(c *service.Config) { c.ClientSecret += "\n" }, "CLOSE_CLIENT_SECRET"},
		{"no key", func(c *service.Config) { c.SealingKey = "" }, "SEALING_KEY"},
		{"a short key", func(c *service.Config) { c.SealingKey = keyA[1:] }, "SEALING_KEY"},
		{"a short key before", func(c *service.Config) { c.PreviousSealingKey = keyB[1:] }, "SEALING_KEY_PREVIOUS"},
		{"no extension", func(c *service.Config) { c.Extensions = " , " }, "EXTENSIONS"},
		{"another browser", func(c *service.Config) { c.Extensions = "opera:" + chromeID }, "EXTENSIONS"},
		{"an id alone", func(c *service.Config) { c.Extensions = chromeID }, "EXTENSIONS"},
		{"a short id", func(c *service.Config) { c.Extensions = "chrome:" + chromeID[1:] }, "EXTENSIONS"},
		{"an id with a dot", func(c *service.Config) { c.Extensions = "chrome:" + chromeID[1:] + "." }, "EXTENSIONS"},
		{"a Gecko id that is no address", func(c *service.Config) { c.Extensions = "firefox:leadpatch" }, "EXTENSIONS"},
		{"a Gecko id that is no UUID", func(c *service.Config) { c.Extensions = "firefox:{0}" }, "EXTENSIONS"},
	} {
		config := newBench(t).config
		c.change(&config)
		_, err := service.New(config)
		if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want one about %q", c.name, err, c.want)
		}
		for _, secret := range []string{clientSecret, keyA[1:], keyB[1:]} {
			if err != nil && strings.Contains(err.Error(), secret) {
				t.Errorf("%s: a secret is in the error %q", c.name, err)
			}
		}
	}
}
