package main

import (
	"fmt"
	"net/http"
)

// healthCommand asks a running emulator whether it is ready.
type healthCommand struct {
	serverFlags
}

// Help is the long help.
func (healthCommand) Help() string {
	return `Exits with 0 when the emulator answers that it is ready, else with 1. It is the health check of the container image, which has no curl.

Examples:

  ges-emulator health --addr 127.0.0.1:9000
  ges-emulator health --addr https://ges.test:8443 --tls-ca ca.pem`
}

// Run asks once.
func (c *healthCommand) Run(s *streams) error {
	client := c.client()
	answer, err := client.call(http.MethodGet, "/health", nil)
	if err != nil {
		return err
	}
	health, err := decode[struct{ Scenario string }](answer)
	if err == nil && health.Scenario == "" {
		err = notAnEmulator()
	}
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(s.out, "ready: %s serves %s\n", client.url, health.Scenario)
	return err
}
