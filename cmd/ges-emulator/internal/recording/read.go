package recording

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/format"
)

// maxLine is how long an exchange is at most, as a line: two bodies whose every byte is
// escaped, and the headers.
const maxLine = 13*MaxBody + 16<<20 // bytes

// Recording is a recording to be read, as often as is needed.
type Recording struct {
	name      string     // of the file that has the exchanges a line each; "": exchanges has them
	exchanges []Exchange // of a HAR file
	fractions *fractions
}

// Open opens a recording: a folder, its file, or a HAR file. Secrets are masked, and so
// are ids, addresses and paths of a HAR file, unless they are to be kept; those of a
// folder are as they were written. An error has the file and the line.
func Open(name string, keepIDs bool) (*Recording, error) {
	info, err := os.Stat(name)
	if err == nil && info.IsDir() {
		name = filepath.Join(name, FileName)
		info, err = os.Stat(name)
	} else if err == nil && strings.EqualFold(filepath.Ext(name), ".har") {
		return openHAR(name, newMask(Options{KeepIDs: keepIDs}))
	}
	if err == nil && !info.Mode().IsRegular() { // a pipe is there once only
		err = fmt.Errorf("%s is no regular file", name)
	}
	if err != nil {
		return nil, cannotRead(err)
	}
	r := &Recording{name: name, fractions: newFractions()}
	for x, err := range r.lines() {
		if err != nil {
			return nil, err
		}
		r.fractions.observe(x)
	}
	return r, nil
}

func cannotRead(err error) error { return fmt.Errorf("cannot read the recording: %w", err) }

// Exchanges are the exchanges, in their order. An error is the last that comes.
func (r *Recording) Exchanges() iter.Seq2[Exchange, error] {
	return func(yield func(Exchange, error) bool) { r.lines()(r.fractions.refine(yield)) }
}

// lines are the exchanges as they were written.
func (r *Recording) lines() iter.Seq2[Exchange, error] {
	return func(yield func(Exchange, error) bool) {
		for _, x := range r.exchanges {
			if !yield(x, nil) {
				return
			}
		}
		if r.name == "" {
			return
		}
		file, err := os.Open(r.name)
		if err != nil {
			yield(Exchange{}, cannotRead(err))
			return
		}
		defer file.Close()
		(&reader{name: r.name, in: bufio.NewReaderSize(file, 1<<16)}).read(yield)
	}
}

// Read opens a recording and reads it once.
func Read(name string, keepIDs bool) iter.Seq2[Exchange, error] {
	return func(yield func(Exchange, error) bool) {
		r, err := Open(name, keepIDs)
		if err != nil {
			yield(Exchange{}, err)
			return
		}
		r.Exchanges()(yield)
	}
}

// reader reads the lines of a recording.
type reader struct {
	name string
	in   *bufio.Reader
	line int
}

func (r *reader) read(yield func(Exchange, error) bool) {
	fail := func(format string, args ...any) {
		yield(Exchange{}, fmt.Errorf("%s:%d: "+format, append([]any{r.name, r.line}, args...)...))
	}
	first, err := r.next()
	var h heading
	switch {
	case errors.Is(err, io.EOF):
		fail("the file is empty; a recording begins with a line {\"recording\":%d}", version)
		return
	case err != nil:
		fail("%w", err)
		return
	case json.Unmarshal(first, &h) != nil || h.Recording == 0:
		fail("%s is no beginning of a recording; it begins with a line {\"recording\":%d}, a HAR file has the ending .har", format.Quote(string(first[:min(len(first), 80)])), version)
		return
	case h.Recording != version:
		fail("the recording is of version %d; this program reads version %d", h.Recording, version)
		return
	}
	number := 0
	for {
		line, err := r.next()
		if errors.Is(err, io.EOF) {
			return
		}
		var x Exchange
		if err == nil {
			x, err = exchange(line)
		}
		if err == nil && x.Number <= number {
			err = fmt.Errorf("number: %d comes after %d; exchanges are in the order of their numbers", x.Number, number)
		}
		if err != nil {
			fail("%w", err)
			return
		}
		number = x.Number
		if !yield(x, nil) {
			return
		}
	}
}

// next returns the next line that is not empty.
func (r *reader) next() ([]byte, error) {
	for {
		r.line++
		var line []byte
		for {
			part, err := r.in.ReadSlice('\n')
			if len(line)+len(part) > maxLine {
				return nil, fmt.Errorf("the line has more than %d MiB", maxLine>>20)
			}
			line = append(line, part...)
			if errors.Is(err, bufio.ErrBufferFull) {
				continue
			}
			if err != nil && (!errors.Is(err, io.EOF) || len(line) == 0) {
				return nil, err
			}
			break
		}
		if line = bytes.TrimSpace(line); len(line) > 0 {
			return line, nil
		}
	}
}

// exchange reads one line.
func exchange(line []byte) (Exchange, error) {
	var x Exchange
	d := json.NewDecoder(bytes.NewReader(line))
	d.DisallowUnknownFields()
	if err := d.Decode(&x); err != nil {
		return x, explain(err)
	}
	if d.InputOffset() != int64(len(line)) {
		return x, errors.New("the line goes on behind the exchange; an exchange is one line")
	}
	err := x.check()
	return x, err
}

// explain says what is wrong with a line, without names of Go.
func explain(err error) error {
	var kind *json.UnmarshalTypeError
	if errors.As(err, &kind) {
		return fmt.Errorf("%s: a %s is not allowed there", kind.Field, kind.Value)
	}
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return errors.New("the line ends within an exchange; it was not written to its end")
	}
	return errors.New("no exchange: " + strings.TrimPrefix(err.Error(), "json: "))
}

// check reports what cannot be.
func (x *Exchange) check() error {
	switch {
	case x.Number < 1:
		return fmt.Errorf("number: %d; it is 1 or more", x.Number)
	case x.At.Before(earliest()) || !x.At.Before(latest()):
		return fmt.Errorf("at: %s is not within the years 1970 to 2199", x.At.Format(time.RFC3339))
	case !isToken(x.Method):
		return fmt.Errorf("method: %s is no method, such as GET", format.Quote(x.Method))
	case !strings.HasPrefix(x.URI, "/"):
		return fmt.Errorf("uri: %s does not begin with /", format.Quote(x.URI))
	case (x.Status == 0) != (x.Response == nil):
		return errors.New("status and response: one is there without the other")
	case x.Status != 0 && (x.Status < 100 || x.Status > 599):
		return fmt.Errorf("status: %d; it is 100 to 599", x.Status)
	case x.Response == nil && x.Failure == "":
		return errors.New("failure: it is missing; an exchange without a response says why")
	}
	return nil
}

func earliest() time.Time { return time.Unix(0, 0) }

func latest() time.Time { return time.Date(2200, 1, 1, 0, 0, 0, 0, time.UTC) }

// isToken reports whether a text can be the method of a request.
func isToken(s string) bool {
	for i := range len(s) {
		if c := s[i]; c <= ' ' || c >= 0x7f || strings.IndexByte(`()<>@,;:\"/[]?={}`, c) >= 0 {
			return false
		}
	}
	return s != ""
}
