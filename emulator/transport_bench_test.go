package emulator_test

import (
	"io"
	"net/http"
	"testing"

	"github.com/ges-emulator/ges-emulator/emulator"
)

// BenchmarkTransport is a list call, read to its end, in both ways to make one.
func BenchmarkTransport(b *testing.B) {
	server := emulator.Start(b, emulator.WithScenario("documented-sample"))
	overPort := &http.Transport{DisableCompression: true}
	b.Cleanup(overPort.CloseIdleConnections)
	for _, way := range []struct {
		name, url string
		transport http.RoundTripper
	}{
		{"port", server.URL, overPort},
		{"transport", "http://ges", server.Transport()},
	} {
		b.Run(way.name, func(b *testing.B) {
			client := &http.Client{Transport: way.transport}
			b.ReportAllocs()
			for b.Loop() {
				resp, err := client.Get(way.url + listPath)
				if err != nil {
					b.Fatal(err)
				}
				if _, err := io.Copy(io.Discard, resp.Body); err != nil {
					b.Fatal(err)
				}
				_ = resp.Body.Close()
			}
		})
	}
}
