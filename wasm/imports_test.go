//go:build !js

package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const module = "leadpatch/"

// rooms are the packages of wasm from the top of the house to its floor, with those of
// ours that each may import. What is not here is refused, so a new package has to find
// its place in this table; and a room imports only from rooms below it.
var rooms = []struct {
	name string
	may  []string
}{
	{"wasm", []string{"wasm/routes", "wasm/host", "wasm/host/memhost", "wasm/closeapi", "wasm/session", "wasm/journal"}},
	// A host implements the interfaces that the packages which use them declare.
	{"wasm/host", []string{"wasm/api", "wasm/closeapi", "wasm/session", "wasm/journal"}},
	{"wasm/host/memhost", []string{"wasm/closeapi", "wasm/session", "wasm/journal"}},

	{"wasm/routes", []string{
		"wasm/surface", "wasm/history", "wasm/recipebook", "wasm/outbox", "wasm/pipeline", "wasm/match", "wasm/sites",
		"wasm/settings", "wasm/workspace", "wasm/problem", "wasm/view", "wasm/page", "wasm/session", "wasm/journal",
		"wasm/closeapi", "wasm/patch", "wasm/api",
	}},
	{"wasm/surface", []string{
		"wasm/recipebook", "wasm/outbox", "wasm/match", "wasm/settings", "wasm/workspace", "wasm/problem", "wasm/recipe", "wasm/page",
		"wasm/session", "wasm/journal", "wasm/closeapi", "wasm/patch", "wasm/api",
	}},
	{"wasm/history", []string{
		"wasm/outbox", "wasm/pipeline", "wasm/settings", "wasm/workspace", "wasm/problem", "wasm/view", "wasm/journal",
		"wasm/closeapi", "wasm/patch", "wasm/api",
	}},
	{"wasm/recipebook", []string{
		"wasm/pipeline", "wasm/settings", "wasm/workspace", "wasm/problem", "wasm/view", "wasm/recipe", "wasm/page",
		"wasm/session", "wasm/closeapi", "wasm/patch", "wasm/api",
	}},
	{"wasm/outbox", []string{
		"wasm/pipeline", "wasm/step", "wasm/workspace", "wasm/problem", "wasm/view", "wasm/session", "wasm/journal",
		"wasm/closeapi", "wasm/patch", "wasm/api",
	}},
	{"wasm/pipeline", []string{
		"wasm/step", "wasm/sites", "wasm/workspace", "wasm/problem", "wasm/view", "wasm/session", "wasm/closeapi", "wasm/patch", "wasm/api",
	}},
	{"wasm/match", []string{
		"wasm/sites", "wasm/workspace", "wasm/problem", "wasm/view", "wasm/page", "wasm/session", "wasm/closeapi", "wasm/patch", "wasm/api",
	}},
	{"wasm/step", []string{"wasm/workspace", "wasm/problem", "wasm/view", "wasm/closeapi", "wasm/patch", "wasm/api"}},
	{"wasm/sites", []string{"wasm/page", "wasm/session", "wasm/api"}},
	{"wasm/settings", []string{"wasm/page", "wasm/session", "wasm/journal", "wasm/api"}},
	{"wasm/workspace", []string{"wasm/problem", "wasm/view", "wasm/session", "wasm/closeapi", "wasm/patch", "wasm/api"}},
	{"wasm/problem", []string{"wasm/session", "wasm/journal", "wasm/closeapi", "wasm/api"}},

	{"wasm/view", []string{"wasm/closeapi", "wasm/patch", "wasm/api"}},
	{"wasm/page", []string{"wasm/closeapi", "wasm/patch", "wasm/api"}},
	{"wasm/recipe", []string{"wasm/patch", "wasm/api"}},
	{"wasm/session", []string{"wasm/closeapi", "wasm/patch"}},
	{"wasm/closeapi", []string{"wasm/patch"}},

	// The floor: the pure ones, and the declarations that JavaScript sees.
	{"wasm/journal", nil},
	{"wasm/patch", nil},
	{"wasm/api", nil},
}

// thirdParty are the packages from other modules that may be linked into the wasm.
var thirdParty = []string{
	"github.com/syumai/workers",
	"github.com/syumai/workers/internal/jshttp",
	"github.com/syumai/workers/internal/jsutil",
	"github.com/syumai/workers/internal/runtimecontext",
	"github.com/tidwall/gjson",
	"github.com/tidwall/match",
	"github.com/tidwall/pretty",
	"github.com/tidwall/sjson",
	"golang.org/x/net/publicsuffix",
}

// beyondHTTP are the standard packages that the wasm may hold besides those that
// net/http needs itself. Each one costs size and start-up time.
var beyondHTTP = []string{
	"embed",
	"encoding",
	"encoding/csv",
	"encoding/json",
	"html",               // entities in the data of pages
	"net/http/cookiejar", // the interface that publicsuffix implements, and no more
	"regexp",             // the numbering plans of the world
	"regexp/syntax",
	"runtime/debug",
	"syscall/js",
}

