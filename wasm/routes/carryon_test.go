//go:build !js

package routes_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"leadpatch/wasm/api"
	"leadpatch/wasm/closeapi"
)

// TestCarryingOnSendsWhatIsMissing: the line is cut after each of a plan's PUTs has
// arrived. What Close has carried out is not asked for again by the next life: neither
// a value that was added, nor one that Close wrote in another form.
func TestCarryingOnSendsWhatIsMissing(t *testing.T) {
	for arrived := 1; arrived <= 3; arrived++ {
		t.Run(fmt.Sprintf("%d arrived", arrived), func(t *testing.T) {
			w := signedIn(t)
			id, days := w.lead(0), w.field("Days")
			_, raw := w.do("GET", "/leads/"+id, "")
			base := decode[api.LeadView](t, raw).Base
			phones := w.contact(0) + "/phones"
			body := strings.TrimSuffix(editsBody(
				fmt.Sprintf(`{"field":%q,"op":"add","value":"Fri"}`, days),
				fmt.Sprintf(`{"field":%q,"op":"add","value":"Sat"}`, days),
				contactEdit(w.contact(0), "phones", `"op":"set","value":[{"type":"mobile","phone":"030 901820"}]`),
			), "}") + fmt.Sprintf(`,"base":{%q:%q}}`, phones, base[phones])
			want := []string{
				fmt.Sprintf(`{"%s.add":"Fri"}`, days), fmt.Sprintf(`{"%s.add":"Sat"}`, days), `{"phones":[{"type":"mobile","phone":"030 901820"}]}`,
			}
			var puts atomic.Int32
			w.backend = w.fresh(cutAfter{puts: &puts, last: int32(arrived)})
			if a := w.apply(id, body); a.Waiting == nil {
				t.Fatalf("%+v", a)
			}
			w.backend = w.fresh(plainTransport)
			w.wait(1000)
			if d := w.deliver(); d.Unsettled != 0 {
				t.Fatalf("%+v %+v", d, w.entries(""))
			}
			if got := strings.Join(w.puts(), "\n"); got != strings.Join(want, "\n") {
				t.Errorf("sent\n%s\nwant\n%s", got, strings.Join(want, "\n"))
			}
			if e := w.entries("")[0]; e.State != api.StateApplied || len(e.Changes) != 2 {
				t.Errorf("%+v", e)
			}
		})
	}
}

// cutAfter lets a number of PUTs through, loses the answer of the last, and is dead from
// then on.
type cutAfter struct {
	puts *atomic.Int32
	last int32
}

func (c cutAfter) RoundTrip(ctx context.Context, r *closeapi.Request) (*closeapi.Response, error) {
	if c.puts.Load() >= c.last {
		return nil, errDead
	}
	res, err := plainTransport.RoundTrip(ctx, r)
	if r.Method == http.MethodPut && c.puts.Add(1) == c.last {
		return nil, errDead
	}
	return res, err
}

// TestLabels: the history reads names where the values are ids, also in the file and
// when words are looked for.
func TestLabels(t *testing.T) {
	w := signedIn(t)
	id := w.lead(0)
	status := w.seed.Get("statuses.2")
	user, contact := w.seed.Get("users.1"), w.contact(1)
	a := w.apply(id, editsBody(
		fmt.Sprintf(`{"field":"status_id","op":"set","value":%q}`, status.Get("id")),
		fmt.Sprintf(`{"field":%q,"op":"set","value":%q}`, w.field("Main contact"), contact),
		fmt.Sprintf(`{"field":%q,"op":"set","value":[%q]}`, w.field("Account team"), user.Get("id")),
		`{"field":"url","op":"set","value":"https://labels.example"}`,
	))
	person := w.control("GET", "/contacts/"+contact, "").Get("name").String()
	want := map[string]string{"status_id": status.Get("label").String(), w.field("Main contact"): person, w.field("Account team"): user.Get("name").String(), "url": ""}
	check := func(what string, changes []api.Change) {
		for _, c := range changes {
			if c.AfterLabel != want[c.Field] || c.Field == "status_id" && c.NowLabel == "" {
				t.Errorf("%s: %s reads %q, want %q", what, c.Label, c.AfterLabel, want[c.Field])
			}
		}
	}
	check("the answer", a.Changes)
	check("the history", w.entries("")[0].Changes)
	_, raw := w.do("GET", "/journal/export?format=csv", "")
	text := decode[api.Exported](t, raw).Text
	for _, word := range want {
		if !strings.Contains(text, word) {
			t.Errorf("%q is not in the file:\n%s", word, text)
		}
		if word != "" && len(w.entries("q="+strings.ReplaceAll(word, " ", "+"))) != 1 {
			t.Errorf("%q finds nothing", word)
		}
	}
	if strings.Contains(text, status.Get("id").String()) || strings.Contains(text, contact) {
		t.Errorf("an id is in the file:\n%s", text)
	}
}
