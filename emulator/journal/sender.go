package journal

import (
	"hash/maphash"
	"maps"
	"math/bits"
	"net/http"
	"slices"
	"strings"

	"github.com/ges-emulator/ges-emulator/internal/redact"
	"github.com/ges-emulator/ges-emulator/internal/text"
)

// Limits of what is stored of one request: all of it comes from a client.
const (
	maxTarget      = 2 << 10 // bytes of a path, of a query
	maxHeaderLines = 64
	maxHeaderBytes = 8 << 10 // of the names and values of all lines
	maxValue       = 1 << 10 // bytes of one value

	maxVarying      = 4   // header fields of a sender
	maxVaryingValue = 255 // bytes of one; its length is stored in one
)

// sender is what the requests of one client have in common, so that it is stored
// once: all header fields but those whose values change from call to call, such
// as the date of a signature, which are stored with each entry. It is immutable.
type sender struct {
	address     string // without the port, which changes with the connection
	host        string
	credentials uint64 // a hash that is good within one ring; 0: none
	fields      []field
	varying     fieldSet
	names       int  // of header fields that came
	truncated   bool // not all that came is stored
}

// field is a header field with its values; those of a secret are masked.
type field struct {
	name   string
	values []string // of one that varies the first that came
	secret bool
}

// fieldSet is a set of indices of a sender's fields, which are at most
// [maxHeaderLines].
type fieldSet uint64

func (s fieldSet) has(i int) bool { return s&(1<<i) != 0 }

const userAgentName = "User-Agent"

func (s *sender) client() Client {
	return Client{s.address, s.userAgent(), s.credentials}
}

func (s *sender) userAgent() string {
	for _, f := range s.fields {
		if f.name == userAgentName {
			return f.values[0]
		}
	}
	return ""
}

// newSender is the sender of a request, without the memory of the request.
func newSender(incoming *Incoming, credentials uint64) *sender {
	s := &sender{
		address:     strings.Clone(text.Truncate(address(incoming.RemoteAddr), maxValue)),
		host:        strings.Clone(text.Truncate(incoming.Host, maxValue)),
		credentials: credentials,
		names:       len(incoming.Header),
	}
	s.truncated = len(incoming.Host) > maxValue || !s.addFields(incoming.Header)
	return s
}

// addFields stores a header, by name; false when not all of it is.
func (s *sender) addFields(header map[string][]string) (whole bool) {
	whole = true
	lines, size := 0, 0
	for _, name := range slices.Sorted(maps.Keys(header)) {
		secret := redact.Secret(name)
		for _, value := range header[name] {
			if secret {
				value = redact.Mask
			}
			whole = whole && len(name) <= maxValue && len(value) <= maxValue
			name, value := text.Truncate(name, maxValue), text.Truncate(value, maxValue)
			if lines, size = lines+1, size+len(name)+len(value); lines > maxHeaderLines || size > maxHeaderBytes {
				return false
			}
			s.addLine(name, value, secret)
		}
	}
	return whole
}

// addLine adds a line to the field of its name, which is the last or a new one.
func (s *sender) addLine(name, value string, secret bool) {
	if n := len(s.fields); n == 0 || s.fields[n-1].name != name {
		s.fields = append(s.fields, field{name: strings.Clone(name), secret: secret})
	}
	f := &s.fields[len(s.fields)-1]
	f.values = append(f.values, strings.Clone(value))
}

// compare says whether a request can be from the sender, and which of its fields
// have another value than they had so far. Only the value of a field that comes
// once may change, not a User-Agent, which tells clients apart, and only of a
// few fields. A sender that is truncated is that of one request.
func (s *sender) compare(incoming *Incoming, credentials uint64) (changed fieldSet, ok bool) {
	if s.truncated || s.credentials != credentials || s.names != len(incoming.Header) || s.host != incoming.Host ||
		s.address != address(incoming.RemoteAddr) {
		return 0, false
	}
	for i := range s.fields {
		f := &s.fields[i]
		values := incoming.Header[f.name]
		switch {
		case len(values) != len(f.values):
			return 0, false
		case f.secret || !s.varying.has(i) && slices.Equal(values, f.values):
		case len(values) > 1 || len(values[0]) > maxVaryingValue || f.name == userAgentName:
			return 0, false
		default:
			changed |= 1 << i
		}
	}
	changed &^= s.varying
	return changed, bits.OnesCount64(uint64(s.varying|changed)) <= maxVarying
}

// vary is the sender with more fields that vary.
func (s *sender) vary(changed fieldSet) *sender {
	v := *s
	v.varying |= changed
	return &v
}

// appendVarying appends the values that a request has for the fields that vary,
// each after its length.
func (s *sender) appendVarying(b []byte, header map[string][]string) []byte {
	size := 0
	for v := s.varying; v != 0; v &= v - 1 {
		size += 1 + len(header[s.fields[bits.TrailingZeros64(uint64(v))].name][0])
	}
	b = slices.Grow(b, size)
	for v := s.varying; v != 0; v &= v - 1 {
		value := header[s.fields[bits.TrailingZeros64(uint64(v))].name][0]
		b = append(append(b, byte(len(value))), value...)
	}
	return b
}

// header is the header of a request as it is shown, with its Host. varying is what
// appendVarying appended.
func (s *sender) header(varying []byte) http.Header {
	header := make(http.Header, 1+len(s.fields))
	header["Host"] = []string{s.host}
	for i, f := range s.fields {
		values := f.values
		if s.varying.has(i) {
			end := 1 + int(varying[0])
			values, varying = []string{string(varying[1:end])}, varying[end:]
		}
		header[f.name] = append(header[f.name], values...)
	}
	return header
}

// address is where a connection comes from, without its port.
func address(remote string) string {
	if i := strings.LastIndexByte(remote, ':'); i >= 0 {
		return remote[:i]
	}
	return remote
}

// credentialsOf tells whom a request says that it is from: its token, or of a
// signature the access key, as the rest changes with each call. 0: nobody.
func credentialsOf(seed maphash.Seed, header map[string][]string) uint64 {
	if token := header["X-Auth-Token"]; len(token) > 0 && token[0] != "" {
		return maphash.String(seed, token[0])
	}
	signed := header["Authorization"]
	if len(signed) == 0 || signed[0] == "" {
		return 0
	}
	if _, rest, ok := strings.Cut(signed[0], "Access="); ok {
		key, _, _ := strings.Cut(rest, ",")
		return maphash.String(seed, key)
	}
	return maphash.String(seed, signed[0])
}

// Excerpt is what is stored and shown of a path or a query: all of one that is
// not very long.
func Excerpt(s string) string { return text.Truncate(s, maxTarget) }
