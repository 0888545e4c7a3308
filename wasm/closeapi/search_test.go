package closeapi

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"leadpatch/wasm/patch"

	"github.com/tidwall/gjson"
)

// noAuth signs nothing.
type noAuth struct{}

func (noAuth) Authorization(context.Context) (string, error) { return "Basic x", nil }

// searcher answers searches with pages of leads, and keeps their bodies.
type searcher struct {
	pages  []string
	bodies []string
}

func (s *searcher) RoundTrip(_ context.Context, r *Request) (*Response, error) {
	s.bodies = append(s.bodies, string(r.Body))
	page := s.pages[min(len(s.bodies), len(s.pages))-1]
	if page == "" {
		return nil, errors.New("connection lost")
	}
	return &Response{Status: 200, Header: http.Header{}, Body: []byte(page)}, nil
}

func leadNumber(n int) string { return fmt.Sprintf("lead_%043d", n) }

// pageOf is an answer with leads from a number on.
func pageOf(from, count int, cursor string) string {
	var rows []string
	for n := range count {
		rows = append(rows, fmt.Sprintf(`{"__object_type":"lead","id":%q,"display_name":"Lead %d","status_id":"stat_x"}`, leadNumber(from+n), from+n))
	}
	return `{"data":[` + strings.Join(rows, ",") + `],"cursor":` + cursor + `}`
}

func TestSearchLeads(t *testing.T) {
	for _, c := range []struct {
		name     string
		pages    []string
		most     int
		found    int
		more     bool
		requests int
	}{
		{"none", []string{`{"data":[],"cursor":null}`}, 20, 0, false, 1},
		{"one page", []string{pageOf(0, 3, "null")}, 20, 3, false, 1},
		{"as many as wanted and no more", []string{pageOf(0, 20, "null")}, 20, 20, false, 1},
		{"as many as wanted and more", []string{pageOf(0, 20, `"c1"`)}, 20, 20, true, 1},
		{"more than asked for", []string{pageOf(0, 30, "null")}, 20, 20, true, 1},
		{"small pages", []string{pageOf(0, 5, `"c1"`), pageOf(5, 5, "null")}, 20, 10, false, 2},
		{"pages without an end", []string{pageOf(0, 1, `"c1"`)}, 20, 3, true, 3},
		{"empty pages without an end", []string{`{"data":[],"cursor":"c"}`}, 20, 0, true, 3},
		{"rows that are no leads", []string{`{"data":[{"id":"cont_1"},{"id":7},{},null,"x",{"id":"` + leadNumber(1) + `"}],"cursor":null}`}, 20, 1, false, 1},
		{"no rows at all", []string{`{"data":{"id":"x"}}`}, 20, 0, false, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := &searcher{pages: c.pages}
			client := &Client{Transport: s, Auth: noAuth{}}
			found, more, err := client.SearchLeads(t.Context(), NameHas("acme"), c.most)
			if len(found) != c.found || more != c.more || err != nil || len(s.bodies) != c.requests {
				t.Errorf("%d leads, more %v, %v, %d requests", len(found), more, err, len(s.bodies))
			}
			for i, body := range s.bodies {
				if cursor := gjson.Get(body, "cursor"); cursor.Exists() != (i > 0) {
					t.Errorf("request %d has the cursor %s", i, cursor.Raw)
				}
			}
		})
	}
}

func TestSearchIsNoWrite(t *testing.T) {
	s := &searcher{pages: []string{"", `{"data":[]}`}}
	client := &Client{Transport: s, Auth: noAuth{}}
	var e *Error
	if _, _, err := client.SearchLeads(t.Context(), NameHas("x"), 1); !errors.As(err, &e) || e.Kind != Unreachable {
		t.Errorf("a search whose answer was lost: %v", err)
	}
	s.bodies = nil
	client.Retry = &Retry{Random: func() float64 { return 0 }}
	if _, _, err := client.SearchLeads(t.Context(), NameHas("x"), 1); err != nil || len(s.bodies) != 2 {
		t.Errorf("it is not asked again: %v after %d requests", err, len(s.bodies))
	}
	for _, c := range []struct {
		method, path string
		want         bool
	}{{"GET", "/lead/x/", false}, {"PUT", "/lead/x/", true}, {"POST", "/lead/", true}, {"DELETE", searchPath, true}, {"POST", searchPath, false}, {"POST", searchPath + "x/", true}} {
		if got := changes(c.method, c.path); got != c.want {
			t.Errorf("%s %s: %v", c.method, c.path, got)
		}
	}
}

// queryOf is the part of a search's body that is the caller's.
func queryOf(t *testing.T, q Query) gjson.Result {
	t.Helper()
	body := searchBody(q, 20, "")
	if err := patch.CheckJSON(body); err != nil {
		t.Fatalf("%v in %s", err, body)
	}
	v := gjson.ParseBytes(body)
	if v.Get("query.type").String() != "and" || v.Get("query.queries.#").Int() != 2 || v.Get("query.queries.0.object_type").String() != "lead" {
		t.Fatalf("the query is not one for leads: %s", body)
	}
	return v.Get("query.queries.1")
}

func TestQueries(t *testing.T) {
	const condition = "related_query.related_query.condition.value"
	for _, c := range []struct {
		query      Query
		at, object string
	}{
		{URLHas("a.example"), "condition.value", "field.field_name=url"},
		{NameHas("a.example"), "condition.value", "condition.mode=phrase"},
		{NameBegins("a.example"), "condition.value", "condition.mode=beginning_of_words"},
		{ContactURLHas("a.example"), condition, "related_query.related_query.field.object_type=contact_url"},
		{EmailHas("a.example"), condition, "related_query.related_object_type=contact_email"},
		{PhoneIs("a.example"), condition, "related_query.related_query.field.field_name=phone"},
		{Anywhere("a.example"), "value", "type=text"},
	} {
		got := queryOf(t, c.query)
		key, want, _ := strings.Cut(c.object, "=")
		if got.Get(c.at).String() != "a.example" || got.Get(key).String() != want {
			t.Errorf("%s", got.Raw)
		}
	}
	if both := queryOf(t, AnyOf(URLHas("a"), NameHas("b"))); both.Get("type").String() != "or" || both.Get("queries.#").Int() != 2 {
		t.Errorf("%s", both.Raw)
	}
}

// FuzzQuery holds that no text gets out of its place in a query.
func FuzzQuery(f *testing.F) {
	for _, seed := range []string{"acme", `"}]},"x":{`, "\\", "\x00\xff", "\u2028", `\u0022`, strings.Repeat(`"`, 100)} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got := queryOf(t, AnyOf(URLHas(text), EmailHas(text), Anywhere(text)))
		want := strings.ToValidUTF8(text, "")
		for _, path := range []string{"queries.0.condition.value", "queries.1.related_query.related_query.condition.value", "queries.2.value"} {
			if value := got.Get(path).String(); value != want || got.Get("queries.#").Int() != 3 {
				t.Errorf("%q became %q in %s", text, value, got.Raw)
			}
		}
	})
}
