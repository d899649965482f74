package answers

import (
	"bytes"
	"io"
	"net/http"
)

// Recorder is a transport that keeps the last answer. It is for one call at a time.
type Recorder struct {
	Next  http.RoundTripper
	Calls int
	Body  []byte // of the last answer
}

// RoundTrip implements [http.RoundTripper].
func (r *Recorder) RoundTrip(request *http.Request) (*http.Response, error) {
	r.Calls++
	r.Body = nil
	answer, err := r.Next.RoundTrip(request)
	if err != nil {
		return nil, err
	}
	body, err := io.ReadAll(answer.Body)
	_ = answer.Body.Close()
	r.Body = body
	answer.Body = io.NopCloser(io.MultiReader(bytes.NewReader(body), failing{err}))
	return answer, nil
}

// failing is a reader without bytes that ends as the answer did.
type failing struct{ err error }

func (f failing) Read([]byte) (int, error) {
	if f.err != nil {
		return 0, f.err
	}
	return 0, io.EOF
}
