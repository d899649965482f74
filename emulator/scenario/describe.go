package scenario

import (
	"sync"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/format"
)

// A description is the input of invented values: the JSON of a job or a generate block
// as the format writes it, without keys whose values are the defaults. So an absent key
// and the same key with its default give the same description, and a key that is added
// to the format later changes no value of a job that does not use it.

// The tables that write descriptions, built once.
var (
	jobDescription = sync.OnceValue(func() func([]byte, *Job) []byte { //nolint:gochecknoglobals // nothing changes it
		o := jobObject()
		format.ReplaceKey(&o, format.Key("begin", sinceStart(), func(j *Job) *clock.Instant { return &j.Begin }, "").Required())
		return o.Kind().Write
	})
	generateDescription = sync.OnceValue(func() func([]byte, *Generate) []byte { //nolint:gochecknoglobals // nothing changes it
		o := generateObject()
		begin := rangeOf("", "", sinceStart())
		format.ReplaceKey(&o, format.Key("begin", begin, func(g *Generate) *Range[clock.Instant] { return &g.Begin }, "").Required())
		format.DropKey(&o, "count")
		return o.Kind().Write
	})
)

// sinceStart returns the kind of an instant that is written as a duration since the
// scenario's start.
func sinceStart() format.Kind[clock.Instant] {
	return format.Kind[clock.Instant]{Write: func(b []byte, v *clock.Instant) []byte {
		return format.AppendText(b, format.DurationText(time.Duration(*v)))
	}}
}

// Description returns the description of the job. Its begin is relative to start, so
// that a scenario that starts now always invents the same values; its files have the
// statuses implied by its outcome.
func (j Job) Description(start clock.Instant) string {
	j.Begin -= start
	j.Detail = j.Detail.Completed(j.Outcome)
	return string(jobDescription()(nil, &j))
}

// Description returns the description of the generate block without its count, so that
// a larger count only adds jobs. Its begin is relative to start.
func (g Generate) Description(start clock.Instant) string {
	g.Begin.From -= start
	g.Begin.To -= start
	return string(generateDescription()(nil, &g))
}
