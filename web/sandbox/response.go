package main

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strconv"
)

// response is an answer that has been decided on but not written.
type response struct {
	status      int
	header      http.Header
	contentType string
	body        []byte
}

// jsonResponse is an answer in JSON. The value is made of maps, slices and texts,
// which encoding cannot refuse.
func jsonResponse(status int, value any) response {
	body, err := encode(value)
	if err != nil {
		return response{status: http.StatusInternalServerError, header: http.Header{}, contentType: "text/plain", body: []byte(err.Error())}
	}
	return response{status: status, header: http.Header{}, contentType: "application/json", body: body}
}

// encode is json.Marshal that leaves "<", ">" and "&" as they are.
func encode(value any) ([]byte, error) {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// write sends the response. A client that has gone away is no fault of ours.
func (a response) write(w http.ResponseWriter) {
	for name, values := range a.header {
		w.Header()[name] = values
	}
	if a.contentType != "" {
		w.Header().Set("Content-Type", a.contentType)
	}
	w.WriteHeader(a.status)
	if _, err := w.Write(a.body); err != nil {
		return
	}
}

// writeCut sends the first half of the body. The answer is whole as far as HTTP goes,
// or announces the whole body and breaks off, as when the network fails.
func (a response) writeCut(w http.ResponseWriter, cut string) {
	whole := len(a.body)
	a.body = a.body[:whole/2]
	if cut == cutBody {
		a.write(w)
		return
	}
	// Of an empty body one byte is announced, so that there is something to miss.
	a.header.Set("Content-Length", strconv.Itoa(max(whole, 1)))
	a.write(w)
	// What has been written leaves before the connection breaks. Where that fails, the
	// client has gone and there is nothing left to break.
	if err := http.NewResponseController(w).Flush(); err != nil {
		return
	}
	panic(http.ErrAbortHandler)
}
