package emulator

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/format"
)

// parse checks a Go value by the rules of a scenario file: it is written as one
// and read. what names it in problems. Durations in place of times count from
// now.
func parse[T any](what string, value any, now clock.Instant, by func(file string, data []byte, now clock.Instant) (T, error)) (T, error) {
	var none T
	data, err := json.Marshal(value)
	if err != nil {
		return none, fmt.Errorf("%s: %w", what, err)
	}
	parsed, err := by(what, ascii(data), now)
	if err != nil {
		return none, placeless(what, err)
	}
	return parsed, nil
}

// ascii escapes what of a JSON text YAML may not take as it is.
func ascii(data []byte) []byte {
	if !bytes.ContainsFunc(data, beyondASCII) {
		return data
	}
	var b []byte
	for _, r := range string(data) {
		switch {
		case !beyondASCII(r):
			b = append(b, byte(r))
		case r < 0x10000:
			b = fmt.Appendf(b, `\u%04x`, r)
		default:
			high, low := utf16.EncodeRune(r)
			b = fmt.Appendf(b, `\u%04x\u%04x`, high, low)
		}
	}
	return b
}

func beyondASCII(r rune) bool { return r >= utf8.RuneSelf-1 } // DEL too

// placeless is all that is wrong with a Go value, one a line, without the lines
// and columns of a text that nobody wrote.
func placeless(what string, err error) error {
	problems := format.Problems(nil)
	if !errors.As(err, &problems) {
		return fmt.Errorf("%s: %w", what, err)
	}
	lines := make([]error, len(problems))
	for i, p := range problems {
		if p.Path != "" {
			p.Path += ": "
		}
		lines[i] = errors.New(what + ": " + p.Path + p.Text)
	}
	return errors.Join(lines...)
}
