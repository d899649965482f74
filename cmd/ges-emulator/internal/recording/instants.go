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
	if date.IsZero() && latest.IsZero() {
		date = clock.Wall()
	}
	date = date.UTC().Truncate(time.Second) // a zero one stays zero
	if next := latest.Add(time.Microsecond); date.IsZero() || date.Truncate(time.Second).Equal(next.Truncate(time.Second)) {
		date = next
	}
	if i.latest == nil || len(i.latest) >= maxProjects {
		i.latest = map[string]time.Time{}
	}
	i.latest[project] = date
	return date
}
