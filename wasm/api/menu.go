package api

import "encoding/json"

// MenuItem is one context menu entry, in the words of the browsers' menus API.
type MenuItem struct {
	ID       string `json:"id"`
	ParentID string `json:"parent_id,omitempty"`
	// Title has every "&" of a name doubled, and no "%s", for which the browsers would
	// put the selected text.
	Title    string   `json:"title"`
	Contexts []string `json:"contexts"`
	// DocumentURLPatterns bound where it is shown; absent for everywhere.
	DocumentURLPatterns []string `json:"document_url_patterns,omitempty"`
	// TargetURLPatterns bound the links and images that it is shown on; absent for all.
	TargetURLPatterns []string `json:"target_url_patterns,omitempty"`
}

// MenuRequest is the body of POST /menu: where the menu is about to be shown.
type MenuRequest struct {
	// URL is the page in front; empty where the extension may not see it.
	URL string `json:"url"`
}

// Menu answers POST /menu: all entries, parents first.
type Menu struct {
	Items []MenuItem `json:"items"`
	// LeadID is the lead that the first lines name; empty where they name none.
	LeadID string `json:"lead_id,omitempty"`
}

// MenuClick is the body of POST /menu/click.
type MenuClick struct {
	Item string `json:"item"`
	// ShownLead is [Menu.LeadID] of the menu that was clicked: nothing is written to a
	// lead while the menu names another.
	ShownLead string `json:"shown_lead,omitempty"`
	// LeadID is the lead that the user has chosen where the page's address did not tell.
	LeadID         string         `json:"lead_id,omitempty"`
	IdempotencyKey IdempotencyKey `json:"intent,omitempty"`
	Clicked        `tstype:",extends"`
}

// Clicked is what a click, a shortcut or a word in the address bar is about. The
// texts are the page's. They stay JSON until they are checked: a selection can end
// in the middle of a character, which Go would replace.
type Clicked struct {
	PageURL   string          `json:"page_url"`
	PageTitle json.RawMessage `json:"page_title,omitempty" tstype:"string"`
	Selection json.RawMessage `json:"selection,omitempty" tstype:"string"`
	LinkURL   json.RawMessage `json:"link_url,omitempty" tstype:"string"`
	LinkText  json.RawMessage `json:"link_text,omitempty" tstype:"string"`
	ImageURL  json.RawMessage `json:"image_url,omitempty" tstype:"string"`
}

// RunRequest is the body of POST /recipes/run: a recipe by its id or its slot, on the
// lead of the page, without a panel.
type RunRequest struct {
	Recipe         string         `json:"recipe,omitempty"`
	Slot           int            `json:"slot,omitempty"`
	Surface        Surface        `json:"surface"`
	IdempotencyKey IdempotencyKey `json:"intent,omitempty"`
	Clicked        `tstype:",extends"`
}

// Notice answers POST /menu/click and POST /recipes/run, and is part of what answers
// POST /journal/{id}/undo: a sentence to show in the page and a word for the toolbar badge.
type Notice struct {
	// Kind is "saved", "unchanged", "waiting", "ask" or "error".
	Kind string `json:"kind"`
	Text string `json:"text"`
	// Badge is at most four characters.
	Badge string `json:"badge"`
	// Undo is the id of the journal's entry that a button in the notice takes back;
	// empty for no button.
	Undo string `json:"undo,omitempty"`
	// Panel is the query with which the panel is to be opened, such as
	// "?lead=lead_…&recipe=…", where the user has to say more; usually empty.
	Panel string `json:"panel,omitempty"`
}

// OmniboxSuggestion is one line below the address bar. Description is plain text.
type OmniboxSuggestion struct {
	Content     string `json:"content"`
	Description string `json:"description"`
}

// Omnibox answers GET /omnibox?q=words.
type Omnibox struct {
	Suggestions []OmniboxSuggestion `json:"suggestions"`
}

// OmniboxEntered is the body of POST /omnibox: what was chosen or typed.
type OmniboxEntered struct {
	Content        string         `json:"content"`
	IdempotencyKey IdempotencyKey `json:"intent,omitempty"`
	Clicked        `tstype:",extends"`
}

// OmniboxOutcome answers POST /omnibox. One of the two is there.
type OmniboxOutcome struct {
	// Open is the address of a lead in Close.
	Open   string  `json:"open,omitempty"`
	Notice *Notice `json:"notice,omitempty"`
}
