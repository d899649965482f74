package timeline_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"golang.org/x/text/width"

	"github.com/ges-emulator/ges-emulator/cmd/ges-emulator/internal/timeline"
	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/fake"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/emulator/history"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
)

func compile(t testing.TB, list ...scenario.Job) *history.Plan {
	t.Helper()
	plan, err := history.Compile(&scenario.Scenario{
		Name:     "test",
		Clock:    clock.Settings{Start: clock.DefaultStart()},
		Compat:   scenario.DefaultCompat(),
		Projects: []scenario.Project{{ID: scenario.AnyProject, Jobs: list}},
	}, scenario.AnyProject)
	if err != nil {
		t.Fatal(err)
	}
	return plan
}

func draw(t testing.TB, plan *history.Plan, o timeline.Options) string {
	t.Helper()
	var text strings.Builder
	if err := timeline.Draw(&text, plan, o); err != nil {
		t.Fatal(err)
	}
	return text.String()
}

func job(begin, waiting, running time.Duration) scenario.Job {
	return scenario.Job{
		Name: ges.ImportGraph, Graph: "movies", Type: ges.GraphManagement, Outcome: ges.Success,
		Begin: clock.DefaultStart().Add(begin), Waiting: waiting, Running: running,
	}
}

// rng is a seeded source of test data.
type rng struct {
	inventor *fake.Inventor
	key      fake.Key
	thrown   int
}

func (d *rng) intN(n int) int {
	d.thrown++
	return d.inventor.Index(d.key.Nth(d.thrown), n)
}

func pick[T any](d *rng, of ...T) T { return of[d.intN(len(of))] }

// job is one of jobs of all lengths, at all distances, on graphs with all kinds
// of names.
func (d *rng) job() scenario.Job {
	lengths := []time.Duration{0, time.Millisecond, time.Second, 52 * time.Second, time.Hour, 40 * 24 * time.Hour, 200 * 365 * 24 * time.Hour}
	j := job(time.Duration(d.intN(2001)-1000)*pick(d, lengths[1:6]...), pick(d, lengths...), pick(d, append(lengths, scenario.Forever)...))
	j.Name = pick(d, ges.JobNames()...).Name
	j.Graph = pick(d, "g", "movie_ratings", strings.Repeat("long_", 20), "图图图图图图图图图图图图", "a\x1b[31mb\tc\u0301", fmt.Sprintf("g%d", d.intN(1000)))
	j.Outcome = pick(d, ges.Outcomes()...)
	return j
}

func columns(line string) (n int) {
	for _, r := range line {
		n++
		if k := width.LookupRune(r).Kind(); k == width.EastAsianWide || k == width.EastAsianFullwidth {
			n++
		}
	}
	return n
}

var colors = regexp.MustCompile("\x1b\\[[0-9;]*m")

// Whatever there is to draw: no line is too long, none has what a terminal
// would obey, all rows are there, and colour changes no character.
func TestDrawingsKeepTheirForm(t *testing.T) {
	for seed := range int64(150) {
		d := &rng{inventor: fake.New(), key: fake.NewKey(seed)}
		list := make([]scenario.Job, pick(d, 0, 1, 2, 3, 10, 40, 41, 300))
		for i := range list {
			list[i] = d.job()
		}
		plan := compile(t, list...)
		o := timeline.Options{Title: "A scenario with quite a long name, longer than it should be", Notes: []string{"project *", "manual clock"}}
		o.Width = pick(d, 40, 41, 59, 60, 80, 123, 400)
		if d.intN(3) == 0 {
			from := clock.DefaultStart().Add(time.Duration(d.intN(7200)-3600) * time.Second)
			o.From = &from
		}
		if d.intN(3) == 0 {
			to := clock.DefaultStart().Add(time.Duration(d.intN(7200)+3600) * time.Second)
			o.To = &to
		}
		drawn := draw(t, plan, o)
		for line := range strings.Lines(drawn) {
			line = strings.TrimSuffix(line, "\n")
			if n := columns(line); n > o.Width {
				t.Errorf("seed %d: a line of %d columns, want at most %d:\n%s", seed, n, o.Width, line)
			}
			if strings.ContainsAny(line, "\x1b\t\r") || !utf8.ValidString(line) || strings.HasSuffix(line, " ") {
				t.Errorf("seed %d: a bad line %q", seed, line)
			}
		}
		rows := strings.Count(drawn, "\n") - strings.Count(drawn, "\n\n")
		if len(list) <= 40 && o.From == nil && o.To == nil && rows < len(list) {
			t.Errorf("seed %d: %d lines for %d jobs:\n%s", seed, rows, len(list), drawn)
		}
		o.Color = true
		if plain := colors.ReplaceAllString(draw(t, plan, o), ""); len(list) <= 40 && plain != drawn {
			t.Errorf("seed %d: colour changes the drawing to\n%s\nfrom\n%s", seed, plain, drawn)
		}
	}
}

