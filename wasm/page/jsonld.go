package page

import (
	"html"
	"strings"

	"leadpatch/wasm/patch"

	"github.com/tidwall/gjson"
)

// Bounds of the texts of JSON-LD, in bytes: of one script and of all.
const (
	maxScript  = 200_000
	maxScripts = 1_000_000
)

// jsonLD adds the page's JSON-LD and returns how many scripts were left out, because
// they are broken, too long or nested too deeply.
func (g *graph) jsonLD(scripts []string) (left int) {
	total := 0
	var pending []reference
	byID := map[string]*item{}
	for _, script := range scripts {
		text, ok := jsonOf(script)
		if total += len(script); !ok || total > maxScripts {
			left++
			continue
		}
		r := jsonldReader{g: g, byID: byID, pending: &pending}
		r.top(gjson.Parse(text), 0)
	}
	for _, p := range pending {
		if to := byID[p.id]; to != nil && to != p.of {
			p.of.add(p.name, value{item: to})
			if len(to.claims) < maxValues {
				to.claims = append(to.claims, claim{p.name, p.of})
			}
		}
	}
	return left
}

// jsonOf returns the JSON of a script. Line ends inside of texts, which many pages
// write, entities in place of quotes and the wrappings of old pages are put right.
func jsonOf(script string) (string, bool) {
	if len(script) > maxScript {
		return "", false
	}
	// Where they are allowed, control characters mean no more than a blank.
	text := strings.TrimSpace(strings.Map(func(r rune) rune {
		if r < ' ' {
			return ' '
		}
		return r
	}, strings.TrimPrefix(script, "\ufeff")))
	for _, wrap := range [][2]string{{"<!--", "-->"}, {"//<![CDATA[", "//]]>"}, {"/*<![CDATA[*/", "/*]]>*/"}, {"<![CDATA[", "]]>"}} {
		text = strings.TrimSpace(strings.TrimSuffix(strings.TrimPrefix(text, wrap[0]), wrap[1]))
	}
	text = strings.TrimSpace(strings.TrimSuffix(text, ";"))
	if patch.CheckJSON([]byte(text)) == nil {
		return text, true
	}
	if strings.Contains(text, "&quot;") || strings.Contains(text, "&#34;") {
		text = html.UnescapeString(text)
		return text, patch.CheckJSON([]byte(text)) == nil
	}
	return "", false
}

// reference is a property that names an item by its @id.
type reference struct {
	of   *item
	name string
	id   string
}

// jsonldReader turns JSON that has been checked into items.
type jsonldReader struct {
	g       *graph
	byID    map[string]*item
	pending *[]reference
}

// top reads what stands at the top of a script, or in its @graph.
func (r *jsonldReader) top(v gjson.Result, depth int) {
	if depth > maxDepth {
		return
	}
	switch {
	case v.IsArray():
		v.ForEach(func(_, one gjson.Result) bool {
			r.top(one, depth+1)
			return len(r.g.all) < maxThings
		})
	case v.IsObject():
		var inner gjson.Result
		v.ForEach(func(key, one gjson.Result) bool {
			if key.Str == "@graph" {
				inner = one
			}
			return true
		})
		if inner.Exists() {
			r.top(inner, depth+1)
		}
		r.object(v, "", nil, 0)
	}
}

// object reads one object; nil when it is only a reference, or too much.
func (r *jsonldReader) object(v gjson.Result, role string, holder *item, depth int) *item {
	t := r.g.new(fromJSONLD, role, holder)
	if t == nil {
		return nil
	}
	v.ForEach(func(key, one gjson.Result) bool {
		switch key.Str {
		case "@context", "@graph":
		case "@type":
			each(one, func(name gjson.Result) {
				if name.Type == gjson.String && len(t.types) < maxValues {
					t.types = append(t.types, local(name.Str))
				}
			})
		case "@id":
			t.id = one.Str
		default:
			if name := local(key.Str); !strings.HasPrefix(key.Str, "@") {
				each(one, func(v gjson.Result) { r.property(t, name, v, depth) })
			}
		}
		return true
	})
	// The same item is often described in several places; the fullest wins.
	if known := r.byID[t.id]; t.id != "" && (known == nil || len(known.props) < len(t.props)) {
		r.byID[t.id] = t
	}
	return t
}

// property reads one value of a property.
func (r *jsonldReader) property(t *item, name string, v gjson.Result, depth int) {
	switch {
	case v.Type == gjson.String:
		t.add(name, value{text: v.Str})
	case v.Type == gjson.Number:
		t.add(name, value{text: v.Raw})
	case v.IsObject():
		fields, id, text, list := 0, "", gjson.Result{}, gjson.Result{}
		v.ForEach(func(key, one gjson.Result) bool {
			switch key.Str {
			case "@id":
				id = one.Str
			case "@value":
				text = one
			case "@list", "@set":
				list = one
			case "@type", "@language", "@context":
			default:
				fields++
			}
			return true
		})
		switch {
		case depth >= maxDepth:
		case text.Type == gjson.String || text.Type == gjson.Number:
			t.add(name, value{text: text.String()})
		case list.Exists():
			each(list, func(one gjson.Result) { r.property(t, name, one, depth+1) })
		case id != "" && fields == 0:
			if len(*r.pending) < maxThings {
				*r.pending = append(*r.pending, reference{t, name, id})
			}
		default:
			if inner := r.object(v, name, t, depth+1); inner != nil {
				t.add(name, value{item: inner})
			}
		}
	}
}

// each calls f with the elements of a list, or with a value that is no list.
func each(v gjson.Result, f func(gjson.Result)) {
	if !v.IsArray() {
		f(v)
		return
	}
	n := 0
	v.ForEach(func(_, one gjson.Result) bool {
		f(one)
		n++
		return n < maxValues
	})
}
