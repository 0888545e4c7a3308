package service_test

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"leadpatch/web/broker/service"
)

func TestCloseFails(t *testing.T) {
	const secretive = `"error_description":"` + closeRefresh + ` of ` + clientSecret + `"`
	for _, c := range []struct {
		name   string
		answer *service.Answer
		err    error
		status int
		code   string
		after  string
	}{
		{"it was not reached", nil, fmt.Errorf("%w: refused", service.ErrNotSent), 503, "temporarily_unavailable", ""},
		{"the connection broke", nil, errors.New("reset by peer; secret=" + clientSecret), 502, "server_error", ""},
		{"it took too long", nil, context.DeadlineExceeded, 502, "server_error", ""},
		{"its limit", &service.Answer{Status: 429, RetryAfter: "7"}, nil, 503, "temporarily_unavailable", "7"},
		{"its limit, with a date", &service.Answer{Status: 429, RetryAfter: "Mon, 23 Nov 2026 12:00:00 GMT"}, nil, 503, "temporarily_unavailable", ""},
		{"its limit, with a trick", &service.Answer{Status: 429, RetryAfter: "1\r\nX: y"}, nil, 503, "temporarily_unavailable", ""},
		{"its limit names a grant", &service.Answer{Status: 429, Body: []byte(`{"error":"invalid_grant"}`)}, nil, 503, "temporarily_unavailable", ""},
		{"maintenance", answer(503, "<html>"), nil, 503, "temporarily_unavailable", ""},
		{"an error", answer(500, `{"error":"invalid_grant"}`), nil, 502, "server_error", ""},
		{"a bad gateway", answer(502, "<html>"), nil, 502, "server_error", ""},
		{"a redirect", answer(302, ""), nil, 502, "server_error", ""},
		{"the grant is invalid", answer(400, `{"error":"invalid_grant",`+secretive+`}`), nil, 400, "invalid_grant", ""},
		{"the grant is invalid, as 401", answer(401, `{"error":"invalid_grant"}`), nil, 400, "invalid_grant", ""},
		{"the client is invalid", answer(401, `{"error":"invalid_client",`+secretive+`}`), nil, 502, "server_error", ""},
		{"another error", answer(400, `{"error":"unauthorized_client"}`), nil, 502, "server_error", ""},
		{"an error of another shape", answer(400, `{"error":{"code":"invalid_grant"}}`), nil, 502, "server_error", ""},
		{"an error that is a page", answer(404, "<html>invalid_grant"), nil, 502, "server_error", ""},
	} {
		b, h := newBench(t), newHolder(t)
		code, token := b.code(h), b.signIn(h)
		b.answers = func(string, url.Values) (*service.Answer, error) { return c.answer, c.err }
		for path, form := range map[string]url.Values{
			"/token#code": redeeming(code), "/token#refresh": refreshing(token), "/revoke": {"token": {token}},
		} {
			path, _, _ := strings.Cut(path, "#")
			w := b.post(path, h.proof(path, b.now), form)
			refused(t, c.name, w, c.status, c.code)
			if got := w.Header().Get("Retry-After"); got != c.after {
				t.Errorf("%s: Retry-After is %q, want %q", c.name, got, c.after)
			}
		}
	}
}

func TestCloseAnswersNonsense(t *testing.T) {
	b, h := newBench(t), newHolder(t)
	token := b.signIn(h)
	for name, body := range map[string]string{
		"nothing":                        "",
		"a page":                         "<!doctype html><html>",
		"cut short":                      tokensOfClose[:60],
		"two objects":                    tokensOfClose + tokensOfClose,
		"a list":                         "[" + tokensOfClose + "]",
		"null":                           "null",
		"a number":                       "1",
		"an error with a 200":            `{"error":"invalid_grant"}`,
		"no access token":                `{"token_type":"Bearer","refresh_token":"` + closeRefresh + `"}`,
		"an empty access token":          `{"token_type":"Bearer","access_token":""}`,
		"an access token of other kinds": `{"token_type":"Bearer","access_token":1}`,
		"an access token with a break":   `{"token_type":"Bearer","access_token":"a\r\nb"}`,
		"a huge access token":            `{"token_type":"Bearer","access_token":"` + strings.Repeat("a", 2049) + `"}`,
		"no token type":                  `{"access_token":"a"}`,
		"another token type":             `{"access_token":"a","token_type":"MAC"}`,
		"a life that is text":            `{"access_token":"a","token_type":"Bearer","expires_in":"3600"}`,
		"no life":                        `{"access_token":"a","token_type":"Bearer","expires_in":0}`,
		"an endless life":                `{"access_token":"a","token_type":"Bearer","expires_in":1e300}`,
		"a refresh token of other kinds": `{"access_token":"a","token_type":"Bearer","refresh_token":{}}`,
		"a huge refresh token":           `{"access_token":"a","token_type":"Bearer","refresh_token":"` + strings.Repeat("a", 2049) + `"}`,
		"a refresh token full of quotes": `{"access_token":"a","token_type":"Bearer","refresh_token":"` + strings.Repeat("<", 2000) + `"}`,
		"a token type of other kinds":    `{"access_token":"a","token_type":1}`,
	} {
		b.answers = func(string, url.Values) (*service.Answer, error) { return answer(200, body), nil }
		refused(t, name, b.post("/token", h.proof("/token", b.now), refreshing(token)), 502, "server_error")
	}
}

