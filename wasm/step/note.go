package step

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"

	"leadpatch/wasm/api"
	"leadpatch/wasm/closeapi"
	"leadpatch/wasm/view"
)

var _ = register(api.StepNote, Kind{
	Compile: compileNote,
	Create:  createNote,
	Describe: func(s api.Step) api.Change {
		return api.Change{Field: "note", Label: "Note", After: view.JSON(s.Text)}
	},
	Request: func(p *Planned, lead string) Request {
		return Request{http.MethodPost, closeapi.NotesPath(), noteBody(lead, p.Step.Text)}
	},
})

// The undo of a note deletes it again.
var _ = registerDeletion(api.StepDeleteNote, deletion{
	prefix: "acti", field: "note", label: "Note", path: closeapi.NotePath,
	read: func(ctx context.Context, e *Env, s api.Step, id closeapi.ID) (found object, err error) {
		n, err := e.Client.Note(ctx, id)
		found = object{lead: n.LeadID, shown: s.Was}
		if err == nil && !saysNote(n, s.Was) {
			found.changed = "The note has been changed in Close since it was written."
		}
		return found, err
	},
	undo: func(s api.Step) *api.Step { return &api.Step{Do: api.StepNote, Text: s.Was} },
})

// maxNote bounds the text of a note, in characters.
const maxNote = 50_000

func compileNote(_ context.Context, e *Env, p *Planned) error {
	p.Step = api.Step{Do: api.StepNote, Text: cleanText(p.Step.Text)}
	switch n := utf8.RuneCountInString(p.Step.Text); {
	case strings.TrimSpace(p.Step.Text) == "":
		e.addError(p, "Note", "The note is empty. Write its text, or leave it out.")
	case n > maxNote:
		e.addError(p, "Note", fmt.Sprintf("The note has %d characters; it takes 50,000 at most. Shorten it.", n))
	default:
		e.addStep(p, api.Change{Field: "note", Label: "Note", Now: []byte("null"), After: view.JSON(p.Step.Text)})
	}
	return nil
}

func createNote(e *Env, p *Planned) Creation {
	return Creation{
		Alike: func(ctx context.Context) (out []Created, err error) {
			notes, err := e.Client.Notes(ctx, e.Lead)
			for _, n := range notes {
				if e.byUser(n.UserID) && saysNote(n, p.Step.Text) {
					out = append(out, Created{ID: n.ID.String()})
				}
			}
			return out, err
		},
		Post: func(ctx context.Context) (Created, error) {
			n, err := e.Client.PostNote(ctx, noteBody(e.Lead.String(), p.Step.Text))
			return Created{ID: n.ID.String()}, err
		},
		Done: func(got Created) { p.Undo = &api.Step{Do: api.StepDeleteNote, ID: got.ID, Was: p.Step.Text} },
		Lost: "Close has not answered. Leadpatch looks whether the note arrived before it sends it again.",
	}
}

// saysNote reports whether a note of Close's has the text.
func saysNote(n closeapi.Note, text string) bool {
	return sameText(n.Text, text) || sameText(plainHTML(n.HTML), text)
}

// noteBody is the body of the POST of a note. Close wants its HTML in a body element.
// Source: developer.close.com, Rich Text Fields.
func noteBody(lead, text string) []byte {
	return members("lead_id", lead, "note_html", noteHTML(text))
}

// noteHTML writes a text as Close's restricted XHTML: one paragraph a line, everything
// escaped, and links where a word is plainly a web address.
func noteHTML(text string) string {
	var out strings.Builder
	out.WriteString("<body>")
	for line := range strings.SplitSeq(text, "\n") {
		out.WriteString("<p>")
		for i, word := range strings.Split(line, " ") {
			if i > 0 {
				out.WriteByte(' ')
			}
			link, rest := plainLink(word)
			if link != "" {
				out.WriteString(`<a href="` + escapeHTML(link) + `">` + escapeHTML(link) + `</a>`)
			}
			out.WriteString(escapeHTML(rest))
		}
		out.WriteString("</p>")
	}
	out.WriteString("</body>")
	return out.String()
}

// plainLink returns the web address that a word begins with, and the rest of it: the
// stop or the bracket after the address. The address is empty where there is any doubt.
func plainLink(word string) (link, rest string) {
	if !strings.HasPrefix(word, "https://") && !strings.HasPrefix(word, "http://") {
		return "", word
	}
	link = strings.TrimRight(word, ".,;:!?)]}")
	for _, c := range link {
		if c <= ' ' || c > '~' || strings.ContainsRune("\"'<>`\\^{|}", c) {
			return "", word
		}
	}
	u, err := url.Parse(link)
	if err != nil || u.Host == "" || u.Hostname() == "" || u.User != nil {
		return "", word
	}
	return link, word[len(link):]
}

var htmlEscaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "'", "&#39;")

func escapeHTML(s string) string { return htmlEscaper.Replace(s) }

// htmlUnescaper knows the references that are written for plain texts, by us or by
// Close.
var htmlUnescaper = strings.NewReplacer(
	"&lt;", "<", "&gt;", ">", "&quot;", `"`, "&#34;", `"`, "&#39;", "'", "&#x27;", "'", "&apos;", "'",
	"&nbsp;", " ", "&#160;", " ", "&amp;", "&", "&#38;", "&",
)

// plainHTML is the text of simple HTML, to compare it with another.
func plainHTML(s string) string {
	var out strings.Builder
	for s != "" {
		text, tag, found := strings.Cut(s, "<")
		out.WriteString(text)
		if !found {
			break
		}
		_, s, _ = strings.Cut(tag, ">")
		out.WriteByte(' ')
	}
	return htmlUnescaper.Replace(out.String())
}
