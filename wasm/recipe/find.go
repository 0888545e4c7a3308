package recipe

import (
	"fmt"
	"strings"
	"unicode"
)

// maxCandidates bounds how many pieces of a text are looked at.
const maxCandidates = 1000

// found returns what one of the context's functions finds in a text, or the sentence
// that says that there is none.
func found(s string, look func(string) (string, bool), what string) (string, error) {
	for _, candidate := range candidates(s) {
		if out, ok := look(candidate); ok {
			return out, nil
		}
	}
	return "", fmt.Errorf("“%s” %s", shorten(s), what)
}

// candidates are the pieces of a text in which an address or a number may stand by
// itself: all of it, its lines, stretches of digits, and words with an at sign.
func candidates(s string) []string {
	out := []string{s}
	for line := range strings.Lines(s) {
		out = append(out, strings.TrimSpace(line))
		out = append(out, digitRuns(line)...)
		for _, word := range strings.FieldsFunc(line, betweenWords) {
			if strings.Contains(word, "@") {
				out = append(out, strings.Trim(word, ".!"))
			}
		}
		if len(out) > maxCandidates {
			return out[:maxCandidates]
		}
	}
	return out
}

func betweenWords(r rune) bool {
	return unicode.IsSpace(r) || strings.ContainsRune("<>()[]{},;:\"“”„«»|/?&=", r)
}

// digitRuns are the stretches of a line that can be a telephone number.
func digitRuns(line string) []string {
	var out []string
	for _, run := range strings.FieldsFunc(line, func(r rune) bool { return !unicode.IsDigit(r) && !strings.ContainsRune("+()-./ \u00a0\u2011", r) }) {
		if run = strings.Trim(run, " .-/\u00a0\u2011"); strings.IndexFunc(run, unicode.IsDigit) >= 0 && len(run) > 4 {
			out = append(out, run)
		}
	}
	return out
}

// readNumber finds the one number in a text, whatever separators its author uses, and
// writes it as Close takes it. Where it could be two numbers it says so: a price that
// is a thousand times too high would be worse than a question.
func readNumber(s string) (string, error) {
	runs := numberRuns(s)
	switch len(runs) {
	case 0:
		return "", fmt.Errorf("“%s” holds no number. Write one such as 1250.5.", shorten(s))
	case 1:
	default:
		return "", fmt.Errorf("“%s” holds more than one number. Write the one that is meant.", shorten(s))
	}
	n := strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || r == '\'' || r == '’' {
			return -1
		}
		return r
	}, runs[0])
	sign := ""
	if rest, ok := strings.CutPrefix(strings.Replace(n, "\u2212", "-", 1), "-"); ok {
		sign, n = "-", rest
	}
	n, err := separated(s, sign, n)
	return sign + n, err
}

// separated reads the separators of a number without its sign.
func separated(s, sign, n string) (string, error) {
	dots, commas := strings.Count(n, "."), strings.Count(n, ",")
	commaLast := strings.LastIndex(n, ",") > strings.LastIndex(n, ".")
	switch {
	case dots == 1 && commas > 0 && !commaLast: // 1,250.50
		return strings.ReplaceAll(n, ",", ""), nil
	case commas == 1 && dots > 0 && commaLast: // 1.250,50
		return strings.ReplaceAll(strings.ReplaceAll(n, ".", ""), ",", "."), nil
	case dots > 1 && commas == 0, commas > 1 && dots == 0: // 1.250.000
		return strings.NewReplacer(".", "", ",", "").Replace(n), nil
	case dots+commas > 1:
		return "", fmt.Errorf("“%s” is not a number that Leadpatch can read. Write one such as 1250.5.", shorten(s))
	case dots+commas == 0:
		return n, nil
	}
	whole, fraction, _ := strings.Cut(strings.ReplaceAll(n, ",", "."), ".")
	if len(fraction) == 3 && len(whole) <= 3 && strings.Trim(whole, "0") != "" {
		return "", fmt.Errorf("“%s” can be %s%s%s or %s%s.%s. Write the one that is meant.", shorten(s), sign, whole, fraction, sign, whole, fraction)
	}
	return whole + "." + fraction, nil
}

// numberRuns returns the stretches of a text that look like one number each: digits
// with single separators between them.
func numberRuns(s string) []string {
	var out []string
	runes := []rune(s)
	digit := func(i int) bool { return i >= 0 && i < len(runes) && runes[i] >= '0' && runes[i] <= '9' }
	for i := 0; i < len(runes); i++ {
		if !digit(i) {
			continue
		}
		start := i
		for digit(i) || digit(i+1) && i < len(runes) && joins(runes, i) {
			i++
		}
		minus := start > 0 && (runes[start-1] == '-' || runes[start-1] == '\u2212')
		if minus && (start == 1 || !digit(start-2) && !unicode.IsLetter(runes[start-2])) {
			start--
		}
		out = append(out, string(runes[start:i]))
	}
	return out
}

// joins reports whether the separator at i belongs to the number. White space and
// apostrophes do when exactly three digits follow: "1 250" is one number, "12 50" are
// two.
func joins(runes []rune, i int) bool {
	if runes[i] == '.' || runes[i] == ',' {
		return true
	}
	if !strings.ContainsRune(" '’\u00a0\u202f", runes[i]) {
		return false
	}
	n := 0
	for j := i + 1; j < len(runes) && runes[j] >= '0' && runes[j] <= '9'; j++ {
		n++
	}
	return n == 3
}
