package outbox

import (
	"errors"
	"net/http"
	"time"

	"leadpatch/wasm/api"
	"leadpatch/wasm/closeapi"
	"leadpatch/wasm/session"
)

const unsureDetail = "Close has not answered. Leadpatch looks whether the change arrived, and sends what is missing."

// waitingFor returns why an error is one that passes, with how long the server asks to
// wait; nil for one that does not pass.
func waitingFor(err error) (*api.Waiting, time.Duration) {
	var e *closeapi.Error
	var service *session.ServiceError
	var over *session.EndedError
	var unseen *unseenError
	switch {
	case errors.As(err, &unseen):
		return &api.Waiting{Reason: api.ProblemUnsure, Detail: unseen.detail}, unseen.after
	case errors.As(err, &over):
		return &api.Waiting{Reason: api.ProblemSessionEnded, Detail: "Your sign-in to " + over.Organization + " has ended. The change is sent when you have signed in again."}, 0
	case errors.As(err, &service) && service.Status == 0:
		return &api.Waiting{Reason: api.ProblemOffline, Detail: "The sign-in service cannot be reached. The change is kept and sent when it can."}, 0
	case errors.As(err, &service):
		return &api.Waiting{Reason: api.ProblemCloseFailed, Detail: "The sign-in service is busy. The change is kept and sent a little later."}, service.RetryAfter
	case !errors.As(err, &e):
		return nil, 0
	}
	switch {
	case e.Kind == closeapi.Unreachable:
		return &api.Waiting{Reason: api.ProblemOffline, Detail: "Close cannot be reached. The change is kept and sent when it can."}, 0
	case e.Kind == closeapi.RateLimited:
		return &api.Waiting{Reason: api.ProblemRateLimited, Detail: "Close is busy and asks to wait. The change is kept and sent after that."}, e.RetryAfter
	case e.Kind == closeapi.Unsure:
		return &api.Waiting{Reason: api.ProblemUnsure, Detail: unsureDetail}, 0
	case e.Kind == closeapi.Failed && (e.Status == http.StatusServiceUnavailable || e.Status == http.StatusBadGateway || e.Status == http.StatusGatewayTimeout):
		return &api.Waiting{Reason: api.ProblemCloseFailed, Detail: "Close has a fault of its own. The change is kept and sent when it is over."}, e.RetryAfter
	}
	return nil, 0
}

// passes reports whether an error is one that passes.
func passes(err error) bool {
	waiting, _ := waitingFor(err)
	return waiting != nil
}
