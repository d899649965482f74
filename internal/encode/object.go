package encode

import (
	"bytes"
	"encoding/json"
	"io"
	"iter"
)

// pieceSize is how many bytes of an object are written at once.
const pieceSize = 32 << 10

// Object writes a JSON object in pieces of about 32 KiB, with the bytes that [JSON]
// gives of a struct with the same fields. What it takes of memory does not depend on
// the length of its lists. After the first error it writes nothing more.
type Object struct {
	to     io.Writer
	piece  bytes.Buffer
	json   *json.Encoder // to piece
	fields int
	err    error
}

// NewObject begins an object.
func NewObject(to io.Writer) *Object {
	o := &Object{to: to}
	o.json = json.NewEncoder(&o.piece)
	o.json.SetEscapeHTML(false)
	return o
}

// Field writes a field.
func (o *Object) Field(name string, value any) {
	o.begin(name)
	o.value(value)
}

// WriteList writes a field that is a list. It writes while it reads the list, and
// reads no more of it after an error.
func WriteList[T any](o *Object, name string, list iter.Seq[T]) {
	o.begin(name)
	separator := byte('[')
	for value := range list {
		o.piece.WriteByte(separator)
		separator = ','
		o.value(value)
		if o.piece.Len() >= pieceSize {
			o.flush()
		}
		if o.err != nil {
			return
		}
	}
	if separator == '[' {
		o.piece.WriteByte('[')
	}
	o.piece.WriteByte(']')
}

// End ends the object, with a line break, and returns the first error: of a value
// that has no JSON, or of a write.
func (o *Object) End() error {
	if o.fields == 0 {
		o.piece.WriteByte('{')
	}
	o.piece.WriteString("}\n")
	o.flush()
	return o.err
}

// begin writes what is before a field's value.
func (o *Object) begin(name string) {
	if o.fields == 0 {
		o.piece.WriteByte('{')
	} else {
		o.piece.WriteByte(',')
	}
	o.fields++
	o.value(name)
	o.piece.WriteByte(':')
}

// value writes a value, without the line break of the encoder.
func (o *Object) value(value any) {
	if o.err == nil {
		o.err = o.json.Encode(value)
	}
	if o.err == nil {
		o.piece.Truncate(o.piece.Len() - 1)
	}
}

func (o *Object) flush() {
	if o.err == nil {
		_, o.err = o.piece.WriteTo(o.to)
	}
}
