package api

import (
	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/history"
	"github.com/ges-emulator/ges-emulator/emulator/journal"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
)

// Job is a job as an answer shows it.
type Job struct {
	history.Job

	At     clock.Instant // the instant of the state
	Compat scenario.Compat
	// OtherGraph is the id of the job's graph, if the request named another; else "".
	OtherGraph string
}

// coverJob adds the points of the contract that an answer with a job covers.
func coverJob(s *journal.Set, j history.Job, at clock.Instant) {
	s.AddJobName(j.Kind())
	if status := j.StatusAt(at); status.Ended() {
		s.AddJobEnd(status, j.Name())
	} else {
		s.AddJobStatus(status)
	}
}
