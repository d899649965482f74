package emulator

import (
	"encoding/json"
	"errors"
	"fmt"

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
		return zero, fmt.Errorf("%s: %w", what, jsonError(err))
	}
	parsed, err := parseText(what, data, now)
	if err != nil {
		return zero, withoutPositions(what, err)
	}
	return parsed, nil
}

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

// withKeys writes a Go value as an object, with more keys behind its own.
func withKeys(value any, more map[string]any) ([]byte, error) {
	own, err := json.Marshal(value)
	if err != nil || len(more) == 0 {
		return own, err
	}
	others, err := json.Marshal(more)
	if err != nil {
		return nil, err
	}
	return append(append(own[:len(own)-1], ','), others[1:]...), nil
}
