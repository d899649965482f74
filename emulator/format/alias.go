package format

import (
	"fmt"
	"math"
	"strings"

	"gopkg.in/yaml.v3"
)

// maxAliasExpansion is to how many times the size of a document its aliases may
// expand.
const maxAliasExpansion = 10

// aliases measures what the aliases of a file expand to, without expanding them.
type aliases struct {
	sizes map[*yaml.Node]int // of anchored values, in bytes with all that they refer to
	open  map[*yaml.Node]bool
	total int // what aliases add to the file
	inner *yaml.Node
}

// checkAliases finds aliases that expand to too much, or to themselves. A file
// that fails must not be read further.
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

// size is how many bytes a value has, about, with all that it refers to.
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
	size := len(y.Value) + 2 // and a separator
	for _, child := range y.Content {
		size = add(size, a.size(child))
	}
	if y.Anchor != "" {
		a.sizes[y] = size
	}
	return size
}

// add is a sum that stays at the largest number.
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
