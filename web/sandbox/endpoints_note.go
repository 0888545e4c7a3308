package main

import (
	"encoding/xml"
	"errors"
	"html"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
)

var noteKind = childKind{
	prefix: "acti", name: "Note", event: "activity.note", path: "/activity/note/",
	list: func(l *lead) *[]object { return &l.Notes },
	render: func(w *World, o object, _ *lead) object {
		out := maps.Clone(o)
		delete(out, "lead_name")
		maps.Copy(out, object{
			"_type": "Note", "attachments": []any{}, "note_mentions": []any{}, "source": "api", "users": []any{},
			"created_by_name": w.userNamed(o["created_by"]), "updated_by_name": w.userNamed(o["updated_by"]), "user_name": w.userNamed(o["user_id"]),
		})
		return out
	},
}

func (s *apiServer) listNotes(c *call) (any, *apiError) {
	return s.listChildren(c, &noteKind, func(object) bool { return true })
}

func (s *apiServer) postNote(c *call) (any, *apiError) {
	body, err := c.patch()
	if err != nil {
		return nil, err
	}
	failed := fieldErrors{}
	l := s.referredLead(c, body, failed)
	now := isoTime(s.world.instant())
	next := object{
		"note": "", "note_html": "", "title": nil, "contact_id": nil, "pinned": false, "pinned_at": nil,
		"activity_at": now, "user_id": c.caller.User.ID,
	}
	s.world.noteFields(l, body, next, failed)
	if len(failed) > 0 {
		return nil, &apiError{http.StatusBadRequest, failed.body()}
	}
	return s.world.addChild(l, &noteKind, next, c.actor()), nil
}

func (s *apiServer) putNote(c *call) (any, *apiError) {
	found, err := s.child(c, &noteKind)
	if err != nil {
		return nil, err
	}
	body, err := c.patch()
	if err != nil {
		return nil, err
	}
	next, failed := maps.Clone(found.object()), fieldErrors{}
	s.world.noteFields(found.lead, body, next, failed)
	if len(failed) > 0 {
		return nil, &apiError{http.StatusBadRequest, failed.body()}
	}
	s.world.changeChild(found, next, c.actor())
	return found.render(s.world), nil
}

// noteFields puts what a body says into a note. Keys that a note does not have are
// ignored. Without a lead, which is an error of its own, contacts are not looked up.
func (w *World) noteFields(l *lead, body, next object, failed fieldErrors) {
	for key, value := range body {
		text, isText := value.(string)
		switch key {
		case "note", "note_html", "title", "contact_id", "user_id", "activity_at":
			if !isText && value != nil {
				failed[key] = textNotString
				continue
			}
		}
		switch key {
		case "title":
			next["title"] = value
		case "contact_id":
			if value != nil && l != nil && !l.hasContact(text) {
				failed["contact"] = textNoReference
			}
			next["contact_id"] = value
		case "user_id":
			if w.userNamed(value) == nil {
				failed["user"] = textNoReference
			}
			next["user_id"] = value
		case "activity_at":
			moment, ok := parseDateTime(text)
			if !ok {
				failed[key] = textNoDateTime
			}
			next[key] = isoTime(moment)
		case "pinned":
			pinned, isBool := value.(bool)
			if !isBool {
				failed[key] = textNotBool
			}
			next["pinned"], next["pinned_at"] = pinned, nil
			if pinned {
				next["pinned_at"] = isoTime(w.instant())
			}
		}
	}
	// The rich text wins over the plain one; each overwrites the other.
	if text, named := body["note"].(string); named {
		next["note"], next["note_html"] = text, richText(text)
	}
	if text, named := body["note_html"].(string); named {
		plain, err := plainText(text)
		if err != nil {
			failed["note_html"] = textNoBody
		}
		next["note"], next["note_html"] = plain, text
	}
}

func (l *lead) hasContact(id string) bool {
	return slices.ContainsFunc(l.Contacts, func(p *contact) bool { return p.ID == id })
}

// richText is a plain text as Close shows it: a paragraph for each line.
func richText(text string) string {
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
