package jobs

import (
	"encoding/hex"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
)

// An invented id has the shape of the vendor's own, which are those of a common
// Java generator. The sample ff808081 67bb9034 0167bc3c7b5b 026a reads:
//
//	ff808081      the generating host, 127.0.0.1, each byte plus 128
//	67bb9034      when its process started: milliseconds since 1970, by 256
//	0167bc3c7b5b  when the id was made: milliseconds since 1970
//	026a          a serial number
//
// Here the process started when the scenario starts, and an id is made when its
// job begins.
const (
	idHost = "ff808081"
	idSize = 32
)

func appendID(b []byte, start, begin clock.Instant, serial uint16) []byte {
	b = append(b, idHost...)
	b = appendHex(b, uint64(start.UnixMilli())>>8, 8)
	b = appendHex(b, uint64(begin.UnixMilli()), 12)
	return appendHex(b, uint64(serial), 4)
}

// appendID appends the id of a job: the one that the scenario gives, else an
// invented one.
func (p *Plan) appendID(b []byte, r *record) []byte {
	if job := p.origins[r.origin].job; job != nil && job.ID != "" {
		return append(b, job.ID...)
	}
	return appendID(b, p.start, r.begin, r.serial)
}

func appendHex(b []byte, v uint64, digits int) []byte {
	for shift := 4 * (digits - 1); shift >= 0; shift -= 4 {
		b = append(b, "0123456789abcdef"[v>>shift&15])
	}
	return b
}

// decodeBegin reads the millisecond at which an id of the vendor's shape was
// made.
func decodeBegin(id string) (clock.Instant, bool) {
	if len(id) != idSize || id[:len(idHost)] != idHost {
		return 0, false
	}
	raw, err := hex.DecodeString(id)
	if err != nil {
		return 0, false
	}
	var ms int64
	for _, b := range raw[8:14] {
		ms = ms<<8 | int64(b)
	}
	if ms > clock.Max.UnixMilli() {
		return 0, false
	}
	return clock.Instant(ms * 1e6), true
}
