package control

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
	"github.com/ges-emulator/ges-emulator/emulator/world"
)

// bodyName stands for the name of a file in problems of a body.
const bodyName = "body"

// parse checks a body by the rules of a scenario file. Durations in place of
// times count from the project's now.
func parse[T any](c echo.Context, p *world.Project, by func(file string, data []byte, now clock.Instant) (T, error)) (T, error) {
	var none T
	data, err := readBody(c)
	if err != nil {
		return none, err
	}
	if len(bytes.TrimSpace(data)) == 0 {
		return none, badRequest("Send a JSON object, or the same in YAML.", "the body is empty")
	}
	value, err := by(bodyName, data, p.Time().Now)
	if err != nil {
		return none, problems(err)
	}
	return value, nil
}

// problems is the answer to a body with something wrong in it.
func problems(err error) error {
	return badRequest("Nothing was changed. The numbers are line and column.", "%v", err)
}

// part is a part of the path by its name. A client may have escaped any of its
// characters; none that a project, a job or a fault is named with is a %.
func part(c echo.Context, name string) string {
	text := c.Param(name)
	if plain, err := url.PathUnescape(text); err == nil {
		return plain
	}
	return text
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
