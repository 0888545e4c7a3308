package search

import (
	"slices"
	"strings"
	"unicode"

	"leadpatch/web/sandbox/options"
	"leadpatch/web/sandbox/wire"
)

// textModes are the ways in which a text is looked for in a value. Letters are the
// same in capitals.
var textModes = map[string]func(split splitter, value, wanted string) bool{
	"full_words": func(split splitter, value, wanted string) bool {
		return allWords(split, value, wanted, func(word, s string) bool { return word == s })
	},
	"beginning_of_words": func(split splitter, value, wanted string) bool {
		return allWords(split, value, wanted, strings.HasPrefix)
	},
	"phrase": func(split splitter, value, wanted string) bool {
		have, want := split(value), split(wanted)
		for at := range have {
			if len(want) > 0 && len(have)-at >= len(want) && slices.Equal(have[at:at+len(want)], want) {
				return true
			}
		}
		return false
	},
	"exact_value": func(_ splitter, value, wanted string) bool { return strings.EqualFold(value, wanted) },
	"starts_with": func(_ splitter, value, wanted string) bool {
		return wanted != "" && strings.HasPrefix(strings.ToLower(value), strings.ToLower(wanted))
	},
}

// splitter takes a text apart into words.
type splitter func(text string) []string

// allWords reports whether each wanted word fits a word of the value, in any order.
func allWords(split splitter, value, wanted string, fits func(word, wanted string) bool) bool {
	have, want := split(value), split(wanted)
	return len(want) > 0 && !slices.ContainsFunc(want, func(w string) bool {
		return !slices.ContainsFunc(have, func(word string) bool { return fits(word, w) })
	})
}

// splitterOf returns the splitter of an option.
func splitterOf(option string) splitter {
	return func(text string) []string {
		return strings.FieldsFunc(strings.ToLower(text), func(r rune) bool {
			letter := unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r)
			return !letter && (r != '.' || option == options.WordsAreParts)
		})
	}
}

// anyText reports whether a text anywhere in a value fits.
func anyText(value any, fits func(string) bool) bool {
	switch v := value.(type) {
	case string:
		return fits(v)
	case []any:
		return slices.ContainsFunc(v, func(item any) bool { return anyText(item, fits) })
	case []wire.Object:
		return slices.ContainsFunc(v, func(item wire.Object) bool { return anyText(item, fits) })
	case wire.Object:
		for _, item := range v {
			if anyText(item, fits) {
				return true
			}
		}
	}
	return false
}
