package encode_test

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/ges-emulator/ges-emulator/internal/encode"
)

// countingWriter stores what is written, and fails at a write.
type countingWriter struct {
	bytes.Buffer

	writes, failAt int // failAt 0: never
}

var errFull = errors.New("full")

func (w *countingWriter) Write(p []byte) (int, error) {
	if w.writes++; w.writes == w.failAt {
		return 0, errFull
	}
	return w.Buffer.Write(p)
}

// An object has the bytes of a struct with its fields.
func TestObject(t *testing.T) {
	long := slices.Repeat([]nested{{"a<b>&c"}, {strings.Repeat("x", 1000)}}, 200)
	for _, list := range [][]nested{{}, {{"one"}}, long} {
		var got countingWriter
		o := encode.NewObject(&got)
		o.Field("a<b>", 1)
		encode.WriteList(o, "list", slices.Values(list))
		o.Field("more", encode.OrNull(""))
		err := o.End()
		want, _ := encode.JSON(struct {
			A    int      `json:"a<b>"`
			List []nested `json:"list"`
			More *string  `json:"more"`
		}{1, list, nil})
		if err != nil || got.String() != string(want)+"\n" {
			t.Errorf("%d values: got %.200s, %v, want %.200s", len(list), got.String(), err, want)
		}
		if pieces := len(want)/(32<<10) + 1; got.writes != pieces {
			t.Errorf("%d bytes in %d writes, want %d", len(want), got.writes, pieces)
		}
	}
	var empty countingWriter
	if err := encode.NewObject(&empty).End(); err != nil || empty.String() != "{}\n" {
		t.Errorf("without fields: %q, %v", empty.String(), err)
	}
}

// After an error nothing more is read or written.
func TestObjectEndsAtAnError(t *testing.T) {
	listed := func(value any, read *int) func(func(any) bool) {
		return func(yield func(any) bool) {
			for ; *read < 1000; *read++ {
				if !yield(value) {
					return
				}
			}
		}
	}
	for _, c := range []struct {
		name   string
		value  any
		failAt int
		read   int // values before the last one
		writes int
	}{
		{"a write fails", strings.Repeat("x", 16<<10), 2, 3, 2},
		{"a value has no JSON", func() {}, 0, 0, 0},
	} {
		read := 0
		w := countingWriter{failAt: c.failAt}
		o := encode.NewObject(&w)
		encode.WriteList(o, "list", listed(c.value, &read))
		o.Field("after", 1)
		encode.WriteList(o, "again", listed(c.value, new(int)))
		if err := o.End(); err == nil || c.failAt > 0 && !errors.Is(err, errFull) {
			t.Errorf("%s: %v", c.name, err)
		}
		if read != c.read || w.writes != c.writes {
			t.Errorf("%s: it read %d values further and wrote %d times, want %d and %d", c.name, read, w.writes, c.read, c.writes)
		}
	}
}
