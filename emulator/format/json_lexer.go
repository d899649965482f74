package format

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// jsonTokenKind is a punctuation mark of JSON, or one of the kinds below.
type jsonTokenKind byte

const (
	endOfJSON    jsonTokenKind = 0
	textToken    jsonTokenKind = '"'
	intToken     jsonTokenKind = '0'
	floatToken   jsonTokenKind = '.'
	boolToken    jsonTokenKind = 't'
	nullToken    jsonTokenKind = 'n'
	foreignToken jsonTokenKind = '?' // nothing that JSON has
)

// unclosed is what is wrong with a text, a list or a mapping that the end of the
// document leaves open.
const unclosed = "what begins here is not closed before the end of the file"

// jsonToken is one token of a JSON text.
type jsonToken struct {
	kind jsonTokenKind
	at   position
	text string // of a scalar, without quotes and escapes
}

// jsonLexer cuts a text of valid UTF-8 into the tokens of JSON.
type jsonLexer struct {
	text string
	next int // the byte to read next
	line int32
	// start is the byte at which the line begins, moved on for each byte that is
	// no character of its own: next-start is a number of characters.
	start   int
	failure *syntaxError // the first
	decoded []byte       // a text whose escapes are being read
}

func newJSONLexer(text string) jsonLexer { return jsonLexer{text: text, line: 1} }

// fail notes what is wrong, unless something is already.
func (l *jsonLexer) fail(at position, text string) bool {
	if l.failure == nil {
		l.failure = &syntaxError{at: at, text: text}
	}
	return false
}

// failFinally is fail with what YAML would not mend.
func (l *jsonLexer) failFinally(at position, text string) bool {
	if l.failure == nil {
		l.failure = &syntaxError{at, text, true}
	}
	return false
}

// here is the place of the byte that is read next.
func (l *jsonLexer) here() position { return position{l.line, int32(l.next-l.start) + 1} }

// scan reads a token. If it is a scalar that is not well formed, failure says so.
func (l *jsonLexer) scan() jsonToken {
	l.skipSpace()
	t := jsonToken{at: l.here()}
	if l.next == len(l.text) {
		return t
	}
	switch c := l.text[l.next]; c {
	case '{', '}', '[', ']', ':', ',':
		l.next++
		t.kind = jsonTokenKind(c)
	case '"':
		l.next++
		t.kind, t.text = textToken, l.scanText(t.at)
	case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9':
		t.kind, t.text = l.scanNumber()
	default:
		t.kind, t.text = l.scanWord()
	}
	return t
}

func (l *jsonLexer) skipSpace() {
	for ; l.next < len(l.text); l.next++ {
		switch l.text[l.next] {
		case ' ', '\t':
		case '\r', '\n':
			if isLineEnd(l.text, l.next) {
				l.line, l.start = l.line+1, l.next+1
			}
		default:
			return
		}
	}
}

// isLineEnd says whether a byte of a text ends a line: LF, and CR unless LF
// follows.
func isLineEnd(text string, i int) bool {
	return text[i] == '\n' || text[i] == '\r' && (i+1 == len(text) || text[i+1] != '\n')
}

// scanWord reads true, false or null.
func (l *jsonLexer) scanWord() (jsonTokenKind, string) {
	for _, w := range [...]struct {
		text string
		kind jsonTokenKind
	}{{"true", boolToken}, {"false", boolToken}, {"null", nullToken}} {
		if strings.HasPrefix(l.text[l.next:], w.text) {
			l.next += len(w.text)
			return l.ended(w.kind), w.text
		}
	}
	return foreignToken, ""
}

// scanNumber reads a number.
func (l *jsonLexer) scanNumber() (jsonTokenKind, string) {
	first, at, kind := l.next, l.here(), intToken
	if l.text[l.next] == '-' {
		l.next++
	}
	whole := l.digits()
	ok := whole == 1 || whole > 1 && l.text[l.next-whole] != '0'
	if l.skip(".") {
		kind = floatToken
		ok = l.digits() > 0 && ok
	}
	if l.skip("eE") {
		kind = floatToken
		l.skip("+-")
		ok = l.digits() > 0 && ok
	}
	text := l.text[first:l.next]
	if kind = l.ended(kind); kind != foreignToken && !ok {
		l.fail(at, "not JSON: "+Shorten(text)+" is not a number as JSON writes it, such as 5, -5, 0.5 or 1e3")
	}
	return kind, text
}

