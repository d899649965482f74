package ordered

import "iter"

// Order defines the order and the weights of the items of sets.
type Order[T any] struct {
	Compare func(a, b T) int
	Weight  func(T) int64 // nil: all items have the weight 0
}

// Set is an ordered set of items. It is immutable. The zero value has no order: use
// [Order.Set].
type Set[T any] struct {
	order *Order[T]
	root  *node[T]
}

// node is the root of a weight-balanced tree: of two siblings, neither has more than
// three times as many items as the other, plus one (Hirai and Yamamoto, «Balancing
// weight-balanced trees», 2011).
type node[T any] struct {
	item        T
	left, right *node[T]
	size        int
	heaviest    int64 // weight in the tree
}

const (
	balance  = 3
	rotation = 2
)

func size[T any](n *node[T]) int {
	if n == nil {
		return 0
	}
	return n.size
}

// Set returns a set of items, which must be in ascending order and distinct.
func (o *Order[T]) Set(sorted ...T) Set[T] { return Set[T]{o, o.build(sorted)} }

func (o *Order[T]) build(sorted []T) *node[T] {
	if len(sorted) == 0 {
		return nil
	}
	middle := len(sorted) / 2
	return o.join(sorted[middle], o.build(sorted[:middle]), o.build(sorted[middle+1:]))
}

func (o *Order[T]) weight(item T) int64 {
	if o.Weight == nil {
		return 0
	}
	return o.Weight(item)
}

// join returns a tree of an item and the balanced trees on its sides.
func (o *Order[T]) join(item T, left, right *node[T]) *node[T] {
	n := &node[T]{item, left, right, 1 + size(left) + size(right), o.weight(item)}
	if left != nil {
		n.heaviest = max(n.heaviest, left.heaviest)
	}
	if right != nil {
		n.heaviest = max(n.heaviest, right.heaviest)
	}
	return n
}

// balanced is [Order.join] of trees of which one may have an item too many.
func (o *Order[T]) balanced(item T, left, right *node[T]) *node[T] {
	switch l, r := size(left)+1, size(right)+1; {
	case r > balance*l:
		if size(right.left)+1 < rotation*(size(right.right)+1) {
			return o.join(right.item, o.join(item, left, right.left), right.right)
		}
		middle := right.left
		return o.join(middle.item, o.join(item, left, middle.left), o.join(right.item, middle.right, right.right))
	case l > balance*r:
		if size(left.right)+1 < rotation*(size(left.left)+1) {
			return o.join(left.item, left.left, o.join(item, left.right, right))
		}
		middle := left.right
		return o.join(middle.item, o.join(left.item, left.left, middle.left), o.join(item, middle.right, right))
	default:
		return o.join(item, left, right)
	}
}

// With returns the set with an item, in place of an equal one.
func (s Set[T]) With(item T) Set[T] { return Set[T]{s.order, s.order.insert(s.root, item)} }

func (o *Order[T]) insert(n *node[T], item T) *node[T] {
	if n == nil {
		return o.join(item, nil, nil)
	}
	switch c := o.Compare(item, n.item); {
	case c < 0:
		return o.balanced(n.item, o.insert(n.left, item), n.right)
	case c > 0:
		return o.balanced(n.item, n.left, o.insert(n.right, item))
	default:
		return o.join(item, n.left, n.right)
	}
}

// Without returns the set without the item that equals another.
func (s Set[T]) Without(item T) Set[T] { return Set[T]{s.order, s.order.remove(s.root, item)} }

func (o *Order[T]) remove(n *node[T], item T) *node[T] {
	if n == nil {
		return nil
	}
	switch c := o.Compare(item, n.item); {
	case c < 0:
		return o.balanced(n.item, o.remove(n.left, item), n.right)
	case c > 0:
		return o.balanced(n.item, n.left, o.remove(n.right, item))
	case n.left == nil:
		return n.right
	case n.right == nil:
		return n.left
	default:
		next := n.right
		for next.left != nil {
			next = next.left
		}
		return o.balanced(next.item, n.left, o.remove(n.right, next.item))
	}
}

// Len returns the number of items.
func (s Set[T]) Len() int { return size(s.root) }

// Find returns the item for which compare is 0. compare returns how the item sought
// compares to another, in the order of the set.
func (s Set[T]) Find(compare func(T) int) (item T, ok bool) {
	for n := s.root; n != nil; {
		switch c := compare(n.item); {
		case c < 0:
			n = n.left
		case c > 0:
			n = n.right
		default:
			return n.item, true
		}
	}
	return item, false
}

// Count returns the number of items for which before is true. Those must come before all
// others, here and below.
func (s Set[T]) Count(before func(T) bool) int {
	count := 0
	for n := s.root; n != nil; {
		if before(n.item) {
			count += size(n.left) + 1
			n = n.right
		} else {
			n = n.left
		}
	}
	return count
}

// Last returns the last item for which before is true.
func (s Set[T]) Last(before func(T) bool) (item T, ok bool) {
	for n := s.root; n != nil; {
		if before(n.item) {
			item, ok = n.item, true
			n = n.right
		} else {
			n = n.left
		}
	}
	return item, ok
}

// All yields the items in ascending order.
func (s Set[T]) All() iter.Seq[T] {
	return func(yield func(T) bool) { s.root.each(yield) }
}

func (n *node[T]) each(yield func(T) bool) bool {
	return n == nil || n.left.each(yield) && yield(n.item) && n.right.each(yield)
}

// From yields the items for which before is false, in ascending order.
func (s Set[T]) From(before func(T) bool) iter.Seq[T] {
	return func(yield func(T) bool) { s.root.from(before, yield) }
}

func (n *node[T]) from(before func(T) bool, yield func(T) bool) bool {
	switch {
	case n == nil:
		return true
	case before(n.item):
		return n.right.from(before, yield)
	default:
		return n.left.from(before, yield) && yield(n.item) && n.right.each(yield)
	}
}

// Above yields the items for which before is true and whose weight is above a limit, in
// ascending order.
func (s Set[T]) Above(before func(T) bool, limit int64) iter.Seq[T] {
	return func(yield func(T) bool) { s.order.above(s.root, before, limit, yield) }
}

func (o *Order[T]) above(n *node[T], before func(T) bool, limit int64, yield func(T) bool) bool {
	switch {
	case n == nil || n.heaviest <= limit:
		return true
	case !before(n.item):
		return o.above(n.left, before, limit, yield)
	default:
		return o.above(n.left, before, limit, yield) &&
			(o.weight(n.item) <= limit || yield(n.item)) &&
			o.above(n.right, before, limit, yield)
	}
}

// AboveBackward is [Set.Above] in descending order.
func (s Set[T]) AboveBackward(before func(T) bool, limit int64) iter.Seq[T] {
	return func(yield func(T) bool) { s.order.aboveBackward(s.root, before, limit, yield) }
}

func (o *Order[T]) aboveBackward(n *node[T], before func(T) bool, limit int64, yield func(T) bool) bool {
	switch {
	case n == nil || n.heaviest <= limit:
		return true
	case !before(n.item):
		return o.aboveBackward(n.left, before, limit, yield)
	default:
		return o.aboveBackward(n.right, before, limit, yield) &&
			(o.weight(n.item) <= limit || yield(n.item)) &&
			o.aboveBackward(n.left, before, limit, yield)
	}
}
