package format

import "slices"

// maxJSONDepth bounds how deep lists and mappings of JSON nest, as encoding/json
// does.
const maxJSONDepth = 10_000

// parseJSON reads a text of valid JSON (RFC 8259); the error is the first thing
// that makes it something else. The texts of the values share its memory.
func parseJSON(text string) (*value, *syntaxError) {
	p := jsonParser{jsonLexer: newJSONLexer(text)}
	ok := p.value(p.scan())
	if t := p.scan(); ok && t.kind != endOfJSON {
		p.fail(t.at, "not JSON: a second value begins here; only one is read")
	}
	if p.failure != nil {
		return nil, p.failure
	}
	return &p.pending[0], nil
}

// jsonParser is one read of a JSON text.
type jsonParser struct {
	jsonLexer
	open    []position // where the lists and mappings begin that are not closed yet
	pending []value    // what they contain so far
	slab    []value    // room for what closed ones contain
}

// value reads the value that begins with a token, and adds it to the pending
// ones; false: it failed.
func (p *jsonParser) value(t jsonToken) bool {
	v := value{text: t.text, at: t.at}
	switch t.kind {
	case '{':
		return p.container(t, mappingValue, '}')
	case '[':
		return p.container(t, listValue, ']')
	case textToken:
		v.kind = textValue
	case intToken:
		v.kind = intValue
	case floatToken:
		v.kind = floatValue
	case boolToken:
		v.kind = boolValue
	case nullToken:
		v.kind = nullValue
	default:
		return p.expected(t, "a value is expected here")
	}
	p.pending = append(p.pending, v)
	return p.failure == nil
}

// container reads the rest of a list or a mapping.
func (p *jsonParser) container(opening jsonToken, kind valueKind, closing jsonTokenKind) bool {
	if len(p.open) == maxJSONDepth {
		return p.failFinally(opening.at, "not JSON that can be read: lists and mappings are nested more than 10,000 deep")
	}
	p.open = append(p.open, opening.at)
	first := len(p.pending)
	t := p.scan()
	for t.kind != closing || len(p.pending) > first { // a "," calls for a value
		if kind == mappingValue {
			if !p.key(t) {
				return false
			}
			t = p.scan()
		}
		if !p.value(t) {
			return false
		}
		if t = p.scan(); t.kind == closing {
			break
		}
		if t.kind != ',' {
			return p.expected(t, `a "," or the closing "`+string(rune(closing))+`" is expected here`)
		}
		t = p.scan()
	}
	p.open = p.open[:len(p.open)-1]
	p.pending = append(p.pending, value{kind: kind, at: opening.at, content: p.closed(first)})
	return true
}

// key reads a key that is a token, and the colon after it.
func (p *jsonParser) key(t jsonToken) bool {
	if t.kind != textToken {
		return p.expected(t, "a key in quotes is expected here")
	}
	p.pending = append(p.pending, value{kind: textValue, text: t.text, at: t.at})
	if t = p.scan(); t.kind != ':' {
		return p.expected(t, `a ":" is expected after the key`)
	}
	return p.failure == nil
}

// closed takes what a list or a mapping contains from the pending values.
func (p *jsonParser) closed(first int) []value {
	content := p.pending[first:]
	p.pending = p.pending[:first]
	if len(content) > cap(p.slab)-len(p.slab) {
		p.slab = slices.Grow([]value(nil), max(len(content), min(2*cap(p.slab), 1024)))
	}
	begin := len(p.slab)
	p.slab = append(p.slab, content...)
	return p.slab[begin:len(p.slab):len(p.slab)]
}

// expected fails at a token that should be another. If that is the end of the
// text, what is wrong is what has not been closed.
func (p *jsonParser) expected(t jsonToken, text string) bool {
	if t.kind == endOfJSON && len(p.open) > 0 {
		return p.failFinally(p.open[len(p.open)-1], "not JSON: "+unclosed)
	}
	return p.fail(t.at, "not JSON: "+text)
}

// looksLikeJSON says whether a text that is not valid JSON is meant as JSON: it
// is a mapping or a list and has no other tokens than JSON's. final is the first
// token in it, if any, that is wrong and that YAML would not mend.
func looksLikeJSON(text string) (ok bool, final *syntaxError) {
	l := newJSONLexer(text)
	t := l.scan()
	for ok = t.kind == '{' || t.kind == '['; ok && t.kind != endOfJSON; t = l.scan() {
		ok = t.kind != foreignToken
		if final == nil && l.failure != nil && l.failure.final {
			final = l.failure
		}
		l.failure = nil
	}
	return ok, final
}
