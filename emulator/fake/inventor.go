package fake

import (
	"strconv"
	"strings"

	"github.com/brianvoe/gofakeit/v6"
)

// Inventor invents values. It is for one goroutine at a time; which one asks,
// and in which order, changes no value.
type Inventor struct {
	source source
	faker  *gofakeit.Faker
}

// New is an inventor.
func New() *Inventor {
	v := &Inventor{}
	v.faker = gofakeit.NewCustom(&v.source)
	return v
}

// seeded is gofakeit, seeded with a key.
func (v *Inventor) seeded(k Key) *gofakeit.Faker {
	v.source.state = uint64(k)
	return v.faker
}

// Between is a whole number from lo to hi, both included, evenly spread.
func (v *Inventor) Between(k Key, lo, hi int64) int64 {
	if hi <= lo {
		return lo
	}
	f := v.seeded(k)
	if n := hi - lo + 1; n > 0 {
		return lo + f.Rand.Int63n(n)
	}
	for { // more than 2⁶³ numbers: at least every other draw is one of them
		if n := int64(f.Rand.Uint64()); lo <= n && n <= hi {
			return n
		}
	}
}

// Index is a whole number from 0 to n−1, evenly spread.
func (v *Inventor) Index(k Key, n int) int { return int(v.Between(k, 0, int64(n)-1)) }

// Share is a number from 0, included, to 1, excluded, evenly spread.
func (v *Inventor) Share(k Key) float64 { return v.seeded(k).Rand.Float64() }

// One is one of several texts.
func (v *Inventor) One(k Key, of []string) string { return of[v.Index(k, len(of))] }

// domains are what graphs are commonly made of.
var domains = [...]string{
	"movie", "social", "fraud", "supply", "knowledge", "payment", "device",
	"citation", "telecom", "product", "customer", "road", "music", "risk",
}

// aspects are what a graph shows of its domain.
var aspects = [...]string{
	"links", "events", "catalog", "network", "flows", "history", "profiles", "index",
	"routes", "ties", "mesh", "core", "daily", "trial",
}

// GraphName is the name of a graph: a letter first, then small letters, digits
// and underscores, 4 to 50 characters (vendor's create-graph page).
func (v *Inventor) GraphName(k Key) string {
	f := v.seeded(k)
	return f.RandomString(domains[:]) + "_" + f.RandomString(aspects[:]) + f.DigitN(2)
}

// Bucket is the name of an object-storage bucket.
func (v *Inventor) Bucket(k Key) string {
	f := v.seeded(k)
	return word(strings.ToLower(f.LastName())) + "-" + f.RandomString([]string{"data", "graph", "import", "lake", "obs"})
}

// Cause is why a file, or some of its lines, were not imported; lines is the
// number of its lines.
func (v *Inventor) Cause(k Key, lines int64) string {
	f := v.seeded(k)
	line := 1 + f.Rand.Int63n(max(lines, 1))
	text := causes[f.Rand.Intn(len(causes))]
	return strings.NewReplacer(
		"{line}", strconv.FormatInt(line, 10),
		"{word}", word(f.NounCommon()),
		"{n}", strconv.Itoa(2+f.Rand.Intn(7)),
	).Replace(text)
}

// causes are our own words: no example of the vendor's shows one.
var causes = [...]string{
	"line {line}: the label {word} is not in the schema",
	"line {line}: {n} columns found, the label {word} has another number of properties",
	"line {line}: the value of property {word} is not an integer",
	"line {line}: the source vertex does not exist",
	"line {line}: the target vertex does not exist",
	"line {line}: the quotation mark is not closed",
}

// word keeps the small letters of a text; "x" when there are none.
func word(s string) string {
	letters := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' {
			return r
		}
		return -1
	}, strings.ToLower(s))
	if letters == "" {
		return "x"
	}
	return letters
}
