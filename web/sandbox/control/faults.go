package control

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"

	"leadpatch/web/sandbox/faults"
	"leadpatch/web/sandbox/wire"
)

func (s *Surface) getFaults(*http.Request) (any, error) {
	return wire.Object{"faults": s.faults.Waiting()}, nil
}

func (s *Surface) postFaults(r *http.Request) (any, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, fmt.Errorf("reading the body: %w", err)
	}
	if body = bytes.TrimSpace(body); !bytes.HasPrefix(body, []byte("[")) {
		body = slices.Concat([]byte("["), body, []byte("]"))
	}
	var list []faults.Fault
	if err := decodeStrict(bytes.NewReader(body), &list); err != nil {
		return nil, err
	}
	for _, f := range list {
		if err := f.Check(); err != nil {
			return nil, err
		}
	}
	for _, f := range list {
		s.faults.Add(f)
	}
	return wire.Object{"faults": s.faults.Waiting()}, nil
}

func (s *Surface) deleteFaults(*http.Request) (any, error) {
	s.faults.Clear()
	return wire.Object{"faults": []faults.Fault{}}, nil
}

// getHeld lists the requests that are held, when there are as many as count says.
func (s *Surface) getHeld(r *http.Request) (any, error) {
	count := 0
	if text := r.URL.Query().Get("count"); text != "" {
		number, err := strconv.Atoi(text)
		if err != nil || number < 0 {
			return nil, fmt.Errorf("count must be a number from 0, not %q", text)
		}
		count = number
	}
	list, err := s.faults.AwaitHeld(r.Context(), count)
	return wire.Object{"held": list}, err
}

// releaseOrder is what may be said about a release. An empty body is the zero value.
type releaseOrder struct {
	// Name is that of the fault whose requests are released; empty for all that are held.
	Name string `json:"name"`
	// Drop closes their connections instead of going on with them.
	Drop bool `json:"drop"`
}

// postRelease answers when the released requests have been dealt with, so that what
// they did can be seen.
func (s *Surface) postRelease(r *http.Request) (any, error) {
	var order releaseOrder
	if err := decodeStrict(r.Body, &order); err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	released, err := s.faults.ReleaseHeld(r.Context(), order.Name, !order.Drop)
	return wire.Object{"released": released}, err
}
