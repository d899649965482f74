package format_test

import (
	"fmt"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/format"
)

// Alarm is the Go type of the example's document.
type Alarm struct {
	Name   string
	After  time.Duration
	Colour string
}

func alarmKind() format.Kind[Alarm] {
	return format.Object[Alarm]{
		Name: "alarm", Noun: "an alarm",
		Doc:   "Something that rings.",
		Blank: Alarm{Colour: "red"},
		Fields: []format.Field[Alarm]{
			format.Key("name", format.Line(64), func(a *Alarm) *string { return &a.Name },
				"The alarm's name.").Required(),
			format.Key("after", format.Duration(format.MinPositive, format.Unlimited), func(a *Alarm) *time.Duration { return &a.After },
				"When it rings.").Required().Examples("30s"),
			format.Key("colour", format.Enum("a colour", "red", "green"), func(a *Alarm) *string { return &a.Colour },
				"What it shows.").Default("red"),
		},
	}.Kind()
}

// One table reads and writes: a key with its default is not written.
func Example() {
	kind := alarmKind()
	alarm, err := format.Read([]byte("name: tea\nafter: 4m\n"), kind, format.Options{File: "tea.yaml"})
	fmt.Printf("%+v %v\n", alarm, err)
	fmt.Printf("%s\n", kind.Write(nil, &alarm))

	_, err = format.Read([]byte("nam: tea\nafter: 240\ncolour: rde\n"), kind, format.Options{File: "tea.yaml"})
	fmt.Println(err)
	// Output:
	// {Name:tea After:4m0s Colour:red} <nil>
	// {"name":"tea","after":"4m"}
	// tea.yaml:1:1: nam: "nam" is not a key of an alarm; did you mean name? (name, after, colour)
	// tea.yaml:2:8: after: 240 is not a duration: it has no unit; write 240s, or another unit (ms, s, m, h, d)
	// tea.yaml:3:9: colour: "rde" is not a colour; did you mean red? (red, green)
}

// The same table describes the document for editors.
func ExampleDocumentSchema() {
	fmt.Printf("%.120s…\n", format.DocumentSchema("alarm, version 1", alarmKind()))
	// Output:
	// {
	//   "$schema": "https://json-schema.org/draft/2020-12/schema",
	//   "title": "alarm, version 1",
	//   "description": "Somethin…
}
