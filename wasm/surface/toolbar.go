package surface

import (
	"context"
	"fmt"

	"leadpatch/wasm/api"
)

// mostTabs bounds one request; nobody reads the titles of more.
const mostTabs = 200

// Toolbar returns what the extension's button shows over each tab. Close is not asked:
// a name that is not known is left out.
func (s *Surface) Toolbar(ctx context.Context, body api.ToolbarRequest) (api.Toolbar, error) {
	entries, err := s.journal.Unsettled(ctx)
	if err != nil {
		return api.Toolbar{}, err
	}
	waiting := map[string]int{}
	for _, e := range entries {
		waiting[e.Lead]++
	}
	out := api.Toolbar{Waiting: len(entries), Title: toolbarTitle("", 0, len(entries)), Tabs: []api.ToolbarTab{}}
	for _, address := range body.URLs[:min(len(body.URLs), mostTabs)] {
		lead, _ := s.match.KnownLeadOfPage(ctx, address)
		here := waiting[s.match.LeadShown(ctx, address)]
		out.Tabs = append(out.Tabs, api.ToolbarTab{Waiting: here, Title: toolbarTitle(lead.Name, here, len(entries))})
	}
	return out, nil
}

// toolbarTitle is what the button is called over a page of a lead, or of none.
func toolbarTitle(name string, here, all int) string {
	title := "Leadpatch: edit this lead"
	if name != "" {
		title = "Leadpatch: " + name
	}
	switch {
	case here > 0 && here < all:
		return fmt.Sprintf("%s (%s here, %d in all)", title, changesWait(here), all)
	case all > 0:
		return fmt.Sprintf("%s (%s)", title, changesWait(all))
	}
	return title
}

func changesWait(n int) string {
	if n == 1 {
		return "1 change waits"
	}
	return fmt.Sprintf("%d changes wait", n)
}
