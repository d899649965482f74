package control

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/emulator/journal"
	"github.com/ges-emulator/ges-emulator/emulator/world"
	"github.com/ges-emulator/ges-emulator/internal/encode"
)

// getRequests lists the requests of a project's journal, oldest first; of all
// projects, in the order of real time.
func (a *API) getRequests(c echo.Context) error {
	filter, err := requestFilter(c)
	if err != nil {
		return err
	}
	limit, err := intParam(c, "limit", 1, journal.DefaultRequests)
	if err != nil {
		return err
	}
	requests := a.world.Requests
	if !isAll(c) {
		err := a.view(c, func(tx *world.Tx) error {
			requests = tx.Requests()
			return nil
		})
		if err != nil {
			return err
		}
	}
	selection := requests(limit, filter.Matches)
	return writeObject(c, func(o *encode.Object) {
		o.Field("count", selection.Count) // including those beyond limit
		o.Field("dropped", selection.Dropped)
		encode.WriteList(o, "requests", slices.Values(selection.Requests))
	})
}

// requestFilter reads the filters. A misspelt one is an error: it would select all.
func requestFilter(c echo.Context) (journal.Filter, error) {
	f := journal.Filter{Operation: ges.Operation(c.QueryParam("operation")), Fault: c.QueryParam("fault")}
	if f.Operation != "" && ges.LookUpOperation(f.Operation) == nil {
		return f, badRequest("The operations are "+words(ges.OperationIDs())+".", "operation: %q is not an operation", f.Operation)
	}
	var err error
	if f.Status, err = intParam(c, "status", 100, 0); err != nil {
		return f, err
	}
	if f.Since, err = intParam(c, "since", 0, 0); err != nil {
		return f, err
	}
	f.Violations, err = boolParam(c, "violations", false)
	return f, err
}

// words converts words of a string type to strings.
func words[T ~string](list []T) string {
	texts := make([]string, len(list))
	for i, word := range list {
		texts[i] = string(word)
	}
	return strings.Join(texts, ", ")
}

// boolParam reads a query parameter that is true or false.
func boolParam(c echo.Context, name string, absent bool) (bool, error) {
	switch text := c.QueryParam(name); text {
	case "":
		return absent, nil
	case "false":
		return false, nil
	case "true":
		return true, nil
	default:
		return false, badRequest(fmt.Sprintf("It is true or false; the default is %t.", absent), "%s: %q is neither true nor false", name, text)
	}
}

// deleteRequests clears the requests of a project, or of all and those that reached
// none.
func (a *API) deleteRequests(c echo.Context) error {
	err := a.update(c, func(tx *world.Tx, _ bool) error {
		tx.ForgetRequests()
		return nil
	})
	if err != nil {
		return err
	}
	if isAll(c) {
		a.world.ForgetUnroutedRequests()
	}
	return c.NoContent(http.StatusNoContent)
}
