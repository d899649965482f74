package derive

import (
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/ges"
)

// share is how much of a job's running time had passed at an instant, in percent without
// a fraction.
type share struct {
	at      time.Time
	percent int
}

// fits reports whether the shares that answers tell are those of a job that ran between
// two instants.
func (j *job) fits(ran, end time.Time) bool {
	for _, s := range j.shares {
		passed, running := max(s.at.Sub(ran), 0), end.Sub(ran)
		if running <= 0 || int(passed*100/running) != s.percent {
			return false
		}
	}
	return true
}

// fitShares returns the instants between which a job ran so that they fit the shares that
// answers tell. The end is known to half a second; the begin is the given one unless no
// end fits it. Both stay as they are if nothing fits.
func (j *job) fitShares(ran, end time.Time, ended bounds) (from, to time.Time) {
	if j.fits(ran, end) {
		return ran, end
	}
	const step = 20 * time.Millisecond
	for _, from := range j.starts(ran, end) {
		for off := time.Duration(0); off < time.Second/2; off += step {
			for _, to := range [...]time.Time{end.Add(off), end.Add(-off)} {
				if ended.choose(to).Equal(to) && to.Round(time.Second).Equal(end.Round(time.Second)) && j.fits(from, to) {
					return from, to
				}
			}
		}
	}
	return ran, end
}

// starts are instants at which a job may have begun to run: the given one, then whole
// seconds and tenths of seconds, from its begin on, at which it was not seen to wait.
func (j *job) starts(ran, end time.Time) []time.Time {
	const most = 10_000
	list := []time.Time{ran}
	b := j.entered(1)
	for _, step := range [...]time.Duration{time.Second, time.Second / 10} {
		at := j.beginAt
		if b.after.After(at) {
			at = at.Add(b.after.Sub(at).Truncate(step) + step)
		}
		for ; at.Before(end) && !at.After(b.until) && len(list) < most; at = at.Add(step) {
			list = append(list, at)
		}
	}
	return list
}

// expect returns the instants between which a job runs that was not seen to end, by the
// shares of its time that answers tell; false: they tell nothing.
func (j *job) expect(ran time.Time) (from, to time.Time, ok bool) {
	if len(j.shares) == 0 {
		return ran, ran, false
	}
	const steps = 40
	last := j.shares[len(j.shares)-1]
	for _, from := range j.starts(ran, last.at) {
		passed := last.at.Sub(from)
		least := passed * 100 / time.Duration(last.percent+1)
		most := 100 * passed
		if last.percent > 0 {
			most = passed * 100 / time.Duration(last.percent)
		}
		for i := range steps {
			to := from.Add(least + (most-least)*time.Duration(i+1)/steps)
			if to.After(j.latest().at) && j.fits(from, to) {
				return from, to, true
			}
		}
	}
	return ran, ran, false
}

// shareJobs gives the jobs that create graphs the shares of their time that answers tell.
func (p *project) shareJobs() {
	for _, g := range p.graphOrder {
		for _, s := range g.statuses {
			if s.progress < 0 || s.progress > 99 {
				continue
			}
			for _, j := range p.order {
				if j.name == "CreateGraph" && j.graph == g.name && !j.beginAt.After(s.at) && s.at.Before(j.endBound()) {
					j.shares = append(j.shares, share{s.at, s.progress})
				}
			}
		}
	}
}

// boundJobs bounds the ends of jobs by the statuses of their graphs and by the
// submissions that their graphs accepted: each tells whether the job still ran.
func (p *project) boundJobs() {
	for _, j := range p.order {
		shown := j.endBound()
		near := func(at time.Time) bool { return at.Sub(shown).Abs() <= time.Second && !at.Before(j.beginAt) }
		cycle, ok := ges.LifecycleOf(j.name)
		for _, g := range p.graphOrder {
			for _, s := range g.statuses {
				switch {
				case !ok || g.name != j.graph || !near(s.at):
				case s.code == cycle.Running.String() || s.code == cycle.Waiting.String():
					j.underWay = later(j.underWay, s.at)
				default:
					j.over = earlier(j.over, s.at)
				}
			}
		}
		for _, s := range p.submissions {
			if !s.lost && s.graph == j.graph && s.jobID != j.id && near(s.at) && s.at.After(j.beginAt) {
				j.over = earlier(j.over, s.at)
			}
		}
	}
}

// later and earlier return one of two instants; the zero time is none.
func later(a, b time.Time) time.Time {
	if a.IsZero() || b.After(a) {
		return b
	}
	return a
}

func earlier(a, b time.Time) time.Time {
	if a.IsZero() || b.Before(a) {
		return b
	}
	return a
}
