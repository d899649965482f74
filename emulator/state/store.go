package state

import (
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/gofrs/flock"

	"github.com/ges-emulator/ges-emulator/emulator/scenario"
	"github.com/ges-emulator/ges-emulator/emulator/snapshot"
)

// Saved is the state that an earlier emulator saved in a folder.
type Saved struct {
	Scenario *scenario.Source // of that emulator; nil: the folder is new
	Projects map[string]snapshot.Document
}

// Store is a folder in which states are saved. It is safe for concurrent use.
type Store struct {
	dir  string
	lock *flock.Flock

	mu        sync.Mutex
	number    int             // of the current file of the log
	log       *os.File        // nil: nothing is written yet
	size      int64           // bytes of it
	rewritten int64           // bytes of it when the rewrite ended; 0: not yet
	sources   map[string]bool // hashes of the scenarios in the current file
	err       error           // why it can no longer be written; nil: it can
	failed    chan struct{}   // closed then
}

// minLog is how long a file of the log becomes at least before another begins,
// in bytes.
const minLog = 32 << 20

// isLog reports whether a file is one of the log. Other files of a user are left
// alone.
func isLog(name string) bool {
	is, _ := filepath.Match("log-[0-9][0-9][0-9][0-9][0-9][0-9]*.jsonl", name)
	return is
}

// sourceHash is the hash in the name of a scenario's file.
func sourceHash(name string) (hash string, ok bool) {
	hash, isScenario := strings.CutPrefix(name, "scenario-")
	hash, isJSON := strings.CutSuffix(hash, ".json")
	return hash, isScenario && isJSON && isHash(hash)
}

// ErrInUse says that another emulator uses a folder.
var ErrInUse = errors.New("another emulator saves its state there")

// Open locks a folder, which is created if needed, and reads its state.
func Open(dir string) (*Store, Saved, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, Saved{}, err
	}
	s := &Store{dir: dir, lock: flock.New(filepath.Join(dir, "lock")), failed: make(chan struct{})}
	switch locked, err := s.lock.TryLock(); {
	case err != nil:
		return nil, Saved{}, err
	case !locked:
		return nil, Saved{}, fmt.Errorf("%s: %w", dir, ErrInUse)
	}
	saved, err := s.read()
	if err != nil {
		return nil, Saved{}, errors.Join(err, s.lock.Unlock())
	}
	return s, saved, nil
}

// logs are the files of the log, in order.
func (s *Store) logs() ([]string, error) {
	entries, err := os.ReadDir(s.dir) // by name
	var paths []string
	for _, e := range entries {
		if isLog(e.Name()) {
			paths = append(paths, filepath.Join(s.dir, e.Name()))
		}
	}
	return paths, err
}

// read reads the folder.
func (s *Store) read() (Saved, error) {
	logs, err := s.logs()
	if err != nil {
		return Saved{}, err
	}
	c := contents{projects: map[string]*parts{}}
	for _, path := range logs {
		if err := c.read(path); err != nil {
			return Saved{}, err
		}
		if _, err := fmt.Sscanf(filepath.Base(path), "log-%d.jsonl", &s.number); err != nil {
			return Saved{}, fmt.Errorf("%s: it is no file of the log: %w", path, err)
		}
	}
	saved := Saved{Projects: map[string]snapshot.Document{}}
	if c.world == "" {
		return saved, s.checkUnused()
	}
	world, err := s.readSource(c.world)
	if err != nil {
		return saved, err
	}
	saved.Scenario = &world
	sources := map[string]scenario.Source{c.world: world} // shared by many projects
	for id, parts := range c.projects {
		p, err := document(id, parts)
		if err == nil && p.Scenario != nil {
			hash := p.Scenario.Hash
			if _, known := sources[hash]; !known {
				sources[hash], err = s.readSource(hash)
			}
			p.Scenario.Source = sources[hash]
		}
		if err != nil {
			return saved, fmt.Errorf("%s: %w", s.dir, err)
		}
		saved.Projects[id] = p
	}
	return saved, nil
}

// checkUnused returns an error if the folder was used but its log is lost. An empty
// first file of the log is left by a start that was killed.
func (s *Store) checkUnused() error {
	entries, err := os.ReadDir(s.dir)
	for _, e := range entries {
		if _, isSource := sourceHash(e.Name()); isSource && s.number != 1 {
			return fmt.Errorf("%s: it has scenarios, and no log", s.dir)
		}
	}
	return err
}

// BeginRewrite begins another file of the log, for a world with a scenario. reset
// drops the projects before.
func (s *Store) BeginRewrite(world scenario.Source, reset bool) {
	hash := world.Hash()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.err != nil {
		return
	}
	f, err := os.OpenFile(s.path(s.number+1), os.O_CREATE|os.O_EXCL|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		s.fail(err)
		return
	}
	if s.log != nil {
		s.fail(s.log.Close())
	}
	s.number, s.log, s.size, s.rewritten, s.sources = s.number+1, f, 0, 0, map[string]bool{}
	s.writeSource(hash, world)
	s.append(fmt.Appendf(nil, `{"world":%q,"anew":%t}`, hash, reset))
}

