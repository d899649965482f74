package control

import (
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/graph"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
	"github.com/ges-emulator/ges-emulator/emulator/world"
	"github.com/ges-emulator/ges-emulator/internal/encode"
)

// graphs is the graphs of the project that a path names, and its now.
func (a *API) graphs(c echo.Context) (graphs *graph.Set, now clock.Instant, err error) {
	err = a.view(c, func(tx *world.Tx) error {
		graphs, now = tx.Graphs(), tx.Now()
		return nil
	})
	return graphs, now, err
}

// getGraphs lists a project's graphs, past and future ones included.
func (a *API) getGraphs(c echo.Context) error {
	offset, err := intParam(c, "offset", 0, 0)
	if err != nil {
		return err
	}
	limit, err := intParam(c, "limit", 1, 100)
	if err != nil {
		return err
	}
	graphs, now, err := a.graphs(c)
	if err != nil {
		return err
	}
	return writeObject(c, func(o *encode.Object) {
		o.Field("count", graphs.Len()) // of all, including those that are not there now
		encode.WriteList(o, "graphs", func(yield func(graph.State) bool) {
			listed := 0
			for g := range graphs.All(offset) {
				if listed == limit || !yield(g.StateAt(now)) {
					return
				}
				listed++
			}
		})
	})
}

// postGraph adds a graph, which is there from now on.
func (a *API) postGraph(c echo.Context) error {
	graphAt, err := body(a, c, scenario.ParseGraph)
	if err != nil {
		return err
	}
	var answer graph.State
	err = a.changeAll(c, func(all []*world.Tx) error {
		g, err := world.AddGraph(all, graphAt)
		if err != nil {
			return graphFailure(err)
		}
		answer = g.StateAt(all[0].Now())
		return nil
	})
	if err != nil {
		return err
	}
	return write(c, http.StatusCreated, answer)
}

// patchGraph gives a graph a status.
func (a *API) patchGraph(c echo.Context) error {
	patchAt, err := body(a, c, scenario.ParseGraphPatch)
	if err != nil {
		return err
	}
	id := pathParam(c, "graphId")
	var answer graph.State
	err = a.update(c, func(tx *world.Tx, first bool) error {
		patch, err := patchAt(tx)
		if err != nil {
			return err
		}
		g, err := tx.PatchGraph(id, patch)
		if err != nil {
			return graphFailure(err)
		}
		if first {
			answer = g.StateAt(tx.Now())
		}
		return nil
	})
	if err != nil {
		return err
	}
	return write(c, http.StatusOK, answer)
}

// deleteGraph takes a graph away from now on.
func (a *API) deleteGraph(c echo.Context) error {
	id := pathParam(c, "graphId")
	err := a.update(c, func(tx *world.Tx, _ bool) error { return graphFailure(tx.RemoveGraph(id)) })
	if err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}

// graphFailure answers a change that does not fit the project's graphs.
func graphFailure(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.As(err, new(*world.UnknownGraphError)):
		return notFound("GET …/graphs lists the graphs, and from when to when they are there.", "%v", err)
	case errors.As(err, new(*world.TakenError)):
		return &failure{http.StatusConflict, err.Error(), "Give it another one, or DELETE that graph first."}
	case errors.Is(err, world.ErrTooManyActs):
		return &failure{http.StatusConflict, err.Error(), "POST …/reset starts the project again."}
	default:
		return err
	}
}
