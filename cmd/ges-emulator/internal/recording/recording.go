// Package recording has the form of what «ges-emulator record» writes: the exchanges of
// clients with a server as JSON lines in a folder, without secrets. It also reads a HAR
// file of a browser's network panel as a recording.
//
// It neither calls nor judges a server: package record is the proxy that writes
// recordings, derive makes scenarios of them, and replay compares them with an emulator.
//
//	recording.go  an exchange
//	write.go      the writer of a folder
//	read.go       the reader of a folder
//	har.go        the reader of a HAR file
//	instants.go   the instants of exchanges, by their Date
//	fractions.go  what answers tell of the fraction of a second that Date leaves out
//	mask.go       what is taken out of an exchange
//	secrets.go    secrets; a masked one is ***
//	names.go      ids and paths, in whose place pseudonyms stand
//	rewrite.go    the strings of a JSON document, replaced in place
package recording

import "time"

// FileName is the file of a recording's folder that has the exchanges, one a line.
const FileName = "exchanges.jsonl"

// MaxBody is how much of a body is recorded; a longer one is omitted whole.
const MaxBody = 16 << 20 // bytes

// Exchange is one request and what became of it.
type Exchange struct {
	Number int `json:"number"` // from 1, in the order in which answers ended

	// At is the server's time when it answered: its Date, which has seconds. Exchanges of
	// one project with the same Date are a microsecond apart, in their order. Where no Date
	// came, it is that of the project's exchange before, and a microsecond. [Read] makes it
	// finer where answers tell more.
	At time.Time `json:"at"`

	Method  string  `json:"method"`
	URI     string  `json:"uri"` // path and query, escaped as sent
	Request Message `json:"request"`

	Status   int      `json:"status,omitempty"` // 0: no answer came, see Failure
	Response *Message `json:"response,omitempty"`

	// Failure says why there is no answer, or not all of it; "": it is complete.
	Failure string `json:"failure,omitempty"`
}

// Message is the headers and the body of a request or an answer.
type Message struct {
	Header map[string][]string `json:"header,omitempty"` // by canonical names
	Body   string              `json:"body,omitempty"`   // without the transfer and content encoding

	// Omitted says why the body is not recorded, such as that it is no UTF-8; "": it is.
	Omitted string `json:"omitted,omitempty"`
}