// EndRewrite says that the current file is complete. It deletes the earlier files.
func (s *Store) EndRewrite() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.err != nil {
		return
	}
	s.rewritten = s.size
	entries, err := os.ReadDir(s.dir)
	s.fail(err)
	for _, e := range entries {
		name := e.Name()
		hash, isSource := sourceHash(name)
		if isLog(name) && name != filepath.Base(s.path(s.number)) || isSource && !s.sources[hash] {
			s.fail(os.Remove(filepath.Join(s.dir, name)))
		}
	}
}

// NeedsRewrite reports whether the log is so long that it should be rewritten.
func (s *Store) NeedsRewrite() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.err == nil && s.rewritten > 0 && s.size > max(minLog, 4*s.rewritten)
}

// Write writes the changed parts of a project; they are saved when it returns. A
// scenario is written by its hash, which must be given. Acts on its jobs come
// behind those of before, unless the document is whole.
func (s *Store) Write(id string, changed snapshot.Document) { s.write(id, "", changed) }

// WriteHead writes all of a project but the acts on its jobs, as a file of the log
// begins: [Store.WriteActs] follows, beside whatever else is written.
func (s *Store) WriteHead(id string, whole snapshot.Document) { s.write(id, actsFollow, whole) }

// maxActs is how many acts are written in one line.
const maxActs = 500

// WriteActs writes the acts on a project's jobs that WriteHead has left out, some
// at a time.
func (s *Store) WriteActs(id string, acts iter.Seq[scenario.JobAct]) {
	var some []scenario.JobAct
	write := func(kind string) {
		s.write(id, kind, snapshot.Document{Project: id, Jobs: &scenario.JobChanges{Acts: some}})
		some = some[:0]
	}
	for act := range acts {
		if some = append(some, act); len(some) == maxActs {
			write(moreActs)
		}
	}
	write(lastActs)
}

func (s *Store) write(id, acts string, changed snapshot.Document) {
	of := changed.Scenario
	if of != nil {
		changed.Scenario = &snapshot.Origin{
			Source: scenario.Source{File: of.File, Loaded: of.Loaded}, Project: of.Project, Hash: of.Hash,
		}
	}
	text := fmt.Appendf(nil, `{"id":%q,`, id)
	if acts != "" {
		text = fmt.Appendf(text, `"acts":%q,`, acts)
	}
	text = changed.AppendTo(append(text, `"state":`...))
	s.mu.Lock()
	defer s.mu.Unlock()
	if of != nil {
		s.writeSource(of.Hash, of.Source)
	}
	s.append(append(text, '}'))
}

// Forget writes that a project was forgotten.
func (s *Store) Forget(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.append(fmt.Appendf(nil, `{"id":%q}`, id))
}

// append appends a line, by one write. The lock is held.
func (s *Store) append(text []byte) {
	if s.err != nil || s.log == nil {
		return
	}
	n, err := s.log.Write(append(text, '\n'))
	s.size += int64(n)
	s.fail(err)
}

// fail ends all writing, at the first error; nil is none. The lock is held.
func (s *Store) fail(err error) {
	if err == nil || s.err != nil {
		return
	}
	s.err = fmt.Errorf("the state can no longer be saved: %w", err)
	close(s.failed)
}

// Failed is closed when the log can no longer be written.
func (s *Store) Failed() <-chan struct{} { return s.failed }

// Err is the reason; nil: it can be written.
func (s *Store) Err() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.err
}

// Close releases the folder. The error is also that of an earlier write. Later writes
// are lost.
func (s *Store) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if errors.Is(s.err, os.ErrClosed) {
		return nil
	}
	err := s.err
	s.err = errors.Join(s.err, os.ErrClosed)
	if s.log != nil {
		err = errors.Join(err, s.log.Sync(), s.log.Close())
		s.log = nil
	}
	return errors.Join(err, s.lock.Unlock())
}

func (s *Store) path(number int) string {
	return filepath.Join(s.dir, fmt.Sprintf("log-%06d.jsonl", number))
}

// writeSource writes a scenario's source under its hash, once. The lock is held.
func (s *Store) writeSource(hash string, source scenario.Source) {
	if s.err != nil || s.sources[hash] {
		return
	}
	s.sources[hash] = true
	path := s.sourcePath(hash)
	if _, err := os.Stat(path); err == nil {
		return
	}
	data, err := json.Marshal(source)
	if err == nil { // via another name, so that a half written file never has this one
		err = os.WriteFile(path+".new", data, 0o600)
	}
	if err == nil {
		err = os.Rename(path+".new", path)
	}
	s.size += int64(len(data)) // so that sources do not pile up either
	s.fail(err)
}

// readSource reads a scenario's source.
func (s *Store) readSource(hash string) (source scenario.Source, err error) {
	data, err := os.ReadFile(s.sourcePath(hash))
	if err != nil {
		return source, err
	}
	if err := json.Unmarshal(data, &source); err != nil {
		return source, fmt.Errorf("%s: it is damaged: %w", s.sourcePath(hash), err)
	}
	if source.Hash() != hash {
		return source, fmt.Errorf("%s: it is damaged: it is another scenario than its name says", s.sourcePath(hash))
	}
	return source, nil
}

func (s *Store) sourcePath(hash string) string {
	return filepath.Join(s.dir, "scenario-"+hash+".json")
}
