package closeapi

import (
	"context"
	"errors"
	"maps"
	"strings"
	"testing"
	"time"
)

// answers is a transport that answers from a table, by path.
type answers map[string]Response

func (a answers) RoundTrip(_ context.Context, r *Request) (*Response, error) {
	path := strings.TrimPrefix(r.URL, "https://api.test/api/v1")
	res, ok := a[path]
	if !ok {
		return nil, errors.New("no answer for " + path)
	}
	return &res, nil
}

type anyone struct{}

func (anyone) Authorization(context.Context) (string, error) { return "Basic x", nil }

func client(a answers) *Client {
	return &Client{Origin: "https://api.test", Transport: a, Auth: anyone{}}
}

func ok(body string) Response { return Response{Status: 200, Body: []byte(body)} }

func TestParseID(t *testing.T) {
	const good = "lead_2jXPmjcQLWZ0ytxqojk63Q18gQQNiJwnMX27DqgeT54"
	for s, want := range map[string]bool{
		good:                              true,
		"lead_" + good[5:27]:              true, // 22 digits, the newer length
		"":                                false,
		"lead_":                           false,
		"lead_short":                      false,
		"cont" + good[4:]:                 false,
		good + "/":                        false,
		good[:20] + "../" + good[23:]:     false,
		good + "é":                        false,
		"lead_" + strings.Repeat("a", 65): false,
	} {
		id, err := ParseID("lead", s)
		if (err == nil) != want || want && id.String() != s {
			t.Errorf("ParseID(%q) = %q, %v", s, id, err)
		}
	}
}

func TestErrorShapes(t *testing.T) {
	tests := []struct {
		name   string
		status int
		write  bool
		body   string
		kind   Kind
		msg    string
		fields map[string]string
	}{
		{"field errors", 400, true, `{"errors":[],"field-errors":{"status":"Not a valid choice."}}`, Invalid, "", map[string]string{"status": "Not a valid choice."}},
		{"nested lists", 400, true, `{"field-errors":{"contacts":{"errors":{"0":{"field-errors":{"custom.X":"Gone."},"errors":[]}}}},"errors":[]}`, Invalid, "", map[string]string{"contacts.0.custom.X": "Gone."}},
		{"list of texts", 400, true, `{"field-errors":{"name":["Too","long."]}}`, Invalid, "", map[string]string{"name": "Too long."}},
		{"nested object", 400, true, `{"field-errors":{"address":{"country":"No."}}}`, Invalid, "", map[string]string{"address.country": "No."}},
		{"errors", 404, false, `{"errors":["One.","Two."]}`, NotFound, "One. Two.", nil},
		{"error", 401, false, `{"error":"Unauthorized"}`, Unauthorized, "Unauthorized", nil},
		{"HTML", 403, false, `<html>Forbidden`, Forbidden, "", nil},
		{"empty", 504, false, ``, Failed, "", nil},
		{"empty after a write", 504, true, ``, Unsure, "", nil},
		{"unavailable after a write", 503, true, ``, Failed, "", nil},
		{"a list", 400, true, `["x"]`, Invalid, "", nil},
		{"other 4xx", 415, true, `{"error":"JSON, please."}`, Invalid, "JSON, please.", nil},
		{"plan", 402, true, ``, PlanLimit, "", nil},
		{"redirect", 302, false, ``, Failed, "", nil},
		{"odd types", 400, true, `{"error":{"a":1},"errors":{"a":"b"},"field-errors":[1]}`, Invalid, "", nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			e := errorOf(&Response{Status: test.status, Body: []byte(test.body)}, test.write, time.Now())
			if e.Kind != test.kind || e.Message != test.msg || !maps.Equal(e.Fields, test.fields) {
				t.Errorf("%+v", e)
			}
		})
	}
}

const (
	me1 = `{"id":"user_ojIs6Ko7Sp8lXVmnZ0QLWjZVcrBX6kP1ZZxkuYLWidb","email":"a@b.example","first_name":"Ada","last_name":"","organizations":[{"id":"orga_ST6o55DfAOnyYBEZcTk8273yRPx3YcJ3QnPzMF7PxZ7","name":"One"}],"memberships":[{"organization_id":"orga_ST6o55DfAOnyYBEZcTk8273yRPx3YcJ3QnPzMF7PxZ7","role_id":"user"}]}`
)

func TestMe(t *testing.T) {
	me, err := client(answers{"/me/": ok(me1)}).Me(t.Context())
	if err != nil || me.Name != "Ada" || me.OrganizationName != "One" || me.RoleID != "user" {
		t.Errorf("%+v, %v", me, err)
	}
	for _, body := range []string{`{}`, `[]`, ``, `{"id":"x","organizations":[{"id":"y"}]}`, `{"id":1`} {
		if me, err := client(answers{"/me/": ok(body), "/custom_field_schema/lead/": ok(`{}`)}).Me(t.Context()); err == nil {
			t.Errorf("%s became %+v", body, me)
		}
	}
}

// TestUnauthorizedIsAskedTwice: Close's framework answers 401 where the user may
// not do something. Only a refused /me/ ends the session.
func TestUnauthorizedIsAskedTwice(t *testing.T) {
	refused := Response{Status: 401, Body: []byte(`{"error":"Unauthorized"}`)}
	for _, test := range []struct {
		me   Response
		want Kind
	}{{ok(me1), Forbidden}, {refused, Unauthorized}} {
		_, err := client(answers{"/me/": test.me, "/status/lead/": refused}).LeadStatuses(t.Context())
		var e *Error
		if !errors.As(err, &e) || e.Kind != test.want {
			t.Errorf("%v, want %s", err, test.want)
		}
	}
}

func TestUsersPaged(t *testing.T) {
	users, err := client(answers{
		"/user/?_limit=100&_skip=0":   ok(`{"data":[{"id":"user_a","first_name":"Ada","organizations":["orga_x"]}],"has_more":true}`),
		"/user/?_limit=100&_skip=100": ok(`{"data":[{"id":"user_b","email":"b@c.example","organizations":[]}],"has_more":false}`),
	}).Users(t.Context())
	if err != nil || len(users) != 2 || users[0].Former || !users[1].Former || users[1].Name != "b@c.example" {
		t.Errorf("%+v, %v", users, err)
	}
}

func TestErrorsNameNoSecret(t *testing.T) {
	_, err := client(answers{}).LeadStatuses(t.Context())
	if err == nil || strings.Contains(err.Error(), "Basic") {
		t.Error(err)
	}
}
