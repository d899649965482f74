package state

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"os"
	"sync"
	"syscall"

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
	folder *folder

	mu        sync.Mutex
	number    int             // of the current file of the log
	log       *os.File        // nil: nothing is written yet
	size      int64           // bytes of it
	rewritten int64           // bytes of it when the rewrite ended; 0: not yet
	last      int             // the number of the last line
	old       []string        // earlier files, which are removed when the rewrite ends
	sources   map[string]bool // hashes of the scenarios that were written since the rewrite began
	err       error           // why it can no longer be written; nil: it can
	failed    chan struct{}   // closed then
}

// minLog is how long a file of the log becomes at least before it is rewritten, in
// bytes.
const minLog = 32 << 20

// Open locks a folder, which is created if needed, and reads its state.
// The error is [ErrInUse], [ErrDamaged] or that of a file.
func Open(dir string) (*Store, Saved, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, Saved{}, err
	}
	f, err := holdFolder(dir)
	if err != nil {
		return nil, Saved{}, err
	}
	s := &Store{folder: f, failed: make(chan struct{})}
	saved, err := s.read()
	if err == nil {
		err = f.openFiles()
	}
	if err != nil {
		return nil, Saved{}, errors.Join(err, f.release())
	}
	return s, saved, nil
}

// read reads the folder, and where its log is to be continued.
func (s *Store) read() (Saved, error) {
	r, err := readFolder(s.folder.path)
	if err != nil {
		return Saved{}, err
	}
	if s.number, err = r.number(); err != nil {
		return Saved{}, err
	}
	s.last, s.old = r.last, r.paths()
	return r.saved(s.folder.path)
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
	if err := s.nextFile(); err != nil && (s.log == nil || !isShortage(err)) {
		s.fail(err)
		return
	}
	s.sources = map[string]bool{}
	s.writeSource(hash, world)
	s.append(fmt.Appendf(nil, `{"world":%q,"reset":%t`, hash, reset))
}

// nextFile begins another file of the log.
func (s *Store) nextFile() error {
	f, err := os.OpenFile(logPath(s.folder.path, s.number+1), os.O_CREATE|os.O_EXCL|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return err
	}
	if s.log != nil {
		s.old = append(s.old, s.log.Name())
		s.fail(s.log.Close())
	}
	s.number, s.log, s.size, s.rewritten = s.number+1, f, 0, 0
	return nil
}

// isShortage says whether an error passes, such as that of a process with as many
// open files as it may have. The current file of the log is then continued.
func isShortage(err error) bool {
	return errors.Is(err, syscall.EMFILE) || errors.Is(err, syscall.ENFILE) || errors.Is(err, syscall.ENOMEM)
}

// completeText begins the line that ends a rewrite.
const completeText = `{"complete":true`

