package auth

import (
	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/format"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
)

// IssuedTokens are the tokens and temporary keys that were issued for a project.
type IssuedTokens struct {
	Count  int // including discarded ones
	Issued []IssuedToken
}

// IssuedToken is one issued token, or the security token of a temporary key.
type IssuedToken struct {
	Value   string
	Expires clock.Instant
	Holder                // of a token
	Key     *TemporaryKey // nil: it is a token

	number int // the count when it was added
}

// Holder is who got a token, each by a name of at most [MaxName] bytes.
type Holder struct {
	User, Account string
	Project       string // "": the project's id
}

// MaxName is the maximum length of a holder's names, in bytes.
const MaxName = 256

// TemporaryKey is an access key that is valid with its security token only.
type TemporaryKey struct {
	Access, Secret string
	Rights
}

// IssuedKind returns the kind of issued tokens in a snapshot.
func IssuedKind() format.Kind[IssuedTokens] {
	name := format.Raw(MaxName)
	token := format.Object[IssuedToken]{
		Name: "issuedToken", Noun: "an issued token",
		Doc: "A token that was issued, or the security token of a temporary key.",
		Fields: []format.Field[IssuedToken]{
			format.Key("value", format.Line(4096), func(t *IssuedToken) *string { return &t.Value }, "The token.").Required(),
			format.Key("expires", format.Instant(), func(t *IssuedToken) *clock.Instant { return &t.Expires }, "Until when it is valid.").Required(),
			format.Key("user", name, func(t *IssuedToken) *string { return &t.User }, "The name of the user who got it."),
			format.Key("account", name, func(t *IssuedToken) *string { return &t.Account }, "The name of the user's account."),
			format.Key("project", name, func(t *IssuedToken) *string { return &t.Project }, "The project's name, if it is not the id."),
			format.Key("key", format.Optional(temporaryKeyObject().Kind()), func(t *IssuedToken) **TemporaryKey { return &t.Key }, "The temporary key."),
		},
	}
	return format.Object[IssuedTokens]{
		Name: "issuedTokens", Noun: "a record of issued tokens",
		Doc: "The tokens and temporary keys that were issued for a project.",
		Fields: []format.Field[IssuedTokens]{
			format.Key("count", format.Count(), func(t *IssuedTokens) *int { return &t.Count }, "How many, forgotten ones included."),
			format.Key("issued", format.List("a list of tokens", token.Kind()), func(t *IssuedTokens) *[]IssuedToken { return &t.Issued }, "Those that are known."),
		},
	}.Kind()
}

func temporaryKeyObject() format.Object[TemporaryKey] {
	return format.Object[TemporaryKey]{
		Name: "temporaryKey", Noun: "a temporary key",
		Doc: "An access key that is valid with its security token only.",
		Fields: []format.Field[TemporaryKey]{
			format.Key("access", format.Line(128), func(k *TemporaryKey) *string { return &k.Access }, "The access key.").Required(),
			format.Key("secret", format.Line(128), func(k *TemporaryKey) *string { return &k.Secret }, "The secret key.").Required(),
			format.Key("projects", format.List("a list of project ids", format.Line(64)), func(k *TemporaryKey) *[]string { return &k.Projects },
				"The projects in which it is valid; `*`: all. Default: that in which it was issued."),
			format.Key("deny", format.List("a list of operations", scenario.OperationKind()), func(k *TemporaryKey) *[]ges.Operation { return &k.Deny },
				"Operations that it does not allow."),
		},
	}
}
