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

// parse checks a Go value by the rules of scenario files: it writes the value as
// JSON and parses that. what names the value in problems. Durations in place of
// times count from now.
func parse[T any](what string, value any, now clock.Instant, parseText func(file string, data []byte, now clock.Instant) (T, error)) (T, error) {
	var zero T
	data, err := json.Marshal(value)
	if err != nil {
		return zero, fmt.Errorf("%s: %w", what, err)
	}
	parsed, err := parseText(what, ascii(data), now)
	if err != nil {
		return zero, withoutPositions(what, err)
	}
	return parsed, nil
}

// ascii escapes the characters of a JSON text that YAML may not accept.
func ascii(data []byte) []byte {
	if !bytes.ContainsFunc(data, isNonASCII) {
		return data
	}
	var b []byte
	for _, r := range string(data) {
		switch {
		case !isNonASCII(r):
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

func isNonASCII(r rune) bool { return r >= utf8.RuneSelf-1 } // DEL too

// withoutPositions lists the problems of a Go value, one a line, without line and
// column: the user wrote no such text.
func withoutPositions(what string, err error) error {
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
