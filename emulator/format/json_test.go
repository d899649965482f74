package format

import (
	"encoding/json"
	"fmt"
	"io"
	"reflect"
	"strconv"
	"strings"
	"testing"
)

// plain is a value as encoding/json gives it, with numbers as they are written.
// The last of repeated keys wins, as there.
func plain(v *value) any {
	switch v.kind {
	case nullValue:
		return nil
	case boolValue:
		return v.text == "true"
	case intValue, floatValue:
		return json.Number(v.text)
	case listValue:
		list := make([]any, len(v.content))
		for i := range v.content {
			list[i] = plain(&v.content[i])
		}
		return list
	case mappingValue:
		object := map[string]any{}
		for i := 0; i < len(v.content); i += 2 {
			object[v.content[i].text] = plain(&v.content[i+1])
		}
		return object
	default:
		return v.text
	}
}

func decodeJSON(text string) (v any, err error) {
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	if err = d.Decode(&v); err == nil {
		if _, more := d.Token(); more != io.EOF {
			return nil, strconv.ErrSyntax
		}
	}
	return v, err
}

// hasLoneSurrogate says whether a valid JSON text has an escape that is no
// character.
func hasLoneSurrogate(text string) bool {
	_, err := parseJSON(text)
	return err != nil && strings.Contains(err.text, "surrogates")
}

// FuzzJSON: what encoding/json takes is read with the same values, and nothing
// else is; but for escapes that are no character, which it replaces.
func FuzzJSON(f *testing.F) {
	for _, text := range []string{
		`{}`, `[]`, ` [1, -0, 0.5, 1e3, -1.25E-7, 12345678901234567890123]`, `{"a": {"b": [true, false, null]}, "a": "again"}`,
		`"\" \\ \/ \b \f \n \r \t \u00e9 \uD83D\uDE00 ü 中 😀` + "\u007f\u0085\u2028\ufeff" + `"`,
		`"\ud800"`, `"\udc00\ud800"`, `"\ud800\u0041"`, `"\ud8"`, `"\x"`, "\"a\tb\"", `[1,]`, `[,]`, `{"a":1,}`, `{"a"}`, `{1:2}`, `[1 2]`,
		`01`, `-`, `1.`, `.5`, `+1`, `1e`, `1e+`, `NaN`, `tru`, `nulll`, `[`, `{"a":`, `"a`, `{}{}`, "\r\n\r[\r]\n", `[[[[]]]]`, ``, ` `,
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		text, wrong := decode(data)
		if wrong != nil {
			return
		}
		want, err := decodeJSON(text)
		got, refused := parseJSON(text)
		switch {
		case refused == nil && err != nil:
			t.Errorf("%q is read; encoding/json: %v", text, err)
		case refused != nil && err == nil && !hasLoneSurrogate(text):
			t.Errorf("%q is refused: %s", text, refused.text)
		case refused == nil && !reflect.DeepEqual(plain(got), want):
			t.Errorf("%q is %#v, want %#v", text, plain(got), want)
		}
		if refused != nil && (refused.at.line < 1 || refused.at.column < 1 || from(text+".", refused.at) == "") {
			t.Errorf("%q: %+v lies outside", text, refused)
		}
		looksLikeJSON(text)
	})
}

