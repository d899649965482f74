package scenario

import (
	"strings"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/format"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
)

// Auth is the credentials that calls need.
type Auth struct {
	Mode   AuthMode    // default AuthOff
	Clock  AuthClock   // default AuthReal
	Tokens []Token     // with unique values
	Keys   []AccessKey // at least one in mode AuthSignature
	Users  []User      // none: any user name and password are accepted
}

// AuthMode is the kind of credentials that a call must have.
type AuthMode string

// The modes of [Auth].
const (
	AuthOff       AuthMode = "off"       // none; any that are given are ignored
	AuthToken     AuthMode = "token"     // X-Auth-Token
	AuthSignature AuthMode = "signature" // SDK-HMAC-SHA256
	AuthAny       AuthMode = "any"       // either
)

// AuthModes lists the modes of [Auth].
func AuthModes() []AuthMode { return []AuthMode{AuthOff, AuthToken, AuthSignature, AuthAny} }

// AuthClock is the clock with which the date of a signature is compared.
type AuthClock string

// The clocks of [Auth]. Clients normally sign with real time.
const (
	AuthReal    AuthClock = "real"
	AuthVirtual AuthClock = "virtual" // the project's
)

// AuthClocks lists the clocks of [Auth].
func AuthClocks() []AuthClock { return []AuthClock{AuthReal, AuthVirtual} }

// Token is a valid value of X-Auth-Token.
type Token struct {
	Value    string
	Expires  clock.Instant   // the instant from which on it is not valid; clock.Never: always valid
	Projects []string        // ids of the projects in which it is valid; nil: all
	Deny     []ges.Operation // operations that it does not allow; nil: none
}

// AccessKey is an access key and its secret, which sign calls.
type AccessKey struct {
	Access string // unique
	Secret string
	Deny   []ges.Operation // operations that it does not allow; nil: none
}

// User is a user who can have a token issued by POST /v3/auth/tokens.
type User struct {
	Name, Password string
	Domain         string // the name of the user's account; "": any
}

func authObject() format.Object[Auth] {
	return format.Object[Auth]{
		Name: "auth", Noun: "auth",
		Hints: authHints(),
		Doc:   "The credentials that calls need: 401 without them, 403 for what they do not allow.",
		Blank: Auth{Mode: AuthOff, Clock: AuthReal},
		Fields: []format.Field[Auth]{
			format.Key("mode", format.Enum("an auth mode", AuthModes()...), func(a *Auth) *AuthMode { return &a.Mode },
				"`off`: none needed. `token`: X-Auth-Token. `signature`: SDK-HMAC-SHA256. `any`: either.").Default(AuthOff),
			format.Key("clock", format.Enum("an auth clock", AuthClocks()...), func(a *Auth) *AuthClock { return &a.Clock },
				"The time from which the date of a signature may differ by 15 minutes. `real`: the wall clock's, as clients sign. `virtual`: the project's.").Default(AuthReal),
			format.Key("tokens", format.List("a list of tokens", tokenObject().Kind()), func(a *Auth) *[]Token { return &a.Tokens },
				"The tokens that are known beside those that POST /v3/auth/tokens issues; any other is answered 401."),
			format.Key("keys", format.List("a list of keys", accessKeyObject().Kind()), func(a *Auth) *[]AccessKey { return &a.Keys },
				"The keys whose signatures are known beside the temporary ones that POST /v3.0/OS-CREDENTIAL/securitytokens issues; any other is answered 401."),
			format.Key("users", format.List("a list of users", userObject().Kind()), func(a *Auth) *[]User { return &a.Users },
				"Who may have a token issued by POST /v3/auth/tokens; anyone else is answered 401. Default: any name with any password."),
		},
		Check: func(m format.Mapping, a *Auth) {
			first := map[string]int{}
			for i, t := range a.Tokens {
				uniqueItem(m, first, "tokens", i, "value", t.Value)
			}
			first = map[string]int{}
			for i, k := range a.Keys {
				uniqueItem(m, first, "keys", i, "access", k.Access)
			}
			first = map[string]int{}
			for i, u := range a.Users {
				uniqueItem(m, first, "users", i, "name", u.Name)
			}
			if a.Mode == AuthSignature && len(a.Keys) == 0 && !m.Bad("keys") {
				m.Problem("mode", "signature needs keys: without any, no call could be answered")
			}
		},
	}
}

// uniqueItem reports an item of a list whose key has the same value as an earlier one.
func uniqueItem(m format.Mapping, first map[string]int, list string, i int, key, value string) {
	if value == "" {
		return // missing or invalid: already reported
	}
	if before, taken := first[value]; taken {
		m.ItemProblem(list, i, "its %s is that of %s[%d] already", key, list, before)
		return
	}
	first[value] = i
}

// secretText returns the kind of a credential: a text that a header can contain,
// without spaces.
func secretText(maximum int) format.Kind[string] {
	return format.Text("a text of visible ASCII characters without spaces", func(s string) bool {
		return s != "" && len(s) <= maximum && !strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r > '~' })
	}, format.Schema{MinLength: 1, MaxLength: maximum, Pattern: `^[!-~]*$`})
}

func tokenObject() format.Object[Token] {
	return format.Object[Token]{
		Name: "token", Noun: "a token",
		Hints: tokenHints(),
		Doc:   "A token that is known.",
		Blank: Token{Expires: clock.Never},
		Fields: []format.Field[Token]{
			format.Key("value", secretText(32768), func(t *Token) *string { return &t.Value },
				"What X-Auth-Token carries.").Required().Examples("valid-token"),
			format.Key("expires", format.Instant(), func(t *Token) *clock.Instant { return &t.Expires },
				"The moment of virtual time from which on it is answered 401. Default: never.").Examples("+24h"),
			format.Key("projects", format.NonEmpty(format.List("a list of project ids", format.Identifier("a project id of 1 to 64 letters, digits, - or _", "-_", 64))), func(t *Token) *[]string { return &t.Projects },
				"The projects where it is valid; elsewhere it is answered 403. Default: all.").Examples([]string{"project-of-tests"}),
			format.Key("deny", format.List("a list of operations", operation()), func(t *Token) *[]ges.Operation { return &t.Deny },
				"Operations that are answered 403."),
		},
	}
}

func accessKeyObject() format.Object[AccessKey] {
	return format.Object[AccessKey]{
		Name: "accessKey", Noun: "an access key",
		Hints: accessKeyHints(),
		Doc:   "An access key and its secret key.",
		Fields: []format.Field[AccessKey]{
			format.Key("access", secretText(128), func(k *AccessKey) *string { return &k.Access },
				"The access key (AK), which a signature names.").Required(),
			format.Key("secret", secretText(128), func(k *AccessKey) *string { return &k.Secret },
				"The secret key (SK), which signs.").Required(),
			format.Key("deny", format.List("a list of operations", operation()), func(k *AccessKey) *[]ges.Operation { return &k.Deny },
				"Operations that are answered 403."),
		},
	}
}

func userObject() format.Object[User] {
	return format.Object[User]{
		Name: "user", Noun: "a user",
		Hints: userHints(),
		Doc:   "A user of the identity service (IAM).",
		Fields: []format.Field[User]{
			format.Key("name", format.Line(64), func(u *User) *string { return &u.Name },
				"The user's name, to the letter.").Required(),
			format.Key("password", format.Line(128), func(u *User) *string { return &u.Password },
				"The user's password, to the letter.").Required(),
			format.Key("domain", format.Line(64), func(u *User) *string { return &u.Domain },
				"The name of the account that the user belongs to. Default: any."),
		},
	}
}
