package closeapi

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/tidwall/gjson"
)

// Note is one note on a lead.
type Note struct {
	ID     ID
	LeadID string
	UserID string // who wrote it
	Text   string // what it says, as Close makes it from HTML
	HTML   string
}

const notePath = "/activity/note/"

// Notes returns the notes on a lead. Source: GET /activity/note/?lead_id=.
func (c *Client) Notes(ctx context.Context, lead ID) ([]Note, error) {
	return listed(ctx, c, notePath+"?lead_id="+lead.String()+"&", noteOf)
}

// Note returns one note. Source: GET /activity/note/{id}/.
func (c *Client) Note(ctx context.Context, id ID) (Note, error) {
	return answered(ctx, c, http.MethodGet, NotePath(id), nil, noteOf)
}

// PostNote writes a note. It is not safe to repeat: each is another one. Source: POST
// /activity/note/.
func (c *Client) PostNote(ctx context.Context, body []byte) (Note, error) {
	return answered(ctx, c, http.MethodPost, notePath, body, noteOf)
}

// NotePath returns the API path of a note.
func NotePath(id ID) string { return notePath + id.String() + "/" }

// NotesPath returns the API path that notes are posted to.
func NotesPath() string { return notePath }

func noteOf(v gjson.Result) (Note, error) {
	id, err := ParseID("acti", v.Get("id").String())
	user := v.Get("created_by").String()
	if user == "" {
		user = v.Get("user_id").String()
	}
	return Note{id, v.Get("lead_id").String(), user, v.Get("note").String(), v.Get("note_html").String()}, err
}

// Task is one task of a lead.
type Task struct {
	ID         ID
	LeadID     string
	UserID     string // who made it
	Text       string
	Date       string // empty for none
	AssignedTo string
	Complete   bool
}

const taskPath = "/task/"

// Tasks returns the tasks of a lead, those that are done included. Source: GET
// /task/?lead_id=.
func (c *Client) Tasks(ctx context.Context, lead ID) ([]Task, error) {
	return listed(ctx, c, taskPath+"?lead_id="+lead.String()+"&", taskOf)
}

// Task returns one task. Source: GET /task/{id}/.
func (c *Client) Task(ctx context.Context, id ID) (Task, error) {
	return answered(ctx, c, http.MethodGet, TaskPath(id), nil, taskOf)
}

// PostTask adds a task. It is not safe to repeat: each is another one. Source: POST
// /task/.
func (c *Client) PostTask(ctx context.Context, body []byte) (Task, error) {
	return answered(ctx, c, http.MethodPost, taskPath, body, taskOf)
}

// TaskPath returns the API path of a task.
func TaskPath(id ID) string { return taskPath + id.String() + "/" }

// TasksPath returns the API path that tasks are posted to.
func TasksPath() string { return taskPath }

func taskOf(v gjson.Result) (Task, error) {
	id, err := ParseID("task", v.Get("id").String())
	return Task{
		id, v.Get("lead_id").String(), v.Get("created_by").String(), v.Get("text").String(),
		v.Get("date").String(), v.Get("assigned_to").String(), v.Get("is_complete").Bool(),
	}, err
}

// Delete removes the object at a path that [NotePath], [TaskPath] or [Path] returned.
// Source: DELETE /activity/note/{id}/, /task/{id}/, /contact/{id}/.
func (c *Client) Delete(ctx context.Context, path string) error {
	_, err := c.call(ctx, http.MethodDelete, path, nil)
	return err
}

// listed reads a paged list of objects. path ends where a parameter may follow. One that
// cannot be read ends the reading: who counts what is there must not pass over it.
func listed[T any](ctx context.Context, c *Client, path string, read func(gjson.Result) (T, error)) (out []T, err error) {
	var broken error
	err = c.list(ctx, path, func(v gjson.Result) {
		one, err := read(v)
		if err != nil && broken == nil {
			broken = &Error{Kind: Failed, Status: http.StatusOK, Err: fmt.Errorf("a list of Close's holds what is none of it: %w", err)}
		}
		out = append(out, one)
	})
	return out, errors.Join(err, broken)
}

// answered makes a request that one object answers. A write whose answer is not that
// object may have been carried out.
func answered[T any](ctx context.Context, c *Client, method, path string, body []byte, read func(gjson.Result) (T, error)) (out T, err error) {
	raw, err := c.call(ctx, method, path, body)
	if err != nil {
		return out, err
	}
	if out, err = read(gjson.ParseBytes(raw)); err != nil {
		kind := Failed
		if method != http.MethodGet {
			kind = Unsure
		}
		return out, &Error{Kind: kind, Status: http.StatusOK, Err: err}
	}
	return out, nil
}
