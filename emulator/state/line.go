package state

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"

	"github.com/ges-emulator/ges-emulator/emulator/snapshot"
)

// line is one line of the log: the start of a file, a change of a project, or its
// end.
type line struct {
	World string `json:"world,omitempty"` // the hash of the scenario from here on
	Anew  bool   `json:"anew,omitempty"`  // drops all projects before

	ID    string          `json:"id,omitempty"`
	Acts  string          `json:"acts,omitempty"`  // actsFollow, moreActs or lastActs; "": as any change
	State json.RawMessage `json:"state,omitempty"` // the changed parts; absent: the project was forgotten
}

// When a file of the log begins, a project with many acts is written in several
// lines, between which others may lie: all but its acts, then these. Until the
// last of them is there, the acts of the file before count.
const (
	actsFollow = "follow"
	moreActs   = "more"
	lastActs   = "last"
)

// contents is the projects of a log.
type contents struct {
	world    string // hash; "": none
	projects map[string]*parts
}

// parts is what a log says of a project.
type parts struct {
	keys    map[string]json.RawMessage // of a snapshot, its jobs aside
	acts    []json.RawMessage          // what was done to its jobs, in its order
	earlier []json.RawMessage          // the same until the file began, as far as it was read
	follows bool                       // more of earlier is to come
	since   int                        // from here on acts are of this file, while more of earlier is to come
}

// read adds a file of the log. Its last line may be half written, if the process was
// killed.
func (c *contents) read(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	r := bufio.NewReaderSize(f, 1<<16)
	for n := 1; ; n++ {
		text, err := r.ReadBytes('\n')
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		}
		if err := c.add(text); err != nil {
			return fmt.Errorf("%s:%d: %w", path, n, err)
		}
	}
}

// add adds a line.
func (c *contents) add(text []byte) error {
	var l line
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(&l); err != nil {
		return fmt.Errorf("it is damaged: %w", err)
	}
	switch {
	case l.World != "" && !isHash(l.World):
		return fmt.Errorf("it is damaged: %q names no world", l.World)
	case l.World != "":
		c.world = l.World
		if l.Anew {
			clear(c.projects)
		}
	case l.ID == "":
		return errors.New("it is damaged: it names neither a world nor a project")
	case l.State == nil:
		delete(c.projects, l.ID)
	default:
		return c.change(&l)
	}
	return nil
}

// change adds what has changed about a project.
func (c *contents) change(l *line) error {
	var keys map[string]json.RawMessage
	if err := json.Unmarshal(l.State, &keys); err != nil {
		return fmt.Errorf("it is damaged: %w", err)
	}
	var jobs struct{ Acts []json.RawMessage }
	if text := keys["jobs"]; text != nil {
		if err := json.Unmarshal(text, &jobs); err != nil {
			return fmt.Errorf("it is damaged: jobs: %w", err)
		}
	}
	delete(keys, "jobs")
	p := c.projects[l.ID]
	if l.Acts == moreActs || l.Acts == lastActs {
		if p != nil && p.follows { // else it has begun anew since
			p.addEarlier(jobs.Acts, l.Acts == lastActs)
		}
		return nil
	}
	if _, whole := keys["scenario"]; p == nil || whole {
		next := &parts{keys: map[string]json.RawMessage{}}
		if l.Acts == actsFollow {
			if p != nil {
				next.acts = p.acts
			}
			next.follows, next.since = true, len(next.acts)
		}
		p = next
		c.projects[l.ID] = p
	}
	maps.Copy(p.keys, keys)
	p.acts = append(p.acts, jobs.Acts...)
	return nil
}

// addEarlier adds acts of before the file began. With the last of them they take
// the place of those that the file before had.
func (p *parts) addEarlier(acts []json.RawMessage, last bool) {
	p.earlier = append(p.earlier, acts...)
	if last {
		p.acts = append(p.earlier, p.acts[p.since:]...)
		p.earlier, p.follows, p.since = nil, false, 0
	}
}

// isHash reports whether a text can be a scenario's hash, and so part of a file
// name.
func isHash(s string) bool {
	sum, err := hex.DecodeString(s)
	return err == nil && len(sum) == sha256.Size
}

// document parses the parts of a project in the log.
func document(id string, p *parts) (snapshot.Document, error) {
	text, err := json.Marshal(p.keys)
	if err != nil {
		return snapshot.Document{}, err
	}
	for i, act := range p.acts {
		if i == 0 {
			text = append(text[:len(text)-1], `,"jobs":{"acts":[`...)
		} else {
			text = append(text, ',')
		}
		text = append(text, act...)
	}
	if len(p.acts) > 0 {
		text = append(text, `]}}`...)
	}
	return snapshot.ParseTrusted("state of project "+id, text)
}
