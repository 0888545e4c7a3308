//go:build !js

package routes_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"slices"
	"strconv"
	"testing"
)

// TestFieldTypesAgree: the compiler's words for types and operations are those
// that cross to the pages. The packages may not import each other.
func TestFieldTypesAgree(t *testing.T) {
	for _, pair := range [][4]string{
		{"../patch/schema.go", "Type", "../api/field.go", "FieldType"},
		{"../patch/wish.go", "Op", "../api/field.go", "Op"},
	} {
		ours, theirs := words(t, pair[0], pair[1]), words(t, pair[2], pair[3])
		if len(ours) == 0 || !slices.Equal(ours, theirs) {
			t.Errorf("%s has %v, %s has %v", pair[0], ours, pair[2], theirs)
		}
	}
}

// words returns the string constants of the type in the file, sorted.
func words(t *testing.T, file, typeName string) []string {
	t.Helper()
	parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]bool{}
	ast.Inspect(parsed, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok {
			return true
		}
		if id, ok := spec.Type.(*ast.Ident); !ok || id.Name != typeName {
			return true
		}
		for _, v := range spec.Values {
			if lit, ok := v.(*ast.BasicLit); ok {
				s, err := strconv.Unquote(lit.Value)
				if err != nil {
					t.Fatal(err)
				}
				found[s] = true
			}
		}
		return true
	})
	return slices.Sorted(maps.Keys(found))
}
