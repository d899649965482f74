package history

import (
	"cmp"
	"strconv"
	"strings"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
)

// ident is an id in the vendor's format, which is that of a common Java generator.
// The example ff808081 67bb9034 0167bc3c7b5b 026a consists of:
//
//	ff808081      the generating host, 127.0.0.1, each byte plus 128
//	67bb9034      the start of its process: milliseconds since 1970, divided by 256
//	0167bc3c7b5b  the time of the id: milliseconds since 1970
//	026a          a serial number
//
// In an invented id the process starts with the scenario, and the time is the begin of
// the job.
type ident struct {
	stamp   uint64 // the millisecond, then 16 bits of the serial number
	process uint32
}

const (
	idHost    = "ff808081"
	idSize    = 32
	maxIDSize = 64 // of an id given in a scenario

	// maxSerials is the number of different serial numbers.
	maxSerials = 1 << 16
)

// newIdent returns the id of a job that begins at an instant, in a process that starts
// with the scenario.
func newIdent(start, begin clock.Instant, serial uint16) ident {
	return ident{stamp: uint64(begin.UnixMilli())<<16 | uint64(serial), process: uint32(start.UnixMilli() >> 8)}
}

// parseIdent parses an id in the vendor's format.
func parseIdent(s string) (ident, bool) {
	if len(s) != idSize || s[:len(idHost)] != idHost || strings.Trim(s, "0123456789abcdef") != "" {
		return ident{}, false
	}
	process, _ := strconv.ParseUint(s[8:16], 16, 32)
	stamp, _ := strconv.ParseUint(s[16:], 16, 64)
	return ident{stamp, uint32(process)}, true
}

func (id ident) appendTo(b []byte) []byte {
	b = append(b, idHost...)
	b = appendHex(b, uint64(id.process), 8)
	return appendHex(b, id.stamp, 16)
}

func (id ident) compare(o ident) int {
	if id.process != o.process {
		return cmp.Compare(id.process, o.process)
	}
	return cmp.Compare(id.stamp, o.stamp)
}

func (id ident) milli() uint64  { return id.stamp >> 16 }
func (id ident) serial() uint16 { return uint16(id.stamp) }

// after returns the n-th id to try for a job whose first is id: all serial numbers
// from there on, with wrap-around, then those of the next process.
func (id ident) after(n int) ident {
	serial := id.serial() + uint16(n%maxSerials)
	return ident{id.stamp&^(maxSerials-1) | uint64(serial), id.process + uint32(n/maxSerials)}
}

func appendHex(b []byte, v uint64, digits int) []byte {
	for shift := 4 * (digits - 1); shift >= 0; shift -= 4 {
		b = append(b, "0123456789abcdef"[v>>shift&15])
	}
	return b
}

// setID sets an explicit id of a record.
func (r *record) setID(id string) {
	var ok bool
	r.id, ok = parseIdent(id)
	r.named = !ok
}
