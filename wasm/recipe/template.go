package recipe

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"
)

const (
	// maxPlaceholders and maxFilters bound the work of one text.
	maxPlaceholders = 100
	maxFilters      = 10
	maxQuestion     = 200
	maxChoices      = 50
)

// Template is a parsed text. Make one with [Parse].
type Template struct {
	parts []part
}

// part is a piece of text or, with an expr, a placeholder.
type part struct {
	text string
	expr *expr
}

// expr is one placeholder.
type expr struct {
	// name is a source's name, "lead.custom." and the id of a field, or "ask".
	name     string
	shift    shift
	question string
	choices  []string
	filters  []filter
	// text is the placeholder in its plainest spelling: what two have that are the
	// same.
	text string
}

// SyntaxError is what is wrong with a template and where.
type SyntaxError struct {
	// At is the character that is at fault, from one.
	At     int
	Detail string
}

// Error returns a sentence for the user.
func (e *SyntaxError) Error() string { return fmt.Sprintf("%s It is at character %d.", e.Detail, e.At) }

// Parse reads a template. The error is a [*SyntaxError].
func Parse(text string) (*Template, error) {
	t := &Template{}
	fail := func(at int, detail string) (*Template, error) {
		return nil, &SyntaxError{utf8.RuneCountInString(text[:at]) + 1, detail}
	}
	for count, start := 0, 0; ; {
		n := strings.Index(text[start:], "{{")
		if n < 0 {
			t.literal(text[start:])
			return t, nil
		}
		at := start + n
		before := strings.TrimRight(text[start:at], `\`)
		slashes := n - len(before)
		t.literal(before + strings.Repeat(`\`, slashes/2))
		if slashes%2 == 1 {
			t.literal("{{")
			start = at + 2
			continue
		}
		if count++; count > maxPlaceholders {
			return fail(at, fmt.Sprintf("There are more than %d placeholders. Split the text over several steps.", maxPlaceholders))
		}
		parts, end, err := split(text, at)
		if err != nil {
			return fail(at, err.Error())
		}
		e, err := parseExpr(parts)
		if err != nil {
			return fail(at, err.Error())
		}
		t.parts = append(t.parts, part{expr: e})
		start = end
	}
}

func (t *Template) literal(s string) {
	if n := len(t.parts); n > 0 && t.parts[n-1].expr == nil {
		t.parts[n-1].text += s
	} else if s != "" {
		t.parts = append(t.parts, part{text: s})
	}
}

// Constant returns the text of a template without placeholders.
func (t *Template) Constant() (string, bool) {
	switch {
	case len(t.parts) == 0:
		return "", true
	case len(t.parts) == 1 && t.parts[0].expr == nil:
		return t.parts[0].text, true
	}
	return "", false
}

// split cuts the placeholder that begins at at into what stands between its bars, and
// says where it ends.
func split(text string, at int) (parts []string, end int, err error) {
	start := at + 2
	for i := start; i < len(text); i++ {
		switch {
		case escapes(text, i):
			i++
		case strings.HasPrefix(text[i:], "}}"):
			return append(parts, text[start:i]), i + 2, nil
		case strings.HasPrefix(text[i:], "{{"):
			return nil, 0, errors.New("A placeholder begins inside another. Close the first with }}.")
		case text[i] == '|':
			parts = append(parts, text[start:i])
			start = i + 1
		}
	}
	return nil, 0, errors.New(`The placeholder has no end. Close it with }}, or write \{{ for two braces.`)
}

// escapes reports whether at i stands a backslash that takes the meaning from what
// follows.
func escapes(s string, i int) bool {
	return s[i] == '\\' && i+1 < len(s) && strings.IndexByte(`|,:{}\`, s[i+1]) >= 0
}

// unescape removes the backslashes that take a meaning away, and white space around.
func unescape(s string) string {
	s = strings.TrimSpace(s)
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if escapes(s, i) {
			i++
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// index finds c where no backslash stands before it, or returns -1.
func index(s string, c byte) int {
	for i := 0; i < len(s); i++ {
		if escapes(s, i) {
			i++
		} else if s[i] == c {
			return i
		}
	}
	return -1
}

// parseExpr reads what stands between the braces, cut at its bars.
func parseExpr(parts []string) (*expr, error) {
	e := &expr{}
	head, rest := strings.TrimSpace(parts[0]), parts[1:]
	if question, ok := strings.CutPrefix(head, "ask:"); ok {
		e.name, e.question = "ask", strings.Join(strings.Fields(unescape(question)), " ")
		if err := checkQuestion(e.question); err != nil {
			return nil, err
		}
		if len(rest) > 0 && listsChoices(rest[0]) {
			if err := e.parseChoices(rest[0]); err != nil {
				return nil, err
			}
			rest = rest[1:]
		}
	} else if err := e.parseSource(head); err != nil {
		return nil, err
	}
	if len(rest) > maxFilters {
		return nil, fmt.Errorf("There are more than %d filters. Take some out.", maxFilters)
	}
	e.text = "{{" + head
	for i, part := range rest {
		f, err := parseFilter(part)
		if err != nil && i == 0 && e.name == "ask" && e.choices == nil && index(part, ':') < 0 {
			err = fmt.Errorf("%w To offer choices, write two or more with commas between them.", err)
		}
		if err != nil {
			return nil, err
		}
		e.filters = append(e.filters, f)
		e.text += "|" + strings.TrimSpace(part)
	}
	e.text += "}}"
	return e, nil
}

func checkQuestion(s string) error {
	switch {
	case s == "":
		return errors.New("Write a question after “ask:”.")
	case utf8.RuneCountInString(s) > maxQuestion:
		return fmt.Errorf("A question has at most %d characters. Shorten it.", maxQuestion)
	}
	return nil
}

// listsChoices reports whether the part after a question is its choices: it has a comma,
// and no colon before it.
func listsChoices(part string) bool {
	comma, colon := index(part, ','), index(part, ':')
	return comma >= 0 && (colon < 0 || comma < colon)
}

func (e *expr) parseChoices(part string) error {
	for {
		i := index(part, ',')
		choice := part
		if i >= 0 {
			choice = part[:i]
		}
		if choice = unescape(choice); choice == "" {
			return fmt.Errorf("A choice of “%s” is empty. Take the extra comma out.", shorten(e.question))
		}
		for _, other := range e.choices {
			if strings.EqualFold(other, choice) {
				return fmt.Errorf("“%s” is twice among the choices. Take one out.", shorten(choice))
			}
		}
		if e.choices = append(e.choices, choice); len(e.choices) > maxChoices {
			return fmt.Errorf("A question has at most %d choices. Take some out.", maxChoices)
		}
		if i < 0 {
			return nil
		}
		part = part[i+1:]
	}
}

// parseSource reads a source's name and its offset.
func (e *expr) parseSource(s string) error {
	if s == "" {
		return errors.New(`The placeholder is empty. Write what it stands for, such as {{selection}}, or \{{ for two braces.`)
	}
	if i := strings.IndexAny(s, "+-"); i > 0 {
		if name := strings.TrimSpace(s[:i]); name == "today" || name == "now" {
			shift, err := parseShift(s[i:])
			if err == nil && name == "today" && shift.unit == 'h' {
				err = fmt.Errorf("A date has no hours. Use {{now%s}}.", s[i:])
			}
			e.name, e.shift = name, shift
			return err
		}
	}
	e.name = s
	if findSource(s) == nil {
		return unknownSource(s)
	}
	return nil
}

// shorten returns s fit for a sentence: one line of at most 40 characters.
func shorten(s string) string {
	if len(s) > 1000 {
		s = s[:1000]
	}
	s = strings.Join(strings.Fields(strings.ToValidUTF8(s, "\ufffd")), " ")
	if utf8.RuneCountInString(s) <= 40 {
		return s
	}
	return string([]rune(s)[:39]) + "…"
}
