package derive

import (
	"encoding/json"
	"slices"
	"time"

	"github.com/ges-emulator/ges-emulator/cmd/ges-emulator/internal/recording"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
)

// job is what a recording tells of a job.
type job struct {
	id, name, graph, kind string
	begin                 string // as shown
	sightings             []sighting
	submitted             *submission // nil: it was not submitted in the recording

	// Of the sighting with the latest instant.
	end, reason string
	progress    any
	detail      any

	beginAt time.Time // chosen; see life
	plan    life      // chosen last

	exactBegin, exactEnd time.Time // as a backup that the job made tells them; zero: none does
	shares, progresses   []share   // the latter if compat.progress tells it
	underWay, over       time.Time // as the job's graph tells: it had not yet ended, and had; zero: it does not tell
}

// sighting is a job in an answer.
type sighting struct {
	number int
	at     time.Time
	status ges.Status
}

// sight takes a job in an answer.
func (w *world) sight(p *project, x recording.Exchange, item map[string]any) error {
	id := text(item["jobId"])
	status, known := ges.ParseStatus(text(item["status"]))
	if text(item["status"]) == "pending" {
		status, known = ges.Waiting, true
		w.compat.pending = true
	}
	if id == "" || !known {
		return contradict("exchange %d has a job %q of the status %q; a scenario has no such job", x.Number, id, text(item["status"]))
	}
	j := p.jobs[id]
	if j == nil {
		j = &job{id: id, name: text(item["jobName"]), graph: text(item["relatedGraph"]), kind: text(item["jobType"]), begin: text(item["beginTime"])}
		p.jobs[id] = j
		p.order = append(p.order, j)
	}
	for _, field := range [][3]string{{"jobName", j.name, text(item["jobName"])}, {"relatedGraph", j.graph, text(item["relatedGraph"])}, {"beginTime", j.begin, text(item["beginTime"])}} {
		if field[1] != field[2] {
			return contradict("exchanges %d and %d contradict each other: the %s of job %s is %q in one and %q in the other", j.sightings[0].number, x.Number, field[0], id, field[1], field[2])
		}
	}
	w.compat.progressOf(status, item["jobProgress"])
	if percent := number(item["jobProgress"]); status == ges.Running && percent > 0 && percent < 100 {
		j.progresses = append(j.progresses, share{x.At, percent})
	}
	s := sighting{x.Number, x.At, status}
	if len(j.sightings) == 0 || !x.At.Before(j.latest().at) {
		j.end, j.reason, j.progress, j.detail = text(item["endTime"]), text(item["failReason"]), item["jobProgress"], item["jobDetail"]
	}
	j.sightings = append(j.sightings, s)
	slices.SortStableFunc(j.sightings, func(a, b sighting) int { return a.at.Compare(b.at) })
	return j.contradiction()
}

func (j *job) latest() sighting { return j.sightings[len(j.sightings)-1] }

// contradiction is an error when a job goes from a state to one that cannot follow.
func (j *job) contradiction() error {
	for i := 1; i < len(j.sightings); i++ {
		before, after := j.sightings[i-1], j.sightings[i]
		if rank(before.status) > rank(after.status) || isEnd(before.status) && before.status != after.status {
			return contradict("exchanges %d and %d contradict each other: job %s is %s in one and %s in the other, later", before.number, after.number, j.id, before.status, after.status)
		}
	}
	return nil
}

func isEnd(s ges.Status) bool { return rank(s) == 2 }

func rank(s ges.Status) int {
	switch s {
	case ges.Waiting:
		return 0
	case ges.Running:
		return 1
	default:
		return 2
	}
}

// bounds are the instants between which something took place: after the first, at the
// second or before. A zero time is no bound.
type bounds struct{ after, until time.Time }

// choose returns an instant within the bounds, as near as can be to a wanted one.
func (b bounds) choose(want time.Time) time.Time {
	if !b.until.IsZero() && want.After(b.until) {
		want = b.until
	}
	if !b.after.IsZero() && !want.After(b.after) {
		want = b.after.Add(time.Microsecond)
	}
	return want
}

// middle returns an instant in the middle of the bounds, whole seconds after an origin if
// one is in them.
func (b bounds) middle(origin time.Time) time.Time {
	middle := b.after.Add(b.until.Sub(b.after) / 2)
	return b.choose(origin.Add(middle.Sub(origin).Round(time.Second)))
}

