package recording

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/ges-emulator/ges-emulator/emulator/ges"
)

// maxNames is how many ids and paths are remembered, to be found in texts.
const maxNames = 1_000

// names gives ids and paths pseudonyms: the same one for the same value within a
// recording, another in the next. The key is nowhere stored.
type names struct {
	key   [32]byte
	given map[string]string // those that no form tells, for texts
	order []string          // the keys of given, longer ones first
}

func newNames() *names {
	n := &names{given: map[string]string{}}
	_, _ = rand.Read(n.key[:]) // never fails
	return n
}

// The forms of ids, and what tells by its name that a value is an id, a path, an address
// or a text for people.
var (
	idForm      = regexp.MustCompile(`\b[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}(?:\d{9})?\b|\b[0-9a-fA-F]{32}\b`)
	idName      = regexp.MustCompile(`(?:^|[_-])[iI][dD]s?$|I[dD]s?$|(?i:(?:project|domain|user|vpc|subnet|graph|job|backup|group|resource)ids?$)`)
	pathName    = regexp.MustCompile(`(?i)(?:path|paths|dir|prefix|bucket)$`)
	addressName = regexp.MustCompile(`(?i)(?:ip|iplist|ip_list|address|endpoint|forwarded(-for)?|host)$`)
	messageName = regexp.MustCompile(`(?i)(?:error|msg|message|reason|cause|description|log)`)
	address     = regexp.MustCompile(`\b\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}\b`)
	storage     = regexp.MustCompile(`obs://[^\s"'<>,;)]+`)
)

// value returns what stands for the value of a member, a parameter or a header.
func (n *names) value(at member, value string, iam bool) string {
	switch {
	case value == "" || value == "***" || value == "0":
		return value
	case n.isID(at) && !idForm.MatchString(value):
		return n.remember(value, n.id(value))
	case iam && at.name == "name" && at.inPerson():
		return n.remember(value, n.id(value))
	case strings.HasPrefix(value, "obs://") || pathName.MatchString(at.name):
		return n.remember(value, n.storage(value))
	case addressName.MatchString(at.name):
		return n.ids(address.ReplaceAllStringFunc(value, n.address))
	case messageName.MatchString(at.name):
		return n.text(value)
	}
	return n.ids(value)
}

func (n *names) isID(at member) bool {
	isRegion := func(name string) bool { return name == "region" || name == "regions" }
	return idName.MatchString(at.name) && !isRegion(at.name) && !slices.ContainsFunc(at.within, isRegion) && !strings.HasPrefix(at.name, "region") && at.name != ges.ActionID
}

// inPerson reports whether the value is one of a user or a domain.
func (m member) inPerson() bool {
	return slices.ContainsFunc(m.within, func(name string) bool {
		return slices.Contains([]string{"user", "users", "domain", "domains"}, name)
	})
}

// path returns a URL's path with pseudonyms: of the project, and of what is named by
// its id.
func (n *names) path(p string) string {
	segments := strings.Split(p, "/")
	for i := 1; i < len(segments); i++ {
		before, segment := segments[i-1], segments[i]
		plain, err := url.PathUnescape(segment)
		if err != nil || plain == "" {
			continue
		}
		isProject := i == 2 && versionSegment.MatchString(before) && !ges.IsIAMPath(p)
		isResource := slices.Contains([]string{"graphs", "jobs", "backups", "projects", "domains", "users"}, before) && !ges.ReservedSegment(plain) && plain != "export" && plain != "import"
		switch {
		case idForm.MatchString(plain):
			segments[i] = url.PathEscape(n.ids(plain))
		case (isProject || isResource) && plain != "***":
			segments[i] = url.PathEscape(n.remember(plain, n.id(plain)))
		}
	}
	return strings.Join(segments, "/")
}

