package page

import (
	"strconv"
	"strings"
	"unicode"

	"leadpatch/wasm/api"

	"github.com/tidwall/gjson"
)

// Compare says of what a page suggests to whom it belongs and what of it is there
// already. A person of the page is a contact of the lead by an email, else by the name;
// any other is a contact to add, under a name that no person of another page has. It
// asks nobody.
func Compare(r api.CompareRequest) api.Compared {
	c := comparison{fields: map[string]api.ComparedField{}, targets: map[string]string{"": ""}}
	for _, f := range r.Fields {
		c.fields[f.Target+"/"+f.Field] = f
	}
	for _, s := range r.Suggestions {
		if _, known := c.targets[s.Person]; !known {
			c.targets[s.Person] = c.targetOf(r, s.Person)
		}
	}
	out := api.Compared{Suggestions: make([]api.ComparedSuggestion, len(r.Suggestions))}
	for i, s := range r.Suggestions {
		target := c.targets[s.Person]
		row := api.ComparedSuggestion{ID: s.ID, Target: target}
		if f, ok := c.fields[target+"/"+s.Field]; ok {
			row.Present = holds(f.Type, f.Value, s.Value)
		}
		for j, before := range r.Suggestions[:i] {
			if before.Field == s.Field && out.Suggestions[j].Target == target && holds(c.typeOf(target, s.Field), before.Value, s.Value) {
				row.SameAs = before.ID
				break
			}
		}
		out.Suggestions[i] = row
	}
	return out
}

// comparison is what a lead and its contacts hold, by target and field, and the targets
// of the page's persons.
type comparison struct {
	fields  map[string]api.ComparedField
	targets map[string]string
}

// typeOf returns the type of a field; that of a lead's or another contact's serves for a
// contact that is still to be added.
func (c *comparison) typeOf(target, field string) api.FieldType {
	if f, ok := c.fields[target+"/"+field]; ok {
		return f.Type
	}
	switch field {
	case "emails", "phones", "urls", "addresses", "url":
		return api.FieldType(field)
	}
	return api.TypeText
}

func (c *comparison) targetOf(r api.CompareRequest, person string) string {
	for _, by := range []string{"emails", "name"} {
		for _, f := range r.Fields {
			if f.Target == "" || f.Field != by {
				continue
			}
			for _, s := range r.Suggestions {
				if s.Person == person && s.Field == by && holds(f.Type, f.Value, s.Value) {
					return f.Target
				}
			}
		}
	}
	return "new-" + person + "-" + nameOfPage(r.URL)
}

// nameOfPage returns a short name for the address of a page, so that the first person of
// one page is not taken for the first of another. It is FNV-1a.
func nameOfPage(url string) string {
	sum := uint32(2166136261)
	for i := range len(url) {
		sum = (sum ^ uint32(url[i])) * 16777619
	}
	return strconv.FormatUint(uint64(sum), 36)
}

// holds reports whether a value holds all of what is suggested for it.
func holds(t api.FieldType, has, suggested []byte) bool {
	there, wanted := items(has), items(suggested)
	for _, w := range wanted {
		found := false
		for _, h := range there {
			found = found || sameMeaning(t, h, w)
		}
		if !found {
			return false
		}
	}
	return len(wanted) > 0
}

// items lists what a value is made of: the parts of a list, or one text.
func items(value []byte) []gjson.Result {
	v := gjson.ParseBytes(value)
	if v.IsArray() {
		return v.Array()
	}
	if v.Type != gjson.String || strings.TrimSpace(v.Str) == "" {
		return nil
	}
	return []gjson.Result{v}
}

// sameMeaning reports whether a page and Close mean the same, however each writes it.
func sameMeaning(t api.FieldType, a, b gjson.Result) bool {
	switch {
	case a.Type == gjson.String && b.Type == gjson.String && t == api.TypeURL:
		return bareAddress(a.Str) == bareAddress(b.Str)
	case a.Type == gjson.String && b.Type == gjson.String:
		return loose(a.Str) == loose(b.Str)
	case !a.IsObject() || !b.IsObject():
		return false
	}
	switch t {
	case api.TypeEmails:
		return loose(a.Get("email").Str) == loose(b.Get("email").Str)
	case api.TypePhones:
		return digits(a.Get("phone").Str) == digits(b.Get("phone").Str)
	case api.TypeURLs:
		return bareAddress(a.Get("url").Str) == bareAddress(b.Get("url").Str)
	case api.TypeAddresses:
		return samePlace(a, b)
	}
	return false
}

// samePlace reports whether two addresses are the same place: a page often leaves out the
// state or the country, and the label is Close's.
func samePlace(a, b gjson.Result) bool {
	ca, cb := loose(a.Get("country").Str), loose(b.Get("country").Str)
	if ca != "" && cb != "" && ca != cb {
		return false
	}
	empty := true
	for _, part := range []string{"address_1", "zipcode", "city"} {
		pa, pb := loose(a.Get(part).Str), loose(b.Get(part).Str)
		if pa != pb {
			return false
		}
		empty = empty && pa == ""
	}
	return !empty
}

// loose is a text as it is compared: without regard to case, white space and marks.
func loose(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, strings.ToLower(s))
	return strings.Join(strings.Fields(s), " ")
}

// bareAddress is a web address without what two ways of writing it do not have in common.
func bareAddress(s string) string {
	s = strings.TrimSpace(s)
	for _, scheme := range []string{"https://", "http://"} {
		if len(s) >= len(scheme) && strings.EqualFold(s[:len(scheme)], scheme) {
			s = s[len(scheme):]
			break
		}
	}
	if len(s) >= 4 && strings.EqualFold(s[:4], "www.") {
		s = s[4:]
	}
	s = strings.TrimSuffix(s, "/")
	host, path, slash := strings.Cut(s, "/")
	if slash {
		path = "/" + path
	}
	return strings.ToLower(host) + path
}

// digits are those of a phone number.
func digits(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
}
