package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"
)

// healthTimeout is how long an emulator may take to answer, in real time.
const healthTimeout = 2 * time.Second

// healthCommand asks a running emulator whether it is ready.
type healthCommand struct {
	Addr address `default:"127.0.0.1:8080" env:"GES_EMULATOR_ADDR" placeholder:"HOST:PORT" help:"Where it listens; for 0.0.0.0 and [::] the check uses 127.0.0.1. Default: ${default}."`

	ControlAddr secondAddr `env:"GES_EMULATOR_CONTROL_ADDR" placeholder:"HOST:PORT" help:"Where its control API listens, if that has its own address; the check then uses this one."`
}

// Help is the long help.
func (healthCommand) Help() string {
	return `Exits with 0 when the emulator answers that it is ready, else with 1. It is the health check of the container image, which has no curl.

Example:

  ges-emulator health --addr 127.0.0.1:9000`
}

// Run asks once.
func (c *healthCommand) Run(s *streams) error {
	host := c.Addr.client()
	if c.ControlAddr != "" {
		host = address(c.ControlAddr).client()
	}
	target := "http://" + host + "/_emulator/health"
	scenario, err := fetchHealth(target)
	if err != nil {
		return newFailure("ges-emulator serve --addr "+string(c.Addr), "%s: %v", target, err)
	}
	_, err = fmt.Fprintf(s.out, "ready: http://%s serves %s\n", host, scenario)
	return err
}

// fetchHealth returns the name of the scenario that an emulator serves.
func fetchHealth(target string) (scenario string, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), healthTimeout)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, target, http.NoBody)
	if err != nil {
		return "", err
	}
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}} // by no proxy
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
		return "", fmt.Errorf("it answers %s", response.Status)
	}
	var answer struct {
		Scenario *string `json:"scenario"`
	}
	if err := json.NewDecoder(io.LimitReader(response.Body, 1<<16)).Decode(&answer); err != nil || answer.Scenario == nil {
		return "", errors.New("something answers, but it is no ges-emulator")
	}
	return *answer.Scenario, nil
}
