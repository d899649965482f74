package emulator

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/format"
)

// Durations with a meaning of their own in a [Scenario] and its parts. A zero duration is
// a key that is left out, so the default.
const (
	// Forever is how long a job runs that never ends.
	Forever time.Duration = math.MaxInt64
	// Immediately is a duration of zero where zero is not the default.
	Immediately time.Duration = math.MinInt64
	// ToNextChange is the step of a stepped clock that moves to the next change of any job.
	ToNextChange time.Duration = math.MinInt64 + 1
)

// Time is an instant of virtual time in a [Scenario] or one of its parts; see [At],
// [After] and [Now]. The zero value is a key that is left out.
type Time struct{ text string }

// At is an instant, from 1970 to 2199 (UTC). Others are an error where the value is used.
func At(t time.Time) Time {
	t = t.UTC()
	if last := time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC); t.After(last) {
		t = last // outside all the same; a later year has no text
	}
	return Time{t.Format("2006-01-02T15:04:05.999999999")}
}

// After is a duration after the start of the scenario, before it when d is negative. In
// methods of a [Project], such as [Project.AddJob], it is after the project's now.
func After(d time.Duration) Time {
	if d < 0 {
		return Time{format.DurationText(d)}
	}
	return Time{"+" + format.DurationText(d)}
}

// Now is for [JobPatch], where it is the project's now, and for [Clock], where it is the
// real time at which the emulator starts. Elsewhere in methods of a [Project] its now is
// After(0).
func Now() Time { return Time{"now"} }

// String is the time as in a scenario file; "" for the zero value.
func (t Time) String() string { return t.text }

// MarshalJSON writes the time as a scenario file has it.
func (t Time) MarshalJSON() ([]byte, error) { return json.Marshal(t.text) }

// TimeRange is times, From and To included, one of which is drawn from the seed. A zero
// To is the same as From.
type TimeRange struct{ From, To Time }

// MarshalJSON writes the range as a scenario file has it.
func (r TimeRange) MarshalJSON() ([]byte, error) {
	if r.To == (Time{}) {
		return json.Marshal(r.From)
	}
	return json.Marshal(map[string]Time{"from": r.From, "to": r.To})
}

// DurationRange is durations, From and To included, one of which is drawn from the seed. A
// zero To is the same as From. [Forever] and [Immediately] are allowed where they are for a
// single duration.
type DurationRange struct{ From, To time.Duration }

// For is the range of one duration.
func For(d time.Duration) DurationRange { return DurationRange{From: d} }

// MarshalJSON writes the range as a scenario file has it.
func (r DurationRange) MarshalJSON() ([]byte, error) {
	if r.To == 0 {
		return json.Marshal(durationText(r.From))
	}
	return json.Marshal(map[string]string{"from": durationText(r.From), "to": durationText(r.To)})
}

// CountRange is whole numbers, From and To included. A To of 0 is the same as From.
type CountRange struct{ From, To int }

// MarshalJSON writes the range as a scenario file has it.
func (r CountRange) MarshalJSON() ([]byte, error) {
	if r.To == 0 {
		return json.Marshal(r.From)
	}
	return json.Marshal(map[string]int{"from": r.From, "to": r.To})
}

// CallNumbers selects calls by their numbers, which begin with 1; see [Calls],
// [CallsFrom], [CallsBetween] and [EveryCall]. The zero value selects all.
type CallNumbers struct{ value any }

// Calls selects the calls of these numbers: Calls(3) is the third.
func Calls(numbers ...int) CallNumbers {
	if len(numbers) == 1 {
		return CallNumbers{numbers[0]}
	}
	return CallNumbers{append([]int{}, numbers...)}
}

// CallsFrom selects the call of a number and all later ones.
func CallsFrom(first int) CallNumbers { return CallNumbers{fmt.Sprintf("%d-", first)} }

// CallsBetween selects the calls from a number to another, both included.
func CallsBetween(first, last int) CallNumbers {
	return CallNumbers{fmt.Sprintf("%d-%d", first, last)}
}

// EveryCall selects every nth call: EveryCall(5) is the 5th, the 10th and so on.
func EveryCall(n int) CallNumbers { return CallNumbers{fmt.Sprintf("every %d", n)} }

// IsZero reports whether all calls are selected.
func (c CallNumbers) IsZero() bool { return c.value == nil }

// MarshalJSON writes the numbers as a scenario file has them.
func (c CallNumbers) MarshalJSON() ([]byte, error) { return json.Marshal(c.value) }

// Status is the state of a job as the API shows it.
type Status string

// The states of a job. The last three are its outcomes, PartiallyFailed of an ImportGraph
// only.
const (
	Waiting         Status = "waiting"
	Running         Status = "running"
	Success         Status = "success"
	Failed          Status = "failed"
	PartiallyFailed Status = "partiallyFailed"
)

// ClockMode is how virtual time moves.
type ClockMode string

// The modes of a clock.
const (
	Manual   ClockMode = "manual"   // by the control API and methods of [Project] only
	Stepped  ClockMode = "stepped"  // also by each call, by Clock.Step
	Realtime ClockMode = "realtime" // also by itself, at Clock.Rate
)

// Connection is how a [Fault] breaks the connection of a call.
type Connection string

// The ways to break a connection.
const (
	ConnectionReset    Connection = "reset"    // a TCP RST
	ConnectionClose    Connection = "close"    // no byte comes
	ConnectionTruncate Connection = "truncate" // the headers and half of the body of the true answer
	ConnectionGarbage  Connection = "garbage"  // bytes that are no HTTP
	ConnectionTrickle  Connection = "trickle"  // the true answer, in pieces, over Fault.Delay
)

// GraphStatus is a status of a graph by the word of scenario files.
type GraphStatus string

// The statuses that a graph can be given.
const (
	GraphRunning        GraphStatus = "running"
	GraphStopped        GraphStatus = "stopped"
	GraphFaulty         GraphStatus = "faulty"
	GraphFrozen         GraphStatus = "frozen"
	GraphCreationFailed GraphStatus = "creationFailed"
)

// durationText writes a duration as a scenario file has it.
func durationText(d time.Duration) string {
	switch d {
	case Forever:
		return "forever"
	case Immediately:
		return "0s"
	case ToNextChange:
		return "next"
	default:
		return format.DurationText(d)
	}
}

// jsonError is the cause of an error of encoding/json, without the types between.
func jsonError(err error) error {
	for wrapped := new(json.MarshalerError); errors.As(err, &wrapped); {
		err = wrapped.Err
	}
	return err
}

// marshalKeys writes a struct as a scenario file has it: as encoding/json does, but for
// its durations.
func marshalKeys(v any) ([]byte, error) {
	var b strings.Builder
	value := reflect.ValueOf(v)
	for i := range value.NumField() {
		name, options, _ := strings.Cut(value.Type().Field(i).Tag.Get("json"), ",")
		field := value.Field(i)
		if name == "-" || options != "" && isLeftOut(field) {
			continue
		}
		content := field.Interface()
		if d, ok := content.(time.Duration); ok {
			content = durationText(d)
		}
		data, err := json.Marshal(content)
		if err != nil {
			return nil, err
		}
		if b.Len() > 0 {
			b.WriteByte(',')
		}
		b.WriteString(strconv.Quote(name) + ":" + string(data))
	}
	return []byte("{" + b.String() + "}"), nil
}

// isLeftOut reports whether a field with omitempty or omitzero is not written.
func isLeftOut(field reflect.Value) bool {
	switch field.Kind() {
	case reflect.Map, reflect.Slice:
		return field.Len() == 0
	default:
		return field.IsZero()
	}
}
