package state

import "bytes"

// scanner splits JSON as the emulator writes it, without white space, whose sum was
// checked: at the speed of memory, since each byte is parsed once more as part of a
// document. It copies nothing.
type scanner struct {
	rest   []byte
	failed bool // it is no such JSON
}

// member is the next key and value of the members of an object; nil: there is none.
func (s *scanner) member() (key, value []byte) {
	if len(s.rest) == 0 || s.failed {
		return nil, nil
	}
	key = s.value()
	if s.failed || len(key) < 3 || key[0] != '"' || !bytes.HasPrefix(s.rest, []byte(":")) {
		s.failed = true
		return nil, nil
	}
	s.rest = s.rest[1:]
	if value = s.element(); value == nil {
		s.failed = true
		return nil, nil
	}
	return key[1 : len(key)-1], value
}

// element is the next of the elements of a list; nil: there is none.
func (s *scanner) element() []byte {
	if len(s.rest) == 0 || s.failed {
		return nil
	}
	value := s.value()
	switch {
	case s.failed || len(s.rest) == 0:
	case s.rest[0] != ',' || len(s.rest) == 1:
		s.failed = true
	default:
		s.rest = s.rest[1:]
	}
	if s.failed {
		return nil
	}
	return value
}

// value takes a value: up to its last bracket or quote, or to what comes after a
// number or a word.
func (s *scanner) value() []byte {
	depth, i := 0, 0
scan:
	for i < len(s.rest) {
		switch s.rest[i] {
		case '"':
			i += stringLength(s.rest[i:])
			if depth == 0 {
				break scan
			}
			continue
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth == 0 {
				i++
				break scan
			}
		case ',', ':':
			if depth == 0 {
				break scan
			}
		}
		if depth < 0 {
			break
		}
		i++
	}
	if s.failed = depth != 0 || i == 0 || i > len(s.rest); s.failed {
		return nil
	}
	value := s.rest[:i:i]
	s.rest = s.rest[i:]
	return value
}

// stringLength is the length of the string that a text begins with, quotes
// included; more than the text: it has no end.
func stringLength(text []byte) int {
	for i := 1; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return len(text) + 1
}

// inside is what stands between the brackets of an object or a list.
func inside(value []byte, begin, end byte) ([]byte, bool) {
	n := len(value)
	if n < 2 || value[0] != begin || value[n-1] != end {
		return nil, false
	}
	return value[1 : n-1], true
}
