package oauth

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"testing"
	"time"

	"leadpatch/web/sandbox/crm"
	"leadpatch/web/sandbox/options"
	"leadpatch/web/sandbox/seed"
)

// FuzzTokenForm sends any bytes to the token endpoint. Without the secret of the client
// they must be refused, and with it they must not end what they do not name.
func FuzzTokenForm(f *testing.F) {
	for _, body := range []string{"", "grant_type=refresh_token", "client_id=x&client_id=y", "%zz", "a;b", "grant_type=authorization_code&code=%00", "client_secret=" + SeedClient().Secret} {
		f.Add([]byte(body))
	}
	now := func() time.Time { return crm.SeedTime }
	w := crm.NewWorld("http://127.0.0.1:1", now)
	w.Reset(options.Default(), seed.Data())
	s := NewServer(w)
	own := url.Values{"client_id": {SeedClient().ID}, "client_secret": {SeedClient().Secret}}
	pair := s.store.issue(&grant{user: w.Users[0], org: w.Orgs[0]}, crm.SeedTime)
	access, _ := pair["access_token"].(string)
	f.Fuzz(func(t *testing.T, body []byte) {
		for prefix, want := range map[string][]int{"": {400, 401}, own.Encode() + "&": {400}} {
			r := httptest.NewRequest(http.MethodPost, "/oauth2/token/", nil)
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			if got := s.Answer(r, append([]byte(prefix), body...)); !slices.Contains(want, got.Status) {
				t.Errorf("%q: %d %s", body, got.Status, got.Body)
			}
		}
		if by, _ := s.Bearer(access); by == nil {
			t.Errorf("%q ended a token", body)
		}
	})
}