// EndRewrite says that the current file is complete. Once it is on the disk, the
// files before it are removed. Changes can be written meanwhile.
func (s *Store) EndRewrite() {
	s.mu.Lock()
	s.append([]byte(completeText))
	log, old, err := s.log, s.old, s.err
	s.mu.Unlock()
	if err != nil {
		return
	}
	if err = errors.Join(log.Sync(), s.folder.sync()); err == nil {
		err = removeFiles(old)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.rewritten, s.old = s.size, nil
	s.fail(err)
}

func removeFiles(paths []string) error {
	for _, path := range paths {
		if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// NeedsRewrite reports whether the present file is so long that it should be rewritten.
func (s *Store) NeedsRewrite() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.err == nil && s.rewritten > 0 && s.size > max(minLog, 4*s.rewritten)
}

// Write writes the changed parts of a project; they are saved when it returns. A
// scenario is written by its hash, which must be given. Acts on its jobs come
// behind those of before, unless the document is whole.
func (s *Store) Write(id string, changed snapshot.Document) { s.WriteEntries(id, changed, Places{}) }

// WriteEntries is as [Store.Write], where some lists of the document have changed entries
// only.
func (s *Store) WriteEntries(id string, changed snapshot.Document, at Places) {
	s.write(head{id: id, at: at}, changed)
}

// WriteHead writes all of a project but the acts on its jobs, as a file of the log
// begins: [Store.WriteActs] follows, beside whatever else is written.
func (s *Store) WriteHead(id string, whole snapshot.Document) {
	s.write(head{id: id, acts: actsFollow}, whole)
}

// maxActs is how many acts are written in one line.
const maxActs = 500

// WriteActs writes the acts on a project's jobs that WriteHead has left out, some
// at a time.
func (s *Store) WriteActs(id string, acts iter.Seq[scenario.JobAct]) {
	var some []scenario.JobAct
	write := func(kind string) {
		s.write(head{id: id, acts: kind}, snapshot.Document{Project: id, Jobs: &scenario.JobChanges{Acts: some}})
		some = some[:0]
	}
	for act := range acts {
		if some = append(some, act); len(some) == maxActs {
			write(moreActs)
		}
	}
	write(lastActs)
}

// usualLine is how long a line usually is at most, in bytes.
const usualLine = 512

// head is what the line of a change says before the change.
type head struct {
	id   string
	acts string // see [line]
	at   Places
}

func (s *Store) write(h head, changed snapshot.Document) {
	of := changed.Scenario
	if of != nil {
		changed.Scenario = &snapshot.Origin{
			Source: scenario.Source{File: of.File, Loaded: of.Loaded}, Project: of.Project, Hash: of.Hash,
		}
	}
	text := fmt.Appendf(make([]byte, 0, usualLine), `{"id":%q,`, h.id)
	if h.acts != "" {
		text = fmt.Appendf(text, `"acts":%q,`, h.acts)
	}
	text = h.at.appendTo(text)
	text = changed.AppendTo(append(text, `"state":`...))
	s.mu.Lock()
	defer s.mu.Unlock()
	if of != nil {
		s.writeSource(of.Hash, of.Source)
	}
	s.append(text)
}

// Forget writes that a project was forgotten.
func (s *Store) Forget(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.append(fmt.Appendf(nil, `{"id":%q`, id))
}

// writeSource writes a scenario, once for all projects that follow it. The lock is
// held.
func (s *Store) writeSource(hash string, source scenario.Source) {
	if s.err != nil || s.sources[hash] {
		return
	}
	s.sources[hash] = true
	text, err := json.Marshal(source)
	s.fail(err)
	s.append(append([]byte(`{"source":`), text...))
}

// append appends a line, which lacks its number, by one write, and acknowledges it.
// The lock is held.
func (s *Store) append(text []byte) {
	if s.err != nil || s.log == nil {
		return
	}
	n, err := s.log.Write(seal(text, s.last+1))
	s.size += int64(n)
	if err == nil {
		s.last++
		err = s.folder.acknowledge(s.last)
	}
	if err == nil {
		err = s.checkFiles()
	}
	s.fail(err)
}

// checkFiles is an error when a file was removed, or the log was changed, by
// somebody else: what was written may be lost.
func (s *Store) checkFiles() error {
	size, err := sizeOf(s.log)
	if err != nil {
		return err
	}
	if size != s.size {
		return fmt.Errorf("%s: it has %d bytes where %d were written: something else changed it", s.log.Name(), size, s.size)
	}
	return s.folder.checkInUse()
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

// Close forces the log to the disk and releases the folder. The error is also that of
// an earlier write. Later writes are lost.
func (s *Store) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if errors.Is(s.err, os.ErrClosed) {
		return nil
	}
	err := s.err
	s.err = errors.Join(s.err, os.ErrClosed)
	if s.log != nil {
		err = errors.Join(err, s.log.Sync(), s.folder.sync(), s.log.Close())
		s.log = nil
	}
	return errors.Join(err, s.folder.release())
}
