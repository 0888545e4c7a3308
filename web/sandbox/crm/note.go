package crm

import (
	"encoding/xml"
	"errors"
	"html"
	"io"
	"maps"
	"slices"
	"strings"

	"leadpatch/web/sandbox/wire"
)

// NoteKind is the notes of leads.
var NoteKind = ChildKind{
	prefix: "acti", Name: "Note", event: "activity.note", Path: "/activity/note/",
	List: func(l *Lead) *[]wire.Object { return &l.Notes },
	Render: func(w *World, o wire.Object, _ *Lead) wire.Object {
		out := maps.Clone(o)
		delete(out, "lead_name")
		maps.Copy(out, wire.Object{
			"_type": "Note", "attachments": []any{}, "note_mentions": []any{}, "source": "api", "users": []any{},
			"created_by_name": w.userNamed(o["created_by"]), "updated_by_name": w.userNamed(o["updated_by"]), "user_name": w.userNamed(o["user_id"]),
		})
		return out
	},
}

// NoteFields puts what a body says into a note. Keys that a note does not have are
// ignored. Without a lead, which is an error of its own, contacts are not looked up.
func (w *World) NoteFields(l *Lead, body, next wire.Object, failed wire.FieldErrors) {
	for key, value := range body {
		text, isText := value.(string)
		switch key {
		case "note", "note_html", "title", "contact_id", "user_id", "activity_at":
			if !isText && value != nil {
				failed[key] = wire.TextNotString
				continue
			}
		}
		switch key {
		case "title":
			next["title"] = value
		case "contact_id":
			if value != nil && l != nil && !l.HasContact(text) {
				failed["contact"] = wire.TextNoReference
			}
			next["contact_id"] = value
		case "user_id":
			if w.userNamed(value) == nil {
				failed["user"] = wire.TextNoReference
			}
			next["user_id"] = value
		case "activity_at":
			moment, ok := wire.ParseDateTime(text)
			if !ok {
				failed[key] = wire.TextNoDateTime
			}
			next[key] = wire.ISOTime(moment)
		case "pinned":
			pinned, isBool := value.(bool)
			if !isBool {
				failed[key] = wire.TextNotBool
			}
			next["pinned"], next["pinned_at"] = pinned, nil
			if pinned {
				next["pinned_at"] = wire.ISOTime(w.Instant())
			}
		}
	}
	// The rich text wins over the plain one; each overwrites the other.
	if text, named := body["note"].(string); named {
		next["note"], next["note_html"] = text, RichText(text)
	}
	if text, named := body["note_html"].(string); named {
		plain, err := plainText(text)
		if err != nil {
			failed["note_html"] = wire.TextNoBody
		}
		next["note"], next["note_html"] = plain, text
	}
}

// HasContact reports whether a contact of that id is at the lead.
func (l *Lead) HasContact(id string) bool {
	return slices.ContainsFunc(l.Contacts, func(p *Contact) bool { return p.ID == id })
}

// RichText is a plain text as Close shows it: a paragraph for each line.
func RichText(text string) string {
	var out strings.Builder
	out.WriteString("<body>")
	for line := range strings.SplitSeq(text, "\n") {
		out.WriteString("<p>" + html.EscapeString(line) + "</p>")
	}
	out.WriteString("</body>")
	return out.String()
}

var errNoBody = errors.New("no body with an element in it")

// plainText reads a rich text, which must be XHTML: one body with an element in it.
// Each of the elements that the body holds is a line.
func plainText(rich string) (string, error) {
	decoder := xml.NewDecoder(strings.NewReader(rich))
	decoder.Entity = xml.HTMLEntity
	var lines []string
	depth, roots := 0, 0
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return "", err
		}
		switch t := token.(type) {
		case xml.StartElement:
			if depth == 0 && (t.Name.Local != "body" || roots > 0) {
				return "", errNoBody
			}
			if depth == 0 {
				roots++
			}
			if depth == 1 {
				lines = append(lines, "")
			}
			depth++
		case xml.EndElement:
			depth--
		case xml.CharData:
			blank := strings.TrimSpace(string(t)) == ""
			switch {
			case depth > 1:
				lines[len(lines)-1] += string(t)
			case depth == 0 && !blank:
				return "", errNoBody
			case !blank:
				lines = append(lines, string(t))
			}
		}
	}
	if len(lines) == 0 {
		return "", errNoBody
	}
	return strings.Join(lines, "\n"), nil
}
