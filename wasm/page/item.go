package page

import (
	"strings"

	"leadpatch/wasm/api"
)

// What is read of a page is bounded, because the page may be anybody's.
const (
	maxThings = 2000
	maxDepth  = 16
	maxProps  = 200
	maxValues = 50
	maxText   = 5000 // characters of a description
	maxName   = 200  // characters of a name
)

// item is one item of schema.org, as JSON-LD or microdata have it.
type item struct {
	types  []string // without the vocabulary's address
	id     string
	props  map[string][]value
	source source
	// top is true for what no other item holds, though others may name it.
	top bool
	// claims are the properties by which others hold or name it.
	claims []claim
}

// claim is one property of an item whose value is another.
type claim struct {
	role string
	by   *item
}

// claimed reports whether an item of some types holds or names this one by one of some
// properties. Without types any item will do.
func (t *item) claimed(roles, by map[string]bool) bool {
	for _, c := range t.claims {
		if roles[c.role] && (by == nil || c.by.is(by)) {
			return true
		}
	}
	return false
}

// value is a text or another item.
type value struct {
	text string
	item *item
}

// is reports whether one of the item's types is among those of a set.
//
// Not inlined: many places call it, and the wasm is smaller so.
//
//go:noinline
func (t *item) is(set map[string]bool) bool {
	for _, name := range t.types {
		if set[name] {
			return true
		}
	}
	return false
}

// texts returns the texts of some properties, those of the first named first. An item
// in the place of a text gives its name.
//
// Not inlined: many places call it, and the wasm is smaller so.
//
//go:noinline
func (t *item) texts(names ...string) []string {
	var out []string
	for _, name := range names {
		for _, v := range t.props[name] {
			switch {
			case v.item == nil:
				out = append(out, v.text)
			case len(v.item.props["name"]) > 0 && v.item.props["name"][0].item == nil:
				out = append(out, v.item.props["name"][0].text)
			}
		}
	}
	return out
}

// text returns the first text of some properties, on one line.
func (t *item) text(names ...string) string {
	for _, s := range t.texts(names...) {
		if s = line(s, maxName); s != "" {
			return s
		}
	}
	return ""
}

// items returns the items of some properties.
func (t *item) items(names ...string) []*item {
	var out []*item
	for _, name := range names {
		for _, v := range t.props[name] {
			if v.item != nil {
				out = append(out, v.item)
			}
		}
	}
	return out
}

// add notes a value of a property.
func (t *item) add(name string, v value) {
	if name == "" || len(t.props[name]) >= maxValues || len(t.props) >= maxProps && t.props[name] == nil {
		return
	}
	t.props[name] = append(t.props[name], v)
}

// graph is all that a page holds of schema.org.
type graph struct {
	all []*item
}

// new makes an item, which another one holds unless that is nil; nil when there are
// enough.
func (g *graph) new(s source, role string, holder *item) *item {
	if len(g.all) >= maxThings {
		return nil
	}
	t := &item{props: map[string][]value{}, source: s, top: holder == nil}
	if holder != nil {
		t.claims = []claim{{role, holder}}
	}
	g.all = append(g.all, t)
	return t
}

// local returns the last part of a name of a vocabulary: "Person" of
// "https://schema.org/Person" and of "schema:Person".
func local(name string) string {
	name = strings.TrimSpace(name)
	return name[strings.LastIndexAny(name, "/#:")+1:]
}

// microdata adds the page's microdata.
func (g *graph) microdata(items []api.MicrodataItem) {
	for i := range items {
		g.microdataItem(&items[i], "", nil, 0)
	}
}

func (g *graph) microdataItem(data *api.MicrodataItem, role string, holder *item, depth int) *item {
	t := g.new(fromMicrodata, role, holder)
	if t == nil {
		return nil
	}
	for name := range strings.FieldsSeq(data.Type) {
		t.types = append(t.types, local(name))
	}
	for i, p := range data.Props {
		if i >= maxProps {
			break
		}
		name := local(p.Name)
		if p.Item == nil {
			t.add(name, value{text: p.Value})
		} else if depth < maxDepth {
			if inner := g.microdataItem(p.Item, name, t, depth+1); inner != nil {
				t.add(name, value{item: inner})
			}
		}
	}
	return t
}
