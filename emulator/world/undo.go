package world

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/events"
	"github.com/ges-emulator/ges-emulator/emulator/fault"
	"github.com/ges-emulator/ges-emulator/emulator/history"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
	"github.com/ges-emulator/ges-emulator/emulator/submit"
)

// How much of a project can be undone.
const (
	maxUndo      = 50
	maxUndoLives = 3 // of these, those that ended a life: it is held as a whole
)

// Change is a change of a project that can be undone.
type Change struct {
	What string        // such as: patch job ff80808167bb90340167bc3c7b5b026a
	At   clock.Instant // virtual now when it was made
}

// undo is a change, and what is needed to revert it: what the project was before, of that
// which the change touched.
type undo struct {
	Change

	in      *life // in which the change was made, or which it began
	life    *life // that the change ended; nil: none
	clock   *clock.Clock
	now     clock.Instant // of clock
	faults  *fault.Counter
	rules   *submit.Rules
	acts    []scenario.JobAct
	history *history.History // before acts
	after   *history.History // after acts
}

// ErrNothingToUndo says that a project has no change that can be undone.
var ErrNothingToUndo = errors.New("nothing can be undone: no change was made by the control API, or the project began again since")

// noteUndo notes what the staged changes are about to change. Calls of clients are not
// noted: they cannot be undone. The lock is held.
func (tx *Tx) noteUndo() {
	s, l := &tx.staged, tx.life
	if tx.call != nil || s.isUndo {
		return
	}
	u := undo{in: l}
	u.At = tx.now
	switch {
	case s.life != nil:
		u.in, u.life, u.What = s.life, l, string(s.reason)
		if s.reason != events.ByReset {
			u.What = "another " + u.What
		}
	case s.clock == nil && s.faults == nil && s.rules == nil && len(s.acts) == 0:
		return
	default:
		tx.noteParts(&u)
	}
	if u.What != "" { // else nothing has changed after all
		tx.project.addUndo(u)
	}
}

// noteParts notes the parts of a life that are about to change.
func (tx *Tx) noteParts(u *undo) {
	s, l := &tx.staged, tx.life
	var what []string
	if s.clock != nil {
		before := l.clock
		u.clock, u.now = &before, tx.now
		what = append(what, describeClock(&before, tx.now, s.clock))
	}
	if len(s.acts) > 0 {
		u.acts, u.history, u.after = s.acts, l.board.History(), tx.History()
		for _, act := range s.acts {
			what = append(what, describeAct(act))
		}
	}
	if s.faults != nil {
		before := l.faults.Clone()
		u.faults = &before
		what = append(what, describeNames("fault", before.Difference, s.faults)...)
	}
	if s.rules != nil {
		before := l.rules
		u.rules = &before
		what = append(what, describeNames("submit rule", func(r *submit.Rules) (added, removed []string) { return before.Difference(*r) }, s.rules)...)
	}
	u.What = strings.Join(what, ", ")
}

func describeClock(before *clock.Clock, now clock.Instant, after *clock.Clock) string {
	if a, b := after.Settings(), before.Settings(); a != b {
		switch a.Mode {
		case clock.Stepped:
			return "clock " + string(a.Mode) + " by " + a.Step.String()
		case clock.Realtime:
			return fmt.Sprintf("clock %s at a rate of %g", a.Mode, a.Rate)
		default:
			return "clock " + string(a.Mode)
		}
	}
	return "time from " + now.Exact() + " to " + after.Now().Exact()
}

func describeAct(act scenario.JobAct) string {
	switch {
	case act.On != nil && act.On.Kind == scenario.StatusAct:
		return "status " + act.On.Value + " of graph " + act.On.Name
	case act.On != nil:
		return string(act.On.Kind) + " graph " + act.On.Name
	case act.Add != nil:
		return "add job " + act.ID()
	case act.Patch != nil:
		return "patch job " + act.ID()
	default:
		return "remove job " + act.ID()
	}
}

