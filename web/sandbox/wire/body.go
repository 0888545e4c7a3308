package wire

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"unicode/utf8"
)

// ParseBody reads the body of a PUT: one JSON object in UTF-8. Of duplicate keys
// the last one counts, and numbers keep their digits.
func ParseBody(body []byte) (Object, *Error) {
	invalid := PlainError(http.StatusBadRequest, TextInvalidJSON)
	if !utf8.Valid(body) {
		return nil, invalid
	}
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	var value any
	if err := decoder.Decode(&value); err != nil {
		return nil, invalid
	}
	if _, err := decoder.Token(); err != io.EOF {
		return nil, invalid
	}
	dict, ok := value.(Object)
	if !ok {
		return nil, PlainError(http.StatusBadRequest, TextNotADict)
	}
	return dict, nil
}