func TestCloseAnswersSomeOfIt(t *testing.T) {
	for _, c := range []struct{ name, body, want string }{
		{"only what must be", `{"access_token":"a","token_type":"Bearer"}`, `{"access_token":"a","token_type":"Bearer","expires_in":3600}`},
		{"in small letters", `{"access_token":"a","token_type":"bearer","expires_in":7200.9}`, `{"access_token":"a","token_type":"Bearer","expires_in":7200}`},
		{"nulls", `{"access_token":"a","token_type":"Bearer","expires_in":null,"refresh_token":null,"scope":null,"user_id":null,"organization_id":null}`,
			`{"access_token":"a","token_type":"Bearer","expires_in":3600}`},
		{"strange ids", `{"access_token":"a","token_type":"Bearer","organization_id":"orga_<b>","user_id":"orga_abc","scope":"a\"b"}`,
			`{"access_token":"a","token_type":"Bearer","expires_in":3600}`},
		{"ids of other kinds", `{"access_token":"a","token_type":"Bearer","organization_id":1,"user_id":["user_a"],"scope":{}}`,
			`{"access_token":"a","token_type":"Bearer","expires_in":3600}`},
		{"unknown members", `{"access_token":"a","token_type":"Bearer","extra":"b","user_id":"user_1aB"}`,
			`{"access_token":"a","token_type":"Bearer","expires_in":3600,"user_id":"user_1aB"}`},
	} {
		b, h := newBench(t), newHolder(t)
		code := b.code(h)
		b.answers = func(string, url.Values) (*service.Answer, error) { return answer(200, c.body), nil }
		w := b.post("/token", h.proof("/token", b.now), redeeming(code))
		if got := strings.TrimSpace(w.Body.String()); w.Code != 200 || got != c.want {
			t.Errorf("%s: got %d %s, want %s", c.name, w.Code, got, c.want)
		}
	}
}

// A refresh without a new refresh token leaves the old one good.
func TestOldRefreshTokenIsSealedAgain(t *testing.T) {
	b, h := newBench(t), newHolder(t)
	token := b.signIn(h)
	b.answers = func(string, url.Values) (*service.Answer, error) {
		return answer(200, `{"access_token":"a","token_type":"Bearer"}`), nil
	}
	again, _ := object(t, b.post("/token", h.proof("/token", b.now), refreshing(token)))["refresh_token"].(string)
	if again == "" || again == token {
		t.Fatalf("got %q", again)
	}
	b.posts = nil
	b.post("/token", h.proof("/token", b.now), refreshing(again))
	if len(b.posts) != 1 || b.posts[0].Get("refresh_token") != closeRefresh {
		t.Errorf("Close got %v", b.posts)
	}
}

// A rotated refresh token takes the place of the old one.
func TestNewRefreshTokenIsSealed(t *testing.T) {
	b, h := newBench(t), newHolder(t)
	token := b.signIn(h)
	b.answers = func(string, url.Values) (*service.Answer, error) {
		return answer(200, `{"access_token":"a","token_type":"Bearer","refresh_token":"rotated"}`), nil
	}
	rotated := object(t, b.post("/token", h.proof("/token", b.now), refreshing(token)))["refresh_token"].(string)
	b.posts = nil
	b.post("/token", h.proof("/token", b.now), refreshing(rotated))
	if len(b.posts) != 1 || b.posts[0].Get("refresh_token") != "rotated" {
		t.Errorf("Close got %v", b.posts)
	}
}

func TestCloseIsNotWaitedForForever(t *testing.T) {
	b, h := newBench(t), newHolder(t)
	token := b.signIn(h)
	patience := &deadline{}
	b.config.Upstream = patience
	b.restart()
	b.post("/token", h.proof("/token", b.now), refreshing(token))
	if !patience.set || patience.left > 30*time.Second {
		t.Errorf("Close has %v, if any bound: %v", patience.left, patience.set)
	}
}

// deadline is a Close that looks at how long it may take.
type deadline struct {
	set  bool
	left time.Duration
}

func (d *deadline) PostForm(ctx context.Context, _ string, _ url.Values) (*service.Answer, error) {
	end, ok := ctx.Deadline()
	d.set, d.left = ok, time.Until(end)
	return answer(500, ""), nil
}
