package format

import (
	"encoding/binary"
	"fmt"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// byteOrderMark is the optional first character of a text, which shows its encoding.
const byteOrderMark = "\ufeff"

// UTF8 returns a document in UTF-8. YAML may also be in UTF-16 with a byte order mark,
// which is removed; every other document is returned unchanged.
func UTF8(data []byte) []byte {
	order := utf16Order(data)
	if order == nil {
		return data
	}
	text := make([]byte, 0, len(data))
	for rest := data[2:]; len(rest) >= 2; rest = rest[2:] {
		r := rune(order.Uint16(rest))
		if utf16.IsSurrogate(r) && len(rest) >= 4 {
			if pair := utf16.DecodeRune(r, rune(order.Uint16(rest[2:]))); pair != utf8.RuneError {
				r, rest = pair, rest[2:]
			}
		}
		if utf16.IsSurrogate(r) { // half of a character: decode reports the byte
			text = append(text, 0xff)
			continue
		}
		text = utf8.AppendRune(text, r)
	}
	if len(data)%2 == 1 {
		text = append(text, 0xff)
	}
	return text
}

// utf16Order returns the byte order of a text that begins with a byte order mark of
// UTF-16; nil if it does not.
func utf16Order(data []byte) binary.ByteOrder {
	switch {
	case len(data) < 2:
		return nil
	case data[0] == 0xff && data[1] == 0xfe:
		return binary.LittleEndian
	case data[0] == 0xfe && data[1] == 0xff:
		return binary.BigEndian
	}
	return nil
}

// decode returns a document as a text in valid UTF-8, without a byte order mark.
func decode(data []byte) (string, *syntaxError) {
	text := string(UTF8(data))
	if utf16Order(data) == nil {
		text = strings.TrimPrefix(text, byteOrderMark)
	}
	if !utf8.ValidString(text) {
		return "", notUTF8(text, utf16Order(data) != nil)
	}
	return text, nil
}

func notUTF8(text string, wasUTF16 bool) *syntaxError {
	i := 0
	for {
		r, size := utf8.DecodeRuneInString(text[i:])
		if r == utf8.RuneError && size == 1 {
			break
		}
		i += size
	}
	at := positionAt(text, i)
	if wasUTF16 {
		return &syntaxError{at: at, text: "not UTF-16: half a character stands here; save the file as UTF-8"}
	}
	return &syntaxError{at: at, text: fmt.Sprintf("not UTF-8: no character has the byte 0x%02x here; save the file as UTF-8", text[i])}
}

// secondMark returns an error if there is a byte order mark at the beginning of a line,
// in a text whose own mark was removed.
func secondMark(text string) *syntaxError {
	for i := 0; ; i += len(byteOrderMark) {
		next := strings.Index(text[i:], byteOrderMark)
		if next < 0 {
			return nil
		}
		if i += next; i == 0 || isLineEnd(text, i-1) {
			return &syntaxError{at: positionAt(text, i), text: "a byte order mark (U+FEFF) stands here; only the first character of a file may be one; remove it"}
		}
	}
}

// positionAt returns the position of a byte.
func positionAt(text string, offset int) position {
	at, start := position{1, 1}, 0
	for i := range offset {
		if isLineEnd(text, i) {
			at.line, start = at.line+1, i+1
		}
	}
	at.column += int32(utf8.RuneCountInString(text[start:offset]))
	return at
}

// from returns the text from a position on.
func from(text string, at position) string {
	line := int32(1)
	i := 0
	for ; i < len(text) && line < at.line; i++ {
		if isLineEnd(text, i) {
			line++
		}
	}
	if line < at.line {
		return ""
	}
	column := int32(1)
	for j := range text[i:min(len(text), i+utf8.UTFMax*int(at.column))] {
		if column == at.column {
			return text[i+j:]
		}
		column++
	}
	return ""
}

// charAt returns the character at a position; a space if there is none.
func charAt(text string, at position) rune {
	for _, r := range from(text, at) {
		return r
	}
	return ' '
}
