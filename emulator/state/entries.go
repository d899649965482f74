package state

import (
	"bytes"
	"strconv"
)

// Places says of which lists of a document a change has some entries only, and where in
// the list each of them is, from 0: one that is there is replaced, one behind the last is
// added. A list without places (nil) is complete.
type Places struct{ Faults, Tokens, Violations []int }

// places is the places in the list of a part.
type places struct {
	part string
	list []int
}

func (p *Places) byPart() [3]places {
	return [...]places{{"faults", p.Faults}, {"tokens", p.Tokens}, {"violations", p.Violations}}
}

// entriesOf is the key of the list within a part; "": the part is the list itself.
func entriesOf(part string) string {
	switch part {
	case "tokens":
		return "issued"
	case "violations":
		return "noted"
	default:
		return ""
	}
}

// appendTo appends the places as a member of a line, if there are any.
func (p *Places) appendTo(text []byte) []byte {
	separator := `"at":{"`
	for _, part := range p.byPart() {
		if part.list == nil {
			continue
		}
		text = append(append(append(text, separator...), part.part...), `":[`...)
		for i, place := range part.list {
			if i > 0 {
				text = append(text, ',')
			}
			text = strconv.AppendInt(text, int64(place), 10)
		}
		text, separator = append(text, ']'), `,"`
	}
	if separator == `,"` {
		text = append(text, "},"...)
	}
	return text
}

// parsePlaces reads what appendTo has written, without its key.
func parsePlaces(text []byte) (list []places, ok bool) {
	members, ok := inside(text, '{', '}')
	if !ok {
		return nil, false
	}
	s := scanner{rest: members}
	for key, value := s.member(); key != nil; key, value = s.member() {
		elements, ok := splitList(value)
		if !ok {
			return nil, false
		}
		p := places{string(key), make([]int, len(elements))}
		for i, element := range elements {
			place, err := strconv.Atoi(string(element))
			if err != nil || place < 0 {
				return nil, false
			}
			p.list[i] = place
		}
		list = append(list, p)
	}
	return list, !s.failed
}

// splitList splits the elements of a list.
func splitList(text []byte) (elements [][]byte, ok bool) {
	text, ok = inside(text, '[', ']')
	if !ok {
		return nil, false
	}
	s := scanner{rest: text}
	for element := s.element(); element != nil; element = s.element() {
		elements = append(elements, element)
	}
	return elements, !s.failed
}

// entries is a part that was split, since it is changed entry by entry.
type entries struct {
	list   [][]byte
	others []member // beside the list
}

func splitEntries(part string, value []byte) (e entries, ok bool) {
	key := entriesOf(part)
	if key == "" {
		e.list, ok = splitList(value)
		return e, ok
	}
	members, ok := inside(value, '{', '}')
	if !ok {
		return e, false
	}
	s := scanner{rest: members}
	for name, value := s.member(); name != nil; name, value = s.member() {
		if string(name) != key {
			e.others = append(e.others, member{key: name, value: value})
		} else if e.list, ok = splitList(value); !ok {
			return e, false
		}
	}
	return e, !s.failed
}

// change applies the entries of a change at their places; false: there are no such
// places.
func (e *entries) change(changed entries, at []int) bool {
	if len(at) != len(changed.list) {
		return false
	}
	e.others = changed.others
	for i, place := range at {
		switch {
		case place < len(e.list):
			e.list[place] = changed.list[i]
		case place == len(e.list):
			e.list = append(e.list, changed.list[i])
		default:
			return false
		}
	}
	return true
}

// appendTo appends the part as JSON.
func (e *entries) appendTo(text []byte, part string) []byte {
	key := entriesOf(part)
	if key != "" {
		text = append(text, '{')
		for _, m := range e.others {
			text = append(m.appendTo(text), ',')
		}
		text = append(append(append(text, '"'), key...), `":`...)
	}
	text = append(append(append(text, '['), bytes.Join(e.list, []byte(","))...), ']')
	if key != "" {
		text = append(text, '}')
	}
	return text
}
