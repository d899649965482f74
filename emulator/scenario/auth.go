package scenario

import (
	"strings"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
)

// Auth is the credentials that calls need.
type Auth struct {
	Mode   AuthMode // default AuthOff
	Tokens []Token  // values differ
	Keys   []AccessKey
}

// AuthMode says which credentials a call must bring.
type AuthMode string

// The modes of [Auth].
const (
	AuthOff       AuthMode = "off"       // none; what comes is not looked at
	AuthToken     AuthMode = "token"     // X-Auth-Token
	AuthSignature AuthMode = "signature" // SDK-HMAC-SHA256
	AuthAny       AuthMode = "any"       // either
)

// AuthModes lists the modes of [Auth].
func AuthModes() []AuthMode { return []AuthMode{AuthOff, AuthToken, AuthSignature, AuthAny} }

// Token is a value of X-Auth-Token that is known.
type Token struct {
	Value   string
	Expires clock.Instant   // from then on it is not valid; clock.Never: always valid
	Deny    []ges.Operation // what it may not do; nil: nothing
}

// AccessKey is a pair of keys that sign calls.
type AccessKey struct {
	Access string // differs from all others
	Secret string
}

// authField is the key auth. Mode off alone changes nothing.
func authField() field[root] {
	f := key("auth", authObject().kind(), func(s *root) *Auth { return &s.Auth },
		"The credentials that calls need. Default: none.")
	f.idle = func(s *root) bool {
		return s.Auth.Mode == AuthOff && len(s.Auth.Tokens)+len(s.Auth.Keys) == 0
	}
	return f
}

func authObject() object[Auth] {
	return object[Auth]{
		name: "auth", noun: "auth",
		doc:   "The credentials that calls need: 401 without them, 403 for what they do not allow.",
		blank: Auth{Mode: AuthOff},
		fields: []field[Auth]{
			key("mode", words("an auth mode", AuthModes()...), func(a *Auth) *AuthMode { return &a.Mode },
				"`off`: none needed. `token`: X-Auth-Token. `signature`: SDK-HMAC-SHA256. `any`: either.").byDefault(AuthOff),
			key("tokens", list("a list of tokens", tokenObject().kind()), func(a *Auth) *[]Token { return &a.Tokens },
				"The tokens that are known; any other is answered 401."),
			key("keys", list("a list of keys", accessKeyObject().kind()), func(a *Auth) *[]AccessKey { return &a.Keys },
				"The keys whose signatures are known; any other is answered 401."),
		},
		check: func(m mapping, a *Auth) {
			first := map[string]int{}
			for i, t := range a.Tokens {
				m.unique(first, "tokens", i, "value", t.Value)
			}
			first = map[string]int{}
			for i, k := range a.Keys {
				m.unique(first, "keys", i, "access", k.Access)
			}
		},
	}
}

// unique reports an item of a list whose key has the value of an earlier one.
func (m mapping) unique(first map[string]int, list string, i int, key, value string) {
	if value == "" {
		return // missing or wrong: reported already
	}
	if before, taken := first[value]; taken {
		item := m.r.node(m.values[m.index[list]].y.Content[i])
		m.r.at(step{key: list, item: -1}, func() {
			m.r.at(step{item: i}, func() {
				item.problem("its %s is that of %s[%d] already", key, list, before)
			})
		})
		return
	}
	first[value] = i
}

// secretText is a credential: what a header can carry, without spaces.
func secretText(most int) kind[string] {
	return text("a text of visible ASCII characters without spaces", func(s string) bool {
		return s != "" && len(s) <= most && !strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r > '~' })
	}, schema{MinLength: 1, MaxLength: most, Pattern: `^[!-~]*$`})
}

func tokenObject() object[Token] {
	return object[Token]{
		name: "token", noun: "a token",
		doc:   "A token that is known.",
		blank: Token{Expires: clock.Never},
		fields: []field[Token]{
			key("value", secretText(32768), func(t *Token) *string { return &t.Value },
				"What X-Auth-Token carries.").need().like("valid-token"),
			key("expires", instant(), func(t *Token) *clock.Instant { return &t.Expires },
				"The moment of virtual time from which on it is answered 401. Default: never.").like("+24h"),
			key("deny", list("a list of operations", operation()), func(t *Token) *[]ges.Operation { return &t.Deny },
				"Operations that are answered 403."),
		},
	}
}

func accessKeyObject() object[AccessKey] {
	return object[AccessKey]{
		name: "accessKey", noun: "an access key",
		doc: "An access key and its secret key.",
		fields: []field[AccessKey]{
			key("access", secretText(128), func(k *AccessKey) *string { return &k.Access },
				"The access key (AK), which a signature names.").need(),
			key("secret", secretText(128), func(k *AccessKey) *string { return &k.Secret },
				"The secret key (SK), which signs.").need(),
		},
	}
}
