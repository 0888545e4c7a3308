package service

import (
	"encoding/json"
	"time"

	"leadpatch/web/broker/seal"
)

// seal returns a value as sealed text. It fails when the value is too long, which
// depends on what Close issues.
func (b *broker) seal(purpose seal.Purpose, v any) (string, error) {
	plain, err := json.Marshal(v)
	if err != nil {
		return "", err
	}
	return b.sealer.Seal(purpose, plain)
}

// open reads sealed text back and reports whether it is genuine.
func (b *broker) open(purpose seal.Purpose, text string, v any) bool {
	plain, err := b.sealer.Open(purpose, text)
	return err == nil && json.Unmarshal(plain, v) == nil
}

// over reports whether a time, in seconds since 1970, has come.
func (b *broker) over(expires int64) bool {
	return !b.now().Before(time.Unix(expires, 0))
}
