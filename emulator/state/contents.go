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
	keys    []member // of a snapshot, its jobs aside
	acts    [][]byte // what was done to its jobs, in its order
	earlier [][]byte // the same until the rewrite began, as far as it was read
	follows bool     // more of earlier is to come
	since   int      // from here on acts are later than the rewrite, while more of earlier is to come
}

// member is a key of a document and its value.
type member struct{ key, value []byte }

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
		next := new(parts)
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
		p.set(m)
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
			keys = append(keys, member{key, value})
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
		elements, ok := inside(value, '[', ']')
		if !ok || string(key) != "acts" {
			return nil, false
		}
		list := scanner{rest: elements}
		for act := list.element(); act != nil; act = list.element() {
			acts = append(acts, act)
		}
		if list.failed {
			return nil, false
		}
	}
	return acts, !s.failed
}

// set sets a key.
func (p *parts) set(m member) {
	for i := range p.keys {
		if bytes.Equal(p.keys[i].key, m.key) {
			p.keys[i] = m
			return
		}
	}
	p.keys = append(p.keys, m)
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
	text := []byte{'{'}
	for i, m := range p.keys {
		if i > 0 {
			text = append(text, ',')
		}
		text = append(append(append(append(text, '"'), m.key...), `":`...), m.value...)
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
