package format

// List returns the kind of a list of any number of values. An empty list is not nil.
func List[T any](noun string, of Kind[T]) Kind[[]T] {
	item := of.Schema
	s := Schema{Type: []string{"array", "null"}, Items: &item}
	return Kind[[]T]{NullIsAbsent: true, Schema: s, Write: writeList(of.Write), Read: func(n Node, into *[]T) bool {
		if !n.IsList() {
			more := ""
			if n.IsScalar() && n.fits(func(n Node) bool { return of.Read(n, new(T)) }) {
				more = "; write [" + n.Describe() + "]"
			}
			n.Mismatch(noun, more)
			return false
		}
		ok := true
		values := make([]T, n.Len())
		for i := range n.v.content {
			n.r.at(step{item: i}, func() { ok = of.Read(n.r.node(&n.v.content[i]), &values[i]) && ok })
		}
		*into = values
		return ok
	}}
}

// NonEmpty returns the kind of a list with at least one value.
func NonEmpty[T any](k Kind[[]T]) Kind[[]T] {
	read := k.Read
	k.Schema.MinItems = 1
	k.Read = func(n Node, into *[]T) bool {
		if n.IsList() && n.Len() == 0 {
			n.Problem("the list is empty; it needs a value, or leave the key out")
			return false
		}
		return read(n, into)
	}
	return k
}