// In valid JSON every key and value has its place, whatever stands between them:
// lines end at LF, CR LF, and CR alone; columns are characters.
func TestJSONPositions(t *testing.T) {
	const text = "\ufeff{\n  \"a\"\n  : \"ü\u2028\u0085😀\", \"b\" :\r\n[1,\r\t2.5, {\"c\\/\\uD83D\\uDE00\":\nnull}]}\n"
	decoded, _ := decode([]byte(text))
	root, err := parseJSON(decoded)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	var walk func(v *value)
	walk = func(v *value) {
		got = append(got, strconv.Itoa(int(v.at.line))+":"+strconv.Itoa(int(v.at.column))+" "+v.text)
		for i := range v.content {
			walk(&v.content[i])
		}
	}
	walk(root)
	want := []string{
		"1:1 ", "2:3 a", "3:5 ü\u2028\u0085😀", "3:13 b", "4:1 ", "4:2 1", "5:2 2.5",
		"5:7 ", "5:8 c/😀", "6:1 null",
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

// How deep JSON nests is bounded, as it is in encoding/json.
func TestJSONDepth(t *testing.T) {
	nested := func(depth int) string { return strings.Repeat(`[`, depth) + strings.Repeat("]", depth) }
	if _, _, err := parse(nested(maxJSONDepth), ""); err != nil || !json.Valid([]byte(nested(maxJSONDepth))) {
		t.Error(err)
	}
	want := syntaxError{position{1, maxJSONDepth + 1}, "not JSON that can be read: lists and mappings are nested more than 10,000 deep", true}
	if _, _, err := parse(nested(maxJSONDepth+1), ""); err == nil || *err != want || json.Valid([]byte(nested(maxJSONDepth+1))) {
		t.Errorf("got %+v, want %+v", err, want)
	}
}

// What is no JSON but looks like it gets an error of JSON, at its place; what only YAML
// has is YAML.
func TestWhichLanguage(t *testing.T) {
	for text, want := range map[string]string{
		`{"a": "b\/c"}`:               `{"a":"b/c"}`,
		"{\"a\"\n:\n1}":               `{"a":1}`,
		`"a\/b"`:                      `"a/b"`,
		"[\"\u007f\u0080\u2028\"]":    "[\"\u007f\u0080\\u2028\"]",
		`{a: 'b'}`:                    `{"a":"b"}`,
		`{"a": b c, }`:                `{"a":"b c"}`,
		`{"a": "\x41\e"}`:             `{"a":"A\u001b"}`,
		"{\"a\": 1} # one":            `{"a":1}`,
		`[1, 2,]`:                     `[1,2]`,
		"\"a\": \"b\tc\"":             `{"a":"b\tc"}`,
		"{\"a\": \"b\n  c\", d: 1}":   `{"a":"b c","d":1}`,
		"{a: \"b\n  c\"}":             `{"a":"b c"}`,
		"%YAML 1.2\n---\na: 1":        `{"a":1}`,
		"# b\n%YAML  1.2 # c\n---\n1": `1`,
		"a: \"b\u2028c\u2029 \u0085d\" # \u2028\nb: &x 1\nc: *y": "3:4 not YAML: the alias *y refers to no anchor before it",
		"{\"a\": \"b\nc\"}":                    `1:9 not JSON: a control character stands in a text; write it as \n`,
		"[\"a\x00\x1f\"]":                      `1:4 not JSON: a control character stands in a text; write it as \u0000`,
		"{\"a\": \"\r\n\tb\",}":                `1:8 not JSON: a control character stands in a text; write it as \r`,
		`["\uD83D"]`:                           `1:3 not JSON: \uD83D is one half of a pair of surrogates, without the other; it is no character`,
		`["\uDE00\uD83D"]`:                     `1:3 not JSON: \uDE00 is one half of a pair of surrogates, without the other; it is no character`,
		"\n[1, 2":                              `2:1 not JSON: what begins here is not closed before the end of the file`,
		`{"a": ["b]}`:                          `1:8 not JSON: what begins here is not closed before the end of the file`,
		"{\"a\": 1\n \"b\": 2}":                `2:2 not JSON: a "," or the closing "}" is expected here`,
		"[1}":                                  `1:3 not JSON: a "," or the closing "]" is expected here`,
		"{\"a\": 1}\r{\"a\": 1}":               `2:1 not JSON: a second value begins here; only one is read`,
		"[\"a\"]\n\xff":                        `2:1 not UTF-8: no character has the byte 0xff here; save the file as UTF-8`,
		"\ufeff\ufeffa: 1":                     `1:1 a byte order mark (U+FEFF) stands here; only the first character of a file may be one; remove it`,
		"a: 1\r\ufeffb: 2":                     `2:1 a byte order mark (U+FEFF) stands here; only the first character of a file may be one; remove it`,
		"\ufeff\ufeff{\"a\": 1}":               `1:1 a byte order mark (U+FEFF) stands here; only the first character of a file may be one; remove it`,
		"a: b\ufeff\nb: '\ufeff'":              "{\"a\":\"b\ufeff\",\"b\":\"\ufeff\"}",
		"\xff\xfea\x00:\x00 \x00=\xd8\x00\xde": `{"a":"😀"}`,
		"\xfe\xff\x00a\xd8\x00":                `1:2 not UTF-16: half a character stands here; save the file as UTF-8`,
		"\xff\xfea\x00b":                       `1:2 not UTF-16: half a character stands here; save the file as UTF-8`,
		"%YAML 2.0\n---\n1":                    `1:1 not YAML: the line %YAML names a version that cannot be read; leave it out`,
		`a: "\uD83D\uDE00"`:                    `1:7 not YAML: the escape is of no character: YAML has no pairs of surrogates; write \U and eight hexadecimal digits`,
	} {
		got := ""
		decoded, err := decode([]byte(text))
		if err == nil {
			var root *value
			if root, _, err = parse(decoded, ""); err == nil {
				b, _ := json.Marshal(plain(root))
				got = string(b)
			}
		}
		if err != nil {
			got = strconv.Itoa(int(err.at.line)) + ":" + strconv.Itoa(int(err.at.column)) + " " + err.text
		}
		if got != want {
			t.Errorf("%q\ngot  %s\nwant %s", text, got, want)
		}
	}
}

// Characters that ended a line in YAML 1.1 are characters like others, whatever
// else the text has.
func TestOldBreaks(t *testing.T) {
	const text = "a: \"x\u2028 y\u0085z\u2029\\ue000\ue001\\U0000e002\"\nb: |\n  k\u2028l\n  m\nc\u2028: 1 # \u2028\n"
	decoded, _ := decode([]byte(text))
	root, _, err := parse(decoded, "")
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]any{"a": "x\u2028 y\u0085z\u2029\ue000\ue001\ue002", "b": "k\u2028l\nm\n", "c\u2028": json.Number("1")}
	if got := plain(root); !reflect.DeepEqual(got, want) {
		t.Errorf("got %q", got)
	}
	if last := root.content[5]; last.at != (position{5, 5}) {
		t.Errorf("the last value is at %v", last.at)
	}
}

// The reader accepts the types that the schema has: in JSON a text is in quotes, and true
// is not; a whole number may be written with a fraction or an exponent.
func TestTypesOfJSON(t *testing.T) {
	type values struct {
		text  string
		truth bool
		count int
	}
	kind := Object[values]{
		Name: "values", Noun: "values",
		Fields: []Field[values]{
			Key("text", Line(20), func(v *values) *string { return &v.text }, ""),
			Key("truth", Bool(), func(v *values) *bool { return &v.truth }, ""),
			Key("count", Integer(0, 9000), func(v *values) *int { return &v.count }, ""),
		},
	}.Kind()
	for text, want := range map[string]string{
		`{"text":"7","truth":true,"count":7}`: "",
		`text: 7`:                             "",
		`text: true`:                          "",
		`{"text":7}`:                          "f:1:9: text: 7 is not a text of 1 to 20 characters on one line; in JSON a text is in quotes",
		`{"text":true}`:                       "f:1:9: text: true is not a text of 1 to 20 characters on one line; in JSON a text is in quotes",
		`{"text":null}`:                       "f:1:9: text: null is not a text of 1 to 20 characters on one line",
		`{"truth":"true"}`:                    `f:1:10: truth: "true" is not true or false; write it without quotes`,
		`{"count":5.0}`:                       "",
		`{"count":5e3}`:                       "",
		`{"count":5.5}`:                       "f:1:10: count: 5.5 is not a whole number from 0 to 9000",
		`{"count":1e300}`:                     "f:1:10: count: 1e300 is not a whole number from 0 to 9000",
		`{"count":"5"}`:                       `f:1:10: count: "5" is not a whole number from 0 to 9000; write it without quotes`,
	} {
		_, err := Read([]byte(text), kind, Options{File: "f"})
		if got := fmt.Sprint(err); got != want && (err != nil || want != "") {
			t.Errorf("%s\ngot  %s\nwant %s", text, got, want)
		}
	}
}
