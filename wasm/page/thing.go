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

// thing is one item of schema.org, as JSON-LD or microdata have it.
type thing struct {
	types  []string // without the vocabulary's address
	id     string
	props  map[string][]value
	source source
	// top is true for what no other thing holds, though others may name it.
	top bool
	// claims are the properties by which others hold or name it.
	claims []claim
}

// claim is one property of a thing whose value is another.
type claim struct {
	role string
	by   *thing
}

// claimed says whether a thing of some types holds or names this one by one of some
// properties. Without types any thing will do.
func (t *thing) claimed(roles, by map[string]bool) bool {
	for _, c := range t.claims {
		if roles[c.role] && (by == nil || c.by.is(by)) {
			return true
		}
	}
	return false
}

// value is a text or another thing.
type value struct {
	text  string
	thing *thing
}

// is says whether one of the thing's types is among those of a set.
func (t *thing) is(set map[string]bool) bool {
	for _, name := range t.types {
		if set[name] {
			return true
		}
	}
	return false
}

// texts returns the texts of some properties, those of the first named first. A thing
// in the place of a text gives its name.
func (t *thing) texts(names ...string) []string {
	var out []string
	for _, name := range names {
		for _, v := range t.props[name] {
			switch {
			case v.thing == nil:
				out = append(out, v.text)
			case len(v.thing.props["name"]) > 0 && v.thing.props["name"][0].thing == nil:
				out = append(out, v.thing.props["name"][0].text)
			}
		}
	}
	return out
}

// text returns the first text of some properties, on one line.
func (t *thing) text(names ...string) string {
	for _, s := range t.texts(names...) {
		if s = line(s, maxName); s != "" {
			return s
		}
	}
	return ""
}

// things returns the things of some properties.
func (t *thing) things(names ...string) []*thing {
	var out []*thing
	for _, name := range names {
		for _, v := range t.props[name] {
			if v.thing != nil {
				out = append(out, v.thing)
			}
		}
	}
	return out
}

// add notes a value of a property.
func (t *thing) add(name string, v value) {
	if name == "" || len(t.props[name]) >= maxValues || len(t.props) >= maxProps && t.props[name] == nil {
		return
	}
	t.props[name] = append(t.props[name], v)
}

// graph is all that a page holds of schema.org.
type graph struct {
	all []*thing
}

// new makes a thing, which another one holds unless that is nil; nil when there are
// enough.
func (g *graph) new(s source, role string, holder *thing) *thing {
	if len(g.all) >= maxThings {
		return nil
	}
	t := &thing{props: map[string][]value{}, source: s, top: holder == nil}
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
		g.item(&items[i], "", nil, 0)
	}
}

func (g *graph) item(item *api.MicrodataItem, role string, holder *thing, depth int) *thing {
	t := g.new(fromMicrodata, role, holder)
	if t == nil {
		return nil
	}
	for name := range strings.FieldsSeq(item.Type) {
		t.types = append(t.types, local(name))
	}
	for i, p := range item.Props {
		if i >= maxProps {
			break
		}
		name := local(p.Name)
		if p.Item == nil {
			t.add(name, value{text: p.Value})
		} else if depth < maxDepth {
			if inner := g.item(p.Item, name, t, depth+1); inner != nil {
				t.add(name, value{thing: inner})
			}
		}
	}
	return t
}
