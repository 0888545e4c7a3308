package history

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"math"
	"strings"

	"leadpatch/wasm/api"
	"leadpatch/wasm/journal"
	"leadpatch/wasm/problem"
	"leadpatch/wasm/view"
)

// Export returns the whole log as a file in a format, "json" or "csv".
func (h *History) Export(ctx context.Context, format string) (*api.Exported, error) {
	found, _, err := h.journal.Find(ctx, "", math.MaxInt, func(*journal.Entry) bool { return true })
	if err != nil {
		return nil, err
	}
	entries := make([]api.Entry, len(found))
	for i, e := range found {
		if entries[i], err = entryOf(e, h.ws.Now()); err != nil {
			return nil, err
		}
	}
	name := "leadpatch-history-" + h.ws.Now().UTC().Format("2006-01-02")
	switch format {
	case "json":
		text, err := json.MarshalIndent(entries, "", "  ")
		return &api.Exported{Name: name + ".json", Type: "application/json", Text: string(text) + "\n"}, err
	case "csv":
		text, err := entriesCSV(entries)
		return &api.Exported{Name: name + ".csv", Type: "text/csv", Text: text}, err
	}
	return nil, problem.BadRequest("The history can be saved as json or csv.")
}

// entriesCSV writes one row for each change, as RFC 4180 wants it.
func entriesCSV(entries []api.Entry) (string, error) {
	var out strings.Builder
	w := csv.NewWriter(&out)
	w.UseCRLF = true
	rows := [][]string{{"entry", "at", "state", "organization", "user", "lead", "lead_id", "surface", "field", "before", "after", "detail", "undone_by", "recipe", "created"}}
	for _, e := range entries {
		head := []string{e.ID, e.At, string(e.State), e.Organization.Name, e.User.Name, e.Lead.Name, e.Lead.ID, string(e.Surface)}
		tail := []string{e.Detail, e.UndoneBy, e.Recipe, ""}
		if e.Created {
			tail[3] = "yes"
		}
		changes := e.Changes
		if len(changes) == 0 {
			changes = []api.Change{{}} // what came to nothing has a row too
		}
		for _, c := range changes {
			row := append(append([]string{}, head...), c.Label, readable(c.Now, c.NowLabel), readable(c.After, c.AfterLabel))
			rows = append(rows, append(row, tail...))
		}
	}
	for _, row := range rows {
		for i := range row {
			row[i] = harmless(row[i])
		}
		if err := w.Write(row); err != nil {
			return "", err
		}
	}
	w.Flush()
	return out.String(), w.Error()
}

// readable writes a value as a person reads it: by its label, where it is an id.
func readable(value json.RawMessage, label string) string {
	if label != "" {
		return label
	}
	return view.Text(value)
}

// harmless keeps a spreadsheet from taking a text for a formula: a lead's fields hold
// whatever strangers have written into a form.
func harmless(cell string) string {
	if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
		return "'" + cell
	}
	return cell
}
