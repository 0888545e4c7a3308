package recipe

import (
	"errors"
	"strings"
	"testing"
	"time"
)

// monday is when the tests run: 23 November 2026, in a zone of its own.
var monday = time.Date(2026, time.November, 23, 17, 30, 0, 0, time.FixedZone("", -5*3600))

// email and phone stand in for the finders of the page's package.
func email(s string) (string, bool) {
	s = strings.TrimPrefix(s, "mailto:")
	return strings.ToLower(s), strings.Count(s, "@") == 1 && !strings.ContainsAny(s, " <>?\n") && strings.Contains(s, ".")
}

func phone(s string) (string, bool) {
	if !strings.HasPrefix(strings.TrimPrefix(s, "tel:"), "+") {
		return "", false
	}
	digits := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, s)
	return "+" + digits, len(digits) > 6
}

func testContext() *Context {
	return &Context{
		Selection: "  Ada Lovelace\nada@acme.example, +49 (30) 901-820 ", PageURL: "https://acme.example/team?x=1", PageTitle: "Our team",
		PageDomain: "acme.example", LinkURL: "mailto:ada@acme.example?subject=Hi", LinkText: "Write to us",
		Now: monday, Email: email, Phone: phone,
	}
}

func TestTemplates(t *testing.T) {
	for _, c := range []struct{ template, want string }{
		{"", ""},
		{"plain }} text | with, all: of it", "plain }} text | with, all: of it"},
		{"{{page.title}}", "Our team"},
		{"{{ page.title }} at {{page.domain}}!", "Our team at acme.example!"},
		{"{{page.url}}", "https://acme.example/team?x=1"},
		{"{{selection|first_line|upper}}", "ADA LOVELACE"},
		{"{{selection|trim|max:5}}", "Ada…"},
		{"{{selection|max:5000|trim}}", "Ada Lovelace\nada@acme.example, +49 (30) 901-820"},
		{"{{selection|email}}", "ada@acme.example"},
		{"{{selection | phone }}", "+4930901820"},
		{"{{link.url|email}}", "ada@acme.example"},
		{"{{link.text|lower}}", "write to us"},
		{"{{page.title|title}}", "Our Team"},
		{"{{clipboard|default:none}}", "none"},
		{"{{clipboard|default:}}.", "."},
		{"{{clipboard|default:a\\|b\\}}\\: c, d}}", "a|b}}: c, d"},
		{`{{clipboard|default:C:\temp}}`, `C:\temp`},
		{"{{selection|number|default:0}}", "0"}, // two numbers: none that is meant
		{"{{today}}", "2026-11-23"},
		{"{{today+3d}} {{today-1w}} {{today+2m}} {{today + 1y}}", "2026-11-26 2026-11-16 2027-01-23 2027-11-23"},
		{"{{now}}", "2026-11-23T17:30:00-05:00"},
		{"{{now+8h}}", "2026-11-24T01:30:00-05:00"},
		{"{{now+2h|date}}", "2026-11-23"},
		{"{{me.name}} {{me.email}}", "Ada Held ada@heldout.example"},
		{"{{lead.name}}, {{lead.status}}", "Acme GmbH, Potential"},
		{"{{lead.url}}", "https://acme.example"},
		{"{{lead.id}}", "lead_1"},
		{"{{lead.custom.cf_days}} {{lead.custom.cf_owner}} {{lead.custom.cf_number}}", "Mon, Tue Bob Held 12.50"},
		{"{{contact.name}}", "Grace Hopper"},
		{`\{{page.title}}`, "{{page.title}}"},
		{`\\{{page.title}}`, `\Our team`},
		{`\\\{{page.title}}`, `\{{page.title}}`},
		{`C:\temp\x`, `C:\temp\x`},
		{`a\{{b\{{c`, "a{{b{{c"},
		{"{{{page.title}}", "error: There is no placeholder “{page.title”. Choose one from the list. It is at character 1."},
		{"{ {page.title}}", "{ {page.title}}"},
	} {
		got, questions := fillText(t, c.template, nil)
		if got != c.want || len(questions) > 0 {
			t.Errorf("%q = %q and asks %v, want %q", c.template, got, questions, c.want)
		}
	}
}

