package main

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// room is a package and those of the others that it may import.
type room struct {
	name  string
	below []string
}

// mayImport has every package of the sandbox. Each may import only packages that stand
// further down, so that there is no circle, and a new one has to find its place.
var mayImport = []room{
	{".", []string{"control", "api", "pages", "oauth", "faults", "seed", "crm", "options", "wire"}},
	{"control", []string{"pages", "oauth", "faults", "crm", "wire"}},
	{"api", []string{"search", "crm", "options", "wire"}},
	{"pages", []string{"crm", "wire"}},
	{"oauth", []string{"crm", "wire"}},
	{"search", []string{"crm", "options", "wire"}},
	{"faults", []string{"options", "wire"}},
	{"seed", []string{"crm", "wire"}},
	{"crm", []string{"options", "wire"}},
	{"options", []string{"wire"}},
	{"wire", nil},
}

// mayTestWith lists what the tests of a package may import besides: data to work on.
var mayTestWith = map[string][]string{
	"crm":    {"crm", "seed"},
	"oauth":  {"options", "seed"},
	"search": {"seed"},
	"seed":   {"options"},
}

// TestImports keeps every import pointing down, and the sandbox apart from what it
// tests and from everything that is not Go's own.
func TestImports(t *testing.T) {
	const module = "leadpatch/web/sandbox/"
	allowed := map[string][]string{}
	for i, p := range mayImport {
		allowed[p.name] = p.below
		for _, name := range p.below {
			if !slices.ContainsFunc(mayImport[i+1:], func(r room) bool { return r.name == name }) {
				t.Errorf("%s must stand above %s in mayImport", p.name, name)
			}
		}
	}
	seen := map[string]bool{}
	err := filepath.WalkDir(".", func(path string, _ fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".go" {
			return err
		}
		name := filepath.ToSlash(filepath.Dir(path))
		may, known := allowed[name]
		if !known {
			t.Errorf("%s is new: give it a place in mayImport", name)
			return nil
		}
		seen[name] = true
		if strings.HasSuffix(path, "_test.go") {
			may = slices.Concat(may, mayTestWith[name])
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		for _, i := range file.Imports {
			imported, err := strconv.Unquote(i.Path.Value)
			if err != nil {
				return err
			}
			ours, isOurs := strings.CutPrefix(imported, module)
			switch {
			case isOurs && !slices.Contains(may, ours):
				t.Errorf("%s imports %s", path, ours)
			case !isOurs && (strings.HasPrefix(imported, "leadpatch/") || strings.Contains(imported, ".")):
				t.Errorf("%s imports %s", path, imported)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for name := range allowed {
		if !seen[name] {
			t.Errorf("there is no package %s", name)
		}
	}
}
