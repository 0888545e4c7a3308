package recipebook

import (
	"context"
	"encoding/json"
	"leadpatch/wasm/api"
	"leadpatch/wasm/page"
	"leadpatch/wasm/patch"
	"leadpatch/wasm/problem"
	"leadpatch/wasm/recipe"
	"strings"
	"time"
)

// recipeContext reads where a recipe is run. The texts are the page's: they are cleaned
// of what cannot be seen, and a text that cannot be kept counts as none, with the
// reason. Addresses other than those of the web, an e-mail address or a telephone count
// as none too.
func (b *Book) recipeContext(ctx context.Context, rc api.RecipeContext, me api.User) (*recipe.Context, error) {
	c := &recipe.Context{Why: map[string]string{}, Me: me, Email: page.Email}
	var err error
	if c.Now, err = b.userTime(rc); err != nil {
		return nil, err
	}
	settings, err := b.settings.Page.Get(ctx)
	if err != nil {
		return nil, err
	}
	c.Phone = func(s string) (string, bool) { return page.Phone(s, settings.Country) }
	for _, text := range []struct {
		name string
		raw  json.RawMessage
		to   *string
	}{
		{"selection", rc.Selection, &c.Selection}, {"page.title", rc.PageTitle, &c.PageTitle}, {"link.text", rc.LinkText, &c.LinkText},
		{"link.url", rc.LinkURL, &c.LinkURL}, {"image.url", rc.ImageURL, &c.ImageURL},
	} {
		if len(text.raw) == 0 {
			continue
		}
		decoded, err := patch.DecodeText(text.raw)
		if err != nil {
			c.Why[text.name] = err.Error()
			continue
		}
		*text.to = page.Clean(decoded)
	}
	if rc.Clipboard != nil {
		c.Clipboard = page.Clean(*rc.Clipboard)
		c.Why["clipboard"] = "The clipboard is empty, or holds no text."
	}
	if url, ok := page.WebURL(rc.PageURL); ok {
		c.PageURL, c.PageDomain = url, page.Site(url)
	} else if rc.PageURL != "" {
		c.Why["page.url"] = "The page is not on the web."
	}
	if c.LinkURL != "" && !isLink(c.LinkURL) {
		c.LinkURL, c.Why["link.url"] = "", "The link does not lead to a page."
	}
	if url, ok := page.WebURL(c.ImageURL); ok {
		c.ImageURL = url
	} else if c.ImageURL != "" {
		c.ImageURL, c.Why["image.url"] = "", "The image is not on the web."
	}
	return c, nil
}

// isLink reports whether a recipe may have the address of a link: never one that holds
// code or data.
func isLink(s string) bool {
	if _, ok := page.WebURL(s); ok {
		return true
	}
	scheme, _, _ := strings.Cut(strings.ToLower(s), ":")
	return scheme == "mailto" || scheme == "tel"
}

// userTime is the time where the user is: as the page says or, for a run without a
// page, as the browser's own clock does.
func (b *Book) userTime(rc api.RecipeContext) (time.Time, error) {
	now := b.ws.Now()
	if rc.Now != "" {
		t, err := time.Parse(time.RFC3339, rc.Now)
		if err != nil {
			return now, problem.BadRequest("The time is not written as RFC 3339 wants it.")
		}
		now = t
	}
	if rc.Today != "" {
		day, err := time.Parse(time.DateOnly, rc.Today)
		if err != nil {
			return now, problem.BadRequest("Today is not written as year-month-day.")
		}
		now = time.Date(day.Year(), day.Month(), day.Day(), now.Hour(), now.Minute(), now.Second(), 0, now.Location())
	}
	return now, nil
}