func TestSyntaxErrors(t *testing.T) {
	for _, c := range []struct {
		template string
		at       int
		want     string
	}{
		{"über {{selection", 6, "no end"},
		{"{{selection}", 1, "no end"},
		{`{{selection\}}`, 1, "no end"},
		{"{{a{{b}}", 1, "inside another"},
		{"x{{}}", 2, "empty"},
		{"{{ | trim }}", 1, "empty"},
		{"{{pageurl}}", 1, "Write {{page.url}}."},
		{"{{Page_Title}}", 1, "Write {{page.title}}."},
		{"{{lead.custom.Industry}}", 1, "id of a custom field"},
		{"{{lead.phone}}", 1, "no placeholder"},
		{"{{Ask: why?}}", 1, "small letters"},
		{"{{selection|}}", 1, "without a filter"},
		{"{{selection|shout}}", 1, "no filter “shout”"},
		{"{{selection|max}}", 1, "1 to 10000"},
		{"{{selection|max:0}}", 1, "1 to 10000"},
		{"{{selection|max:12x}}", 1, "1 to 10000"},
		{"{{selection|trim:x}}", 1, "nothing after a colon"},
		{"{{selection|default}}", 1, "Write after “default:”"},
		{"{{today+3}}", 1, "no offset"},
		{"{{today+d}}", 1, "no offset"},
		{"{{today+3x}}", 1, "no offset"},
		{"{{today+-3d}}", 1, "no offset"},
		{"{{today+10000d}}", 1, "too far"},
		{"{{today+2000y}}", 1, "too far"},
		{"{{today+2h}}", 1, "{{now+2h}}"},
		{"{{ask:}}", 1, "Write a question"},
		{"{{ask: " + strings.Repeat("x", 201) + "}}", 1, "at most 200"},
		{"{{ask:Why?|Yes}}", 1, "two or more with commas"},
		{"{{ask:Why?|Yes,}}", 1, "empty"},
		{"{{ask:Why?|Yes,yes}}", 1, "twice"},
		{"{{ask:Why?|number: one,two}}", 1, "nothing after a colon"},
		{"{{selection|a,b}}", 1, "no filter"},
		{strings.Repeat("{{today}}", 101), 901, "more than 100"},
		{"{{selection" + strings.Repeat("|trim", 11) + "}}", 1, "more than 10"},
	} {
		_, err := Parse(c.template)
		var syntax *SyntaxError
		if !errors.As(err, &syntax) || syntax.At != c.at || !strings.Contains(syntax.Detail, c.want) {
			t.Errorf("%q: %v, want “%s” at %d", c.template, err, c.want, c.at)
		}
	}
}

// TestAskGrammar: choices and filters of a question are told apart by their form.
func TestAskGrammar(t *testing.T) {
	for _, c := range []struct {
		template, choices, answer, want string
	}{
		{"{{ask:Why?}}", "", " x ", " x "},
		{"{{ask:Why?|trim}}", "", " x ", "x"},
		{"{{ask:Why?|Price,Timing}}", "Price/Timing", "timing", "Timing"},
		{"{{ask:Why?| Price , Timing |lower}}", "Price/Timing", "Price", "price"},
		{"{{ask:Why?|lower,upper}}", "lower/upper", "upper", "upper"},
		{"{{ask:Why?|default:no, thanks}}", "", "", "no, thanks"},
		{"{{ask:Why?|A,B|default:B}}", "A/B", "", "B"},
		{`{{ask:When?|At\: noon,Later}}`, "At: noon/Later", "At: noon", "At: noon"},
		{`{{ask:Which\|one: a or b?|a\,b,c}}`, "a,b/c", "a,b", "a,b"},
		{"{{ask:When?|date}}", "", "tomorrow", "2026-11-24"},
		{"{{ask:How  many?|number}}", "", "1 250 people", "1250"},
	} {
		_, asked := fillText(t, c.template, nil)
		if len(asked) != 1 {
			t.Errorf("%s asks %v", c.template, asked)
			continue
		}
		var labels []string
		for _, o := range asked[0].Options {
			labels = append(labels, o.Label)
		}
		got, again := fillText(t, c.template, map[string]string{asked[0].ID: c.answer})
		if strings.Join(labels, "/") != c.choices || got != c.want || len(again) > 0 {
			t.Errorf("%s offers %v, answers %q and asks %v; want %s, %q", c.template, labels, got, again, c.choices, c.want)
		}
	}
}