// location returns a URL, or the path of one, with pseudonyms.
func (n *names) location(value string) string {
	start := 0
	if i := strings.Index(value, "://"); i >= 0 {
		start = i + len("://")
		if i = strings.IndexByte(value[start:], '/'); i < 0 {
			return value
		}
		start += i
	}
	p, query, hasQuery := strings.Cut(value[start:], "?")
	p = value[:start] + n.path(p)
	if hasQuery {
		p += "?" + n.ids(query)
	}
	return p
}

// text returns a text for people with pseudonyms for all ids and paths in it that have
// the form of one, or were seen before.
func (n *names) text(text string) string {
	text = storage.ReplaceAllStringFunc(text, func(found string) string { return n.remember(found, n.storage(found)) })
	text = n.ids(text)
	for _, value := range n.order {
		text = replaceWord(text, value, n.given[value])
	}
	return text
}

// ids replaces what has the form of an id.
func (n *names) ids(text string) string { return idForm.ReplaceAllStringFunc(text, n.id) }

// remember notes a pseudonym for texts.
func (n *names) remember(value, pseudonym string) string {
	if _, known := n.given[value]; !known && len(n.given) < maxNames && len(value) > 1 {
		n.given[value] = pseudonym
		n.order = append(n.order, value)
		slices.SortStableFunc(n.order, func(a, b string) int { return len(b) - len(a) })
	}
	return pseudonym
}

// id is the pseudonym of an id: of its form, else 32 hexadecimal digits.
func (n *names) id(value string) string {
	digits := n.digits(value)
	if !idForm.MatchString(value) || len(value) == 32 {
		return digits[:32]
	}
	var b strings.Builder
	for i, c := range []byte(value) {
		switch {
		case c == '-':
			b.WriteByte('-')
		case i >= 36: // the digits behind a UUID
			b.WriteByte('0' + digits[i]%10)
		default:
			b.WriteByte(digits[i])
		}
	}
	return b.String()
}

// digits are 64 hexadecimal digits that follow from a value and the key.
func (n *names) digits(value string) string {
	h := hmac.New(sha256.New, n.key[:])
	h.Write([]byte(strings.ToLower(value)))
	return hex.EncodeToString(h.Sum(nil))
}

// storage is the pseudonym of a path in the object storage: of as many segments, and
// with the file's ending.
func (n *names) storage(value string) string {
	rest, isURL := strings.CutPrefix(value, "obs://")
	segments := strings.Split(rest, "/")
	for i, segment := range segments {
		if segment == "" || segment == "." || segment == ".." || segment == "*" {
			continue
		}
		ending := ""
		if dot := strings.LastIndexByte(segment, '.'); dot >= 0 && len(segment)-dot <= 5 && i == len(segments)-1 {
			ending = segment[dot:]
		}
		segments[i] = "p" + n.digits(segment)[:10] + ending
	}
	value = strings.Join(segments, "/")
	if isURL {
		value = "obs://" + value
	}
	return value
}

// address is the pseudonym of an IPv4 address: one of those for benchmarks (RFC 2544).
func (n *names) address(value string) string {
	if strings.HasPrefix(value, "127.") || value == "0.0.0.0" {
		return value
	}
	sum := hmac.New(sha256.New, n.key[:])
	sum.Write([]byte(value))
	b := sum.Sum(nil)
	return fmt.Sprintf("198.%d.%d.%d", 18+b[0]%2, b[1], b[2])
}

// replaceWord replaces a word where no letter or digit stands beside it.
func replaceWord(text, word, by string) string {
	var b strings.Builder
	for {
		i := strings.Index(text, word)
		if i < 0 {
			b.WriteString(text)
			return b.String()
		}
		end := i + len(word)
		b.WriteString(text[:i])
		if i > 0 && isWord(text[i-1]) || end < len(text) && isWord(text[end]) {
			b.WriteString(word)
		} else {
			b.WriteString(by)
		}
		text = text[end:]
	}
}

func isWord(c byte) bool {
	return c == '_' || c == '-' || '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}
