package backend

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"unicode/utf8"

	"leadpatch/wasm/api"
	"leadpatch/wasm/closeapi"

	"github.com/tidwall/sjson"
)

// maxNote bounds the text of a note, in characters.
const maxNote = 50_000

func (j *job) compileNote(_ context.Context, a *act) error {
	a.Step = api.Step{Do: api.StepNote, Text: cleanText(a.Step.Text)}
	switch n := utf8.RuneCountInString(a.Step.Text); {
	case strings.TrimSpace(a.Step.Text) == "":
		j.wrong(a, "Note", "The note is empty. Write its text, or leave it out.")
	case n > maxNote:
		j.wrong(a, "Note", fmt.Sprintf("The note has %d characters; it takes 50,000 at most. Shorten it.", n))
	default:
		j.plans(a, api.Change{Field: "note", Label: "Note", Now: []byte("null"), After: jsonText(a.Step.Text)})
	}
	return nil
}

func (j *job) noteMaker(a *act) maker {
	return maker{
		alike: func(ctx context.Context) (out []made, err error) {
			notes, err := j.client.Notes(ctx, j.lead.id)
			for _, n := range notes {
				if j.byUser(n.UserID) && saysNote(n, a.Step.Text) {
					out = append(out, made{id: n.ID.String()})
				}
			}
			return out, err
		},
		post: func(ctx context.Context) (made, error) {
			n, err := j.client.PostNote(ctx, noteBody(j.lead.id.String(), a.Step.Text))
			return made{id: n.ID.String()}, err
		},
		done: func(got made) { a.Undo = &api.Step{Do: api.StepDeleteNote, ID: got.id, Was: a.Step.Text} },
		lost: "Close has not answered. Leadpatch looks whether the note arrived before it sends it again.",
	}
}

// saysNote says whether a note of Close's has the text.
func saysNote(n closeapi.Note, text string) bool {
	return sameText(n.Text, text) || sameText(plainHTML(n.HTML), text)
}

// noteBody is the body of the POST of a note. Close wants its HTML in a body element.
// Source: developer.close.com, Rich Text Fields.
func noteBody(lead, text string) []byte {
	return members("lead_id", lead, "note_html", noteHTML(text))
}

// members writes a JSON object of texts, given by pairs of key and text.
func members(pairs ...string) []byte {
	out := []byte("{}")
	for i := 0; i < len(pairs); i += 2 {
		var err error
		if out, err = sjson.SetBytes(out, pairs[i], pairs[i+1]); err != nil {
			panic(err) // constant keys of an object always can be set
		}
	}
	return out
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
