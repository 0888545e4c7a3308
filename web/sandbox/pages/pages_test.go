package pages

import (
	"strings"
	"testing"
)

// TestNoMarkup holds the page's script to writing text alone.
func TestNoMarkup(t *testing.T) {
	script, err := assets.ReadFile("assets/page.js")
	if err != nil {
		t.Fatal(err)
	}
	for _, word := range []string{"innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", ".style"} {
		if strings.Contains(string(script), word) {
			t.Errorf("page.js uses %s", word)
		}
	}
}
