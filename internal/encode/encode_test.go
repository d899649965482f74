package encode_test

import (
	"testing"

	"github.com/ges-emulator/ges-emulator/internal/encode"
)

// nested is a value that writes itself.
type nested struct{ text string }

func (n nested) MarshalJSON() ([]byte, error) { return encode.JSON(n.text) }

func TestJSON(t *testing.T) {
	got, err := encode.JSON(struct {
		Text, Null *string
		Number     *int
		Nested     nested
		List       []int
	}{encode.OrNull("a<b>&c"), encode.OrNull(""), encode.OrNull(1), nested{"<&>"}, encode.List[int](nil)})
	want := `{"Text":"a<b>&c","Null":null,"Number":1,"Nested":"<&>","List":[]}`
	if err != nil || string(got) != want {
		t.Errorf("got %s, %v, want %s", got, err, want)
	}
	if got, err := encode.JSON(make(chan int)); err == nil {
		t.Errorf("a channel is %s", got)
	}
	if list := encode.List([]int{1}); len(list) != 1 {
		t.Errorf("a list becomes %v", list)
	}
}

// TestText: a text has one JSON, however it is written.
func TestText(t *testing.T) {
	for text, want := range map[string]string{
		"":          `""`,
		"plain <&>": `"plain <&>"`,
		"a\"b\\c":   `"a\"b\\c"`,
		"\a\x7f":    "\"\\u0007\x7f\"",
		"é":         `"é"`,
		"\xff":      `"\ufffd"`,
	} {
		if got := encode.Text(text); got != want {
			t.Errorf("Text(%q) is %s, want %s", text, got, want)
		}
		if got := string(encode.AppendText([]byte("x:"), text)); got != "x:"+want {
			t.Errorf("AppendText(%q) is %s, want x:%s", text, got, want)
		}
		if got := string(encode.MustJSON(text)); got != want {
			t.Errorf("MustJSON(%q) is %s, want %s", text, got, want)
		}
	}
}
