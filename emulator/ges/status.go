package ges

// Status is the state of a job at an instant.
type Status uint8

// The states of a job. None means that a job does not exist yet.
const (
	None Status = iota
	Waiting
	Running
	Success
	Failed
	PartiallyFailed
)

var statusNames = [...]string{"", "waiting", "running", "success", "failed", "partiallyFailed"}

// String returns the status as in the API; "" for None.
func (s Status) String() string { return statusNames[s] }

// Ended reports whether the state is final.
func (s Status) Ended() bool { return s >= Success }

// Statuses returns the states of a job, from first to last.
func Statuses() []Status {
	return []Status{Waiting, Running, Success, Failed, PartiallyFailed}
}

// ParseStatus parses a value of the API's status filter. "pending" is a synonym of
// waiting: the vendor's job table uses it since 2019-12, while the filter still has
// waiting.
func ParseStatus(s string) (Status, bool) {
	if s == "pending" {
		return Waiting, true
	}
	for _, st := range Statuses() {
		if st.String() == s {
			return st, true
		}
	}
	return None, false
}

// Outcomes returns the final states of a job.
func Outcomes() []Status { return []Status{Success, Failed, PartiallyFailed} }

// FileStatus is the state of one file of an import.
type FileStatus string

// The states of a file of an import. The vendor uses partFailed here, but
// partiallyFailed for a whole job.
const (
	FileSuccess    FileStatus = "success"
	FileFailed     FileStatus = "failed"
	FilePartFailed FileStatus = "partFailed"
)

// FileStatuses returns the states of a file of an import.
func FileStatuses() []FileStatus {
	return []FileStatus{FileSuccess, FileFailed, FilePartFailed}
}
