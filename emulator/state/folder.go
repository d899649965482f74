package state

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/gofrs/flock"
)

// ErrInUse says that another emulator uses a folder.
var ErrInUse = errors.New("another emulator saves its state there")

// The names of the files of a folder, beside those of the log.
const (
	lockName = "lock"
	endName  = "end"
)

// folder is a folder that this process holds: its lock, and the file that has the
// number of the last acknowledged change. Where the log ends without that change,
// it was cut off.
type folder struct {
	path string
	lock *flock.Flock

	self *os.File // the folder, to force it to the disk
	held *os.File // the lock's file, to notice that it is removed
	end  *os.File
}

// holdFolder takes the lock of a folder.
func holdFolder(path string) (*folder, error) {
	f := &folder{path: path, lock: flock.New(filepath.Join(path, lockName))}
	locked, err := f.lock.TryLock()
	if err != nil {
		return nil, err
	}
	if !locked {
		return nil, fmt.Errorf("%s: %w", path, ErrInUse)
	}
	return f, nil
}

// ForeignFiles lists the files of a folder that has other files, but none of a state:
// perhaps another folder was meant. Hidden files, and what a file system itself puts into
// a volume, do not count. Of a folder that cannot be read it lists none.
func ForeignFiles(dir string) []string {
	entries, err := os.ReadDir(dir) // by name
	if err != nil {
		return nil
	}
	var foreign []string
	for _, e := range entries {
		switch name := e.Name(); {
		case isLog(name), name == lockName, name == endName:
			return nil
		case !strings.HasPrefix(name, ".") && name != "lost+found":
			foreign = append(foreign, name)
		}
	}
	return foreign
}

// openFiles opens the files that a store writes beside its log.
func (f *folder) openFiles() (err error) {
	if f.self, err = os.Open(f.path); err != nil {
		return err
	}
	if f.held, err = os.Open(f.lock.Path()); err != nil {
		return err
	}
	f.end, err = os.OpenFile(endPath(f.path), os.O_CREATE|os.O_RDWR, 0o600)
	return err
}

// release closes the files and releases the lock.
func (f *folder) release() error {
	var list []error
	for _, file := range []*os.File{f.self, f.held, f.end} {
		if file != nil {
			list = append(list, file.Close())
		}
	}
	return errors.Join(append(list, f.lock.Unlock())...)
}

// acknowledge writes the number of the last acknowledged change, by one write.
func (f *folder) acknowledge(number int) error {
	_, err := f.end.WriteAt(endText(number), 0)
	return err
}

// sync forces the end file and the names of all files to the disk.
func (f *folder) sync() error { return errors.Join(f.end.Sync(), syncFolder(f.self)) }

// checkInUse is an error when the lock's file or the end file is gone: then another
// emulator may use the folder, or the next one cannot check its log.
func (f *folder) checkInUse() error {
	for _, file := range []*os.File{f.held, f.end} {
		if _, err := sizeOf(file); err != nil {
			return err
		}
	}
	return nil
}

// errRemoved says that an open file has no name any more.
func errRemoved(file *os.File) error {
	return fmt.Errorf("%s: it was removed while the emulator used it", file.Name())
}

func endPath(dir string) string { return filepath.Join(dir, endName) }

// endText is what the end file says.
func endText(number int) []byte { return seal([]byte(`{"end":true`), number) }

// readEnd reads the number of the last acknowledged change; 0: there is none.
func readEnd(dir string) (number int, err error) {
	path := endPath(dir)
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) || err == nil && len(data) == 0 {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	_, err = fmt.Sscanf(string(data), `{"end":true,"number":%d`, &number)
	if err != nil || number < 1 || !bytes.Equal(endText(number), data) {
		return 0, fmt.Errorf("%s: %w: %w", path, ErrDamaged, errSum)
	}
	return number, nil
}

// isLog reports whether a file is one of the log. Other files of a user are left
// alone.
func isLog(name string) bool {
	is, _ := filepath.Match("log-[0-9][0-9][0-9][0-9][0-9][0-9]*.jsonl", name)
	return is
}

// logPath is the path of a file of the log.
func logPath(dir string, number int) string {
	return filepath.Join(dir, fmt.Sprintf("log-%06d.jsonl", number))
}

// logPaths are the files of the log, in order.
func logPaths(dir string) ([]string, error) {
	entries, err := os.ReadDir(dir) // by name
	var paths []string
	for _, e := range entries {
		if isLog(e.Name()) {
			paths = append(paths, filepath.Join(dir, e.Name()))
		}
	}
	return paths, err
}
