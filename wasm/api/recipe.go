package api

// RecipeStep is one edit or one step of a recipe. Its texts may hold placeholders:
// {{selection}}, {{page.url}}, {{ask:Question|one,two}}, with filters such as
// {{selection|trim|max:200}}. See wasm/recipe.
type RecipeStep struct {
	// Do is "set", "clear", "add", "remove" or "append" for a field, or "note", "task"
	// or "opportunity_status".
	Do string `json:"do"`
	// On is "lead" or "contact"; empty for the lead. With "contact" the lead's only
	// contact is meant, and with several the user is asked which.
	On string `json:"on,omitempty"`
	// Field is as in [Edit]. FieldLabel is its name when the recipe was written: by it
	// the field is found in another organization.
	Field      string `json:"field,omitempty"`
	FieldLabel string `json:"field_label,omitempty"`
	// Value is what a field gets, and the text of a note or a task. A status, choice,
	// user or contact may be named by its label.
	Value string `json:"value,omitempty"`
	// Date and AssignedTo belong to a task.
	Date       string `json:"date,omitempty"`
	AssignedTo string `json:"assigned_to,omitempty"`
	// Status is an opportunity's new status, by its label or its id.
	Status string `json:"status,omitempty"`
}

// Recipe is a named list of edits and steps.
type Recipe struct {
	// ID is Leadpatch's own: 16 to 40 letters, digits and dashes. It is given when the
	// recipe is first stored.
	ID          string `json:"id"`
	Name        string `json:"name"`
	Description string `json:"description,omitempty"`
	// Slot is the shortcut that runs it, 1 to 4; zero for none.
	Slot int `json:"slot,omitempty"`
	// Menu are the context menus that it stands in: "page", "selection", "link",
	// "image", "editable". Empty for none.
	Menu []string `json:"menu,omitempty"`
	// WhenStatus are the lead statuses, by label or id, in which it may run; empty for
	// all.
	WhenStatus []string     `json:"when_status,omitempty"`
	Steps      []RecipeStep `json:"steps"`
}

// RecipeIssue is what is wrong with a recipe, with a sentence that says what to do.
type RecipeIssue struct {
	// Step counts from zero; -1 for the recipe itself.
	Step int `json:"step"`
	// Part is the key of the step or recipe at fault: "field", "value", "name", …
	Part   string `json:"part"`
	Detail string `json:"detail"`
}

// RecipeInfo is a recipe with what is wrong with it in the present organization.
type RecipeInfo struct {
	Recipe Recipe        `json:"recipe"`
	Issues []RecipeIssue `json:"issues"`
	// Summary is a line such as "Status, Description, a note".
	Summary string `json:"summary"`
}

// Recipes answers GET /recipes, PUT and DELETE /recipes/{id} and PUT /recipes: all of
// them in the user's order.
type Recipes struct {
	Recipes []RecipeInfo `json:"recipes"`
	// Stored is the id of the recipe that was just stored, where one was.
	Stored string `json:"stored,omitempty"`
	// Detail says why they could not be checked against Close; usually empty.
	Detail string `json:"detail,omitempty"`
}

// RecipeOrder is the body of PUT /recipes: all ids in their new order.
type RecipeOrder struct {
	IDs []string `json:"ids"`
}

// RecipeVocabulary answers GET /recipes/vocabulary: what an editor of recipes offers,
// in the organization of the account used last.
type RecipeVocabulary struct {
	LeadFields          []Field             `json:"lead_fields"`    // without values
	ContactFields       []Field             `json:"contact_fields"` // without values
	Users               []Option            `json:"users"`
	OpportunityStatuses []Option            `json:"opportunity_statuses"`
	Placeholders        []RecipePlaceholder `json:"placeholders"`
	Filters             []RecipePlaceholder `json:"filters"`
}

// RecipePlaceholder is one placeholder or filter with what it stands for.
type RecipePlaceholder struct {
	Text string `json:"text"` // "{{selection}}", "max:200"
	Help string `json:"help"`
}

// RecipeContext is where a recipe is run.
type RecipeContext struct {
	Clicked `tstype:",extends"`
	// Clipboard is what the user has copied; absent where the page may not read it.
	Clipboard *string `json:"clipboard,omitempty"`
	// Today is the user's date, "2006-01-02", and Now the time, RFC 3339 with the
	// user's offset.
	Today string `json:"today"`
	Now   string `json:"now"`
}

// FillRequest is the body of POST /recipes/fill: a dry run.
type FillRequest struct {
	// Recipe is the recipe itself, perhaps not stored yet.
	Recipe  Recipe        `json:"recipe"`
	LeadID  string        `json:"lead_id"`
	Context RecipeContext `json:"context"`
	// Answers are by Question.ID.
	Answers map[string]string `json:"answers,omitempty"`
}

// Question is something that the user has to say before a recipe can run: what {{ask}}
// asks, which of several contacts is meant, or what stands for a placeholder that came
// out empty.
type Question struct {
	ID      string   `json:"id"`
	Text    string   `json:"text"`
	Options []Option `json:"options,omitempty"`
	// Type is the editor that the answer deserves where it is not a line of text: "date",
	// "datetime", "number" or "textarea".
	Type FieldType `json:"type,omitempty"`
	// Step counts from zero.
	Step int `json:"step"`
	// Note says why it is asked, such as "Nothing is selected on the page."
	Note string `json:"note,omitempty"`
}

// Filled answers POST /recipes/fill.
type Filled struct {
	Questions []Question    `json:"questions"`
	Issues    []RecipeIssue `json:"issues"`
	// Blocked says why the recipe may not run on this lead; usually empty.
	Blocked string `json:"blocked,omitempty"`
	// Request is the body of the apply, without its intent and surface, and Preview
	// what it would do. Absent while a question is open, an issue stands or it is blocked.
	Request *EditsRequest `json:"request,omitempty"`
	Preview *Preview      `json:"preview,omitempty"`
}

// RecipeFile is the body of POST /recipes/import/preview and POST /recipes/import.
type RecipeFile struct {
	Text string `json:"text"`
	// Chosen are the places in the file, from zero, of those to import; import alone.
	Chosen []int `json:"chosen,omitempty"`
}

// RecipeFileContents answers POST /recipes/import/preview. A file that is not one of
// recipes is a problem instead.
type RecipeFileContents struct {
	Recipes []RecipeInFile `json:"recipes"`
}

// RecipeInFile is one recipe of a file.
type RecipeInFile struct {
	Info RecipeInfo `json:"info"`
	// Refused says why it cannot be imported; usually empty.
	Refused string `json:"refused,omitempty"`
	// Same is the name of the stored recipe that does exactly this; usually empty.
	Same string `json:"same,omitempty"`
}
