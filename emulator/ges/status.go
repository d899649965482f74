package ges

// Status is the state of a job at an instant.
type Status uint8

// The states of a job. None says that a job does not exist yet.
const (
	None Status = iota
	Waiting
	Running
	Success
	Failed
	PartiallyFailed
)

var statusNames = [...]string{"", "waiting", "running", "success", "failed", "partiallyFailed"}

// String is the status as the API writes it; "" for None.
func (s Status) String() string { return statusNames[s] }

// Ended says whether a job in this state has its outcome and changes no more.
func (s Status) Ended() bool { return s >= Success }

// Statuses lists the states of a job, from first to last.
func Statuses() []Status {
	return []Status{Waiting, Running, Success, Failed, PartiallyFailed}
}

// ParseStatus reads a status as the API's filter takes it. "pending" is
// another word for waiting: the vendor's job table uses it since 2019-12 where
// the filter still says waiting.
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

// Outcomes lists the states in which a job can end.
func Outcomes() []Status { return []Status{Success, Failed, PartiallyFailed} }

// FileStatus is the state of one file of an import.
type FileStatus string

// The states of a file of an import. The vendor writes partFailed here but
// partiallyFailed for a whole job.
const (
	FileSuccess    FileStatus = "success"
	FileFailed     FileStatus = "failed"
	FilePartFailed FileStatus = "partFailed"
)

// FileStatuses lists the states of a file of an import.
func FileStatuses() []FileStatus {
	return []FileStatus{FileSuccess, FileFailed, FilePartFailed}
}
