package search

import (
	"fmt"
	"slices"
	"strings"

	"leadpatch/web/sandbox/wire"
)

// maxQueryDepth is how deep the nodes of a query may stand in each other.
const maxQueryDepth = 20

// searchFields are the fields of each type of object that a condition may name
// besides custom ones.
var searchFields = map[string][]string{
	"lead":          {"id", "name", "display_name", "description", "url", "status_id", "status_label", "created_by", "updated_by", "date_created", "date_updated"},
	"contact":       {"id", "name", "display_name", "title", "lead_id", "date_created", "date_updated"},
	"contact_email": {"email", "type"},
	"contact_phone": {"phone", "type"},
	"contact_url":   {"url", "type"},
	"opportunity":   {"id", "note", "status_id", "status_label", "status_type", "value", "confidence", "user_id"},
}

// query reports whether a document is one that is looked for.
type query func(Document) bool

// queryReader reads queries. Its errors stand under "query".
type queryReader struct{ split splitter }

func queryError(format string, args ...any) *wire.Error {
	return wire.FieldErrors{"query": fmt.Sprintf(format, args...)}.Refusal()
}

// read reads one node and what is below it.
func (q queryReader) read(value any, depth int) (query, *wire.Error) {
	node, isDict := value.(wire.Object)
	if !isDict {
		return nil, queryError(wire.TextNotDict)
	}
	if depth > maxQueryDepth {
		return nil, queryError(wire.TextDeepQuery, maxQueryDepth)
	}
	found, err := q.node(node, depth)
	if err != nil {
		return nil, err
	}
	switch negate := node["negate"]; negate {
	case nil, false:
		return found, nil
	case true:
		return func(d Document) bool { return !found(d) }, nil
	}
	return nil, queryError(wire.TextNotBool)
}

func (q queryReader) node(node wire.Object, depth int) (query, *wire.Error) {
	switch node["type"] {
	case "and", "or":
		return q.several(node, depth)
	case "match_all":
		return func(Document) bool { return true }, nil
	case "object_type":
		kind := wire.Words(node["object_type"])
		if searchFields[kind] == nil {
			return nil, queryError(wire.TextNoObjectType, kind)
		}
		return func(d Document) bool { return d.Kind == kind }, nil
	case "id":
		id := wire.Words(node["value"])
		return func(d Document) bool { return d.Values["id"] == id }, nil
	case "text":
		return q.anywhere(node)
	case "field_condition":
		return q.fieldCondition(node)
	case "has_related":
		return q.related(node, depth)
	}
	return nil, queryError(wire.TextNoQueryType, wire.Words(node["type"]))
}

func (q queryReader) several(node wire.Object, depth int) (query, *wire.Error) {
	list, isList := node["queries"].([]any)
	if !isList {
		return nil, queryError(wire.TextNotList)
	}
	var all []query
	for _, value := range list {
		found, err := q.read(value, depth+1)
		if err != nil {
			return nil, err
		}
		all = append(all, found)
	}
	if node["type"] == "or" {
		return func(d Document) bool {
			return slices.ContainsFunc(all, func(one query) bool { return one(d) })
		}, nil
	}
	return func(d Document) bool {
		return !slices.ContainsFunc(all, func(one query) bool { return !one(d) })
	}, nil
}

func (q queryReader) related(node wire.Object, depth int) (query, *wire.Error) {
	this, other := wire.Words(node["this_object_type"]), wire.Words(node["related_object_type"])
	for _, kind := range []string{this, other} {
		if searchFields[kind] == nil {
			return nil, queryError(wire.TextNoObjectType, kind)
		}
	}
	found, err := q.read(node["related_query"], depth+1)
	if err != nil {
		return nil, err
	}
	return func(d Document) bool { return d.Kind == this && slices.ContainsFunc(d.related[other], found) }, nil
}

// textCondition reads a mode and the text that is looked for.
func (q queryReader) textCondition(node wire.Object) (fits func(string) bool, problem *wire.Error) {
	mode := wire.Words(node["mode"])
	compare := textModes[mode]
	wanted, isText := node["value"].(string)
	switch {
	case compare == nil:
		return nil, queryError(wire.TextNoMode, mode)
	case !isText:
		return nil, queryError(wire.TextNotString)
	}
	return func(value string) bool { return compare(q.split, value, wanted) }, nil
}

// anywhere looks for a text in all that an object and what is below it holds.
func (q queryReader) anywhere(node wire.Object) (query, *wire.Error) {
	fits, err := q.textCondition(node)
	if err != nil {
		return nil, err
	}
	var found query
	found = func(d Document) bool {
		for key, value := range d.Values {
			if isSearched(d.Kind, key) && anyText(value, fits) {
				return true
			}
		}
		for kind, list := range d.related {
			if kind != "lead" && slices.ContainsFunc(list, found) {
				return true
			}
		}
		return false
	}
	return found, nil
}

// isSearched reports whether a search without a field looks at a key: at what people
// write, not at ids, times and who did what.
func isSearched(kind, key string) bool {
	skipped := key == "id" || strings.HasSuffix(key, "_id") || strings.HasSuffix(key, "_by") || strings.HasPrefix(key, "date_")
	return key == "addresses" || strings.HasPrefix(key, "custom.") || slices.Contains(searchFields[kind], key) && !skipped
}

// fieldOf reads which field of which type of object is meant. A custom field is one
// of whatever object it is looked for in.
func fieldOf(value any) (kind, key string, problem *wire.Error) {
	field, isDict := value.(wire.Object)
	if !isDict {
		return "", "", queryError(wire.TextNotDict)
	}
	switch field["type"] {
	case "custom_field":
		return "", "custom." + wire.Words(field["custom_field_id"]), nil
	case "regular_field":
		kind, key = wire.Words(field["object_type"]), wire.Words(field["field_name"])
		if !slices.Contains(searchFields[kind], key) {
			return "", "", queryError(wire.TextNoSearchField, key, kind)
		}
		return kind, key, nil
	}
	return "", "", queryError(wire.TextNoQueryType, wire.Words(field["type"]))
}

func (q queryReader) fieldCondition(node wire.Object) (query, *wire.Error) {
	kind, key, err := fieldOf(node["field"])
	if err != nil {
		return nil, err
	}
	condition, isDict := node["condition"].(wire.Object)
	if !isDict {
		return nil, queryError(wire.TextNotDict)
	}
	fits, err := q.condition(condition)
	if err != nil {
		return nil, err
	}
	return func(d Document) bool { return (kind == "" || d.Kind == kind) && fits(d.Values[key]) }, nil
}

// condition reads what a value must be like.
func (q queryReader) condition(condition wire.Object) (fits func(any) bool, problem *wire.Error) {
	oneOfList := func(key string) (func(any) bool, *wire.Error) {
		list, isList := condition[key].([]any)
		if !isList {
			return nil, queryError(wire.TextNotList)
		}
		return func(value any) bool {
			return anyText(value, func(text string) bool { return slices.Contains(list, any(text)) })
		}, nil
	}
	switch kind := wire.Words(condition["type"]); kind {
	case "text":
		fits, err := q.textCondition(condition)
		return func(value any) bool { return anyText(value, fits) }, err
	case "exists":
		return func(value any) bool { return value != nil && strings.TrimSpace(wire.Words(value)) != "" }, nil
	case "term":
		return oneOfList("values")
	case "reference":
		return oneOfList("object_ids")
	default:
		return nil, queryError(wire.TextNoQueryType, kind)
	}
}
