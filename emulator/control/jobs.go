package control

import (
	"errors"
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/jobs"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
	"github.com/ges-emulator/ges-emulator/emulator/world"
)

// jobAnswer is a job with its whole life, in the words of a scenario.
type jobAnswer struct {
	JobID        string  `json:"jobId"`
	JobName      string  `json:"jobName"`
	JobType      string  `json:"jobType"`
	RelatedGraph string  `json:"relatedGraph"`
	Status       *string `json:"status"` // now; null: it is still to come
	Begin        string  `json:"begin"`
	Waiting      string  `json:"waiting"`
	Running      string  `json:"running"` // forever: it never ends
	End          *string `json:"end"`     // null: it never ends
	Outcome      string  `json:"outcome"`
	FailReason   *string `json:"failReason"` // null: it succeeds
	JobProgress  float64 `json:"jobProgress"`
}

func viewJob(j jobs.Job, now clock.Instant) jobAnswer {
	answer := jobAnswer{
		JobID: j.ID(), JobName: j.Name(), JobType: j.Type(), RelatedGraph: j.Graph(),
		Status:      viewStatus(j.StatusAt(now)),
		Begin:       j.Begin().Exact(),
		Waiting:     scenario.FormatDuration(j.Start().Sub(j.Begin())),
		Running:     "forever",
		Outcome:     j.Outcome().String(),
		FailReason:  textOrNull(j.FailReason()),
		JobProgress: j.Progress(now),
	}
	if j.End() != clock.Never {
		end := j.End().Exact()
		answer.End = &end
		answer.Running = scenario.FormatDuration(j.End().Sub(j.Start()))
	}
	return answer
}

type jobsAnswer struct {
	Count int         `json:"count"` // of all, those to come included
	Jobs  []jobAnswer `json:"jobs"`
}

// getJobs lists a project's jobs with their future, those to come included.
func (a *API) getJobs(c echo.Context) error {
	projects, err := a.projects(c)
	if err != nil {
		return err
	}
	if err := onlyKnown(c, "offset", "limit"); err != nil {
		return err
	}
	offset, err := number(c, "offset", 0, 0)
	if err != nil {
		return err
	}
	limit, err := number(c, "limit", 1, 100)
	if err != nil {
		return err
	}
	schedule, now := projects[0].Schedule(), projects[0].Time().Now
	answer := jobsAnswer{Count: schedule.Len(), Jobs: []jobAnswer{}}
	i := 0
	for j := range schedule.Jobs() {
		if i >= offset && len(answer.Jobs) < limit {
			answer.Jobs = append(answer.Jobs, viewJob(j, now))
		}
		if i++; len(answer.Jobs) == limit {
			break
		}
	}
	return write(c, http.StatusOK, answer)
}

// number reads a query parameter that is a number of at least least. An absent
// value below that stands for any.
func number(c echo.Context, name string, least, absent int) (int, error) {
	text := c.QueryParam(name)
	if text == "" {
		return absent, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < least {
		without := strconv.Itoa(absent)
		if absent < least {
			without = "any"
		}
		return 0, badRequest("Leave it out for "+without+".", "%s: %q is not a number of %d or more", name, text, least)
	}
	return n, nil
}

// getJob shows one job with its future.
func (a *API) getJob(c echo.Context) error {
	projects, err := a.projects(c)
	if err != nil {
		return err
	}
	j, ok := projects[0].Schedule().Find(part(c, "jobId"))
	if !ok {
		return noSuchJob(projects[0], part(c, "jobId"))
	}
	return write(c, http.StatusOK, viewJob(j, projects[0].Time().Now))
}

func noSuchJob(p *world.Project, id string) error {
	return notFound("GET …/jobs lists the jobs.", "project %q has no job %q", p.ID(), id)
}

// postJob adds a job.
func (a *API) postJob(c echo.Context) error {
	projects, err := a.projects(c)
	if err != nil {
		return err
	}
	job, err := parse(c, projects[0], scenario.ParseJob)
	if err != nil {
		return err
	}
	id := job.ID
	err = changeJobs(projects, func(_ *world.Project, s jobs.Schedule, _ clock.Instant) (jobs.Schedule, error) {
		changed, added, err := s.With(job)
		if err == nil && id == "" {
			id = added.ID()
		}
		return changed, err
	})
	if err != nil {
		return err
	}
	added, _ := projects[0].Schedule().Find(id)
	return write(c, http.StatusCreated, viewJob(added, projects[0].Time().Now))
}

// patchJob changes a job's future, or ends it now.
func (a *API) patchJob(c echo.Context) error {
	projects, err := a.projects(c)
	if err != nil {
		return err
	}
	patch, err := parse(c, projects[0], scenario.ParseJobPatch)
	if err != nil {
		return err
	}
	id := part(c, "jobId")
	err = changeJobs(projects, func(p *world.Project, s jobs.Schedule, now clock.Instant) (jobs.Schedule, error) {
		s, err := s.Patched(id, patch, now)
		if errors.Is(err, jobs.ErrUnknown) {
			return s, noSuchJob(p, id)
		}
		return s, err
	})
	if err != nil {
		return err
	}
	j, _ := projects[0].Schedule().Find(id)
	return write(c, http.StatusOK, viewJob(j, projects[0].Time().Now))
}

// deleteJob takes a job away, its past too.
func (a *API) deleteJob(c echo.Context) error {
	projects, err := a.projects(c)
	if err != nil {
		return err
	}
	id := part(c, "jobId")
	err = changeJobs(projects, func(p *world.Project, s jobs.Schedule, _ clock.Instant) (jobs.Schedule, error) {
		fewer, ok := s.Without(id)
		if !ok {
			return s, noSuchJob(p, id)
		}
		return fewer, nil
	})
	if err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}

// changeJobs changes the jobs of all projects, or of none on an error.
func changeJobs(projects []*world.Project, change func(*world.Project, jobs.Schedule, clock.Instant) (jobs.Schedule, error)) error {
	for _, p := range projects {
		if _, err := change(p, p.Schedule(), p.Time().Now); err != nil {
			return conflict(err)
		}
	}
	for _, p := range projects {
		err := p.ChangeJobs(func(s jobs.Schedule, now clock.Instant) (jobs.Schedule, error) { return change(p, s, now) })
		if err != nil {
			return conflict(err)
		}
	}
	return nil
}

// conflict is the answer to a job that cannot be as it is asked for.
func conflict(err error) error {
	switch {
	case errors.As(err, new(*failure)):
		return err
	case errors.Is(err, jobs.ErrTaken):
		return &failure{http.StatusConflict, err.Error(), "Leave jobId out, or give another one."}
	case errors.Is(err, jobs.ErrEnded):
		return &failure{http.StatusConflict, err.Error(), "Go back in time, or add another job."}
	default:
		return badRequest("Nothing was changed. The endAt \"now\" ends a job at once.", "%v", err)
	}
}
