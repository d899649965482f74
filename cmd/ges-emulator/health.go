package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// healthTimeout is how long an emulator may take to answer, in real time.
const healthTimeout = 2 * time.Second

// healthCommand asks a running emulator whether it is ready.
type healthCommand struct{ clientFlags }

// Help is the long help.
func (healthCommand) Help() string {
	return `Exits with 0 when the emulator answers that it is ready, else with 1. It is the health check of the container image, which has no curl.

Examples:

  ges-emulator health --addr 127.0.0.1:9000
  ges-emulator health --addr https://ges.test:8443 --tls-ca ca.pem`
}

// Run asks once.
func (c *healthCommand) Run(s *streams) error {
	target := c.target()
	client, err := c.client(target)
	if err != nil {
		return err
	}
	path := target.url() + "/_emulator/health"
	scenario, err := fetchHealth(client, path)
	if err != nil {
		return newFailure(connectionHint(err, "ges-emulator serve --addr "+string(target.address)), "%s: %v", path, err)
	}
	_, err = fmt.Fprintf(s.out, "ready: %s serves %s\n", target.url(), scenario)
	return err
}

// fetchHealth returns the name of the scenario that an emulator serves.
func fetchHealth(client *http.Client, target string) (scenario string, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), healthTimeout)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, target, http.NoBody)
	if err != nil {
		return "", err
	}
	response, err := client.Do(request)
	if err != nil {
		if e := new(url.Error); errors.As(err, &e) {
			err = cause(e.Err) // the message has the address already
		}
		if errors.Is(err, context.DeadlineExceeded) {
			err = fmt.Errorf("no answer within %s", healthTimeout)
		}
		return "", err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return "", fmt.Errorf("it answers %s%s", response.Status, reason(response))
	}
	var answer struct {
		Scenario *string `json:"scenario"`
	}
	if err := json.NewDecoder(io.LimitReader(response.Body, 1<<16)).Decode(&answer); err != nil || answer.Scenario == nil {
		return "", errors.New("something answers, but it is no ges-emulator")
	}
	return *answer.Scenario, nil
}

// reason is the text of an error answer that is one, as of plain HTTP at a TLS port.
func reason(response *http.Response) string {
	if kind := response.Header.Get("Content-Type"); !strings.HasPrefix(kind, "text/plain") {
		return ""
	}
	body, _ := io.ReadAll(io.LimitReader(response.Body, 200))
	return fmt.Sprintf(": %q", strings.TrimSpace(string(body)))
}
