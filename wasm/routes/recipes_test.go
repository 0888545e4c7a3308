//go:build !js

package routes_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"leadpatch/wasm/api"
	"leadpatch/wasm/closeapi"
	"leadpatch/wasm/host/memhost"
)

// recipesAt makes a request that answers recipes.
func recipesAt(t testing.TB, h http.Handler, method, path, body string) api.Recipes {
	t.Helper()
	status, raw := call(h, method, path, body)
	if status != 200 {
		t.Fatalf("%s %s: %d %s", method, path, status, raw)
	}
	return decode[api.Recipes](t, raw)
}

func (w *world) recipes(method, path, body string) api.Recipes {
	w.t.Helper()
	return recipesAt(w.t, w.backend, method, path, body)
}

// recipeNames are the names of the recipes in their order, each with its shortcut.
func recipeNames(r api.Recipes) string {
	var out []string
	for _, one := range r.Recipes {
		name := one.Recipe.Name
		if one.Recipe.Slot > 0 {
			name += fmt.Sprintf("/%d", one.Recipe.Slot)
		}
		out = append(out, name)
	}
	return strings.Join(out, " ")
}

// noting is a recipe that writes a note.
func noting(name string, slot int) string {
	return fmt.Sprintf(`{"id":"","name":%q,"slot":%d,"steps":[{"do":"note","value":"x"}]}`, name, slot)
}

func TestRecipesAreKept(t *testing.T) {
	w := signedIn(t)
	a := w.recipes("PUT", "/recipes/new", noting("A", 1)).Stored
	b := w.recipes("PUT", "/recipes/new", noting("B", 2)).Stored
	c := w.recipes("PUT", "/recipes/new", noting("C", 0)).Stored
	if a == b || len(a) < 16 {
		t.Fatalf("ids %q and %q", a, b)
	}
	for _, step := range []struct{ method, path, body, want string }{
		{"GET", "/recipes", "", "A/1 B/2 C"},
		{"PUT", "/recipes/" + b, noting("Beta", 1), "A Beta/1 C"}, // the shortcut moves
		{"PUT", "/recipes/" + a, noting("a", 0), "a Beta/1 C"},    // its own name in another case
		{"PUT", "/recipes", `{"ids":["` + c + `","gone","` + a + `"]}`, "C a Beta/1"},
		{"DELETE", "/recipes/" + a, "", "C Beta/1"},
		{"DELETE", "/recipes/" + a, "", "C Beta/1"},
		{"PUT", "/recipes/" + a, noting("A", 0), "C Beta/1 A"}, // saved after it was deleted elsewhere
	} {
		if got := recipeNames(w.recipes(step.method, step.path, step.body)); got != step.want {
			t.Errorf("%s %s: %s, want %s", step.method, step.path, got, step.want)
		}
	}
	if got := recipeNames(recipesAt(t, w.fresh(memhost.Transport{}), "GET", "/recipes", "")); got != "C Beta/1 A" {
		t.Errorf("after a restart: %s", got)
	}
	for _, bad := range []struct{ path, body, field, words string }{
		{"/recipes/new", noting("BETA", 0), "name", "Another recipe has this name"},
		{"/recipes/new", noting("", 0), "name", "Give the recipe a name"},
		{"/recipes/new", `{"id":"","name":"x","steps":[{"do":"note","value":"x"},{"do":"post","value":"x"}]}`, "steps.1.do", "no operation “post”"},
		{"/recipes/new", `{"id":"","name":"x","steps":[],"url":"https://elsewhere.example"}`, "", "url"},
		{"/recipes/" + "..%2fsession", noting("x", 0), "", "not the id"},
	} {
		p := w.problem("PUT", bad.path, bad.body)
		if p.Field != bad.field || !strings.Contains(p.Detail, bad.words) {
			t.Errorf("%s: %+v", bad.body, p)
		}
	}
	if got := w.puts(); len(got) > 0 {
		t.Errorf("something was sent: %v", got)
	}
}

