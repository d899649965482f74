//go:build unix

package state

import (
	"os"
	"syscall"
)

// sizeOf is the size of an open file; an error when it has no name any more. It
// allocates nothing, since it is asked at every change.
func sizeOf(file *os.File) (int64, error) {
	var stat syscall.Stat_t
	if err := syscall.Fstat(int(file.Fd()), &stat); err != nil {
		return 0, &os.PathError{Op: "fstat", Path: file.Name(), Err: err}
	}
	if stat.Nlink == 0 {
		return 0, errRemoved(file)
	}
	return stat.Size, nil
}

// syncFolder forces the names in a folder to the disk.
func syncFolder(folder *os.File) error { return folder.Sync() }
