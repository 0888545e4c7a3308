package recipe

import (
	"errors"
	"fmt"
	"strings"

	"leadpatch/wasm/patch"
)

// This file finds what a text names: a status, a choice, a user, a contact. The errors
// are sentences for the user.

// pick finds the option of a field that a text names.
func pick(f *patch.Field, text string) (string, error) {
	if f.Type.Source() == patch.FromUsers {
		o, err := pickUser(f.Options, text)
		if err != nil {
			return "", err
		}
		return o.Value, nil
	}
	o, several := match(f.Options, text)
	switch {
	case o != nil:
		return o.Value, nil
	case f.Type.Source() == patch.FromStatuses:
		return "", errors.New(statusGone(text, several))
	case several:
		return "", fmt.Errorf("“%s” names several of “%s”. Choose the one that is meant.", shorten(text), f.Label)
	case f.Type.Source() == patch.FromContacts:
		return "", fmt.Errorf("“%s” is not a contact of this lead. Choose another.", shorten(text))
	}
	return "", fmt.Errorf("“%s” is not among the choices of “%s”. Choose another.", shorten(text), f.Label)
}

func statusGone(name string, several bool) string {
	if several {
		return fmt.Sprintf("Several lead statuses are called “%s”. Choose the one that is meant.", shorten(name))
	}
	return fmt.Sprintf("There is no lead status “%s” in this organization. Choose another.", shorten(name))
}

// pickUser finds a user who can be given something.
func pickUser(users []patch.Option, text string) (*patch.Option, error) {
	o, several := match(users, text)
	if several {
		// Somebody who left may have had the name of somebody who is there.
		there := present(users)
		o, several = match(there, text)
	}
	switch {
	case several:
		return nil, fmt.Errorf("Several users are called “%s”. Choose the one that is meant.", shorten(text))
	case o == nil:
		return nil, fmt.Errorf("“%s” is not a user of this organization. Choose another.", shorten(text))
	case former(o):
		return nil, fmt.Errorf("%s has left the organization. Choose somebody else.", o.Label)
	}
	return o, nil
}

// pickOpportunity finds an opportunity status.
func pickOpportunity(statuses []patch.Option, text string) (*patch.Option, error) {
	if o, _ := match(statuses, text); o != nil {
		return o, nil
	}
	for _, o := range statuses {
		if strings.EqualFold(strings.TrimSuffix(o.Label, " ("+o.Note+")"), strings.TrimSpace(text)) {
			return nil, fmt.Errorf("Several pipelines have an opportunity status “%s”. Choose the one that is meant.", shorten(text))
		}
	}
	return nil, fmt.Errorf("There is no opportunity status “%s” in this organization. Choose another.", shorten(text))
}

// labelOf returns the label of the option with the value, if it leads back to it.
func labelOf(options []patch.Option, value string) string {
	for i := range options {
		o := &options[i]
		if o.Value != strings.TrimSpace(value) {
			continue
		}
		if back, _ := match(options, o.Label); back == o && !strings.Contains(o.Label, "{{") && !strings.ContainsAny(o.Label, "\n\r") {
			return o.Label
		}
	}
	return value
}
