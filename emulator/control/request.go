package control

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"github.com/ges-emulator/ges-emulator/emulator/scenario"
	"github.com/ges-emulator/ges-emulator/internal/encode"
	"github.com/ges-emulator/ges-emulator/internal/timeout"
)

// bodyName takes the place of a file's name in problems of a body.
const bodyName = "body"

// problems answers an invalid body.
func problems(err error) error {
	return badRequest("Nothing was changed. The numbers are line and column.", "%v", err)
}

// pathParam is a parameter of the path, unescaped: a client may escape any character.
// No name of a project, job or fault contains %.
func pathParam(c echo.Context, name string) string {
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
	body, err := encode.JSON(answer)
	if err != nil {
		return err
	}
	return c.Blob(status, "application/json", append(body, '\n'))
}

// writeObject writes a JSON answer that may be long, in pieces, for as long as its
// client is there. fields is called outside any transaction: what it lists must be a
// value that does not change.
func writeObject(c echo.Context, fields func(o *encode.Object)) error {
	c.Response().Header().Set(echo.HeaderContentType, "application/json")
	o := encode.NewObject(pieces{c})
	fields(o)
	err := o.End()
	if err != nil && c.Response().Committed {
		panic(http.ErrAbortHandler) // half an answer must not look like a whole one
	}
	return err
}

// pieces writes an answer, the head with the first piece.
type pieces struct{ echo.Context }

// Write writes a piece. The context says that the client is gone even while there is
// room for what it does not read.
func (p pieces) Write(piece []byte) (int, error) {
	response, ctx := p.Response(), p.Request().Context()
	if !response.Committed {
		response.WriteHeader(http.StatusOK)
	} else if ctx.Err() != nil && !errors.Is(context.Cause(ctx), timeout.ErrStopping) {
		return 0, context.Cause(ctx)
	}
	return response.Write(piece)
}
