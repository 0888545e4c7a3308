package api

// ToolbarRequest is the body of POST /toolbar: the addresses of the tabs that are open
// in Close.
type ToolbarRequest struct {
	URLs []string `json:"urls"`
}

// Toolbar answers POST /toolbar: what the extension's button says, from what is known
// without a request to Close.
type Toolbar struct {
	// Waiting is how many changes wait to be sent, and Title the words for it.
	Waiting int    `json:"waiting"`
	Title   string `json:"title"`
	// Tabs are in the order of the addresses.
	Tabs []ToolbarTab `json:"tabs"`
}

// ToolbarTab is what the button says over one tab: its lead's name where it is known,
// and how many changes to that lead wait.
type ToolbarTab struct {
	Waiting int    `json:"waiting"`
	Title   string `json:"title"`
}
