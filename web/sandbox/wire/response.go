package wire

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strconv"
)

// The ways to cut an answer: see WriteCut.
const (
	CutBody       = "body"
	CutConnection = "connection"
)

// Response is an answer that has been decided on but not written.
type Response struct {
	Status      int
	Header      http.Header
	ContentType string
	Body        []byte
}

// JSON is an answer in JSON. The value is made of maps, slices and texts,
// which encoding cannot refuse.
func JSON(status int, value any) Response {
	body, err := Encode(value)
	if err != nil {
		return Response{Status: http.StatusInternalServerError, Header: http.Header{}, ContentType: "text/plain", Body: []byte(err.Error())}
	}
	return Response{Status: status, Header: http.Header{}, ContentType: "application/json", Body: body}
}

// Encode is json.Marshal that leaves "<", ">" and "&" as they are.
func Encode(value any) ([]byte, error) {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// Write sends the response. A client that has gone away is no fault of ours.
func (a Response) Write(w http.ResponseWriter) {
	for name, values := range a.Header {
		w.Header()[name] = values
	}
	if a.ContentType != "" {
		w.Header().Set("Content-Type", a.ContentType)
	}
	w.WriteHeader(a.Status)
	if _, err := w.Write(a.Body); err != nil {
		return
	}
}

// WriteCut sends the first half of the body. With CutBody the answer is whole as far as
// HTTP goes; with CutConnection it announces the whole body and breaks off, as when the
// network fails.
func (a Response) WriteCut(w http.ResponseWriter, cut string) {
	whole := len(a.Body)
	a.Body = a.Body[:whole/2]
	if cut == CutBody {
		a.Write(w)
		return
	}
	// Of an empty body one byte is announced, so that there is something to miss.
	a.Header.Set("Content-Length", strconv.Itoa(max(whole, 1)))
	a.Write(w)
	// What has been written leaves before the connection breaks. Where that fails, the
	// client has gone and there is nothing left to break.
	if err := http.NewResponseController(w).Flush(); err != nil {
		return
	}
	panic(http.ErrAbortHandler)
}
