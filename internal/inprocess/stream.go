package inprocess

import (
	"io"
	"sync"
)

// streamLimit is how many bytes of an answer wait for the client to read them.
const streamLimit = 64 << 10

// stream is bytes on their way from a handler to a client, as in the buffers of
// a connection.
type stream struct {
	mu     sync.Mutex
	cond   sync.Cond
	bytes  []byte
	ended  error // what the client reads after the last byte; nil: more may come
	failed error // what both get at once; nil: nothing is wrong
}

func newStream() *stream {
	s := new(stream)
	s.cond.L = &s.mu
	return s
}

// Write waits while there are too many bytes.
func (s *stream) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 0
	for n < len(p) {
		for len(s.bytes) >= streamLimit && s.failed == nil && s.ended == nil {
			s.cond.Wait()
		}
		switch {
		case s.failed != nil:
			return n, s.failed
		case s.ended != nil:
			return n, io.ErrClosedPipe
		}
		some := min(len(p)-n, streamLimit-len(s.bytes))
		s.bytes = append(s.bytes, p[n:n+some]...)
		n += some
		s.cond.Broadcast()
	}
	return n, nil
}

// Read waits for bytes.
func (s *stream) Read(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for len(s.bytes) == 0 && s.ended == nil && s.failed == nil {
		s.cond.Wait()
	}
	switch {
	case s.failed != nil:
		return 0, s.failed
	case len(s.bytes) == 0:
		return 0, s.ended
	}
	n := copy(p, s.bytes)
	s.bytes = s.bytes[:copy(s.bytes, s.bytes[n:])]
	s.cond.Broadcast()
	return n, nil
}

// finish ends the stream with an error for the client, such as io.EOF.
func (s *stream) finish(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ended == nil {
		s.ended = err
		s.cond.Broadcast()
	}
}

// fail ends the stream for both sides at once; bytes on their way are lost.
func (s *stream) fail(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.failed == nil {
		s.failed, s.bytes = err, nil
		s.cond.Broadcast()
	}
}