// clientSide are the names of net/http that would link its client, and with it
// all of crypto/tls: four megabytes for what the browser does anyway.
var clientSide = []string{
	"Client", "DefaultClient", "DefaultTransport", "Get", "Head", "Post", "PostForm",
	"ReadResponse", "Transport",
}

type goPackage struct {
	ImportPath   string
	Dir          string
	Standard     bool
	Imports      []string
	TestImports  []string
	XTestImports []string
	GoFiles      []string
}

// list asks the go command for packages, as they are for one operating system.
func list(t *testing.T, goos, goarch string, args ...string) []goPackage {
	t.Helper()
	cmd := exec.Command("go", append([]string{"list", "-json"}, args...)...)
	cmd.Env = append(os.Environ(), "GOOS="+goos, "GOARCH="+goarch)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list %v: %v\n%s", args, err, &stderr)
	}
	var packages []goPackage
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		var p goPackage
		err := dec.Decode(&p)
		if errors.Is(err, io.EOF) {
			return packages
		}
		if err != nil {
			t.Fatalf("go list %v: %v", args, err)
		}
		packages = append(packages, p)
	}
}

// builds are the two forms in which the packages are compiled.
var builds = []struct{ goos, goarch string }{{"linux", "amd64"}, {"js", "wasm"}}

func TestImportsPointDown(t *testing.T) {
	mayImport := map[string][]string{}
	for i := len(rooms) - 1; i >= 0; i-- { // from the floor up
		for _, name := range rooms[i].may {
			if _, below := mayImport[name]; !below {
				t.Errorf("%s may import %s, which is not below it", rooms[i].name, name)
			}
		}
		mayImport[rooms[i].name] = rooms[i].may
	}
	seen := map[string]bool{}
	for _, b := range builds {
		for _, p := range list(t, b.goos, b.goarch, "leadpatch/wasm/...") {
			name := strings.TrimPrefix(p.ImportPath, module)
			allowed, known := mayImport[name]
			if !known {
				t.Errorf("%s is new: give it a place in the table of rooms", name)
				continue
			}
			seen[name] = true
			for _, i := range p.Imports {
				ours, isOurs := strings.CutPrefix(i, module)
				if isOurs && !slices.Contains(allowed, ours) {
					t.Errorf("%s: %s imports %s", b.goos, name, ours)
				}
				if i == "syscall/js" && name != "wasm/host" {
					t.Errorf("%s: %s imports syscall/js; only wasm/host may", b.goos, name)
				}
			}
		}
	}
	for _, r := range rooms {
		if !seen[r.name] {
			t.Errorf("%s is in the table of rooms and not in the house", r.name)
		}
	}
}

// The sandbox stands in for Close. Code that it shared with the client would make
// the same mistake on both sides, and no test would see it.
func TestWebAndWasmShareNothing(t *testing.T) {
	for _, b := range builds {
		for _, p := range list(t, b.goos, b.goarch, "-e", "leadpatch/...") {
			var other string
			switch name := strings.TrimPrefix(p.ImportPath, module); {
			case strings.HasPrefix(name, "web/"):
				other = module + "wasm"
			case strings.HasPrefix(name, "wasm"):
				other = module + "web"
			}
			for _, i := range slices.Concat(p.Imports, p.TestImports, p.XTestImports) {
				if other != "" && (i == other || strings.HasPrefix(i, other+"/")) {
					t.Errorf("%s imports %s", p.ImportPath, i)
				}
			}
		}
	}
}

func TestWasmCarriesNothingElse(t *testing.T) {
	may := slices.Concat(thirdParty, beyondHTTP)
	for _, p := range list(t, "js", "wasm", "-deps", "net/http") {
		may = append(may, p.ImportPath)
	}
	for _, p := range list(t, "js", "wasm", "-deps", "leadpatch/wasm") {
		ours := strings.HasPrefix(p.ImportPath, module)
		internal := p.Standard && strings.Contains(p.ImportPath, "internal/")
		if !ours && !internal && !slices.Contains(may, p.ImportPath) {
			t.Errorf("the wasm now carries %s; is it worth its size? Then add it to the list", p.ImportPath)
		}
	}
}

func TestNothingUsesTheHTTPClient(t *testing.T) {
	for _, p := range list(t, "js", "wasm", "leadpatch/wasm/...") {
		for _, banned := range []string{"net", "crypto/tls"} {
			if slices.Contains(p.Imports, banned) {
				t.Errorf("%s imports %s: the browser does that", p.ImportPath, banned)
			}
		}
		for _, file := range p.GoFiles {
			checkHTTPNames(t, filepath.Join(p.Dir, file))
		}
	}
}

func checkHTTPNames(t *testing.T, path string) {
	t.Helper()
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, path, nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(file, func(n ast.Node) bool {
		s, ok := n.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		if x, ok := s.X.(*ast.Ident); ok && x.Name == "http" && slices.Contains(clientSide, s.Sel.Name) {
			t.Errorf("%s uses http.%s, which links the HTTP client", files.Position(s.Pos()), s.Sel.Name)
		}
		return true
	})
}
