package recording

import (
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
)

// maxProjects is how many projects have instants of their own.
const maxProjects = 10_000

// instants gives exchanges their instants.
type instants struct {
	latest map[string]time.Time // of each project
}

// of returns the instant of an exchange that was answered at a Date; zero: none came.
func (i *instants) of(project string, date time.Time) time.Time {
	latest := i.latest[project]
	switch {
	case date.IsZero() && latest.IsZero():
		date = clock.Wall()
		fallthrough
	case !date.IsZero():
		date = date.UTC().Truncate(time.Second)
	}
	if next := latest.Add(time.Microsecond); date.IsZero() || date.Truncate(time.Second).Equal(next.Truncate(time.Second)) {
		date = next
	}
	if i.latest == nil || len(i.latest) >= maxProjects {
		i.latest = map[string]time.Time{}
	}
	i.latest[project] = date
	return date
}
