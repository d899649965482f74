package diff

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// lists compares two lists. Elements that the other list has at another place are an
// order; they are compared with each other all the same.
func (c *comparison) lists(field string, want, got []any) {
	if len(want) != len(got) {
		c.note(Count, field, strconv.Itoa(len(want)), strconv.Itoa(len(got)))
	}
	recorded, ours := c.keys(want, true), c.keys(got, false)
	places := make([]int, len(want)) // of the element of ours for each recorded one
	taken := make([]bool, len(got))
	ordered := true
	for i, key := range recorded {
		places[i] = -1
		if i < len(ours) && ours[i] == key && !taken[i] {
			places[i] = i
		} else if at := place(ours, taken, key); at >= 0 {
			places[i], ordered = at, false
		}
		if places[i] >= 0 {
			taken[places[i]] = true
		}
	}
	if !ordered && !slices.Contains(places, -1) && len(want) == len(got) {
		c.note(Order, field, strings.Join(recorded, ", "), strings.Join(ours, ", "))
	}
	for i, at := range places {
		if at < 0 && len(want) == len(got) {
			at = slices.Index(taken, false) // what is left over belongs together
			taken[at] = true
		}
		if at >= 0 {
			c.values(fmt.Sprintf("%s[%d]", field, i), want[i], got[at])
		}
	}
}

// place is the first place of a key that is not taken, or -1.
func place(keys []string, taken []bool, key string) int {
	for i, of := range keys {
		if of == key && !taken[i] {
			return i
		}
	}
	return -1
}

// keys are what tells elements apart: an object's id, as the emulator has it, or what
// describes it where its id is not known yet; else the value.
func (c *comparison) keys(list []any, recorded bool) []string {
	keys := make([]string, len(list))
	for i, item := range list {
		o, ok := item.(map[string]any)
		if !ok {
			keys[i] = text(item)
			continue
		}
		id := idOf(o)
		known := c.ids.recorded[id] != ""
		if recorded {
			known = c.ids.ours[id] != ""
			if known {
				id = c.ids.ours[id]
			}
		}
		if id == "" || !known {
			id = description(o)
		}
		keys[i] = id
	}
	return keys
}

// description is what describes an object without its id.
func description(o map[string]any) string {
	var parts []string
	for _, name := range []string{"name", "jobName", "job_name", "relatedGraph", "related_graph", "beginTime", "begin_time", "startTime", "start_time", "path", "type"} {
		if value, ok := o[name]; ok {
			parts = append(parts, text(value))
		}
	}
	if parts == nil {
		return text(o)
	}
	return strings.Join(parts, " ")
}
