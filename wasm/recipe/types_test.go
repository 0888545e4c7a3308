//go:build !js

package recipe

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strconv"
	"testing"

	"leadpatch/wasm/patch"
)

// TestFieldTypesAgree: the compiler's words for types and operations are those that
// cross to the pages. The packages may not import each other.
func TestFieldTypesAgree(t *testing.T) {
	var types, ops []string
	for _, typ := range patch.Types() {
		types = append(types, string(typ))
	}
	everything := patch.Field{Key: "custom.cf_x", Type: patch.Emails}
	for _, op := range append(everything.Operations(), patch.Append) {
		ops = append(ops, string(op))
	}
	for name, ours := range map[string][]string{"FieldType": types, "Op": ops} {
		slices.Sort(ours)
		if theirs := words(t, name); !slices.Equal(ours, theirs) {
			t.Errorf("patch has %v, api.%s has %v", ours, name, theirs)
		}
	}
}

// words returns the string constants of a type of api, sorted.
func words(t *testing.T, name string) []string {
	t.Helper()
	parsed, err := parser.ParseFile(token.NewFileSet(), "../api/field.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	ast.Inspect(parsed, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok {
			return true
		}
		if id, ok := spec.Type.(*ast.Ident); !ok || id.Name != name {
			return true
		}
		for _, v := range spec.Values {
			s, err := strconv.Unquote(v.(*ast.BasicLit).Value)
			if err != nil {
				t.Fatal(err)
			}
			found = append(found, s)
		}
		return true
	})
	slices.Sort(found)
	return found
}
