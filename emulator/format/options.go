package format

import (
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
)

// MaxFileSize is the maximum size of a document, in bytes.
const MaxFileSize = 64 << 20

// Options are the options for reading a document.
type Options struct {
	File string // the document's name in problems

	// Start is the moment to which durations instead of a time are relative, until
	// the document itself sets another (see [Node.SetStart]).
	Start clock.Instant
	// FromNow reports that Start is now rather than the start of a clock, for the
	// texts of problems.
	FromNow bool
	// Wall is the wall clock time, for documents that refer to it.
	Wall time.Time

	// Empty is the text of the problem with an empty document; "" means «it is
	// empty».
	Empty string
	// Settings are values that take the place of those in the document, in this order.
	Settings []Setting
	// Trusted reports that the emulator itself wrote the document: its size and the
	// counts in it are not limited.
	Trusted bool
}

// tooLarge reports whether a document is too large to be read.
func (o Options) tooLarge(size int) bool { return size > MaxFileSize && !o.Trusted }

// Read reads a document of one kind of value. The error is [Problems]: all problems of
// the document, in its order.
func Read[T any](data []byte, k Kind[T], o Options) (T, error) {
	var value, none T
	r := newReader(o)
	if root, ok := r.tree(data); ok {
		for _, s := range o.Settings {
			changed := withSetting(*root.v, s.Path, s.Text)
			root = r.node(&changed)
		}
		k.Read(root, &value)
	}
	if len(r.problems) > 0 {
		r.problems.sort()
		return none, r.problems
	}
	return value, nil
}
