package surface

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"leadpatch/wasm/patch"
	"leadpatch/wasm/session"
	"leadpatch/wasm/workspace"
)

// menuFieldsName is the vault's entry with what the menus know of an organization's
// fields. It holds no value of a lead.
const menuFieldsName = "menu-fields"

const (
	// fewChoices stand in a menu; a longer list is for the panel, which filters it.
	fewChoices = 10
	// fewChoiceFields are offered with their choices.
	fewChoiceFields = 3
)

// menuField is a field as far as a menu needs it.
type menuField struct {
	Key     string         `json:"key"`
	Label   string         `json:"label"`
	Type    patch.Type     `json:"type"`
	Options []patch.Option `json:"options,omitempty"`
}

// storedMenuFields is the vault's entry.
type storedMenuFields struct {
	Organization string      `json:"organization"`
	Fields       []menuField `json:"fields"`
}

// menuFields returns the fields of a session's organization that a menu can change:
// from what this run of the backend has read from Close; else as an earlier one left
// them; else those that every lead has.
func (s *Surface) menuFields(ctx context.Context, account *session.Session) ([]menuField, error) {
	raw, err := s.vault.Get(ctx, menuFieldsName)
	if err != nil {
		return nil, fmt.Errorf("reading the fields of the menus: %w", err)
	}
	meta := s.ws.KnownMetadata(account.Me.OrganizationID)
	if meta == nil {
		var stored storedMenuFields
		if raw != nil && json.Unmarshal(raw, &stored) == nil && stored.Organization == account.Me.OrganizationID {
			return stored.Fields, nil
		}
		meta = &workspace.Metadata{}
	}
	fields := changeable(meta, account.Me.RoleID)
	if len(meta.Statuses) > 0 {
		now, err := json.Marshal(storedMenuFields{Organization: account.Me.OrganizationID, Fields: fields})
		if err == nil && !bytes.Equal(now, raw) {
			err = s.vault.Put(ctx, menuFieldsName, now)
		}
		if err != nil {
			return nil, fmt.Errorf("storing the fields of the menus: %w", err)
		}
	}
	return fields, nil
}

// changeable are the fields that one value can be given to, without those that are
// locked for the role.
func changeable(meta *workspace.Metadata, roleID string) []menuField {
	none, err := patch.ParseDocument([]byte("{}"))
	if err != nil {
		panic(err) // it is a document
	}
	out := []menuField{}
	for _, f := range meta.Schema(patch.LeadKind, none, roleID, nil).Fields() {
		source := f.Type.Source()
		choice := source == patch.FromStatuses || source == patch.FromChoices
		fits := f.Textual() || isURL(f.Type) && !f.Records() || choice && len(f.Options) > 0 && len(f.Options) <= fewChoices
		if f.Locked != "" || f.Multiple || !fits {
			continue
		}
		out = append(out, menuField{Key: f.Key, Label: f.Label, Type: f.Type, Options: f.Options})
	}
	return out
}

func isURL(t patch.Type) bool { return t.Form() == patch.FormURL }

// likeURL tells by its name that a text field holds a web address.
var likeURL = regexp.MustCompile(`(?i)\b(url|uri|link|links|website|web|site|homepage|linkedin|xing|facebook|instagram|twitter|github|profile)\b`)

// textEntries give a text to a field: the standard fields before the user's own, and
// more text before new text where there is room for much.
func textEntries(fields []menuField) []menuEntry {
	standard := []string{"description", "url", "name"}
	sorted := slices.Clone(fields)
	rank := func(f menuField) int {
		if i := slices.Index(standard, f.Key); i >= 0 {
			return i
		}
		return len(standard)
	}
	slices.SortStableFunc(sorted, func(a, b menuField) int { return rank(a) - rank(b) })
	var out []menuEntry
	for _, f := range sorted {
		switch {
		case f.Type.Multiline() && f.Key != "description":
			out = append(out, menuEntry{action: appendAction + f.Key, title: "Append to " + menuTitle(f.Label)})
		case f.Type.Textual() || isURL(f.Type):
			out = append(out, setEntry(f))
		}
	}
	return out
}

// linkEntries give an address to a field that holds one.
func linkEntries(fields []menuField) []menuEntry {
	var out []menuEntry
	for _, f := range fields {
		if isURL(f.Type) || f.Type.Textual() && !f.Type.Multiline() && likeURL.MatchString(f.Label) {
			out = append(out, setEntry(f))
		}
	}
	return out
}

func setEntry(f menuField) menuEntry {
	return menuEntry{action: setAction + f.Key, title: "Set " + menuTitle(f.Label)}
}

// choiceEntries are fields with a few choices, each a menu of its own.
func choiceEntries(fields []menuField) []menuEntry {
	var out []menuEntry
	for _, f := range fields {
		if len(f.Options) == 0 || len(out) == fewChoiceFields {
			continue
		}
		e := menuEntry{action: "choices:" + f.Key, title: menuTitle(f.Label)}
		for _, o := range f.Options {
			e.children = append(e.children, menuEntry{action: chooseAction + f.Key + ":" + o.Value, title: menuTitle(o.Label)})
		}
		out = append(out, e)
	}
	return out
}

// isMenuField reports whether a key can be that of a lead's field. Whether there is one,
// and whether it may be changed, the pipeline says.
func isMenuField(key string) bool {
	id, custom := strings.CutPrefix(key, "custom.")
	return custom && patch.IsCustomFieldID(id) || slices.Contains([]string{"name", "description", "url", "status_id"}, key)
}
