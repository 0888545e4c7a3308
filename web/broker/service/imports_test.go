//go:build !js

package service_test

import (
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// mayImport says what the portable packages may import. Nothing in it is a log,
// reaches the network, or tells a Worker from a process.
var mayImport = map[string][]string{
	"../seal": {"crypto/aes", "crypto/cipher", "crypto/hkdf", "crypto/sha256", "encoding/base64", "errors", "fmt", "strings"},
	"../dpop": {
		"crypto", "crypto/ecdsa", "crypto/elliptic", "encoding/base64", "errors", "math", "strings", "time",
		"github.com/go-jose/go-jose/v4", "github.com/go-jose/go-jose/v4/json",
	},
	".": {
		"context", "crypto/sha1", "crypto/sha256", "crypto/subtle", "encoding/base64", "encoding/hex", "encoding/json", "errors", "fmt",
		"io", "mime", "net/http", "net/netip", "net/url", "strings", "time",
		"leadpatch/web/broker/dpop", "leadpatch/web/broker/seal",
	},
}

func TestImports(t *testing.T) {
	for dir, allowed := range mayImport {
		files, err := filepath.Glob(filepath.Join(dir, "*.go"))
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: %d files, %v", dir, len(files), err)
		}
		for _, name := range files {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ImportsOnly)
			if err != nil {
				t.Fatal(err)
			}
			for _, i := range file.Imports {
				path, err := strconv.Unquote(i.Path.Value)
				if err != nil {
					t.Fatal(err)
				}
				if !slices.Contains(allowed, path) {
					t.Errorf("%s imports %s", name, path)
				}
			}
		}
	}
}
