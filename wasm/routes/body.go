package routes

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"

	"leadpatch/wasm/api"
	"leadpatch/wasm/patch"
	"leadpatch/wasm/problem"
)

// maxBody bounds the body of a request, in bytes. The longest text that a field
// takes is a quarter of it.
const maxBody = 4 << 20

// read reads a request's JSON into v, strictly: what v does not name is an error,
// because a key that was mistyped must not be taken for one left out.
func read(r *http.Request, v any) error {
	raw, err := io.ReadAll(io.LimitReader(r.Body, maxBody+1))
	if err != nil {
		return problem.BadRequest("The request could not be read.")
	}
	if len(raw) > maxBody {
		return problem.BadRequest("The request is longer than 4 MB. Shorten the text.")
	}
	if err := patch.CheckJSON(raw); err != nil {
		return problem.BadRequest("The request is " + err.Error() + ".")
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil {
		if errors.Is(err, api.ErrIdempotencyKey) {
			return problem.BadRequest(err.Error())
		}
		var typeErr *json.UnmarshalTypeError
		if errors.As(err, &typeErr) {
			return problem.BadRequest("The request has the wrong kind of value in “" + typeErr.Field + "”.")
		}
		return problem.BadRequest("The request is not one of this backend: " + strings.TrimPrefix(err.Error(), "json: ") + ".")
	}
	return nil
}

// writeJSON answers with a body of package api.
func writeJSON(w http.ResponseWriter, status int, contentType string, body any) {
	var buf bytes.Buffer
	e := json.NewEncoder(&buf)
	e.SetEscapeHTML(false) // the bytes of a request are shown as they are sent
	if err := e.Encode(body); err != nil {
		// The types of package api always encode; a value that does not is a fault
		// that the panic handler reports.
		panic(err)
	}
	w.Header().Set("Content-Type", contentType)
	w.WriteHeader(status)
	w.Write(buf.Bytes())
}
