package probe

import "slices"

// Outcome says what a probe found.
type Outcome string

// The outcomes of a probe.
const (
	Holds   Outcome = "holds"
	Differs Outcome = "differs"
	Untold  Outcome = "untold" // it could not be told there
)

// Probe tells whether one rule holds at a server.
type Probe struct {
	// Name identifies the probe in a report and in the column «probe» of docs/fidelity.md,
	// whose rows are the rules in full.
	Name string
	// Rule is what is expected, in a sentence.
	Rule string
	// Calls are made for it, in this order; none: the calls of the survey are enough.
	Calls []Call
	// Sees is what of the answers is judged.
	Sees string
	// Switch is the key of compat that decides between the answers that the rule allows;
	// "": none.
	Switch string

	judge func(e *evidence) verdict
}

// Call is one GET. Its path has names in braces for what the survey found: {v1} and {v2}
// are the two versions' paths of the project.
type Call struct {
	Path      string
	Header    [2]string // name and value of one more header; none if empty
	Anonymous bool      // without credentials
}

// get is the calls of some paths.
func get(paths ...string) []Call {
	calls := make([]Call, len(paths))
	for i, path := range paths {
		calls[i].Path = path
	}
	return calls
}

// verdict is what a judgement says.
type verdict struct {
	outcome Outcome
	why     string  // of Differs what came instead; of Untold what is missing
	answer  *answer // of Differs the one that shows it; nil: that of the survey
	value   string  // of a switch: the one that was observed
}

// Table returns all probes, in the order of docs/fidelity.md.
func Table() []Probe {
	return slices.Concat(requestProbes[:], badValueProbes[:], dayProbes[:], listProbes[:], jobProbes[:], detailProbes[:],
		errorProbes[:], headerProbes[:], oneJobProbes[:], graphProbes[:], followProbes[:], backupProbes[:], version2Probes[:])
}
