package emulator_test

import (
	"go/scanner"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// privateWords are names that say less than the field's own terms, each with what
// to use instead. A word with an everyday meaning of its own in Go is not here.
const privateWords = `
audience subscribers      listened subscribed        hear attach             retired evicted         Heard HasSubscribers
throw seedFrom            dice rng                   touched life            keeper saver            Unkept PersistenceFailed
onlyWhatIsKept abort      strays unrouted            reachedNone Unrouted    Foresee Preview         Remembered cachedPage
ask get                   asked query                askedBefore queryCache  shows view              told reported
meet applyFault           met covered                Met Covered             Seen CallStats          Told Acts
Area CoverageGroup        Item CoveragePoint         Sent Incoming           Asked ListQuery         Taken Outcome
Instead WithSuggestion    Suspicions DefaultFindings Broken Violations       Meant Suggestion        meant suggestion
overnight endsAfter       nights endsAfter           look view               leave exclude           keep save
noTime noMinimum          anyTime unlimited          unspoilt failOnViolation placeless withoutPositions doors listeners
ballast heapFloor         Fail AddFault              ChangeJob PatchJob      NoViolations WithNoViolations
WithControlApart WithSeparateControl                 kept saved              Kept Saved              Changed HasChanges
`

// A reader who knows Go, and not this code, can guess what a name does.
func TestNamesAreTheFieldsTerms(t *testing.T) {
	better := map[string]string{}
	words := strings.Fields(privateWords)
	for i := 0; i+1 < len(words); i += 2 {
		better[words[i]] = words[i+1]
	}
	err := filepath.WalkDir("..", func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && entry.Name() == ".git":
			return filepath.SkipDir
		case filepath.Ext(path) != ".go":
			return nil
		}
		source, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for position, name := range identifiers(path, source) {
			if instead := better[name]; instead != "" {
				t.Errorf("%s: %s says less than %s", position, name, instead)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// identifiers are the identifiers of a Go file, by position.
func identifiers(path string, source []byte) map[string]string {
	names, set := map[string]string{}, token.NewFileSet()
	var s scanner.Scanner
	s.Init(set.AddFile(path, -1, len(source)), source, nil, 0)
	for {
		at, kind, text := s.Scan()
		switch kind {
		case token.EOF:
			return names
		case token.IDENT:
			names[set.Position(at).String()] = text
		}
	}
}
