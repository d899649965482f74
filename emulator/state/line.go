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

// line is one line of the log: a world begins, or a project has changed, or is
// gone.
type line struct {
	World string `json:"world,omitempty"` // the hash of the scenario that it follows from here on
	Anew  bool   `json:"anew,omitempty"`  // all projects of before are gone

	ID    string          `json:"id,omitempty"`
	State json.RawMessage `json:"state,omitempty"` // what has changed; absent: the project is gone
}

// contents is what a log says.
type contents struct {
	world    string // hash; "": none
	projects map[string]map[string]json.RawMessage
}

// read adds what a file of the log says. Its last line may be half written: the
// process was killed at it.
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

// add adds what a line says.
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
		var parts map[string]json.RawMessage
		if err := json.Unmarshal(l.State, &parts); err != nil {
			return fmt.Errorf("it is damaged: %w", err)
		}
		if _, whole := parts["scenario"]; whole || c.projects[l.ID] == nil {
			c.projects[l.ID] = parts
		}
		maps.Copy(c.projects[l.ID], parts)
	}
	return nil
}

// isHash says whether a text can be a scenario's hash, and so part of a file's
// name.
func isHash(s string) bool {
	sum, err := hex.DecodeString(s)
	return err == nil && len(sum) == sha256.Size
}

// document reads what the log has of a project.
func document(id string, parts map[string]json.RawMessage) (snapshot.Document, error) {
	text, err := json.Marshal(parts)
	if err != nil {
		return snapshot.Document{}, err
	}
	return snapshot.ParseTrusted("state of project "+id, text)
}
