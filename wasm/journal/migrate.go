package journal

import (
	"encoding/json"
	"fmt"
)

// object is a record while it is migrated: its keys, with their values as they were
// written. A key that a migration does not name stays.
type object = map[string]json.RawMessage

// migrations bring a record from one version to the next: the first one from 1 to 2.
// They stay for ever, for nobody knows how long a browser was switched off.
var migrations = []func(object) error{nameTheParts}

// migrate returns a record in the form of this version.
func migrate(body []byte) ([]byte, error) {
	var head struct {
		Version int `json:"version"`
	}
	if err := json.Unmarshal(body, &head); err != nil {
		return nil, err
	}
	version := max(head.Version, 1) // the first version did not say
	switch {
	case version == RecordVersion:
		return body, nil
	case version > RecordVersion:
		return nil, ErrNewer
	}
	var record object
	if err := json.Unmarshal(body, &record); err != nil {
		return nil, err
	}
	for ; version < RecordVersion; version++ {
		if err := migrations[version-1](record); err != nil {
			return nil, fmt.Errorf("bringing it from version %d to %d: %w", version, version+1, err)
		}
	}
	return json.Marshal(record)
}

// nameTheParts brings a record from version 1 to 2: what was asked is "request" and no
// more "asked", and the steps of a plan are "steps" and no more "acts".
func nameTheParts(record object) error {
	rename(record, "asked", "request")
	raw, planned := record["plan"]
	if !planned || string(raw) == "null" {
		return nil
	}
	var plan object
	if err := json.Unmarshal(raw, &plan); err != nil {
		return err
	}
	rename(plan, "acts", "steps")
	raw, err := json.Marshal(plan)
	record["plan"] = raw
	return err
}

func rename(o object, from, to string) {
	if value, ok := o[from]; ok {
		delete(o, from)
		o[to] = value
	}
}
