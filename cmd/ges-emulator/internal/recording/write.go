package recording

import (
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/internal/encode"
)

// version is that of the form of recordings.
const version = 1

// heading is the first line of a recording.
type heading struct {
	Recording int    `json:"recording"` // the version of the form
	Upstream  string `json:"upstream,omitempty"`
	KeepIDs   bool   `json:"keepIDs,omitempty"` // ids are those of the server, not pseudonyms
}

// Options are those of a recording.
type Options struct {
	KeepIDs  bool     // no pseudonyms for ids, addresses and paths
	Upstream string   // the server's URL, without a user
	Secrets  []string // are masked wherever they are, beside all that are found
}

// Writer writes a recording.
type Writer struct {
	mu       sync.Mutex
	file     *os.File
	mask     mask
	instants instants
	number   int
	failed   error
}

// Create begins a recording in a folder, which it makes. It is an error when the folder
// has one.
func Create(dir string, o Options) (*Writer, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("cannot make the folder of the recording: %w", err)
	}
	name := filepath.Join(dir, FileName)
	file, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return nil, fmt.Errorf("%s is there: the folder has a recording", name)
	}
	if err != nil {
		return nil, fmt.Errorf("cannot write the recording: %w", err)
	}
	w := &Writer{file: file, mask: newMask(o)}
	if err := w.line(heading{version, o.Upstream, o.KeepIDs}); err != nil {
		_ = file.Close()
		return nil, err
	}
	return w, nil
}

func newMask(o Options) mask {
	m := mask{}
	for _, secret := range o.Secrets {
		m.secrets.add(secret)
	}
	if !o.KeepIDs {
		m.names = newNames()
	}
	return m
}

// Write masks an exchange and writes it. It sets its number and its instant, for which
// At is the Date of the answer; zero: none came. It changes no map and no list of the
// caller's. After an error every further call returns that error.
func (w *Writer) Write(x Exchange) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.failed != nil {
		return w.failed
	}
	w.number++
	x.Number = w.number
	x.At = w.instants.of(Project(x.URI), x.At)
	if x.Response != nil {
		answer := *x.Response
		x.Response = &answer
	}
	w.mask.exchange(&x)
	return w.line(x)
}

// Count is how many exchanges were written.
func (w *Writer) Count() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.number
}

// Close ends the recording.
func (w *Writer) Close() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	err := w.file.Close()
	if w.failed != nil {
		return w.failed
	}
	w.failed = fmt.Errorf("%s: %w", w.file.Name(), fs.ErrClosed)
	return err
}

func (w *Writer) line(value any) error {
	line, err := encode.JSON(value)
	if err == nil {
		_, err = w.file.Write(append(line, '\n'))
	}
	if err != nil {
		w.failed = fmt.Errorf("cannot write the recording: %w", err)
	}
	return w.failed
}

var versionSegment = regexp.MustCompile(`^v\d+(\.\d+)*$`)

// Project is the id of the project that a URI names; "": it names none.
func Project(uri string) string {
	segments := strings.Split(pathOf(uri), "/")
	if len(segments) < 4 || !versionSegment.MatchString(segments[1]) || ges.IsIAMPath(pathOf(uri)) {
		return ""
	}
	return segments[2]
}

// Date is the time that a Date header tells; zero: there is none.
func Date(header map[string][]string) time.Time {
	date, err := http.ParseTime(http.Header(header).Get("Date"))
	if err != nil {
		return time.Time{}
	}
	return date
}

// HideSecrets masks the secrets of an exchange as a recording has them. An answer that
// is compared with a recorded one then differs from it only in what is no secret.
func HideSecrets(x *Exchange) {
	m := mask{}
	m.exchange(x)
}
