package auth

import (
	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/format"
)

// IssuedTokens are the tokens that were issued for a project.
type IssuedTokens struct {
	Count  int // including discarded ones
	Issued []IssuedToken
}

// IssuedToken is one issued token.
type IssuedToken struct {
	Value   string
	Expires clock.Instant
}

// IssuedKind returns the kind of issued tokens in a snapshot.
func IssuedKind() format.Kind[IssuedTokens] {
	token := format.Object[IssuedToken]{
		Name: "issuedToken", Noun: "an issued token",
		Doc: "A token that was issued.",
		Fields: []format.Field[IssuedToken]{
			format.Key("value", format.Line(4096), func(t *IssuedToken) *string { return &t.Value }, "The token.").Required(),
			format.Key("expires", format.Instant(), func(t *IssuedToken) *clock.Instant { return &t.Expires }, "Until when it is valid.").Required(),
		},
	}
	return format.Object[IssuedTokens]{
		Name: "issuedTokens", Noun: "a record of issued tokens",
		Doc: "The tokens that were issued for a project.",
		Fields: []format.Field[IssuedTokens]{
			format.Key("count", format.Count(), func(t *IssuedTokens) *int { return &t.Count }, "How many, forgotten ones included."),
			format.Key("issued", format.List("a list of tokens", token.Kind()), func(t *IssuedTokens) *[]IssuedToken { return &t.Issued }, "Those that are known."),
		},
	}.Kind()
}
