package record

import (
	"bytes"
	"io"
	"net/http"
	"strings"

	"github.com/ges-emulator/ges-emulator/emulator/auth"
)

// maxSigned is how large the body of a call is at most that is signed anew, in bytes: the
// service takes no larger ones.
const maxSigned = 12 << 20

// tokenWithoutTLS reports whether others could read the token of a call on its way up,
// though the client sent it to this machine.
func (p *Proxy) tokenWithoutTLS(r *http.Request) bool {
	return p.options.Upstream.Scheme == "http" && !isLocal(p.options.Upstream.Host) && (r.Header.Get("X-Auth-Token") != "" || r.Header.Get("X-Security-Token") != "")
}

// sign prepares that a signed call is signed anew, for the upstream's host. It returns why
// the call cannot be passed on; "": it can.
//
// The vendor's Python SDK signs the host, which is that of the proxy; its Go SDK does not.
func (p *Proxy) sign(r *http.Request, e *exchange) string {
	authorization := r.Header.Get("Authorization")
	if !strings.HasPrefix(authorization, "SDK-HMAC-SHA256 ") {
		return ""
	}
	if p.options.Sign == nil {
		if signsHost(authorization) && !strings.EqualFold(r.Host, p.options.Upstream.Host) {
			return "The call's signature covers the host " + r.Host + ", and so is not valid at the upstream. Start ges-emulator record with --sign: it then signs calls by the key of its environment."
		}
		return ""
	}
	data, err := io.ReadAll(io.LimitReader(r.Body, maxSigned+1))
	switch {
	case err != nil:
		return "The call's body could not be read."
	case len(data) > maxSigned:
		return "The call's body has more than 12 MB, more than the service takes."
	}
	if len(data) > 0 {
		r.Body = io.NopCloser(bytes.NewReader(data))
	}
	key := *p.options.Sign
	e.signed = func(out *http.Request) {
		for _, name := range []string{"Authorization", "X-Sdk-Date", "X-Sdk-Content-Sha256", "X-Security-Token"} {
			out.Header.Del(name)
		}
		if key.SecurityToken != "" {
			out.Header.Set("X-Security-Token", key.SecurityToken)
		}
		auth.SignBody(out, key.Access, key.Secret, p.options.Now(), data)
	}
	return ""
}

// signsHost reports whether a signature covers the host.
func signsHost(authorization string) bool {
	_, names, _ := strings.Cut(authorization, "SignedHeaders=")
	names, _, _ = strings.Cut(names, ",")
	for name := range strings.SplitSeq(names, ";") {
		if strings.EqualFold(strings.TrimSpace(name), "host") {
			return true
		}
	}
	return false
}