func describeNames[T any](noun string, difference func(*T) (added, removed []string), later *T) (what []string) {
	added, removed := difference(later)
	for _, name := range added {
		what = append(what, fmt.Sprintf("add %s %q", noun, name))
	}
	for _, name := range removed {
		what = append(what, fmt.Sprintf("remove %s %q", noun, name))
	}
	return what
}

// addUndo adds a change, and forgets the oldest ones beyond the bounds. The lock is held.
func (p *Project) addUndo(u undo) {
	p.undo = append(p.undo, u)
	lives := 0
	for i := len(p.undo) - 1; i >= 0; i-- {
		if p.undo[i].life != nil {
			lives++
		}
		if lives > maxUndoLives || len(p.undo)-i > maxUndo {
			p.undo = slices.Clone(p.undo[i+1:])
			return
		}
	}
}

// undoable returns the changes that can be undone, the oldest first: those that lead to the
// life as it is. The lock is held.
func (p *Project) undoable() []undo {
	in := p.life
	for i := len(p.undo) - 1; i >= 0; i-- {
		if p.undo[i].in != in {
			p.undo = slices.Clone(p.undo[i+1:])
			break
		}
		if p.undo[i].life != nil {
			in = p.undo[i].life
		}
	}
	return p.undo
}

// Undoable lists the changes that can be undone, the newest first.
func (tx *Tx) Undoable() []Change {
	var list []Change
	for _, u := range slices.Backward(tx.project.undoable()) {
		list = append(list, u.Change)
	}
	return list
}

// Undo reverts the newest change that can be undone, and returns it and the project's now
// afterwards. What clients have done since stays. The error is [ErrNothingToUndo], or says
// what stands on the change.
func (tx *Tx) Undo() (Change, clock.Instant, error) {
	list := tx.project.undoable()
	if len(list) == 0 {
		return Change{}, tx.now, ErrNothingToUndo
	}
	u, s := list[len(list)-1], &tx.staged
	if u.life != nil {
		s.dirty, s.isUndo, s.life, s.reason = true, true, u.life, events.ByUndo
		return u.Change, u.life.clock.Now(), nil
	}
	if err := tx.revertActs(&u); err != nil {
		return Change{}, tx.now, err
	}
	s.dirty, s.isUndo = true, true
	if u.clock != nil {
		c := tx.clock()
		c.ChangeSettings(tx.now, u.clock.Settings())
		c.Set(u.now)
		s.clock = &c
	}
	if u.faults != nil {
		tx.changeFaults().Revert(u.faults)
	}
	if u.rules != nil {
		rules := tx.rules().Reverted(*u.rules)
		s.rules = &rules
	}
	c := tx.clock()
	return u.Change, c.Now(), nil
}

// revertActs stages the jobs and graphs without the acts of a change.
func (tx *Tx) revertActs(u *undo) error {
	if len(u.acts) == 0 {
		return nil
	}
	acts, err := tx.graphActsWithout(u.acts)
	if err != nil {
		return err
	}
	h := tx.History()
	if h == u.after {
		h = u.history
	} else {
		for _, act := range slices.Backward(u.acts) {
			if act.On == nil {
				h = h.Reverted(act, u.history)
			}
		}
	}
	s := &tx.staged
	s.history, s.graphs, s.acts = h, tx.life.origin.graphs.Set(h, acts), u.acts
	return nil
}

// graphActsWithout returns the acts on the project's graphs without some of them. It is an
// error if others are about a graph that these make.
func (tx *Tx) graphActsWithout(reverted []scenario.JobAct) ([]scenario.GraphAct, error) {
	acts := tx.Graphs().Acts()
	for _, act := range slices.Backward(reverted) {
		if act.On == nil {
			continue
		}
		at := -1
		for i := range acts {
			if acts[i] == *act.On {
				at = i
			}
		}
		if at < 0 {
			continue
		}
		acts = slices.Delete(acts, at, at+1)
		if act.On.Kind != scenario.CreateAct {
			continue
		}
		for i := range acts {
			if acts[i].Graph == act.On.Graph {
				return nil, fmt.Errorf("graph %q was used since by %s: remove it instead", act.On.Name, acts[i].Kind)
			}
		}
	}
	return acts, nil
}
