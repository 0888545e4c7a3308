package backend

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"

	"leadpatch/wasm/api"
	"leadpatch/wasm/closeapi"

	"github.com/tidwall/gjson"
)

const (
	// maxSteps and maxNew bound one request.
	maxSteps = 50
	maxNew   = 20
)

// compileSteps reads what the steps are about, checks them, and makes their acts. What
// is wrong with single steps stands in the job.
func (j *job) compileSteps(ctx context.Context, steps []api.Step) error {
	if len(steps) > maxSteps {
		return badRequest("There are more than 50 steps at once.")
	}
	for i, s := range steps {
		a := &act{Step: s, Place: i}
		compile := map[api.StepKind]func(context.Context, *act) error{
			api.StepNote: j.compileNote, api.StepTask: j.compileTask, api.StepOpportunity: j.compileOpportunity,
			api.StepDeleteNote: j.compileDelete, api.StepDeleteTask: j.compileDelete, api.StepDeleteContact: j.compileDelete,
		}[s.Do]
		if compile == nil {
			j.wrong(a, "Step", "This version of Leadpatch does not know this step.")
			continue
		}
		if err := compile(ctx, a); err != nil {
			return err
		}
	}
	return nil
}

// wrong notes why a step cannot be carried out.
func (j *job) wrong(a *act, label, detail string) {
	j.stepErrors = append(j.stepErrors, api.FieldError{Field: a.field(), Label: label, Detail: detail})
}

// moved notes that somebody else has changed what a step is about.
func (j *job) moved(a *act, label, detail string) {
	j.stepConflicts = append(j.stepConflicts, api.FieldError{Field: a.field(), Label: label, Detail: detail})
}

// needless notes that there is nothing to be done for a step.
func (j *job) needless(field, label, detail string) {
	j.stepUnchanged = append(j.stepUnchanged, api.Unchanged{Field: field, Label: label, Detail: detail})
}

// plans takes an act into the job, with its row in the review.
func (j *job) plans(a *act, change api.Change) {
	a.Changes = []api.Change{change}
	j.acts = append(j.acts, a)
}

// stepConflict is the refusal of steps whose objects have moved.
func stepConflict(errs []api.FieldError) error {
	var parts []string
	for _, e := range errs {
		parts = append(parts, e.Detail)
	}
	p := problem(api.ProblemConflict, http.StatusConflict, "Changed in Close", strings.Join(parts, " ")+" Nothing was saved.", "")
	p.Field = errs[0].Field
	p.Errors = errs
	return p
}

// maker returns how the act makes something.
func (j *job) maker(a *act) maker {
	switch a.Step.Do {
	case api.StepNote:
		return j.noteMaker(a)
	case api.StepTask:
		return j.taskMaker(a)
	case makeContact:
		return j.contactMaker(a)
	}
	return j.leadMaker(a)
}

// changer returns how the act changes something.
func (j *job) changer(a *act) changer {
	if a.Step.Do == api.StepOpportunity {
		return j.opportunityChanger(a)
	}
	return j.deleter(a)
}

// actRequest is the request that the act sends, exactly.
func (j *job) actRequest(a *act) api.Request {
	lead := newLeadID
	if j.lead.id != (closeapi.ID{}) {
		lead = j.lead.id.String()
	}
	method, path, body := http.MethodPost, "", []byte(a.Body)
	switch a.Step.Do {
	case api.StepNote:
		path, body = closeapi.NotesPath(), noteBody(lead, a.Step.Text)
	case api.StepTask:
		path, body = closeapi.TasksPath(), taskBody(lead, a.Step)
	case makeContact, makeLead:
		path = closeapi.NewPath(kindOf(a))
	case api.StepOpportunity:
		method, path, body = http.MethodPut, a.path(), opportunityBody(a.Step.Status)
	default:
		method, path = http.MethodDelete, a.path()
	}
	return api.Request{Method: method, URL: j.client.URL(path), Body: string(body)}
}

// newLeadID stands for the id of a lead that is not made yet.
const newLeadID = "lead_…"

// allowSteps refuses steps that only undo may ask for, where they are not the undo of
// the entry that the request takes back.
func (b *Backend) allowSteps(ctx context.Context, lead string, asked api.EditsRequest) error {
	var undo []api.Step
	for _, s := range asked.Steps {
		if s.Do != api.StepDeleteNote && s.Do != api.StepDeleteTask && s.Do != api.StepDeleteContact {
			continue
		}
		if undo == nil {
			w, err := b.entry(ctx, asked.Undoes)
			var p *problemError
			switch {
			case errors.As(err, &p):
				return notAnUndo()
			case err != nil:
				return err
			case w.Lead != lead || w.rec.Outcome == nil || w.rec.Outcome.Undo == nil:
				return notAnUndo()
			}
			undo = w.rec.Outcome.Undo.Steps
		}
		if !slices.Contains(undo, s) {
			return notAnUndo()
		}
	}
	return nil
}

func notAnUndo() error {
	return badRequest("Only the undo of a change deletes something, and this is not one. Undo the change in the history.")
}

// cleanText returns a text as it is sent: its lines without what cannot be seen at their
// ends, and without control characters, which Close's notes do not take.
func cleanText(s string) string {
	s = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(s)
	s = strings.Map(func(c rune) rune {
		if c < ' ' && c != '\n' && c != '\t' || c >= 0x7f && c < 0xa0 || c == 0xfffe || c == 0xffff {
			return -1
		}
		return c
	}, s)
	lines := strings.Split(s, "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " \t")
	}
	return strings.Trim(strings.Join(lines, "\n"), "\n")
}

// sameText compares texts without regard to white space, which Close may set its own
// way.
func sameText(a, b string) bool {
	return strings.Join(strings.Fields(a), "") == strings.Join(strings.Fields(b), "")
}

// jsonText is a text as pages read it.
func jsonText(s string) []byte { return gjson.AppendJSONString(nil, s) }

// isGone says whether Close has no such object any more, or does not show it.
func isGone(err error) bool {
	var e *closeapi.Error
	return errors.As(err, &e) && e.Kind == closeapi.NotFound
}

// byUser says whether an object that names its maker was made by the job's user.
func (j *job) byUser(user string) bool { return user == "" || user == j.session.Me.ID }
