package emulator_test

import (
	"fmt"
	"os"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator"
)

// What took long to prepare is put into other projects, which all go on from
// there.
func ExampleProject_Restore() {
	_, prepared := empty()
	if _, err := prepared.AddJob(emulator.Job{JobName: "ImportGraph", RelatedGraph: "movies", Running: 52 * time.Second}); err != nil {
		panic(err)
	}
	prepared.Advance(30 * time.Second)
	snapshot := prepared.Snapshot()

	ges, err := emulator.New() // another emulator, of another scenario
	if err != nil {
		panic(err)
	}
	for _, id := range []string{"p2", "p3"} {
		p, err := ges.LookupProject(id)
		if err == nil {
			err = p.Restore(snapshot)
		}
		if err != nil {
			panic(err)
		}
		fmt.Println(id, p.Now().Format(time.TimeOnly), p.AdvanceToNext()[0].To)
	}
	// Output:
	// p2 12:55:30 success
	// p3 12:55:30 success
}

// An emulator goes on where the last one stood.
func ExampleWithState() {
	dir, err := os.MkdirTemp("", "state")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	for range 3 {
		ges, err := emulator.New(emulator.WithScenario("empty"), emulator.WithState(dir))
		if err != nil {
			panic(err)
		}
		p := ges.Project("p1")
		p.Advance(time.Minute)
		fmt.Println(p.Now().Format(time.TimeOnly))
		if err := ges.Close(); err != nil {
			panic(err)
		}
	}
	// Output:
	// 12:56:00
	// 12:57:00
	// 12:58:00
}
