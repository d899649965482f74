package recording

import (
	"encoding/base64"
	"encoding/json"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/ges-emulator/ges-emulator/internal/redact"
)

const (
	signed = "SDK-HMAC-SHA256" // the scheme of the vendor's signatures

	minSecret  = 6     // bytes; shorter ones are masked only where their name tells
	maxSecrets = 4_096 // how many are remembered; beyond, the oldest is forgotten
)

// secrets are those of a recording that were seen so far.
type secrets struct {
	seen  map[string]bool
	order []string // in which they were seen
	find  *strings.Replacer
}

// add notes a secret, and the forms in which it may stand elsewhere.
func (s *secrets) add(secret string) {
	if len(secret) < minSecret || s.seen[secret] || secret == redact.Mask {
		return
	}
	if s.seen == nil {
		s.seen = map[string]bool{}
	}
	if len(s.order) == maxSecrets {
		delete(s.seen, s.order[0])
		s.order = slices.Delete(s.order, 0, 1)
	}
	s.seen[secret] = true
	s.order = append(s.order, secret)
	s.find = nil
}

// ofForm notes the secrets of a query or a form.
func (s *secrets) ofForm(raw string) {
	for part := range strings.SplitSeq(raw, "&") {
		name, value, _ := strings.Cut(part, "=")
		if plain, err := url.QueryUnescape(name); err == nil {
			name = plain
		}
		if !redact.Secret(name) {
			continue
		}
		s.add(value)
		if plain, err := url.QueryUnescape(value); err == nil {
			s.add(plain)
		}
	}
}

// accessOf finds the access key and the signature in an Authorization header.
var accessOf = regexp.MustCompile(`(?:Access|Signature|Credential)=([^,;\s/]+)`)

// ofHeader notes the secrets of a header.
func (s *secrets) ofHeader(name, value string) {
	if !redact.Secret(name) {
		return
	}
	scheme, rest, _ := strings.Cut(value, " ")
	switch {
	case scheme == signed || strings.HasPrefix(scheme, "AWS4-"):
		for _, found := range accessOf.FindAllStringSubmatch(rest, -1) {
			s.add(found[1])
		}
	case strings.EqualFold(scheme, "Basic"):
		s.add(rest)
		if plain, err := base64.StdEncoding.DecodeString(rest); err == nil {
			_, password, _ := strings.Cut(string(plain), ":")
			s.add(password)
		}
	case strings.EqualFold(name, "Cookie") || strings.EqualFold(name, "Set-Cookie"):
		for part := range strings.SplitSeq(value, ";") {
			if cookie, content, ok := strings.Cut(part, "="); ok && !isAttribute(strings.TrimSpace(cookie)) {
				s.add(content)
			}
		}
	case rest != "" && strings.EqualFold(scheme, "Bearer"):
		s.add(rest)
	default:
		s.add(value)
	}
}

// isAttribute reports whether a name is an attribute of a cookie, whose value is no secret.
func isAttribute(name string) bool {
	return slices.ContainsFunc([]string{"Path", "Domain", "Expires", "Max-Age", "SameSite"}, func(known string) bool { return strings.EqualFold(known, name) })
}

// isSecret reports whether the value is that of a secret, or within one. The objects named
// token and password of the identity service are descriptions, in which a secret has a name
// of its own.
func (m member) isSecret() bool {
	within := func(name string) bool { return redact.Secret(name) && name != "token" && name != "password" }
	return redact.Secret(m.name) || slices.ContainsFunc(m.within, within)
}

// form is one of the forms by which a secret shows what it is.
type form struct {
	may  func(text string) bool // a quick look whether one may be there
	find *regexp.Regexp
	by   string // what takes its place
}

// forms are private keys, tokens of the vendor's identity service, JSON web tokens, the
// user in a URL, and a name with its value.
var forms = []form{ //nolint:gochecknoglobals // compiled once
	{contains("-----BEGIN"), regexp.MustCompile(`-----BEGIN [A-Z ]*PRIVATE KEY-----[^-]*(?:-----END [A-Z ]*PRIVATE KEY-----)?`), redact.Mask},
	{contains("MII"), regexp.MustCompile(`\bMII[\w+/=-]{60,}`), redact.Mask},
	{contains("eyJ"), regexp.MustCompile(`\beyJ[\w-]{8,}\.[\w-]+\.[\w-]*`), redact.Mask},
	{contains("://"), regexp.MustCompile(`://[^/\s@:"]*:[^/\s@"]*@`), "://" + redact.Mask + "@"},
	{redact.Secret, regexp.MustCompile(`(?i)([\w-]*(?:token|secret|auth-?key|api-?key|access-?key|private-?key|password|passwd|passphrase|authorization|cookie|credential|signature)[\w-]*["']?\s*[:=]\s*)` +
		`(?:(?:Basic|Bearer|SDK-HMAC-SHA256)\s+)?(?:"[^"]*"?|'[^']*'?|[^\s"'&;<>]+)`), "${1}" + redact.Mask},
}

func contains(part string) func(string) bool {
	return func(text string) bool { return strings.Contains(text, part) }
}

// text masks the secrets in a text: those that were seen, and those of a known form.
func (s *secrets) text(text string) string {
	if text == "" {
		return text
	}
	if s.find == nil {
		var pairs []string
		for _, secret := range slices.SortedFunc(slices.Values(s.order), func(a, b string) int { return len(b) - len(a) }) {
			inJSON, _ := json.Marshal(secret) // a string can always be written
			spellings := []string{
				secret, url.QueryEscape(secret), url.PathEscape(secret), strings.Trim(string(inJSON), `"`),
				base64.StdEncoding.EncodeToString([]byte(secret)), base64.URLEncoding.EncodeToString([]byte(secret)),
			}
			for _, spelling := range spellings {
				pairs = append(pairs, spelling, redact.Mask)
			}
		}
		s.find = strings.NewReplacer(pairs...)
	}
	text = s.find.Replace(text)
	for _, f := range forms {
		if !f.may(text) {
			continue
		}
		text = f.find.ReplaceAllString(text, f.by)
	}
	return text
}
