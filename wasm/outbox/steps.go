package outbox

import (
	"context"
	"time"

	"leadpatch/wasm/api"
	"leadpatch/wasm/closeapi"
	"leadpatch/wasm/journal"
	"leadpatch/wasm/pipeline"
	"leadpatch/wasm/step"
)

const (
	// inFlight is how long a request whose answer was lost may still be under way: until
	// then it is not made again.
	inFlight = 30 * time.Second
	// lookFor and leastLooks are how long something is looked for that is not posted a
	// second time.
	lookFor    = 10 * time.Minute
	leastLooks = 3
)

// unseenError is a POST whose answer was lost and whose effect is not to be seen, yet.
type unseenError struct {
	detail string
	after  time.Duration
}

// Error returns the sentence for the user.
func (e *unseenError) Error() string { return e.detail }

// executeSteps carries out what is left of the operation's steps, in their order.
func (o *Outbox) executeSteps(ctx context.Context, op *Operation, j *pipeline.Job, out *api.Applied) error {
	for _, p := range op.steps() {
		if p.Done {
			continue
		}
		var err error
		if c, ok := p.Creation(j.Env()); ok {
			err = o.create(ctx, op, j, out, p, c)
		} else {
			err = o.modify(ctx, op, j, out, p, p.Modification(j.Env()))
		}
		if err != nil {
			return p.Refused(err)
		}
		if j.LeadCreated() {
			op.leadCreated(j)
		}
	}
	return nil
}

// leadCreated gives the operation its lead. Its entry stays under its own name until it
// is settled: its lock is that of the name.
func (op *Operation) leadCreated(j *pipeline.Job) {
	op.Record.Lead = j.Summary().Lead
	op.Requests = nil
	for _, p := range op.steps() {
		op.Requests = append(op.Requests, p.Request(j.Env()))
	}
}

// create adds something, once. A POST whose answer is lost may have been carried out, and
// may even arrive later: what has been added since is looked for, and only after a while
// without a trace is it posted again.
func (o *Outbox) create(ctx context.Context, op *Operation, j *pipeline.Job, out *api.Applied, p *step.Planned, c step.Creation) error {
	now := o.ws.Now()
	if p.Sending {
		if found, err := p.Look(ctx, c); found || err != nil {
			return err
		}
		elapsed := now.Sub(p.SentAt)
		if elapsed < 0 { // the clock was set back
			p.SentAt, elapsed = now, 0
		}
		p.Looks++
		switch {
		case c.Never != nil && elapsed >= lookFor && p.Looks >= leastLooks:
			return c.Never
		case c.Never != nil || elapsed < inFlight:
			return &unseenError{c.Lost, max(inFlight-elapsed, 0)}
		}
	} else {
		there, err := c.Alike(ctx)
		if err != nil {
			return err
		}
		p.Seen = nil
		for _, one := range there {
			p.Seen = append(p.Seen, one.ID)
		}
	}
	p.Sending, p.SentAt = true, now
	if err := o.save(ctx, op, journal.Sent); err != nil { // before the first byte leaves
		return err
	}
	out.Sent = append(out.Sent, p.Request(j.Env()))
	got, err := c.Post(ctx)
	switch {
	case err == nil:
		p.Finish(c, got)
	case closeapi.IsUnsure(err):
		// Whether it can be looked for now or not: nobody knows, and that is said.
		if found, lookErr := p.Look(ctx, c); !found || lookErr != nil {
			return &unseenError{c.Lost, inFlight}
		}
		return nil
	default:
		p.Sending = false // refused: it was not carried out
	}
	return err
}

// modify changes or deletes something that is there. To do so twice does no harm, so
// after a lost answer it is read again and sent again.
func (o *Outbox) modify(ctx context.Context, op *Operation, j *pipeline.Job, out *api.Applied, p *step.Planned, m step.Modification) error {
	var lost error
	for again := 0; ; again++ {
		arrived, err := m.Arrived(ctx)
		switch {
		case err != nil && lost != nil && passes(err):
			return lost // nobody knows, and that is said
		case err != nil:
			return err
		case arrived:
			p.Done = true
			return nil
		case again > pipeline.Resends:
			return lost
		}
		if err := o.save(ctx, op, journal.Sent); err != nil {
			return err
		}
		out.Sent = append(out.Sent, p.Request(j.Env()))
		if lost = m.Send(ctx); !closeapi.IsUnsure(lost) {
			p.Done = lost == nil
			return lost
		}
	}
}
