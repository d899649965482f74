package format

import (
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
)

// MaxFileSize is the size of the largest document that is read, in bytes.
const MaxFileSize = 64 << 20

// Options say how a document is read.
type Options struct {
	File string // the document's name in problems

	// Start is the moment from which durations in place of a time count, until
	// the document itself says another (see [Node.SetStart]).
	Start clock.Instant
	// FromNow says that Start is now rather than the start of a clock, for the
	// texts of problems.
	FromNow bool
	// Wall is the wall clock's now, for documents that refer to it.
	Wall time.Time

	// Empty is the text of the problem that an empty document is; "" stands for
	// «it is empty».
	Empty string
	// Trusted says that the emulator itself wrote the document: its size and the
	// counts in it are not bounded.
	Trusted bool
}

// tooLarge says whether a document of a size is not read.
func (o Options) tooLarge(size int) bool { return size > MaxFileSize && !o.Trusted }

// Read reads a document of one kind of value. The error is [Problems]: all that
// is wrong with the document, in its order.
func Read[T any](data []byte, k Kind[T], o Options) (T, error) {
	var value, none T
	r := newReader(o)
	if root, ok := r.tree(data); ok {
		k.Read(root, &value)
	}
	if len(r.problems) > 0 {
		r.problems.sort()
		return none, r.problems
	}
	return value, nil
}
