package jobs

import (
	"fmt"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"

	"github.com/ges-emulator/ges-emulator/emulator/scenario"
)

// Same says whether both are one schedule, unchanged.
func (s Schedule) Same(o Schedule) bool {
	return s.plan == o.plan && s.hidden == o.hidden && s.own == o.own
}

// Told is what was changed about the plan's jobs, such that [Plan.Changed] gives
// the schedule again.
func (s Schedule) Told() scenario.JobChanges {
	return scenario.JobChanges{Hidden: s.hiddenIDs(), Own: slices.Clone(s.jobs)}
}

// hiddenIDs are the ids of the jobs of the plan that are gone or changed.
func (s Schedule) hiddenIDs() []string {
	if s.hidden == nil {
		return nil
	}
	var ids []string
	for position := range roaring.Values(s.hidden) {
		ids = append(ids, s.plan.Job(int(position)).ID())
	}
	return ids
}

// Changed is the plan's schedule with what was changed about it. It is an error
// when the changes are not those of this plan.
func (p *Plan) Changed(c scenario.JobChanges) (Schedule, error) {
	s := p.Schedule()
	for i, id := range c.Hidden {
		j, ok := p.Find(id)
		if !ok {
			return s, fmt.Errorf("jobs.hidden[%d]: the scenario has no job %q", i, id)
		}
		if s.hidden == nil {
			s.hidden = roaring.New()
		}
		s.hidden.Add(j.position)
	}
	ids := map[string]bool{}
	for i := range c.Own {
		id := c.Own[i].ID
		switch _, taken := s.Find(id); {
		case id == "":
			return s, fmt.Errorf("jobs.own[%d]: it has no jobId", i)
		case taken || ids[id]:
			return s, fmt.Errorf("jobs.own[%d].jobId: %q: %w", i, id, ErrTaken)
		}
		ids[id] = true
	}
	s, err := s.withOwn(c.Own)
	if err != nil {
		return s, fmt.Errorf("jobs.own: %w", err)
	}
	return s, nil
}