// bars are the plots of the rows that have one.
func bars(drawn string) []string {
	var list []string
	for line := range strings.Lines(drawn) {
		if bar, ok := strings.CutPrefix(line, "  ImportGraph  movies  "); ok {
			list = append(list, strings.TrimRight(bar, "\n"))
		}
	}
	return list
}

func TestBarsAreToScale(t *testing.T) {
	drawn := draw(t, compile(t,
		job(0, 0, 60*time.Second),
		job(15*time.Second, 15*time.Second, 30*time.Second),
		job(30*time.Second, 0, scenario.Forever),
	), timeline.Options{Width: 90})
	for i, want := range []struct {
		begin, waiting, running int // in quarters of a minute
		end                     string
	}{{0, 0, 4, "✓"}, {1, 1, 2, "✓"}, {2, 0, 2, "►"}} {
		bar := bars(drawn)[i]
		quarter := float64(len([]rune(strings.SplitN(bars(drawn)[0], "✓", 2)[0]))) / 4
		about := func(what string, got, quarters int) {
			if diff := float64(got) - float64(quarters)*quarter; diff < -1.01 || diff > 1.01 && want.end != "►" {
				t.Errorf("bar %d: %d columns %s, want %d quarters of %.1f:\n%s", i, got, what, quarters, quarter, drawn)
			}
		}
		about("before it begins", slices.IndexFunc([]rune(bar), func(r rune) bool { return r == '░' || r == '█' }), want.begin)
		about("waiting", strings.Count(bar, "░"), want.waiting)
		about("running", strings.Count(bar, "█"), want.running)
		if strings.Count(bar, want.end) != 1 {
			t.Errorf("bar %d does not end with %s:\n%s", i, want.end, drawn)
		}
	}
}

// A part of the time: what began before and what goes on after show it.
func TestWindow(t *testing.T) {
	from, to := clock.DefaultStart().Add(time.Minute), clock.DefaultStart().Add(2*time.Minute)
	drawn := draw(t, compile(t,
		job(0, 0, 90*time.Second),
		job(90*time.Second, 0, time.Hour),
		job(0, 0, 10*time.Second),
		job(time.Hour, 0, time.Second),
	), timeline.Options{Width: 80, From: &from, To: &to})
	got := bars(drawn)
	if len(got) != 2 || !strings.HasPrefix(got[0], "◄█") || !strings.Contains(got[0], "✓") || !strings.Contains(got[1], "█►") {
		t.Errorf("got\n%s", drawn)
	}
	if !strings.Contains(drawn, "2 jobs outside of the drawing") || strings.Contains(drawn, "now") {
		t.Errorf("got\n%s", drawn)
	}
}

// The busiest graphs come first, and every job is counted once.
func TestFoldedCounts(t *testing.T) {
	var list []scenario.Job
	for i := range 60 {
		j := job(time.Duration(i)*time.Minute, 0, time.Minute)
		if i%3 == 0 {
			j.Graph = "books"
		}
		if i%10 == 0 { // of the movies: 10, 20, 40, 50
			j.Outcome = ges.Failed
		}
		list = append(list, j)
	}
	drawn := draw(t, compile(t, list...), timeline.Options{Width: 80})
	movies, books := strings.Index(drawn, "  movies  40 4✗"), strings.Index(drawn, "  books   20 2✗")
	if movies < 0 || books < movies {
		t.Errorf("got\n%s", drawn)
	}
}

func BenchmarkDraw(b *testing.B) {
	from, to := clock.DefaultStart().Add(-720*time.Hour), clock.DefaultStart()
	plan, err := history.Compile(&scenario.Scenario{
		Name:   "test",
		Clock:  clock.Settings{Start: to},
		Compat: scenario.DefaultCompat(),
		Projects: []scenario.Project{{ID: scenario.AnyProject, Generate: []scenario.Generate{{
			Count: 100_000, GraphCount: 1000,
			Names: []scenario.Weighted{{Name: ges.ImportGraph, Weight: 1}},
			Begin: scenario.Range[clock.Instant]{From: from, To: to},
			Files: scenario.Range[int]{From: 1, To: 1},
		}}}},
	}, scenario.AnyProject)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		draw(b, plan, timeline.Options{Width: 100})
	}
}
