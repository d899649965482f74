package format

import (
	"fmt"
	"math"
	"strings"

	"gopkg.in/yaml.v3"
)

// maxAliasExpansion is the maximum size of a document's expanded aliases, as a multiple
// of the size of the document.
const maxAliasExpansion = 10

// aliases computes the expanded size of a file's aliases, without expanding them.
type aliases struct {
	sizes map[*yaml.Node]int // of anchored values, in bytes, including everything they refer to
	open  map[*yaml.Node]bool
	total int // number of bytes that aliases add to the file
	inner *yaml.Node
}

// checkAliases returns an error if aliases expand to too much, or refer to themselves.
// The file must then not be read any further.
func checkAliases(root *yaml.Node, text string) *syntaxError {
	if strings.IndexByte(text, '&') < 0 {
		return nil
	}
	a := aliases{sizes: map[*yaml.Node]int{}, open: map[*yaml.Node]bool{}}
	a.size(root)
	switch {
	case a.inner != nil:
		return &syntaxError{at: positionOf(a.inner), text: "the alias *" + a.inner.Value + " stands inside the value that it refers to"}
	case a.total > maxAliasExpansion*len(text):
		return &syntaxError{at: position{1, 1}, text: fmt.Sprintf("the file's aliases expand to %s bytes, more than %d times the file's size", atMost(a.total), maxAliasExpansion)}
	}
	return nil
}

// size returns the approximate size of a value in bytes, including everything that it
// refers to.
func (a *aliases) size(y *yaml.Node) int {
	if y.Kind == yaml.AliasNode {
		target := y.Alias
		if a.open[target] {
			a.inner = y
			return 0
		}
		size := a.sizes[target]
		a.total = add(a.total, size)
		return size
	}
	if y.Anchor != "" {
		a.open[y] = true
		defer delete(a.open, y)
	}
	size := len(y.Value) + 2 // with a separator
	for _, child := range y.Content {
		size = add(size, a.size(child))
	}
	if y.Anchor != "" {
		a.sizes[y] = size
	}
	return size
}

// add returns a sum, limited to the largest int.
func add(a, b int) int {
	if a > math.MaxInt-b {
		return math.MaxInt
	}
	return a + b
}

func atMost(n int) string {
	if n == math.MaxInt {
		return "countless"
	}
	return NumberText(float64(n))
}
