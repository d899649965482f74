package gesapi

import (
	"hash/maphash"
	"strings"
	"sync/atomic"
)

// Limits of what an API caches of requests.
const (
	maxBound     = 64
	maxBoundSize = 1 << 10 // bytes
)

// bindCache is the parameters of the last few calls, worked out: a client that
// polls asks the same again and again. It is safe for concurrent use.
type bindCache struct {
	seed  maphash.Seed // which slot a text takes changes no answer
	slots [maxBound]atomic.Pointer[boundCall]
}

func newBindCache() *bindCache { return &bindCache{seed: maphash.MakeSeed()} }

// of is the parameters of a call.
func (c *bindCache) of(m match, raw string) *boundCall {
	size := len(raw)
	for _, value := range m.path[1:] {
		size += len(value)
	}
	if size > maxBoundSize {
		return bind(m, raw)
	}
	hash := maphash.String(c.seed, raw)
	for _, value := range m.path[1:] {
		if value != "" {
			hash = hash*31 + maphash.String(c.seed, value)
		}
	}
	slot := &c.slots[hash%maxBound]
	if b := slot.Load(); b != nil && b.route == m.route && b.query.raw == raw && [maxPathValues - 1]string(b.path[1:]) == [maxPathValues - 1]string(m.path[1:]) {
		return b
	}
	for i, value := range m.path {
		m.path[i] = strings.Clone(value) // not to hold the request's memory
	}
	b := bind(m, strings.Clone(raw))
	slot.Store(b)
	return b
}
