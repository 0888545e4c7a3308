package backend

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"leadpatch/wasm/api"
	"leadpatch/wasm/closeapi"
	"leadpatch/wasm/page"
	"leadpatch/wasm/patch"
	"leadpatch/wasm/recipe"
)

// fillRecipe answers a dry run: what a recipe would do to a lead, or what has to be
// said first. Without a lead it answers what is wrong with the recipe.
func (b *Backend) fillRecipe(r *http.Request) (any, error) {
	var body api.FillRequest
	if err := readBody(r, &body); err != nil {
		return nil, err
	}
	ctx := r.Context()
	if body.LeadID == "" {
		schema, err := b.recipeSchema(ctx)
		if err != nil {
			return nil, err
		}
		return api.Filled{Questions: []api.Question{}, Issues: recipeInfo(&body.Recipe, schema).Issues}, nil
	}
	id, err := closeapi.ParseID("lead", body.LeadID)
	if err != nil {
		return nil, badLeadID()
	}
	filled, err := b.fill(ctx, &body.Recipe, id, body.Context, body.Answers)
	if err != nil || filled.Request == nil {
		return filled, err
	}
	if filled.Preview, err = b.preview(ctx, id, *filled.Request); err != nil {
		return nil, err
	}
	return filled, nil
}

// fill reads the lead and fills the recipe for it.
func (b *Backend) fill(ctx context.Context, r *api.Recipe, id closeapi.ID, rc api.RecipeContext, answers map[string]string) (*api.Filled, error) {
	j, err := b.open(ctx, id, nil)
	if err != nil {
		return nil, err
	}
	c, err := b.recipeContext(ctx, rc, userView(j.session.Me))
	if err != nil {
		return nil, err
	}
	lead := &recipe.Lead{Doc: j.lead.doc, Contacts: contactOptions(j.lead.doc), Docs: contactDocuments(j.lead.doc)}
	result := recipe.Fill(r, recipeSchemaOf(j.meta, j.lead.doc, j.session.Me.RoleID), lead, c, answers)
	out := &api.Filled{Questions: result.Questions, Issues: result.Issues, Blocked: result.Blocked}
	if out.Questions == nil {
		out.Questions = []api.Question{}
	}
	if out.Issues == nil {
		out.Issues = []api.RecipeIssue{}
	}
	if !result.Ready() {
		return out, nil
	}
	out.Request = &api.EditsRequest{Edits: result.Edits, Steps: result.Steps, Base: api.Base{}, Recipe: r.Name}
	if out.Request.Edits == nil {
		out.Request.Edits = []api.Edit{}
	}
	for _, e := range result.Edits {
		doc := lead.Doc
		if e.Target != "" {
			doc = lead.Docs[e.Target]
		}
		if doc != nil {
			out.Request.Base[baseKey(e.Target, e.Field)] = doc.Raw(e.Field)
		}
	}
	return out, nil
}

// contactDocuments returns the contacts as far as the lead holds them.
func contactDocuments(lead *patch.Document) map[string]*patch.Document {
	out := map[string]*patch.Document{}
	for _, c := range lead.Get("contacts").Array() {
		if doc, err := patch.ParseDocument([]byte(c.Raw)); err == nil {
			out[doc.Get("id").String()] = doc
		}
	}
	return out
}

// recipeContext reads where a recipe is run. The texts are the page's: they are cleaned
// of what cannot be seen, and a text that cannot be kept counts as none, with the
// reason. Addresses other than those of the web, an e-mail address or a telephone count
// as none too.
func (b *Backend) recipeContext(ctx context.Context, rc api.RecipeContext, me api.User) (*recipe.Context, error) {
	c := &recipe.Context{Why: map[string]string{}, Me: me, Email: page.Email}
	var err error
	if c.Now, err = b.userTime(rc); err != nil {
		return nil, err
	}
	settings, err := b.pageSettings(ctx)
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

// isLink says whether a recipe may have the address of a link: never one that holds
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
func (b *Backend) userTime(rc api.RecipeContext) (time.Time, error) {
	now := b.cfg.Now()
	if rc.Now != "" {
		t, err := time.Parse(time.RFC3339, rc.Now)
		if err != nil {
			return now, badRequest("The time is not written as RFC 3339 wants it.")
		}
		now = t
	}
	if rc.Today != "" {
		day, err := time.Parse(time.DateOnly, rc.Today)
		if err != nil {
			return now, badRequest("Today is not written as year-month-day.")
		}
		now = time.Date(day.Year(), day.Month(), day.Day(), now.Hour(), now.Minute(), now.Second(), 0, now.Location())
	}
	return now, nil
}
