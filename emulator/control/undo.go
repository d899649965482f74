package control

import (
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/ges-emulator/ges-emulator/emulator/world"
)

// changeAnswer is a change of a project that can be undone.
type changeAnswer struct {
	What string `json:"what"`
	At   string `json:"at"` // virtual now when it was made
}

type undoListAnswer struct {
	Count   int            `json:"count"`
	Changes []changeAnswer `json:"changes"` // the newest first
}

type undoneAnswer struct {
	Undone changeAnswer `json:"undone"`
	Now    string       `json:"now"`
}

func viewUndo(u world.Change) changeAnswer { return changeAnswer{u.What, u.At.Exact()} }

// getUndo lists the changes of a project that can be undone.
func (a *API) getUndo(c echo.Context) error {
	if err := oneProject(c, "undone"); err != nil {
		return err
	}
	answer := undoListAnswer{Changes: []changeAnswer{}}
	err := a.view(c, func(tx *world.Tx) error {
		for _, u := range tx.Undoable() {
			answer.Changes = append(answer.Changes, viewUndo(u))
		}
		return nil
	})
	if err != nil {
		return err
	}
	answer.Count = len(answer.Changes)
	return write(c, http.StatusOK, answer)
}

// postUndo undoes the newest change.
func (a *API) postUndo(c echo.Context) error {
	if err := oneProject(c, "undone"); err != nil {
		return err
	}
	var answer undoneAnswer
	err := a.update(c, func(tx *world.Tx, _ bool) error {
		u, now, err := tx.Undo()
		if err == nil {
			answer = undoneAnswer{viewUndo(u), now.Exact()}
			return nil
		}
		hint := "GET …/undo lists what can be undone."
		if errors.Is(err, world.ErrNothingToUndo) {
			hint = "What clients did is never undone."
		}
		return &failure{http.StatusConflict, err.Error(), hint}
	})
	if err != nil {
		return err
	}
	return write(c, http.StatusOK, answer)
}

// oneProject returns an error if the path names all projects.
func oneProject(c echo.Context, what string) error {
	if isAll(c) {
		return badRequest("Name a project.", "changes of one project are %s, not of *", what)
	}
	return nil
}
