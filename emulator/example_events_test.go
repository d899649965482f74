package emulator_test

import (
	"context"
	"fmt"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator"
)

// A test that waits for what happens needs no sleep: here for the end of a job,
// while others move time.
func ExampleProject_Events() {
	_, project := empty()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute) // when all goes wrong
	defer cancel()
	events := project.Events(ctx) // it listens from here on
	go func() {
		id, err := project.AddJob(emulator.Job{JobName: "ExportGraph", RelatedGraph: "movies", Waiting: 5 * time.Second, Running: 30 * time.Second})
		if err == nil {
			_, err = project.AdvanceUntil(id, "success")
		}
		if err != nil {
			panic(err)
		}
	}()
	for e := range events {
		switch e.Kind {
		case "clock":
			fmt.Println(e.ID, e.Kind, e.From.Format(time.TimeOnly), "→", e.Now.Format(time.TimeOnly))
		case "job":
			fmt.Println(e.ID, e.Kind, e.Change.From, "→", e.Change.To)
		}
		if e.Change.To == "success" {
			break
		}
	}
	// Output:
	// 1 job  → waiting
	// 2 clock 12:55:00 → 12:55:35
	// 3 job waiting → running
	// 4 job running → success
}
