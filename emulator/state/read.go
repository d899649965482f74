package state

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/ges-emulator/ges-emulator/emulator/scenario"
)

// ErrDamaged says that what a folder has is not what was written to it. The error
// that wraps it says where; [Repair] makes the folder usable again.
var ErrDamaged = errors.New("it is damaged")

// reading is the log of a folder as far as it is whole, and what it says up to
// there.
type reading struct {
	contents
	earlier []file // that are not needed any more
	files   []file // of the log, in order
	at      int    // the file that is whole up to here; those before it are whole
	lines   int    // of that file, that are whole
	offset  int    // bytes of them
	end     int    // the number of the last acknowledged change
}

type file struct {
	path string
	data []byte
}

// readFolder reads a folder. Where it is damaged, what is read before that is
// returned too.
func readFolder(dir string) (*reading, error) {
	files, err := loadFiles(dir)
	if err != nil {
		return nil, err
	}
	start := lastComplete(files)
	r := newReading(files, start)
	err = r.readFiles()
	if err != nil && !r.complete && start > 0 { // without the end of its rewrite, the files before it are needed
		r = newReading(files, 0)
		err = r.readFiles()
	}
	end, endErr := readEnd(dir)
	r.end = end
	if err == nil {
		err = endErr
	}
	if err == nil {
		err = r.checkEnds(dir)
	}
	return r, err
}

// newReading is a reading of files from one of them on.
func newReading(files []file, start int) *reading {
	return &reading{
		contents: contents{sources: map[string]scenario.Source{}, projects: map[string]*parts{}},
		earlier:  files[:start], files: files[start:],
	}
}

// loadFiles loads the files of the log, in order.
func loadFiles(dir string) (files []file, err error) {
	paths, err := logPaths(dir)
	for _, path := range paths {
		data, err := os.ReadFile(path)
		if err != nil {
			return nil, err
		}
		files = append(files, file{path, data})
	}
	return files, err
}

// lastComplete is the index of the last file in which a rewrite ended; 0: of none
// but perhaps the first. Files before it are left where a process was killed before
// it removed them.
func lastComplete(files []file) int {
	complete := []byte("\n" + completeText + ",")
	for i := len(files) - 1; i > 0; i-- {
		if bytes.Contains(files[i].data, complete) {
			return i
		}
	}
	return 0
}

// readFiles reads all lines. Half a line at the end of a file is what a process
// leaves that is killed while it writes, and is skipped: it was not acknowledged,
// or a later check fails.
func (r *reading) readFiles() error {
	for i := range r.files {
		r.at, r.lines, r.offset = i, 0, 0
		f := &r.files[i]
		for {
			text, _, isLine := bytes.Cut(f.data[r.offset:], []byte("\n"))
			if !isLine {
				break
			}
			if err := r.add(text); err != nil {
				return r.damage(err)
			}
			r.lines++
			r.offset += len(text) + 1
		}
	}
	return nil
}

// damage is the error that the file is damaged behind its last whole line, or that another
// version wrote it.
func (r *reading) damage(reason error) error {
	if errors.Is(reason, errOtherVersion) {
		return fmt.Errorf("%s:%d: %w", r.files[r.at].path, r.lines+1, reason)
	}
	return fmt.Errorf("%s:%d: %w: %w", r.files[r.at].path, r.lines+1, ErrDamaged, reason)
}

// checkEnds checks that the log has its first line and its last.
func (r *reading) checkEnds(dir string) error {
	switch {
	case r.end > 0 && r.last == 0:
		return fmt.Errorf("%s: %w: %d changes were acknowledged, and the log is empty or gone", dir, ErrDamaged, r.end)
	case r.end > r.last:
		return r.damage(fmt.Errorf("the log ends with change %d, and change %d was acknowledged", r.last, r.end))
	case r.end == 0 && r.last > 1:
		return fmt.Errorf("%s: %w: it is empty or gone, and the log has %d changes", endPath(dir), ErrDamaged, r.last)
	case r.lacksStart():
		return fmt.Errorf("%s:1: %w: it needs a file before it, which is gone", r.files[0].path, ErrDamaged)
	}
	return nil
}

// lacksStart says whether the log needs a file before the first one.
func (r *reading) lacksStart() bool { return r.first > 1 && !r.complete }

// number is that of the last file of the log; 0: there is none.
func (r *reading) number() (number int, err error) {
	if len(r.files) == 0 {
		return 0, nil
	}
	path := r.files[len(r.files)-1].path
	if _, err := fmt.Sscanf(filepath.Base(path), "log-%d.jsonl", &number); err != nil {
		return 0, fmt.Errorf("%s: it is no file of the log: %w", path, err)
	}
	return number, nil
}

// paths are all files of the log.
func (r *reading) paths() (paths []string) {
	for _, f := range slices.Concat(r.earlier, r.files) {
		paths = append(paths, f.path)
	}
	return paths
}
