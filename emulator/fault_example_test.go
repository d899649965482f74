package emulator_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"

	"github.com/ges-emulator/ges-emulator/emulator"
)

// AddFault makes calls fail from a test, in any way that a scenario can.
func ExampleProject_AddFault() {
	ges, err := emulator.New()
	if err != nil {
		panic(err)
	}
	p1 := ges.Project("p1")
	err = p1.AddFault(emulator.Fault{
		Name:  "third-call",
		When:  emulator.When{Calls: emulator.Calls(3)},
		Reply: emulator.Reply{ErrorCode: "GES.9999"},
	})
	if err != nil {
		panic(err)
	}
	for range 4 {
		answer := httptest.NewRecorder()
		ges.ServeHTTP(answer, httptest.NewRequest(http.MethodGet, "/v1.0/p1/graphs/jobs?limit=1", nil))
		fmt.Println(answer.Code)
	}
	// Output:
	// 200
	// 200
	// 400
	// 200
}
