package format

import (
	"fmt"
	"slices"
	"strconv"
	"unicode/utf8"
)

// isWritable reports whether all keys can be written.
func (t *table) isWritable() bool {
	return !slices.ContainsFunc(t.columns, func(c column) bool { return c.write == nil })
}

// write writes the object, with the keys whose values differ from Blank, the required
// keys, and those that are always written.
func (t *table) write(b []byte, o any) []byte {
	b = append(b, '{')
	for i := range t.columns {
		f, before := &t.columns[i], len(b)
		if b[before-1] != '{' {
			b = append(b, ',')
		}
		b = append(AppendText(b, f.key), ':')
		value := len(b)
		b = f.write(b, o)
		if !f.required && !f.alwaysWritten && string(b[value:]) == f.blank {
			b = b[:before]
		}
	}
	return append(b, '}')
}

func writeText[T ~string](b []byte, v *T) []byte { return AppendText(b, string(*v)) }

func writeBool(b []byte, v *bool) []byte { return strconv.AppendBool(b, *v) }

func writeOptional[T any](write func([]byte, *T) []byte) func([]byte, **T) []byte {
	if write == nil {
		return nil
	}
	return func(b []byte, v **T) []byte {
		if *v == nil {
			return append(b, "null"...)
		}
		return write(b, *v)
	}
}

func writeList[T any](item func([]byte, *T) []byte) func([]byte, *[]T) []byte {
	if item == nil {
		return nil
	}
	return func(b []byte, list *[]T) []byte {
		if *list == nil {
			return append(b, "null"...)
		}
		b = append(b, '[')
		for i := range *list {
			if i > 0 {
				b = append(b, ',')
			}
			b = item(b, &(*list)[i])
		}
		return append(b, ']')
	}
}

// AppendText appends a quoted text that is valid in both JSON and YAML. Invalid UTF-8 is
// replaced by U+FFFD.
func AppendText(b []byte, s string) []byte {
	b = append(b, '"')
	copied := 0 // number of bytes of s in b
	for i, r := range s {
		if plainRune(r) {
			continue
		}
		b = append(b, s[copied:i]...)
		switch r {
		case '"', '\\':
			b = append(b, '\\', byte(r))
		case '\n':
			b = append(b, `\n`...)
		case utf8.RuneError:
			b = append(b, "\ufffd"...)
		default:
			b = fmt.Appendf(b, `\u%04x`, r)
		}
		_, size := utf8.DecodeRuneInString(s[i:])
		copied = i + size
	}
	return append(append(b, s[copied:]...), '"')
}

// plainRune reports whether a character in quotes needs no escape in JSON and YAML. All
// characters that YAML does not allow are below U+10000.
func plainRune(r rune) bool {
	switch {
	case r < ' ', r == '"', r == '\\', r >= 0x7f && r < 0xa0, r == 0x2028, r == 0x2029, r == 0xfeff, r == utf8.RuneError, r == 0xfffe, r == 0xffff:
		return false
	}
	return true
}
