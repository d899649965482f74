package control

import (
	"errors"
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/history"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
	"github.com/ges-emulator/ges-emulator/emulator/world"
	"github.com/ges-emulator/ges-emulator/internal/encode"
)

// getJobs lists a project's jobs, including those that have not begun.
func (a *API) getJobs(c echo.Context) error {
	switch inRange, err := isTimelineView(c); {
	case err != nil:
		return err
	case inRange:
		return a.jobsInRange(c)
	}
	offset, err := intParam(c, "offset", 0, 0)
	if err != nil {
		return err
	}
	limit, err := intParam(c, "limit", 1, 100)
	if err != nil {
		return err
	}
	all, now, err := a.history(c)
	if err != nil {
		return err
	}
	return writeObject(c, func(o *encode.Object) {
		o.Field("count", all.Len()) // of all, including those that have not begun
		encode.WriteList(o, "jobs", func(yield func(history.JobState) bool) {
			listed := 0
			for j := range all.Jobs(offset) {
				if listed == limit || !yield(j.StateAt(now)) {
					return
				}
				listed++
			}
		})
	})
}

// history is the jobs of the project that a path names, and its now.
func (a *API) history(c echo.Context) (h *history.History, now clock.Instant, err error) {
	err = a.view(c, func(tx *world.Tx) error {
		h, now = tx.History(), tx.Now()
		return nil
	})
	return h, now, err
}

// intParam reads a query parameter that is an integer of at least minimum; it
// returns absent if there is none, any number if that is below minimum.
func intParam(c echo.Context, name string, minimum, absent int) (int, error) {
	text := c.QueryParam(name)
	if text == "" {
		return absent, nil
	}
	n, err := strconv.ParseUint(text, 10, 31)
	if err != nil || int(n) < minimum {
		without := strconv.Itoa(absent)
		if absent < minimum {
			without = "any"
		}
		return 0, badRequest("Leave it out for "+without+".", "%s: %q is not a number of %d or more", name, text, minimum)
	}
	return int(n), nil
}

// getJob shows one job with its future.
func (a *API) getJob(c echo.Context) error {
	history, now, err := a.history(c)
	if err != nil {
		return err
	}
	j, ok := history.Find(pathParam(c, "jobId"))
	if !ok {
		return unknownJob(projectID(c), pathParam(c, "jobId"))
	}
	return write(c, http.StatusOK, j.StateAt(now))
}

func unknownJob(project, id string) error {
	return notFound("GET …/jobs lists the jobs.", "project %q has no job %q", project, id)
}

// postJob adds a job.
func (a *API) postJob(c echo.Context) error {
	jobAt, err := body(a, c, scenario.ParseJob)
	if err != nil {
		return err
	}
	var answer history.JobState
	err = a.changeAll(c, func(all []*world.Tx) error {
		job, err := world.AddJob(all, jobAt)
		if err != nil {
			return conflict(err)
		}
		answer = job.StateAt(all[0].Now())
		return nil
	})
	if err != nil {
		return err
	}
	return write(c, http.StatusCreated, answer)
}

// patchJob changes a job's future, or ends it now.
func (a *API) patchJob(c echo.Context) error {
	patchAt, err := body(a, c, scenario.ParseJobPatch)
	if err != nil {
		return err
	}
	id := pathParam(c, "jobId")
	var answer history.JobState
	err = a.update(c, func(tx *world.Tx, first bool) error {
		patch, err := patchAt(tx)
		if err != nil {
			return err
		}
		job, err := tx.PatchJob(id, patch)
		switch {
		case errors.Is(err, history.ErrUnknown):
			return unknownJob(tx.ID(), id)
		case err != nil:
			return conflict(err)
		}
		if first {
			answer = job.StateAt(tx.Now())
		}
		return nil
	})
	if err != nil {
		return err
	}
	return write(c, http.StatusOK, answer)
}

// deleteJob removes a job and its past.
func (a *API) deleteJob(c echo.Context) error {
	id := pathParam(c, "jobId")
	err := a.update(c, func(tx *world.Tx, _ bool) error {
		if err := tx.RemoveJob(id); err != nil {
			return unknownJob(tx.ID(), id)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}

// conflict answers a change that does not fit the project's jobs.
func conflict(err error) error {
	switch {
	case errors.As(err, new(*failure)):
		return err
	case errors.Is(err, history.ErrTaken):
		return &failure{http.StatusConflict, err.Error(), "Leave jobId out, or give another one."}
	case errors.Is(err, history.ErrEnded):
		return &failure{http.StatusConflict, err.Error(), "Go back in time, or add another job."}
	default:
		return badRequest("Nothing was changed. The endAt \"now\" ends a job at once.", "%v", err)
	}
}
