package scenario

import "slices"

// Includes says whether the n-th call that fits, counted from 1, is hit.
func (c Calls) Includes(n int) bool {
	switch {
	case c.Numbers != nil:
		return slices.Contains(c.Numbers, n)
	case n < c.First || c.Last > 0 && n > c.Last:
		return false
	default:
		return c.Every == 0 || n%c.Every == 0
	}
}
