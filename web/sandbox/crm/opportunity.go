package crm

import (
	"encoding/json"
	"fmt"
	"maps"
	"time"

	"leadpatch/web/sandbox/wire"
)

// OpportunityKind is the opportunities of leads.
var OpportunityKind = ChildKind{
	prefix: "oppo", Name: "Opportunity", event: "opportunity", Path: "/opportunity/",
	List: func(l *Lead) *[]wire.Object { return &l.Opportunities },
	Render: func(w *World, o wire.Object, l *Lead) wire.Object {
		out := maps.Clone(o)
		out["user_name"] = w.userNamed(o["user_id"])
		out["note_html"] = RichText(wire.Words(o["note"]))
		if p, st, ok := l.Org.opportunityStatus(wire.Words(o["status_id"])); ok {
			out["status_label"], out["status_type"] = st.Label, st.Type
			out["pipeline_id"], out["pipeline_name"] = p.ID, p.Name
		}
		cents, confidence := integer(o["value"]), integer(o["confidence"])
		out["value_formatted"] = formatEuros(cents)
		out["expected_value"] = cents * confidence / 100
		yearly := cents
		if o["value_period"] == "monthly" {
			yearly *= 12
		}
		out["annualized_value"], out["annualized_expected_value"] = yearly, yearly*confidence/100
		return out
	},
}

// integer is a whole number of a body or of the seed.
func integer(value any) int64 {
	switch v := value.(type) {
	case int:
		return int64(v)
	case json.Number:
		if n, err := v.Int64(); err == nil {
			return n
		}
	}
	return 0
}

// formatEuros writes an amount in cents as Close shows it, without cents where
// they are 0.
func formatEuros(cents int64) string {
	euros := fmt.Sprint(cents / 100)
	for at := len(euros) - 3; at > 0; at -= 3 {
		euros = euros[:at] + "," + euros[at:]
	}
	if rest := cents % 100; rest != 0 {
		euros += fmt.Sprintf(".%02d", rest)
	}
	return "€" + euros
}

// OpportunityFields puts what a body says into an opportunity. Keys that it does not have
// are ignored, like those of a lead.
func (w *World) OpportunityFields(l *Lead, body, next wire.Object, failed wire.FieldErrors) {
	for key, value := range body {
		text, isText := value.(string)
		switch key {
		case "status_id", "status":
			_, st, ok := l.Org.opportunityStatus(text)
			if !isText || !ok {
				failed["status"] = wire.TextNotAChoice
				continue
			}
			next["status_id"] = st.ID
			w.settle(st, next)
		case "confidence", "value":
			number, isNumber := value.(json.Number)
			if _, err := number.Int64(); !isNumber || err != nil {
				failed[key] = wire.TextNotInt
			} else if n := integer(number); key == "confidence" && (n < 0 || n > 100) {
				failed[key] = wire.TextNotAChoice
			}
			next[key] = value
		case "value_period":
			if text != "one_time" && text != "monthly" && text != "annual" {
				failed[key] = wire.TextNotAChoice
			}
			next[key] = value
		case "date_won":
			if _, err := time.Parse(time.DateOnly, text); value != nil && err != nil {
				failed[key] = wire.TextNoDate
			}
			next[key] = value
		case "user_id":
			if w.userNamed(value) == nil {
				failed["user"] = wire.TextNoReference
			}
			next[key] = value
		case "note":
			if !isText {
				failed[key] = wire.TextNotString
			}
			next[key] = value
		}
	}
}

// settle dates an opportunity that is won or lost. Going back does not take the date
// away.
func (w *World) settle(st OpportunityStatus, next wire.Object) {
	key := map[string]string{OpportunityWon: "date_won", OpportunityLost: "date_lost"}[st.Type]
	if key != "" && next[key] == nil {
		next[key] = w.Clock().UTC().Format(time.DateOnly)
	}
}
