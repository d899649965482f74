package scenario

import (
	"sync"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/format"
)

// A description is what invented values follow from: the JSON of a job or a
// generate block as the format writes it, with the keys whose values are not the
// defaults. So a key that is left out and the same key with its default describe
// the same job, and a key that the format gets one day changes no value of a job
// that does not have it.

// Tables that descriptions are written by, made once.
var (
	jobDescription = sync.OnceValue(func() func([]byte, *Job) []byte { //nolint:gochecknoglobals // nothing changes it
		o := jobObject()
		o.Replace(format.Key("begin", sinceStart(), func(j *Job) *clock.Instant { return &j.Begin }, "").Required())
		return o.Kind().Write
	})
	generateDescription = sync.OnceValue(func() func([]byte, *Generate) []byte { //nolint:gochecknoglobals // nothing changes it
		o := generateObject()
		begin := rangeOf("", "", sinceStart())
		o.Replace(format.Key("begin", begin, func(g *Generate) *Range[clock.Instant] { return &g.Begin }, "").Required())
		o.Drop("count")
		return o.Kind().Write
	})
)

// sinceStart is an instant that counts from the scenario's start, written as a
// duration.
func sinceStart() format.Kind[clock.Instant] {
	return format.Kind[clock.Instant]{Write: func(b []byte, v *clock.Instant) []byte {
		return format.AppendText(b, format.DurationText(time.Duration(*v)))
	}}
}

// Description is all that is said of the job. Its begin counts from start, so
// that a scenario that starts now still invents the same; its files have the
// statuses that its outcome implies.
func (j Job) Description(start clock.Instant) string {
	j.Begin -= start
	j.Detail = j.Detail.Completed(j.Outcome)
	return string(jobDescription()(nil, &j))
}

// Description is all that is said of the generate block but for its count, so
// that a larger count only adds jobs. Its begin counts from start.
func (g Generate) Description(start clock.Instant) string {
	g.Begin.From -= start
	g.Begin.To -= start
	return string(generateDescription()(nil, &g))
}
