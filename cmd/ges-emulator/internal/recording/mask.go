package recording

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/internal/redact"
)

// mask takes secrets, ids and paths out of the exchanges of one recording.
type mask struct {
	secrets secrets
	names   *names // nil: ids and paths stay
}

// exchange masks an exchange.
func (m *mask) exchange(x *Exchange) {
	m.learn(x)
	iam := ges.IsIAMPath(pathOf(x.URI))
	x.URI = m.uri(x.URI)
	x.Failure = m.secrets.text(x.Failure)
	for _, message := range []*Message{&x.Request, x.Response} {
		if message != nil {
			m.message(message, iam)
		}
	}
}

// learn notes the secrets of an exchange, so that they are found where no name tells
// that they are.
func (m *mask) learn(x *Exchange) {
	_, query, _ := strings.Cut(x.URI, "?")
	m.secrets.ofForm(query)
	for _, message := range []*Message{&x.Request, x.Response} {
		if message == nil {
			continue
		}
		for name, values := range message.Header {
			for _, value := range values {
				m.secrets.ofHeader(name, value)
			}
		}
		if looksLikeJSON(message.Body) {
			_, _ = rewriteJSON(message.Body, func(at member, value string) string {
				if at.isSecret() && at.string {
					m.secrets.add(value)
				}
				return value
			})
		} else if isForm(message) {
			m.secrets.ofForm(message.Body)
		}
	}
}

func (m *mask) uri(uri string) string {
	p, query, hasQuery := strings.Cut(uri, "?")
	p = m.secrets.text(p)
	if m.names != nil {
		p = m.names.path(p)
	}
	if !hasQuery {
		return p
	}
	return p + "?" + m.form(query)
}

// form masks the values of a query or a form.
func (m *mask) form(raw string) string {
	parts := strings.Split(m.secrets.text(redact.Query(raw)), "&")
	if m.names != nil {
		for i, part := range parts {
			name, value, ok := strings.Cut(part, "=")
			plain, err := url.QueryUnescape(value)
			if !ok || err != nil {
				continue
			}
			if masked := m.names.value(member{name: name, string: true}, plain, false); masked != plain {
				parts[i] = name + "=" + url.QueryEscape(masked)
			}
		}
	}
	return strings.Join(parts, "&")
}

func (m *mask) message(message *Message, iam bool) {
	header := make(map[string][]string, len(message.Header))
	for name, values := range message.Header {
		masked := make([]string, len(values))
		for i, value := range values {
			masked[i] = m.header(name, value)
		}
		header[http.CanonicalHeaderKey(name)] = append(header[http.CanonicalHeaderKey(name)], masked...)
	}
	message.Header = header
	message.Omitted = m.secrets.text(message.Omitted)
	m.body(message, iam)
}

func (m *mask) header(name, value string) string {
	if name == "Authorization" && strings.HasPrefix(value, signed) {
		value = signed + " " + redact.Mask // that a call was signed is no secret
	} else {
		value = redact.Value(name, value)
	}
	value = m.secrets.text(value)
	if m.names == nil {
		return value
	}
	if strings.HasPrefix(value, "/") || strings.Contains(value, "://") {
		return m.names.location(value)
	}
	return m.names.value(member{name: name, string: true}, value, false)
}

func (m *mask) body(message *Message, iam bool) {
	switch {
	case message.Body == "":
	case looksLikeJSON(message.Body):
		rewritten, whole := rewriteJSON(message.Body, func(at member, value string) string {
			if at.isSecret() {
				return redact.Mask
			}
			if !at.string {
				return value
			}
			value = m.secrets.text(value)
			if m.names != nil {
				value = m.names.value(at, value, iam)
			}
			return value
		})
		message.Body = rewritten
		if !whole && message.Omitted == "" {
			message.Omitted = "what follows is no JSON"
		}
	case isForm(message):
		message.Body = m.form(message.Body)
	default:
		message.Body = m.secrets.text(message.Body)
		if m.names != nil {
			message.Body = m.names.text(message.Body)
		}
	}
}

func looksLikeJSON(body string) bool {
	body = strings.TrimLeft(body, " \t\r\n")
	return body != "" && strings.ContainsRune(`{["`, rune(body[0]))
}

func isForm(message *Message) bool {
	for _, value := range message.Header["Content-Type"] {
		if strings.HasPrefix(strings.ToLower(value), "application/x-www-form-urlencoded") {
			return true
		}
	}
	return false
}

// pathOf is that of a URI, without its query.
func pathOf(uri string) string {
	p, _, _ := strings.Cut(uri, "?")
	return p
}