// TestTwoPanelsStoreRecipes: what two panels with a backend each store at once is all
// there, also while a third one reorders.
func TestTwoPanelsStoreRecipes(t *testing.T) {
	w := signedIn(t)
	other := w.fresh(memhost.Transport{})
	var wg sync.WaitGroup
	for i := range 20 {
		for j, panel := range []http.Handler{w.backend, other} {
			wg.Go(func() {
				if status, raw := call(panel, "PUT", "/recipes/new", noting(fmt.Sprintf("%d of %d", i, j), 0)); status != 200 {
					t.Errorf("%d %s", status, raw)
				}
			})
		}
		wg.Go(func() { call(w.backend, "PUT", "/recipes", `{"ids":[]}`) })
	}
	wg.Wait()
	if got := w.recipes("GET", "/recipes", ""); len(got.Recipes) != 40 {
		t.Errorf("%d recipes", len(got.Recipes))
	}
}

// TestManyRecipes: five hundred are quick to show, and are the most there can be.
func TestManyRecipes(t *testing.T) {
	w := signedIn(t)
	var all []int
	var recipes []any
	step := map[string]string{"do": "set", "field": "status_id", "value": "Customer"}
	for i := range 500 {
		recipes = append(recipes, map[string]any{"name": fmt.Sprintf("Recipe %d", i), "steps": []any{step, step, step, step, step}})
		all = append(all, i)
	}
	text := mustJSON(t, map[string]any{"leadpatch_recipes": 1, "recipes": recipes})
	w.recipes("POST", "/recipes/import", mustJSON(t, api.RecipeFile{Text: text, Chosen: all}))
	start := time.Now()
	if got := w.recipes("GET", "/recipes", ""); len(got.Recipes) != 500 || len(got.Recipes[499].Issues) > 0 {
		t.Errorf("%d recipes, %+v", len(got.Recipes), got.Recipes[499])
	}
	if status, raw := w.do("POST", "/recipes/import/preview", mustJSON(t, api.RecipeFile{Text: text})); status != 200 || strings.Count(raw, `"same":"Recipe 0"`) != 500 {
		t.Errorf("%d %.300s", status, raw)
	}
	if took := time.Since(start); took > 5*time.Second {
		t.Errorf("showing them twice took %s", took)
	}
	if p := w.problem("PUT", "/recipes/new", noting("One more", 0)); !strings.Contains(p.Detail, "500 recipes already") {
		t.Errorf("%+v", p)
	}
	w.recipes("PUT", "/recipes/"+w.recipes("GET", "/recipes", "").Recipes[7].Recipe.ID, noting("Still editable", 0))
}

