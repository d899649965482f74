package auth_test

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/http/httptest"
	"sort"
	"strings"
)

// message is a request before it is encoded.
type message struct {
	method   string
	host     string
	segments []string // of the path
	slash    bool     // the path ends with one
	params   [][2]string
	headers  [][2]string // signed, in this order
	unsigned [][2]string
	body     string
	date     string // X-Sdk-Date, signed unless "undated"
	access   string
	secret   string
	content  string // X-Sdk-Content-Sha256; "": not sent
}

// percent encodes a text by a simple implementation of the vendor's signing guide.
func percent(s string) string {
	var b strings.Builder
	for _, c := range []byte(s) {
		if strings.IndexByte("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~", c) >= 0 {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String()
}

func (m message) path() string {
	path := ""
	for _, s := range m.segments {
		path += "/" + percent(s)
	}
	if m.slash || path == "" {
		path += "/"
	}
	return path
}

// signed returns the signed headers.
func (m message) signed() [][2]string {
	list := append([][2]string{}, m.headers...)
	if m.content != "" {
		list = append(list, [2]string{"X-Sdk-Content-Sha256", m.content})
	}
	return append(list, [2]string{"X-Sdk-Date", m.date})
}

// canonical returns the text that is signed, built from the message and not from the
// encoded request.
func (m message) canonical() string {
	pairs := append([][2]string{}, m.params...)
	sort.SliceStable(pairs, func(i, j int) bool {
		return pairs[i][0] < pairs[j][0] || pairs[i][0] == pairs[j][0] && pairs[i][1] < pairs[j][1]
	})
	var query, lines, names []string
	for _, p := range pairs {
		query = append(query, percent(p[0])+"="+percent(p[1]))
	}
	byName := map[string][]string{"host": {m.host}}
	for _, h := range m.signed() {
		name := strings.ToLower(h[0])
		if byName[name] == nil || name == "host" {
			names = append(names, name)
		}
		if name != "host" {
			byName[name] = append(byName[name], h[1])
		}
	}
	for _, name := range names {
		values := byName[name]
		sort.Strings(values)
		for _, v := range values {
			lines = append(lines, name+":"+strings.TrimSpace(v)+"\n")
		}
	}
	hash := m.content
	if hash == "" {
		sum := sha256.Sum256([]byte(m.body))
		hash = hex.EncodeToString(sum[:])
	}
	path := m.path()
	if !strings.HasSuffix(path, "/") {
		path += "/"
	}
	return strings.Join([]string{m.method, path, strings.Join(query, "&"), strings.Join(lines, ""), strings.Join(names, ";"), hash}, "\n")
}

func (m message) signedNames() string { return strings.Split(m.canonical(), "\n")[m.signedLine()] }

// signedLine returns the line of the canonical request that names the headers.
func (m message) signedLine() int { return strings.Count(m.canonical(), "\n") - 1 }

func (m message) signature() string {
	sum := sha256.Sum256([]byte(m.canonical()))
	mac := hmac.New(sha256.New, []byte(m.secret))
	fmt.Fprintf(mac, "SDK-HMAC-SHA256\n%s\n%x", m.date, sum)
	return hex.EncodeToString(mac.Sum(nil))
}

func (m message) authorization() string {
	return fmt.Sprintf("SDK-HMAC-SHA256 Access=%s, SignedHeaders=%s, Signature=%s", m.access, m.signedNames(), m.signature())
}

// request returns the message as received by a server, with its query in the order of
// params, and with an Authorization header.
func (m message) request(authorization string) *http.Request {
	var query []string
	for _, p := range m.params {
		query = append(query, percent(p[0])+"="+percent(p[1]))
	}
	target := m.path()
	if len(query) > 0 {
		target += "?" + strings.Join(query, "&")
	}
	r := httptest.NewRequest(m.method, "http://"+"127.0.0.1"+target, bytes.NewReader([]byte(m.body)))
	r.Host = m.host
	for _, h := range append(m.signed(), m.unsigned...) {
		if !strings.EqualFold(h[0], "host") {
			r.Header.Add(h[0], h[1])
		}
	}
	r.Header.Set("Authorization", authorization)
	return r
}
