package state

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"slices"
)

// ErrNoState says that there is no state in a folder.
var ErrNoState = errors.New("there is no state in it")

// Check reads a folder that no emulator uses, and changes nothing. The error is that
// of [Open], or [ErrNoState].
func Check(dir string) (Saved, error) {
	f, err := holdUsed(dir)
	if err != nil {
		return Saved{}, err
	}
	r, err := readFolder(dir)
	if err != nil {
		return Saved{}, errors.Join(err, f.release())
	}
	saved, err := r.saved(dir)
	return saved, errors.Join(err, f.release())
}

// holdUsed takes the lock of a folder that has a state.
func holdUsed(dir string) (*folder, error) {
	logs, err := logPaths(dir)
	if err != nil {
		return nil, err
	}
	if _, err := os.Stat(endPath(dir)); errors.Is(err, fs.ErrNotExist) && len(logs) == 0 {
		return nil, fmt.Errorf("%s: %w", dir, ErrNoState)
	}
	return holdFolder(dir)
}

// Repaired is what [Repair] did to a folder.
type Repaired struct {
	Damage   error    // that was found; nil: none, and nothing was changed
	Last     int      // the number of the last change that is still there
	Dropped  int      // how many lines behind it were dropped
	Projects []string // that these lines changed, as far as they can be read, and those that are gone with them
	Saved    []string // the files as they were, beside the log
}

// Repair drops everything from the first damage of a folder on, so that [Open] takes
// what is before it. Each file that it changes stays beside the log with .damaged
// behind its name. A folder that is not damaged is left alone.
func Repair(dir string) (done Repaired, err error) {
	f, err := holdUsed(dir)
	if err != nil {
		return done, err
	}
	defer func() { err = errors.Join(err, f.release()) }()
	r, damage := readFolder(dir)
	if !errors.Is(damage, ErrDamaged) {
		return done, damage
	}
	done.Damage = damage
	r.noteDropped(&done)
	whole := r.wholePart(&done)
	if err := f.openFiles(); err != nil {
		return done, err
	}
	if len(r.files) > 0 {
		if err := r.replaceFiles(whole, &done); err != nil {
			return done, err
		}
	}
	done.Last = r.last
	if err := f.end.Truncate(0); err != nil {
		return done, err
	}
	if r.last > 0 {
		err = f.acknowledge(r.last)
	}
	return done, errors.Join(err, f.sync())
}

// noteDropped notes which lines are behind the damage.
func (r *reading) noteDropped(done *Repaired) {
	for i := r.at; i < len(r.files); i++ {
		rest := r.files[i].data
		if i == r.at {
			rest = rest[r.offset:]
		}
		for text := range bytes.Lines(rest) {
			done.Dropped++
			if l, err := parseLine(bytes.TrimSuffix(text, []byte("\n"))); err == nil && l.id != "" {
				done.note(l.id)
			}
		}
	}
	if n := r.end - r.last; n > done.Dropped {
		done.Dropped = n
	}
}

func (done *Repaired) note(id string) {
	if i, found := slices.BinarySearch(done.Projects, id); !found {
		done.Projects = slices.Insert(done.Projects, i, id)
	}
}

// wholePart is what stays of the damaged file. Where the rewrite that the log begins
// with did not end before the damage, and the file before it is gone, it is ended:
// without the projects that were not completely written yet.
func (r *reading) wholePart(done *Repaired) []byte {
	if r.world == "" { // nothing can be made of it
		r.at, r.last = 0, 0
		return nil
	}
	whole := slices.Clone(r.files[r.at].data[:r.offset])
	if !r.lacksStart() {
		return whole
	}
	for i := r.at - 1; i >= 0; i-- { // all in one file, since a complete one stands for those before it
		before := r.files[i].data
		whole = slices.Concat(before[:bytes.LastIndexByte(before, '\n')+1], whole)
	}
	for _, id := range slices.Sorted(maps.Keys(r.projects)) {
		if p := r.projects[id]; p.follows || !p.whole {
			done.note(id)
			r.last++
			whole = append(whole, seal(fmt.Appendf(nil, `{"id":%q`, id), r.last)...)
		}
	}
	r.last++
	return append(whole, seal([]byte(completeText), r.last)...)
}

// replaceFiles puts the whole part in the place of the damaged file, and the files
// behind that aside.
func (r *reading) replaceFiles(whole []byte, done *Repaired) error {
	for _, f := range r.files[r.at+1:] {
		aside := asidePath(f.path)
		if err := os.Rename(f.path, aside); err != nil {
			return err
		}
		done.Saved = append(done.Saved, aside)
	}
	damaged := &r.files[r.at]
	if bytes.Equal(whole, damaged.data) {
		return nil
	}
	aside := asidePath(damaged.path)
	done.Saved = append([]string{aside}, done.Saved...)
	if err := writeSynced(aside, damaged.data); err != nil {
		return err
	}
	if len(whole) == 0 {
		return os.Remove(damaged.path)
	}
	if err := writeSynced(damaged.path+".new", whole); err != nil {
		return err
	}
	return os.Rename(damaged.path+".new", damaged.path)
}

// asidePath is a free name for a file that is put aside.
func asidePath(path string) string {
	aside := path + ".damaged"
	for n := 2; ; n++ {
		if _, err := os.Lstat(aside); errors.Is(err, fs.ErrNotExist) {
			return aside
		}
		aside = fmt.Sprintf("%s.damaged-%d", path, n)
	}
}

// writeSynced writes a file and forces it to the disk.
func writeSynced(path string, data []byte) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	return errors.Join(err, f.Sync(), f.Close())
}
