package journal

import (
	"hash/maphash"
	"slices"
	"strings"
)

// Limits of what of a request is kept: it comes from clients.
const (
	maxKept    = 2 << 10 // bytes of a path, of a query
	maxValue   = 1 << 10 // bytes of a header
	maxHeaders = 64
)

// sender is what the requests of one client have in common. So long as their
// headers stay the same they share one, so a poller's cost nothing.
type sender struct {
	address     string // without the port, which changes with the connection
	host        string
	credentials uint64 // a hash that is good within one ring; 0: none
	fields      []field
	count       int // of the fields that came
}

// field is a header with its values; of a secret, without.
type field struct {
	name   string
	values []string
	secret bool
}

// client tells pollers apart: who connects from where, by what, as whom.
type client struct {
	address, userAgent string
	credentials        uint64
}

func (s *sender) client() client {
	return client{s.address, s.userAgent(), s.credentials}
}

func (s *sender) userAgent() string {
	for _, f := range s.fields {
		if f.name == "User-Agent" && len(f.values) > 0 {
			return f.values[0]
		}
	}
	return ""
}

// newSender keeps what is to be kept of a request's header, without the memory
// of the request.
func newSender(sent *Sent, credentials uint64) *sender {
	s := &sender{
		address: strings.Clone(cut(address(sent.RemoteAddr), maxValue)), host: strings.Clone(cut(sent.Host, maxValue)),
		credentials: credentials, count: len(sent.Header),
	}
	for name, values := range sent.Header {
		f := field{name: strings.Clone(cut(name, maxValue)), secret: isSecret(name), values: make([]string, len(values))}
		for i, v := range values[:min(len(values), maxHeaders)] {
			if f.secret {
				v = Masked
			}
			f.values[i] = strings.Clone(cut(v, maxValue))
		}
		s.fields = append(s.fields, f)
	}
	slices.SortFunc(s.fields, func(a, b field) int { return strings.Compare(a.name, b.name) })
	s.fields = slices.Clip(s.fields[:min(len(s.fields), maxHeaders)])
	return s
}

// sent says whether a request is from the sender. One of whose headers not all
// was kept is taken for another's.
func (s *sender) sent(sent *Sent, credentials uint64) bool {
	if s.credentials != credentials || s.host != sent.Host || s.count != len(sent.Header) || len(s.fields) != s.count || s.address != address(sent.RemoteAddr) {
		return false
	}
	for i := range s.fields {
		f := &s.fields[i]
		came, ok := sent.Header[f.name]
		if !ok || len(came) != len(f.values) || !f.secret && !slices.Equal(came, f.values) {
			return false
		}
	}
	return true
}

// headers is the header as it is shown.
func (s *sender) headers() []Header {
	list := []Header{{"Host", s.host}}
	for _, f := range s.fields {
		for _, v := range f.values {
			list = append(list, Header{f.name, v})
		}
	}
	slices.SortStableFunc(list, func(a, b Header) int { return strings.Compare(a.Name, b.Name) })
	return list
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

// Kept is what is kept of a path or a query: all of one that is not very long.
func Kept(s string) string { return cut(s, maxKept) }

// cut bounds a text, in bytes.
func cut(s string, most int) string {
	if len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(s[:most], "") + "…"
}
