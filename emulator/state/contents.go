package state

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/ges-emulator/ges-emulator/emulator/scenario"
	"github.com/ges-emulator/ges-emulator/emulator/snapshot"
)

// contents is the scenarios and the projects of a log.
type contents struct {
	first, last int // numbers of the first line and the last; 0: there is none
	complete    bool
	world       string                     // the hash of the scenario that is served; "": none
	sources     map[string]scenario.Source // by hash
	projects    map[string]*parts
}

// parts is what a log says of a project.
type parts struct {
	whole   bool     // it was written whole, and not only changes of it
	keys    []member // of a snapshot, its jobs aside
	acts    [][]byte // what was done to its jobs, in its order
	earlier [][]byte // the same until the rewrite began, as far as it was read
	follows bool     // more of earlier is to come
	since   int      // from here on acts are later than the rewrite, while more of earlier is to come
}

// member is a key of a document and its value.
type member struct {
	key, value []byte
	entries    *entries // in place of the value: of a part that was changed entry by entry
}

// appendTo appends the member as JSON.
func (m *member) appendTo(text []byte) []byte {
	text = append(append(append(text, '"'), m.key...), `":`...)
	if m.entries != nil {
		return m.entries.appendTo(text, string(m.key))
	}
	return append(text, m.value...)
}

// errDocument says that a state is no document of the emulator's.
var errDocument = errors.New("its state is not a document as the emulator writes it")

// add adds a line.
func (c *contents) add(text []byte) error {
	l, err := parseLine(text)
	switch {
	case err != nil:
		return err
	case c.last > 0 && l.number != c.last+1:
		return fmt.Errorf("it is change %d, and change %d comes before it", l.number, c.last)
	}
	if err := c.apply(&l); err != nil {
		return err
	}
	if c.last = l.number; c.first == 0 {
		c.first = l.number
	}
	return nil
}

// apply applies a line.
func (c *contents) apply(l *line) error {
	switch {
	case l.source != nil:
		c.sources[l.source.Hash()] = *l.source
	case l.world != "":
		if _, known := c.sources[l.world]; !known {
			return errors.New("the scenario that it names is not in the log")
		}
		c.world = l.world
		if l.reset {
			clear(c.projects)
		}
	case l.complete:
		c.complete = true
	case l.state == nil:
		delete(c.projects, l.id)
	default:
		return c.change(l)
	}
	return nil
}

// change adds what has changed about a project.
func (c *contents) change(l *line) error {
	keys, acts, err := splitState(l.state)
	if err != nil {
		return err
	}
	p := c.projects[l.id]
	if l.acts == moreActs || l.acts == lastActs {
		if p != nil && p.follows { // else it has begun anew since
			p.addEarlier(acts, l.acts == lastActs)
		}
		return nil
	}
	whole := slices.ContainsFunc(keys, func(m member) bool { return string(m.key) == "scenario" })
	if p == nil || whole {
		next := &parts{whole: whole}
		if l.acts == actsFollow {
			if p != nil {
				next.acts = p.acts
			}
			next.follows, next.since = true, len(next.acts)
		}
		p = next
		c.projects[l.id] = p
	}
	for _, m := range keys {
		if err := p.change(m, l.at); err != nil {
			return err
		}
	}
	p.acts = append(p.acts, acts...)
	return nil
}

// splitState splits what has changed about a project: the acts on its jobs, and the
// other keys.
func splitState(state []byte) (keys []member, acts [][]byte, err error) {
	members, ok := inside(state, '{', '}')
	if !ok {
		return nil, nil, errDocument
	}
	s := scanner{rest: members}
	for key, value := s.member(); key != nil; key, value = s.member() {
		if string(key) != "jobs" {
			keys = append(keys, member{key: key, value: value})
		} else if acts, ok = splitActs(value); !ok {
			return nil, nil, errDocument
		}
	}
	if s.failed {
		return nil, nil, errDocument
	}
	return keys, acts, nil
}

// splitActs splits the acts of a change of jobs.
func splitActs(jobs []byte) (acts [][]byte, ok bool) {
	members, ok := inside(jobs, '{', '}')
	if !ok {
		return nil, false
	}
	s := scanner{rest: members}
	for key, value := s.member(); key != nil; key, value = s.member() {
		if string(key) != "acts" {
			return nil, false
		}
		if acts, ok = splitList(value); !ok {
			return nil, false
		}
	}
	return acts, !s.failed
}

// change sets a key, or the entries at some places of it.
func (p *parts) change(m member, at []places) error {
	i := slices.IndexFunc(p.keys, func(old member) bool { return bytes.Equal(old.key, m.key) })
	if i < 0 {
		i, p.keys = len(p.keys), append(p.keys, member{key: m.key})
	}
	for _, part := range at {
		if part.part == string(m.key) {
			if !p.keys[i].change(m, part.list) && p.whole { // else it is written whole after this
				return errDocument
			}
			return nil
		}
	}
	p.keys[i] = m
	return nil
}

// change applies a change that has some entries only.
func (m *member) change(changed member, at []int) bool {
	part := string(m.key)
	if m.entries == nil {
		m.entries = new(entries)
		if m.value != nil {
			split, ok := splitEntries(part, m.value)
			if !ok {
				return false
			}
			*m.entries = split
		}
	}
	split, ok := splitEntries(part, changed.value)
	return ok && m.entries.change(split, at)
}

// addEarlier adds acts from before the rewrite. With the last of them they take the
// place of those that the log had before it.
func (p *parts) addEarlier(acts [][]byte, last bool) {
	p.earlier = append(p.earlier, acts...)
	if last {
		p.acts = append(p.earlier, p.acts[p.since:]...)
		p.earlier, p.follows, p.since = nil, false, 0
	}
}

// saved parses the documents of all projects. dir is the folder's name in errors.
func (c *contents) saved(dir string) (Saved, error) {
	saved := Saved{Projects: map[string]snapshot.Document{}}
	if c.world == "" {
		return saved, nil
	}
	world := c.sources[c.world]
	saved.Scenario = &world
	for _, id := range slices.Sorted(maps.Keys(c.projects)) {
		d, err := snapshot.ParseTrusted("state of project "+id, c.projects[id].document())
		if err == nil && d.Scenario != nil {
			source, known := c.sources[d.Scenario.Hash]
			if !known {
				err = fmt.Errorf("state of project %s: its scenario is not in the log", id)
			}
			d.Scenario.Source = source
		}
		if err != nil {
			return saved, fmt.Errorf("%s: %w", dir, err)
		}
		saved.Projects[id] = d
	}
	return saved, nil
}

// document is the text of a project's state.
func (p *parts) document() []byte {
	size := 0
	for _, m := range p.keys {
		size += len(m.key) + len(m.value)
	}
	for _, act := range p.acts {
		size += len(act) + 1
	}
	text := append(make([]byte, 0, size+usualLine), '{')
	for i, m := range p.keys {
		if i > 0 {
			text = append(text, ',')
		}
		text = m.appendTo(text)
	}
	for i, act := range p.acts {
		if i == 0 {
			text = append(text, `,"jobs":{"acts":[`...)
		} else {
			text = append(text, ',')
		}
		text = append(text, act...)
	}
	if len(p.acts) > 0 {
		text = append(text, `]}`...)
	}
	return append(text, '}')
}
