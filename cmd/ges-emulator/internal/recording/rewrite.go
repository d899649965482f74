package recording

import (
	"encoding/json"
	"strings"

	"github.com/ges-emulator/ges-emulator/internal/encode"
)

// member is where a scalar stands in a JSON document.
type member struct {
	name   string   // of the member of an object, or of the list that it is in
	within []string // the names of the members around it, outermost first
	string bool     // it is a string; false: a number
}

// rewriteJSON returns a document whose strings and numbers a function replaced, all
// else as it was; a number becomes a string where it is replaced. whole is false when
// the text is no JSON from some place on, where it is cut.
func rewriteJSON(text string, replace func(at member, value string) string) (rewritten string, whole bool) {
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	r := rewriter{replace: replace}
	written := int64(0)
	for {
		before := d.InputOffset()
		token, err := d.Token()
		if err != nil {
			r.out.WriteString(text[written:before])
			return r.out.String(), r.complete && strings.TrimSpace(text[before:]) == ""
		}
		if r.complete { // a second value
			r.out.WriteString(text[written:before])
			return r.out.String(), false
		}
		after := d.InputOffset()
		old, replaced := r.token(token)
		if replaced == old {
			continue
		}
		start := before + int64(strings.IndexAny(text[before:after], `"-0123456789`))
		r.out.WriteString(text[written:start])
		r.out.WriteString(encode.Text(replaced))
		written = after
	}
}

// rewriter follows the tokens of a document.
type rewriter struct {
	replace  func(at member, value string) string
	out      strings.Builder
	levels   []level
	complete bool // the document's one value has ended
}

// level is an object or a list that is open.
type level struct {
	object bool
	isName bool   // the next token is a member's name
	name   string // of the member whose value comes, or of the list
}

// token takes the next token, and returns a scalar and what takes its place.
func (r *rewriter) token(token json.Token) (old, replaced string) {
	if delimiter, ok := token.(json.Delim); ok {
		switch delimiter {
		case '{', '[':
			r.levels = append(r.levels, level{delimiter == '{', delimiter == '{', r.name()})
		default:
			r.levels = r.levels[:len(r.levels)-1]
			r.ended()
		}
		return "", ""
	}
	if top := r.top(); top != nil && top.isName {
		top.name, _ = token.(string)
		top.isName = false
		return "", ""
	}
	switch value := token.(type) {
	case string:
		old, replaced = value, r.replace(r.member(true), value)
	case json.Number:
		old, replaced = value.String(), r.replace(r.member(false), value.String())
	}
	r.ended()
	return old, replaced
}

func (r *rewriter) top() *level {
	if len(r.levels) == 0 {
		return nil
	}
	return &r.levels[len(r.levels)-1]
}

func (r *rewriter) name() string {
	if top := r.top(); top != nil {
		return top.name
	}
	return ""
}

func (r *rewriter) member(isString bool) member {
	m := member{name: r.name(), string: isString}
	for _, l := range r.levels[:max(len(r.levels)-1, 0)] {
		m.within = append(m.within, l.name)
	}
	return m
}

// ended notes the end of a value.
func (r *rewriter) ended() {
	if top := r.top(); top == nil {
		r.complete = true
	} else if top.object {
		top.isName = true
	}
}
