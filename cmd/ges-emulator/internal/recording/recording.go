// Package recording has the form of what «ges-emulator record» writes: the exchanges of
// clients with a server, secrets masked, as JSON lines in a folder. It also reads a HAR
// file of a browser's network panel as a recording.
//
// It neither calls nor judges a server: package record is the proxy that writes
// recordings, derive makes scenarios of them, and diff replays them.
package recording

import "time"

// FileName is the file of a recording's folder that has the exchanges, one a line.
const FileName = "exchanges.jsonl"

// Exchange is one request and what became of it.
type Exchange struct {
	Number int       `json:"number"` // from 1, in the order of the requests
	At     time.Time `json:"at"`     // the server's time: its Date, to which real time was added where answers of the same second differ; UTC
	// Request is what the client sent.
	Request Message `json:"request"`
	Method  string  `json:"method"`
	URI     string  `json:"uri"` // path and query, escaped as sent
	// Response is the answer; nil: none came, see Broken.
	Response *Message `json:"response"`
	Status   int      `json:"status,omitempty"`
	// Broken says why there is no answer, or not all of it; "": it is complete.
	Broken string `json:"broken,omitempty"`
}

// Message is the headers and the body of a request or an answer.
type Message struct {
	Header map[string][]string `json:"header,omitempty"` // by canonical names, secrets masked
	Body   string              `json:"body,omitempty"`   // after transfer decoding; secrets masked
}