func (l *jsonLexer) digits() (n int) {
	for ; l.next < len(l.text) && l.text[l.next]-'0' <= 9; l.next++ {
		n++
	}
	return n
}

func (l *jsonLexer) skip(one string) bool {
	if l.next == len(l.text) || strings.IndexByte(one, l.text[l.next]) < 0 {
		return false
	}
	l.next++
	return true
}

// ended is the kind of a number or a word: foreign if more follows directly.
func (l *jsonLexer) ended(kind jsonTokenKind) jsonTokenKind {
	if l.next == len(l.text) || strings.IndexByte(" \t\r\n,:]}", l.text[l.next]) >= 0 {
		return kind
	}
	return foreignToken
}

// scanText reads a text of which the first quote has been read.
func (l *jsonLexer) scanText(at position) string {
	first := l.next
	for l.next < len(l.text) {
		switch c := l.text[l.next]; {
		case c == '"':
			l.next++
			return l.text[first : l.next-1]
		case c == '\\' || c < ' ':
			return l.scanEscaped(first, at)
		case c&0xc0 == 0x80:
			l.start++
		}
		l.next++
	}
	l.failFinally(at, "not JSON: "+unclosed)
	return ""
}

// scanEscaped reads the rest of a text that is not as it is written.
func (l *jsonLexer) scanEscaped(first int, at position) string {
	b := l.decoded[:0]
	b = append(b, l.text[first:l.next]...)
	for l.next < len(l.text) {
		c := l.text[l.next]
		switch {
		case c == '"':
			l.next++
			l.decoded = b
			return string(b)
		case c == '\\':
			b = l.scanEscape(b)
			continue
		case c < ' ':
			l.control(c)
		case c&0xc0 == 0x80:
			l.start++
		}
		b = append(b, c)
		l.next++
	}
	l.failFinally(at, "not JSON: "+unclosed)
	return ""
}

// control reports a control character that is not escaped. In YAML it may mean
// something else: a line break in quotes is a space.
func (l *jsonLexer) control(c byte) {
	escape := fmt.Sprintf(`\u%04x`, c)
	if i := strings.IndexByte("\b\t\n\f\r", c); i >= 0 {
		escape = `\` + string("btnfr"[i])
	}
	l.failFinally(l.here(), "not JSON: a control character stands in a text; write it as "+escape)
	if isLineEnd(l.text, l.next) {
		l.line, l.start = l.line+1, l.next+1
	}
}

// scanEscape reads what begins with a backslash.
func (l *jsonLexer) scanEscape(b []byte) []byte {
	at := l.here()
	rest := l.text[l.next+1:]
	if rest == "" {
		l.next++
		return b
	}
	if rest[0] == 'u' {
		return l.scanUnicode(b)
	}
	i := strings.IndexByte(`"\/bfnrt`, rest[0])
	if i < 0 {
		l.fail(at, `not JSON: a backslash begins \", \\, \/, \b, \f, \n, \r, \t or \u and four hexadecimal digits; write \\ for a backslash`)
		l.next++
		return b
	}
	l.next += 2
	return append(b, "\"\\/\b\f\n\r\t"[i])
}

// scanUnicode reads \u and its digits, and what belongs to it of the next.
func (l *jsonLexer) scanUnicode(b []byte) []byte {
	at := l.here()
	r, ok := hexadecimal(l.text[l.next:])
	if !ok {
		l.fail(at, `not JSON: \u is followed by four hexadecimal digits`)
		l.next += 2
		return b
	}
	l.next += 6
	if !utf16.IsSurrogate(r) {
		return utf8.AppendRune(b, r)
	}
	low, _ := hexadecimal(l.text[l.next:])
	pair := utf16.DecodeRune(r, low)
	if pair == utf8.RuneError {
		l.failFinally(at, `not JSON: `+l.text[l.next-6:l.next]+` is one half of a pair of surrogates, without the other; it is no character`)
		return b
	}
	l.next += 6
	return utf8.AppendRune(b, pair)
}

// hexadecimal is the code of a \u with its digits, with which a text begins.
func hexadecimal(s string) (rune, bool) {
	if len(s) < 6 || s[0] != '\\' || s[1] != 'u' {
		return 0, false
	}
	code, err := strconv.ParseUint(s[2:6], 16, 16)
	return rune(code), err == nil
}
