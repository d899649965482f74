package fake

import (
	"encoding/binary"
	"encoding/hex"
)

// Key identifies the purpose of a value, for one seed. Two different purposes have the
// same key with a probability of 2⁻⁶⁴.
type Key uint64

// NewKey returns the root key of a seed.
func NewKey(seed int64) Key { return Key(mix(uint64(seed) + golden)) }

// For returns the key of a purpose within k.
func (k Key) For(purpose string) Key {
	h := uint64(k)
	if purpose == "" { // otherwise its key would be that of Nth(0)
		h = mix(h)
	}
	for len(purpose) >= 8 {
		h = mix(h ^ binary.LittleEndian.Uint64([]byte(purpose[:8])))
		purpose = purpose[8:]
	}
	tail := uint64(len(purpose)) << 56
	for i := range len(purpose) {
		tail |= uint64(purpose[i]) << (8 * i)
	}
	return Key(mix(h ^ tail + golden))
}

// Nth returns the key of the n-th of several values of the same purpose within k.
func (k Key) Nth(n int) Key { return Key(mix(uint64(k) + golden*uint64(n+1))) }

// golden is 2⁶⁴ divided by the golden ratio, the usual increment of a
// SplitMix64 sequence.
const golden = 0x9e3779b97f4a7c15

// mix is the output function of SplitMix64: a bijection in which every input
// bit changes half of the output bits.
func mix(z uint64) uint64 {
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// AppendHex appends a 32-digit hexadecimal number derived from the key.
func (k Key) AppendHex(b []byte) []byte {
	var number [16]byte
	binary.BigEndian.PutUint64(number[:8], mix(uint64(k)))
	binary.BigEndian.PutUint64(number[8:], mix(uint64(k)+golden))
	return hex.AppendEncode(b, number[:])
}

// UUID returns a random UUID (version 4) derived from the key.
func (k Key) UUID() string {
	var digits [32]byte
	b := k.AppendHex(digits[:0])
	b[12] = '4'                    // the version
	b[16] = "89ab"[uint64(k)>>7&3] // the variant
	return string(b[:8]) + "-" + string(b[8:12]) + "-" + string(b[12:16]) + "-" + string(b[16:20]) + "-" + string(b[20:])
}

// source is a SplitMix64 sequence that starts at a key. It implements the source of
// randomness that gofakeit uses.
type source struct{ state uint64 }

func (s *source) Uint64() uint64 {
	s.state += golden
	return mix(s.state)
}

func (s *source) Int63() int64    { return int64(s.Uint64() >> 1) }
func (s *source) Seed(seed int64) { s.state = uint64(seed) }
