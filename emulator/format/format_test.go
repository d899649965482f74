package format_test

import (
	"strings"
	"testing"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/format"
)

// Unique values are unique in their scope, which a list can start again.
func TestUnique(t *testing.T) {
	pet := format.Object[string]{
		Name: "pet", Noun: "a pet", Doc: "A pet.",
		Fields: []format.Field[string]{
			format.Key("name", format.Line(9), func(s *string) *string { return s }, "Its name.").Required(),
		},
		Check: func(m format.Mapping, name *string) { m.Unique("name", "pets", *name) },
	}
	pets := format.List("a list of pets", pet.Kind())
	house := pets
	house.Read = func(n format.Node, into *[]string) bool {
		n.NewScope("pets")
		return pets.Read(n, into)
	}
	const text = "- [{name: a}, {name: b}, {name: a}]\n- [{name: a}]\n"
	for _, c := range []struct {
		of   format.Kind[[]string]
		want string
	}{
		{pets, `f:1:33: [0][2].name: "a" is the name of [0][0] already` + "\n" + `f:2:11: [1][0].name: "a" is the name of [0][0] already`},
		{house, `f:1:33: [0][2].name: "a" is the name of [0][0] already`},
	} {
		_, err := format.Read([]byte(text), format.List("a list of houses", c.of), format.Options{File: "f"})
		if err == nil || err.Error() != c.want {
			t.Errorf("got\n%v\nwant\n%s", err, c.want)
		}
	}
}

// Durations instead of a time are relative to the start in the options, which problems
// mention.
func TestStart(t *testing.T) {
	start := clock.DefaultStart()
	if at, err := format.Read([]byte("+40s"), format.Instant(), format.Options{Start: start}); err != nil || at != start.Add(40e9) {
		t.Errorf("+40s is %s, %v", at, err)
	}
	for fromNow, want := range map[bool]string{false: "a duration from the clock's start", true: "a duration from now"} {
		_, err := format.Read([]byte("soon"), format.Instant(), format.Options{FromNow: fromNow})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}
