package pipeline

import (
	"context"
	"errors"
	"net/http"

	"leadpatch/wasm/api"
	"leadpatch/wasm/closeapi"
)

// Resends is how often a request is made again whose answer was lost and which did not
// arrive.
const Resends = 2

// ErrOvertaken is a plan that was under way when somebody else changed its fields.
var ErrOvertaken = errors.New("somebody else changed the same fields while the change was under way")

// Send makes the PUTs of the plan, one after the other. It returns the requests that
// may have reached Close; t.Doc is the object as far as it is known then.
//
// A request whose answer is lost may have been carried out, and only the server knows:
// the object is read again. If it shows the change, all is well; if not, what is still
// missing is compiled again, three ways, and sent.
func (t *Target) Send(ctx context.Context) (sent []api.Request, err error) {
	for again := 0; ; again++ {
		err = nil
		for i, body := range t.Plan.Bodies {
			sent = append(sent, t.request(body))
			if err = t.put(ctx, i); err != nil {
				break
			}
		}
		if err == nil || !closeapi.IsUnsure(err) || again == Resends {
			return sent, err
		}
		now, readErr := t.Reread(ctx)
		if readErr != nil {
			return sent, err // nobody knows, and that is said
		}
		t.Doc = now
		if compileErr := t.compileMissing(); compileErr != nil {
			return sent, compileErr
		}
		if len(t.Plan.Conflicts)+len(t.Plan.Errors) > 0 {
			return sent, ErrOvertaken
		}
	}
}

// put makes one PUT of the plan.
func (t *Target) put(ctx context.Context, i int) error {
	returned, err := t.client.Put(ctx, t.kind, t.id, t.Plan.Bodies[i])
	if err != nil {
		return err
	}
	if err := t.check(returned, ""); err != nil {
		return &closeapi.Error{Kind: closeapi.Unsure, Status: http.StatusOK, Err: err}
	}
	t.Doc = returned
	return nil
}
