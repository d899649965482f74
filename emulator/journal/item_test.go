package journal

import (
	"testing"

	"github.com/ges-emulator/ges-emulator/emulator/ges"
)

func TestEveryItemHasAPlaceOfItsOwn(t *testing.T) {
	seen := map[Item]string{}
	areas := map[Area]int{}
	for _, i := range items() {
		if other, taken := seen[i.Item]; taken {
			t.Errorf("%s and %s are both item %d", other, i.name, i.Item)
		}
		seen[i.Item] = i.name
		areas[i.area]++
	}
	for _, area := range Areas() {
		if areas[area] == 0 {
			t.Errorf("%s has no item", area)
		}
	}
	// The last code of the long table tells whether all of it fits.
	if last := int(firstErrorCode) + len(ges.ErrorCodes()); last > setWords*64 {
		t.Errorf("%d items do not fit in %d words", last, setWords)
	}
	if len(areas) != len(Areas()) {
		t.Errorf("items are in the areas %v, want %v", areas, Areas())
	}
}

func TestAddAnswer(t *testing.T) {
	var s Set
	s.AddAnswer(400, "GES.0001")
	s.AddAnswer(200, "")
	s.AddAnswer(418, "TEA.0001")
	report := NewReport(s, Set{})
	for _, area := range report {
		want := map[Area][]string{HTTPStatuses: {"200", "400"}, ErrorCodes: {"GES.0001"}}[area.Area]
		if len(area.Met) != len(want) {
			t.Errorf("%s: met %v, want %v", area.Area, area.Met, want)
		}
	}
}
