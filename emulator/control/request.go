package control

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
	"github.com/ges-emulator/ges-emulator/internal/suggest"
)

// object is a JSON object of a request: its values by key, and the first thing
// that is wrong with it.
type object struct {
	path   string // of its parent's keys, "" or "until."
	values map[string]any
	err    error
}

// readObject reads a body that is one JSON object with no other keys than those.
func readObject(c echo.Context, keys ...string) (*object, error) {
	body, err := readBody(c)
	if err != nil {
		return nil, err
	}
	hint := "Send one JSON object with " + strings.Join(keys, ", ") + "."
	if len(bytes.TrimSpace(body)) == 0 {
		return nil, badRequest(hint, "the body is empty")
	}
	d := json.NewDecoder(bytes.NewReader(body))
	var values map[string]any
	if err := d.Decode(&values); err != nil || values == nil {
		return nil, badRequest(hint, "the body is not a JSON object%s", syntax(body, err))
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, badRequest(hint, "something follows the JSON object of the body")
	}
	o := &object{values: values}
	o.allow(keys)
	return o, o.err
}

// syntax says where JSON is broken.
func syntax(body []byte, err error) string {
	e := new(json.SyntaxError)
	if !errors.As(err, &e) {
		return ""
	}
	before := body[:min(int(e.Offset), len(body))]
	line := bytes.Count(before, []byte("\n")) + 1
	column := len(before) - bytes.LastIndexByte(before, '\n') - 1
	return fmt.Sprintf(": line %d, column %d: %v", line, max(column, 1), e)
}

// readBody reads a whole body, within the limit of a scenario file.
func readBody(c echo.Context) ([]byte, error) {
	body, err := io.ReadAll(http.MaxBytesReader(c.Response(), c.Request().Body, scenario.MaxFileSize))
	if e := new(http.MaxBytesError); errors.As(err, &e) {
		return nil, &failure{http.StatusRequestEntityTooLarge, "the body is too large",
			"A body may have 64 MiB, as a scenario file may."}
	}
	if err != nil {
		return nil, badRequest("Send the whole body.", "the body cannot be read: %v", err)
	}
	return body, nil
}

func (o *object) fail(err error) {
	if o.err == nil {
		o.err = err
	}
}

// allow refuses other keys.
func (o *object) allow(keys []string) {
	came := make([]string, 0, len(o.values))
	for key := range o.values {
		came = append(came, key)
	}
	slices.Sort(came)
	for _, key := range came {
		if slices.Contains(keys, key) {
			continue
		}
		hint := "Known here: " + strings.Join(keys, ", ") + "."
		if meant := suggest.Closest(key, keys); meant != "" {
			hint = "Did you mean " + meant + "? " + hint
		}
		o.fail(badRequest(hint, "%s%s is not a key of this body", o.path, key))
	}
}

func (o *object) has(key string) bool { _, ok := o.values[key]; return ok }

// text is a string that is not empty; "" when there is none, which is then the
// error.
func (o *object) text(key string) string {
	v, ok := o.values[key].(string)
	switch {
	case o.values[key] == nil:
		o.fail(badRequest("Give it.", "%s%s is missing", o.path, key))
	case !ok:
		o.wrong(key, "a string")
	case v == "":
		o.wrong(key, "a text of at least one character")
	}
	return v
}

// wrong says that a value is not what it must be.
func (o *object) wrong(key, allowed string) {
	came, err := json.Marshal(o.values[key])
	if err != nil {
		came = []byte("the value")
	}
	o.fail(badRequest("Nothing was changed.", "%s%s: %s is not %s", o.path, key, came, allowed))
}

func (o *object) duration(key string) time.Duration {
	d, err := scenario.ParseDuration(o.text(key))
	if err != nil {
		o.wrong(key, "a duration such as 30s, -1h30m or 2d")
	}
	return d
}

func (o *object) instant(key string) *clock.Instant {
	if !o.has(key) {
		return nil
	}
	at, err := clock.Parse(o.text(key))
	if err != nil {
		o.wrong(key, "a time such as 2018-12-17T12:55:00 (UTC)")
	}
	return &at
}

func (o *object) mode(key string) *clock.Mode {
	if !o.has(key) {
		return nil
	}
	mode := clock.Mode(o.text(key))
	if !slices.Contains(clock.Modes(), mode) {
		o.wrong(key, "one of "+strings.Join(modes(), ", "))
	}
	return &mode
}

func (o *object) step(key string) *clock.Step {
	if !o.has(key) {
		return nil
	}
	if o.values[key] == "next" {
		return &clock.Step{Next: true}
	}
	return &clock.Step{By: o.duration(key)}
}

func (o *object) number(key string) *float64 {
	if !o.has(key) {
		return nil
	}
	n, ok := o.values[key].(float64)
	if !ok {
		o.wrong(key, "a number")
	}
	return &n
}

func (o *object) status(key string) ges.Status {
	word := o.text(key)
	status, ok := ges.ParseStatus(word)
	if !ok && word != "" {
		o.wrong(key, "a status: waiting, running, success, failed or partiallyFailed")
	}
	return status
}

// object is an object within this one.
func (o *object) object(key string, keys ...string) *object {
	values, ok := o.values[key].(map[string]any)
	inner := &object{path: o.path + key + ".", values: values}
	if !ok {
		o.wrong(key, "an object with "+strings.Join(keys, " and "))
		inner.err = o.err
		return inner
	}
	inner.allow(keys)
	return inner
}

// write writes a JSON answer.
func write(c echo.Context, status int, answer any) error {
	var body bytes.Buffer
	e := json.NewEncoder(&body)
	e.SetEscapeHTML(false)
	if err := e.Encode(answer); err != nil {
		return err
	}
	return c.Blob(status, "application/json", body.Bytes())
}