func mustJSON(t testing.TB, v any) string {
	t.Helper()
	raw, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// TestRecipesElsewhere: a field is found by its name in another organization, and what
// is not there is flagged, with what to do; without a sign-in they are still there.
func TestRecipesElsewhere(t *testing.T) {
	w := signedIn(t)
	industry := w.field("Industry")
	stored := w.recipes("PUT", "/recipes/new", fmt.Sprintf(`{"id":"","name":"A","steps":[
		{"do":"set","field":%q,"value":"Retail"},{"do":"set","field":%q,"value":"Media"},{"do":"clear","field":%q}]}`, industry, industry, w.field("Days")))
	one := stored.Recipes[0]
	if len(one.Issues) > 0 || one.Recipe.Steps[0].FieldLabel != "Industry" || one.Summary != "Industry, Days" {
		t.Fatalf("%+v", one)
	}
	if status, raw := w.do("DELETE", "/session", ""); status != 200 {
		t.Fatal(raw)
	}
	out := w.recipes("GET", "/recipes", "")
	if out.Detail == "" || len(out.Recipes) != 1 || len(out.Recipes[0].Issues) > 0 {
		t.Errorf("signed out: %+v", out)
	}
	w.signIn(w.seed.Get("organizations.1.key").String())
	out = w.recipes("GET", "/recipes", "")
	issues := out.Recipes[0].Issues
	if out.Detail != "" || len(issues) != 2 || issues[0].Step != 1 || !strings.Contains(issues[0].Detail, "“Media” is not among the choices of “Industry”") ||
		issues[1].Step != 2 || !strings.Contains(issues[1].Detail, "no lead field “Days”") {
		t.Errorf("elsewhere: %+v", out)
	}
	// Stored here, the step gets the id that the field has here.
	again := w.recipes("PUT", "/recipes/"+stored.Stored, mustJSON(t, out.Recipes[0].Recipe)).Recipes[0].Recipe
	if again.Steps[0].Field == industry || again.Steps[0].FieldLabel != "Industry" || again.Steps[2].Field != w.field("Days") {
		t.Errorf("%+v", again.Steps)
	}
}

func TestRecipeVocabulary(t *testing.T) {
	w := signedIn(t)
	status, raw := w.do("GET", "/recipes/vocabulary", "")
	if status != 200 {
		t.Fatal(raw)
	}
	v := decode[api.RecipeVocabulary](t, raw)
	if len(v.LeadFields) < 10 || len(v.ContactFields) < 5 || len(v.Users) < 5 || len(v.Filters) < 10 || string(v.LeadFields[0].Value) != "null" {
		t.Errorf("%s", raw)
	}
	if !strings.Contains(raw, `"{{lead.`+w.field("Industry")+`}}"`) {
		t.Error("custom fields are no placeholders")
	}
	admin := mustJSON(t, v.OpportunityStatuses)
	if !strings.Contains(admin, `"label":"Won"`) {
		t.Errorf("%s", admin)
	}
	// A role that may not read the organization knows the pipelines all the same.
	status, raw = call(w.fresh(forbidOrganization{}), "GET", "/recipes/vocabulary", "")
	if status != 200 || mustJSON(t, decode[api.RecipeVocabulary](t, raw).OpportunityStatuses) != admin {
		t.Errorf("%d %s", status, raw)
	}
}

// forbidOrganization is Close for a role that may not read the organization.
type forbidOrganization struct{ memhost.Transport }

func (f forbidOrganization) RoundTrip(ctx context.Context, r *closeapi.Request) (*closeapi.Response, error) {
	if strings.Contains(r.URL, "/organization/") {
		return &closeapi.Response{Status: 403, Header: http.Header{}, Body: []byte(`{"error":"Forbidden"}`)}, nil
	}
	return f.Transport.RoundTrip(ctx, r)
}

func TestStarters(t *testing.T) {
	w := signedIn(t)
	starters := w.recipes("GET", "/recipes/starters", "")
	for _, one := range starters.Recipes {
		if len(one.Issues) > 0 || one.Summary == "" {
			t.Errorf("%+v", one)
		}
		w.recipes("PUT", "/recipes/new", mustJSON(t, one.Recipe))
	}
	if len(starters.Recipes) < 12 || recipeNames(starters) != recipeNames(w.recipes("GET", "/recipes", "")) {
		t.Errorf("%s", recipeNames(starters))
	}
}

func TestImportRecipes(t *testing.T) {
	w := signedIn(t)
	kept := w.recipes("PUT", "/recipes/new", `{"id":"","name":"Good","steps":[{"do":"set","field":"status_id","value":"`+w.status("Customer")+`"}]}`)
	text := `{"leadpatch_recipes":1,"recipes":[
		{"name":"Good","steps":[{"do":"set","field":"status_id","field_label":"Status","value":"Customer"}]},
		{"name":"Broken","steps":[{"do":"set","field":"status_id","value":"Dormant"}]},
		{"name":"Evil","steps":[{"do":"delete_note"}]},
		{"name":"Sly","id":"` + kept.Stored + `","steps":[{"do":"note","value":"x"}]},
		{"name":"GOOD","menu":["page"],"steps":[{"do":"note","value":"{{selection}}"}]}]}`
	status, raw := w.do("POST", "/recipes/import/preview", mustJSON(t, api.RecipeFile{Text: text}))
	if status != 200 {
		t.Fatal(raw)
	}
	in := decode[api.RecipeFileContents](t, raw).Recipes
	if len(in) != 5 || in[0].Same != "Good" || in[0].Refused != "" || len(in[1].Info.Issues) != 1 || in[1].Refused != "" || in[4].Same != "" ||
		!strings.Contains(in[2].Refused, "no operation “delete_note”") || !strings.Contains(in[3].Refused, "“id”") || in[4].Info.Summary != "a note" {
		t.Errorf("%s", raw)
	}
	if got := recipeNames(w.recipes("GET", "/recipes", "")); got != "Good" {
		t.Errorf("a preview stored something: %s", got)
	}
	out := w.recipes("POST", "/recipes/import", mustJSON(t, api.RecipeFile{Text: text, Chosen: []int{4, 0, 1}}))
	if got := recipeNames(out); got != "Good GOOD (2) Good (3) Broken" {
		t.Errorf("%s", got)
	}
	ids := map[string]bool{}
	for _, one := range out.Recipes {
		ids[one.Recipe.ID] = true
	}
	if len(ids) != 4 || len(w.puts()) > 0 {
		t.Errorf("ids %v, sent %v", ids, w.puts())
	}
	for _, chosen := range [][]int{nil, {2}, {5}, {-1}, {0, 0}} {
		w.problem("POST", "/recipes/import", mustJSON(t, api.RecipeFile{Text: text, Chosen: chosen}))
	}
	for _, text := range []string{"", "{}", "<html>", strings.Repeat(" ", 2<<20)} {
		p := w.problem("POST", "/recipes/import/preview", mustJSON(t, api.RecipeFile{Text: text}))
		if p.Field != "text" {
			t.Errorf("%+v", p)
		}
	}
}

// status returns the id of a lead status of the demo user's organization.
func (w *world) status(label string) string {
	w.t.Helper()
	status, raw := w.do("GET", "/recipes/vocabulary", "")
	if status != 200 {
		w.t.Fatal(raw)
	}
	for _, f := range decode[api.RecipeVocabulary](w.t, raw).LeadFields {
		for _, o := range f.Options {
			if f.Key == "status_id" && o.Label == label {
				return o.Value
			}
		}
	}
	w.t.Fatalf("no status %q", label)
	return ""
}

func TestExportRecipes(t *testing.T) {
	w := signedIn(t)
	if p := w.problem("GET", "/recipes/export", ""); p.Status != 404 {
		t.Errorf("%+v", p)
	}
	a := w.recipes("PUT", "/recipes/new", `{"id":"","name":"A","slot":1,"when_status":["`+w.status("Potential")+`"],"steps":[{"do":"set","field":"status_id","value":"`+w.status("Customer")+`"}]}`).Stored
	w.recipes("PUT", "/recipes/new", noting("B", 0))
	export := func(query string) api.Exported {
		status, raw := w.do("GET", "/recipes/export"+query, "")
		if status != 200 {
			t.Fatal(raw)
		}
		return decode[api.Exported](t, raw)
	}
	all := export("")
	if all.Type != "application/json" || !strings.HasSuffix(all.Name, ".json") || strings.Contains(all.Text, a) || strings.Contains(all.Text, "stat_") ||
		!strings.Contains(all.Text, `"value": "Customer"`) || !strings.Contains(all.Text, `"Potential"`) || !strings.Contains(all.Text, `"name": "B"`) {
		t.Errorf("%+v", all)
	}
	if one := export("?id=" + a); strings.Contains(one.Text, `"name": "B"`) || !strings.Contains(one.Text, `"name": "A"`) {
		t.Errorf("%+v", one)
	}
	in := mustJSON(t, api.RecipeFile{Text: all.Text, Chosen: []int{0, 1}})
	if got := recipeNames(w.recipes("POST", "/recipes/import", in)); got != "A/1 B A (2) B (2)" {
		t.Errorf("%s", got)
	}
}
