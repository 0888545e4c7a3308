package closeapi

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"github.com/tidwall/gjson"
)

const searchPath = "/data/search/"

// changes reports whether a request may change something in Close. A search is a POST
// that does not.
func changes(method, path string) bool {
	return method != http.MethodGet && (method != http.MethodPost || path != searchPath)
}

// Query is a node of a search. It is made by the functions here alone, of constants and
// texts that are escaped, so that no text can become a part of the query. Source:
// developer.close.com, "Advanced Filtering".
type Query struct{ json string }

// object is what a field belongs to in a search.
type object string

const (
	leadObject    object = "lead"
	contactObject object = "contact"
	emailObject   object = "contact_email"
	phoneObject   object = "contact_phone"
	urlObject     object = "contact_url"
)

// textMode is how a text is compared. Letters count the same in capitals.
type textMode string

const (
	// phrase: the words of the text stand next to each other in the field.
	phrase textMode = "phrase"
	// beginnings: each word of the text begins a word of the field.
	beginnings textMode = "beginning_of_words"
)

// AnyOf finds what one of the queries finds.
func AnyOf(queries ...Query) Query { return several("or", queries) }

func several(kind string, queries []Query) Query {
	var parts []string
	for _, q := range queries {
		parts = append(parts, q.json)
	}
	return Query{`{"type":"` + kind + `","queries":[` + strings.Join(parts, ",") + `]}`}
}

// text is a text as a JSON string. Bytes that are no text are left out.
func text(s string) string {
	return string(gjson.AppendJSONString(nil, strings.ToValidUTF8(s, "")))
}

func fieldText(of object, field string, mode textMode, value string) Query {
	return Query{`{"type":"field_condition","field":{"type":"regular_field","object_type":"` + string(of) + `","field_name":"` + field +
		`"},"condition":{"type":"text","mode":"` + string(mode) + `","value":` + text(value) + `}}`}
}

func related(this, other object, q Query) Query {
	return Query{`{"type":"has_related","this_object_type":"` + string(this) + `","related_object_type":"` + string(other) +
		`","related_query":` + q.json + `}`}
}

// URLHas finds leads whose URL has the words of a host in it.
func URLHas(host string) Query { return fieldText(leadObject, "url", phrase, host) }

// ContactURLHas finds leads with a contact one of whose web addresses has the words of
// a host in it.
func ContactURLHas(host string) Query {
	return related(leadObject, contactObject, related(contactObject, urlObject, fieldText(urlObject, "url", phrase, host)))
}

// EmailHas finds leads with a contact one of whose e-mail addresses has the words of an
// address, or of its domain, in it.
func EmailHas(address string) Query {
	return related(leadObject, contactObject, related(contactObject, emailObject, fieldText(emailObject, "email", phrase, address)))
}

// PhoneIs finds leads with a contact who has a number, in the form of E.164.
func PhoneIs(number string) Query {
	return related(leadObject, contactObject, related(contactObject, phoneObject, fieldText(phoneObject, "phone", phrase, number)))
}

// NameHas finds leads with the words in their name, next to each other.
func NameHas(words string) Query { return fieldText(leadObject, "display_name", phrase, words) }

// NameBegins finds leads with words in their name that begin as the given ones do.
func NameBegins(words string) Query { return fieldText(leadObject, "display_name", beginnings, words) }

// Anywhere finds leads with the words of a text anywhere in them or their contacts, as
// the search box of Close does.
func Anywhere(words string) Query {
	return Query{`{"type":"text","mode":"` + string(beginnings) + `","value":` + text(words) + `}`}
}

// FoundLead is a lead as the index of the search has it, which lags behind.
type FoundLead struct {
	ID       ID
	Name     string
	StatusID string
}

// The bounds of a search: leads on a page, and pages. More than a user looks through is
// not asked for.
const (
	searchPage  = 100
	searchPages = 3
)

// SearchLeads returns the leads that a query finds, up to a number, and whether there
// are more. Matching is by words, and the index lags behind what is written, so that a
// result says only where to look. Source: POST /data/search/.
func (c *Client) SearchLeads(ctx context.Context, q Query, most int) (found []FoundLead, more bool, err error) {
	cursor := ""
	for range searchPages {
		raw, err := c.call(ctx, http.MethodPost, searchPath, searchBody(q, min(most, searchPage), cursor))
		if err != nil {
			return nil, false, err
		}
		answer := gjson.ParseBytes(raw)
		for _, row := range answer.Get("data").Array() {
			id, err := ParseID("lead", row.Get("id").String())
			if err != nil {
				continue // not a lead, or not one that can be read
			}
			if len(found) == most {
				return found, true, nil
			}
			name := row.Get("display_name").String()
			if name == "" {
				name = "Untitled"
			}
			found = append(found, FoundLead{ID: id, Name: name, StatusID: row.Get("status_id").String()})
		}
		if cursor = answer.Get("cursor").String(); cursor == "" {
			return found, false, nil
		}
		if len(found) == most {
			return found, true, nil
		}
	}
	return found, true, nil
}

// searchBody is the body of a search for leads.
func searchBody(q Query, limit int, cursor string) []byte {
	leads := Query{`{"type":"object_type","object_type":"lead"}`}
	body := `{"query":` + several("and", []Query{leads, q}).json +
		`,"_fields":{"lead":["id","display_name","status_id"]},"_limit":` + strconv.Itoa(limit)
	if cursor != "" {
		body += `,"cursor":` + text(cursor)
	}
	return []byte(body + "}")
}
