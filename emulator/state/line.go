package state

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"strconv"

	"github.com/ges-emulator/ges-emulator/emulator/scenario"
)

// line is one line of the log: the source of a scenario, the start or the end of a
// rewrite, a change of a project, or its end.
type line struct {
	number int // one more than that of the line before it

	source   *scenario.Source
	world    string // the hash of the scenario from here on: a rewrite starts
	reset    bool   // drops all projects before
	complete bool   // the rewrite ended: no earlier file is needed

	id    string
	acts  string   // actsFollow, moreActs or lastActs; "": as any change
	at    []places // of parts of which state has some entries only
	state []byte   // the changed parts; nil: the project was forgotten
}

// When the log is rewritten, a project with many acts is written in several lines,
// between which others may lie: all but its acts, then these. Until the last of
// them is there, the acts before the rewrite count.
const (
	actsFollow = "follow"
	moreActs   = "more"
	lastActs   = "last"
)

// sumLength is the length of the end of a line.
const sumLength = len(`,"sum":"00000000"}`)

// seal ends a line, which lacks its last brace, with its number and its sum.
func seal(text []byte, number int) []byte {
	text = strconv.AppendInt(append(text, `,"number":`...), int64(number), 10)
	return append(appendSum(text, text), '\n')
}

// appendSum appends the end of a line with a text: its sum (CRC-32C) and its last
// brace.
func appendSum(to, text []byte) []byte {
	sum := crc32.Checksum(text, crc32.MakeTable(crc32.Castagnoli))
	to = append(to, `,"sum":"`...)
	to = hex.AppendEncode(to, []byte{byte(sum >> 24), byte(sum >> 16), byte(sum >> 8), byte(sum)})
	return append(to, `"}`...)
}

// unseal is a line without its sum and its braces; false: the sum is not that of the
// line.
func unseal(text []byte) (members []byte, ok bool) {
	n := len(text) - sumLength
	if n < 1 || text[0] != '{' {
		return nil, false
	}
	return text[1:n], bytes.Equal(appendSum(make([]byte, 0, sumLength), text[:n]), text[n:])
}

// errSum says that a line was changed since it was written.
var errSum = errors.New("its sum is not that of its text")

// errOtherVersion says that a line is as it was written, and that this version cannot read it:
// it is not damaged.
var errOtherVersion = errors.New("another version of the emulator wrote it")

// parseLine reads a line, without the end of the line.
func parseLine(text []byte) (l line, err error) {
	members, ok := unseal(text)
	if !ok {
		return l, errSum
	}
	s := scanner{rest: members}
	for key, value := s.member(); key != nil; key, value = s.member() {
		if err := l.set(string(key), value); err != nil {
			return l, err
		}
	}
	switch {
	case s.failed:
		return l, errors.New("it is not JSON as the emulator writes it")
	case l.number < 1:
		return l, errors.New("it has no number")
	case l.source == nil && l.world == "" && !l.complete && l.id == "":
		return l, errors.New("it names neither a scenario nor a project")
	}
	return l, nil
}

// set sets what a key of a line says.
func (l *line) set(key string, value []byte) (err error) {
	switch key {
	case "source":
		err = json.Unmarshal(value, &l.source)
	case "world":
		l.world = unquote(value)
	case "reset":
		l.reset = string(value) == "true"
	case "complete":
		l.complete = string(value) == "true"
	case "id":
		l.id = unquote(value)
	case "acts":
		l.acts = unquote(value)
	case "at":
		var ok bool
		if l.at, ok = parsePlaces(value); !ok {
			err = errDocument
		}
	case "state":
		l.state = value
	case "number":
		l.number, err = strconv.Atoi(string(value))
	default:
		err = fmt.Errorf("%w: this version does not know the key %q", errOtherVersion, key)
	}
	return err
}

// unquote is what a string says that has no escapes: an id, a hash, a word. Else it
// is "".
func unquote(value []byte) string {
	if n := len(value); n >= 2 && value[0] == '"' && value[n-1] == '"' {
		return string(value[1 : n-1])
	}
	return ""
}