// entered are the bounds of the instant from which a job was in a state of a rank, or of
// a higher one.
func (j *job) entered(least int) bounds {
	var b bounds
	for _, s := range j.sightings {
		if rank(s.status) < least {
			b.after = s.at
		} else if b.until.IsZero() {
			b.until = s.at
		}
	}
	if least == 2 && !b.until.IsZero() {
		if !j.underWay.IsZero() {
			b.after = later(b.after, j.underWay)
		}
		if !j.over.IsZero() {
			b.until = earlier(b.until, j.over)
		}
	}
	return b
}

// life is how a job of a scenario moves through time, with what is not known.
type life struct {
	waiting, running time.Duration
	forever          bool
	outcome          ges.Status
	comments         []string
}

// life chooses the instants of a job that began at an instant.
func (j *job) life() life {
	l := life{outcome: ges.Success}
	ran := j.beginAt
	if started := j.entered(1); !started.after.IsZero() {
		switch {
		case started.until.IsZero():
			ran = started.after.Add(time.Minute)
			l.comments = append(l.comments, "still waited at "+started.after.Format(recording.Layout))
		default:
			ran = started.middle(j.beginAt)
			l.comments = append(l.comments, between("ran from an instant", started))
		}
	}
	ended := j.entered(2)
	if ended.until.IsZero() {
		from, to, ok := j.expect(ran)
		l.waiting, l.forever = max(from.Sub(j.beginAt), 0), !ok
		l.running = to.Sub(from)
		if len(j.sightings) > 0 && j.latest().status == ges.Running {
			l.comments = append(l.comments, "still ran at "+j.latest().at.Format(recording.Layout))
		}
		return l
	}
	l.outcome = j.latest().status
	end, err := time.Parse(recording.Layout, j.end)
	if err != nil {
		if ended.after.IsZero() {
			ended.after = ran
		}
		end = ended.middle(ran)
		l.comments = append(l.comments, between("ended", ended))
	} else {
		end = ended.choose(exact(j.exactEnd, end))
		ran, end = j.fitShares(ran, end, ended)
	}
	l.waiting = max(ran.Sub(j.beginAt), 0)
	l.running = max(end.Sub(ran), 0)
	if round := l.running.Round(time.Second); err == nil && j.exactEnd.IsZero() && j.fits(ran, end) == j.fits(ran, ran.Add(round)) {
		if at := ran.Add(round); ended.choose(at).Equal(at) && at.Round(time.Second).Equal(end.Round(time.Second)) {
			l.running = round
		}
	}
	return l
}

// endBound is an instant at which the job had ended; the latest one of all if it did not.
func (j *job) endBound() time.Time {
	ended := j.entered(2)
	if ended.until.IsZero() {
		return time.Unix(1<<40, 0)
	}
	if shown, err := time.Parse(recording.Layout, j.end); err == nil {
		return shown
	}
	return ended.until
}

func between(what string, b bounds) string {
	return what + " after " + b.after.Format(recording.Layout) + ", at " + b.until.Format(recording.Layout) + " at the latest"
}

// chooseBegin chooses the instant at which a job began: the one that is shown, if it was
// in no list before and in the first that has it.
func (j *job) chooseBegin(lists []page) error {
	shown, err := time.Parse(recording.Layout, j.begin)
	if err != nil {
		return contradict("exchange %d: the beginTime of job %s is %q; it is a time such as %s", j.sightings[0].number, j.id, j.begin, recording.Layout)
	}
	b := bounds{until: j.sightings[0].at}
	for _, l := range lists {
		if l.complete() && l.at.Before(b.until) && l.at.After(b.after) && !slices.Contains(l.jobs, j) {
			b.after = l.at
		}
	}
	j.beginAt = b.choose(exact(j.exactBegin, shown))
	if j.beginAt.Sub(shown).Abs() > time.Second {
		return contradict("exchange %d: job %s has the beginTime %s, which is not in line with when it was seen, first at %s", j.sightings[0].number, j.id, j.begin, b.until.Format(recording.Layout))
	}
	return nil
}

// exact returns a known instant, if it is the one that is shown, which is rounded.
func exact(known, shown time.Time) time.Time {
	if !known.IsZero() && known.Round(time.Second).Equal(shown) {
		return known
	}
	return shown
}

// isZero reports whether a job has the progress that it has by default.
func isZero(progress any) bool {
	n, ok := progress.(json.Number)
	return progress == nil || ok && n.String() == "0"
}
