package fake

import (
	"strconv"
	"strings"

	"github.com/brianvoe/gofakeit/v6"
)

// Inventor generates values. It is not safe for concurrent use. The values do not depend
// on the order of calls.
type Inventor struct {
	source source
	faker  *gofakeit.Faker
}

// New returns an inventor.
func New() *Inventor {
	v := &Inventor{}
	v.faker = gofakeit.NewCustom(&v.source)
	return v
}

// seeded returns gofakeit, seeded with a key.
func (v *Inventor) seeded(k Key) *gofakeit.Faker {
	v.source.state = uint64(k)
	return v.faker
}

// Between returns an integer, uniformly distributed from lo to hi, both included.
func (v *Inventor) Between(k Key, lo, hi int64) int64 {
	if hi <= lo {
		return lo
	}
	f := v.seeded(k)
	if n := hi - lo + 1; n > 0 {
		return lo + f.Rand.Int63n(n)
	}
	for { // more than 2⁶³ numbers: at least half of all draws are in the range
		if n := int64(f.Rand.Uint64()); lo <= n && n <= hi {
			return n
		}
	}
}

// Index returns an integer, uniformly distributed from 0 to n−1.
func (v *Inventor) Index(k Key, n int) int { return int(v.Between(k, 0, int64(n)-1)) }

// Share returns a number, uniformly distributed in [0, 1).
func (v *Inventor) Share(k Key) float64 { return v.seeded(k).Rand.Float64() }

// One returns one of several texts.
func (v *Inventor) One(k Key, of []string) string { return of[v.Index(k, len(of))] }

// domains are common subjects of graphs.
var domains = [...]string{
	"movie", "social", "fraud", "supply", "knowledge", "payment", "device",
	"citation", "telecom", "product", "customer", "road", "music", "risk",
}

// aspects are the aspects of a subject that a graph shows.
var aspects = [...]string{
	"links", "events", "catalog", "network", "flows", "history", "profiles", "index",
	"routes", "ties", "mesh", "core", "daily", "trial",
}

// GraphName returns the name of a graph: a letter, then lower-case letters, digits and
// underscores, 4 to 50 characters in total (vendor's create-graph page).
func (v *Inventor) GraphName(k Key) string {
	f := v.seeded(k)
	return f.RandomString(domains[:]) + "_" + f.RandomString(aspects[:]) + f.DigitN(2)
}

// Bucket returns the name of an object-storage bucket.
func (v *Inventor) Bucket(k Key) string {
	f := v.seeded(k)
	return word(strings.ToLower(f.LastName())) + "-" + f.RandomString([]string{"data", "graph", "import", "lake", "obs"})
}

// Cause returns the reason why a file, or some of its lines, were not imported; lines is
// the number of its lines.
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

// causes are in our own words, as no example of the vendor has one.
var causes = [...]string{
	"line {line}: the label {word} is not in the schema",
	"line {line}: {n} columns found, the label {word} has another number of properties",
	"line {line}: the value of property {word} is not an integer",
	"line {line}: the source vertex does not exist",
	"line {line}: the target vertex does not exist",
	"line {line}: the quotation mark is not closed",
}

// word returns the lower-case letters of a text, or "x" if there are none.
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
