package format

import "testing"

// The size of documents from outside is limited. Large documents take long to read, so the
// test does not read any.
func TestSizeLimit(t *testing.T) {
	for size, want := range map[int]bool{0: false, MaxFileSize: false, MaxFileSize + 1: true} {
		if got := (Options{}).tooLarge(size); got != want {
			t.Errorf("%d bytes: too large is %t", size, got)
		}
		if (Options{Trusted: true}).tooLarge(size) {
			t.Errorf("%d bytes of the emulator's own are too large", size)
		}
	}
}
