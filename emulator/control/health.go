package control

import (
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
)

type healthAnswer struct {
	Version  string `json:"version"`
	Scenario string `json:"scenario"`
	Projects int    `json:"projects"`
	Uptime   string `json:"uptime"` // real time, as Go writes a duration
}

// health answers once the emulator is ready.
func (a *API) health(c echo.Context) error {
	return write(c, http.StatusOK, healthAnswer{
		Version:  a.version,
		Scenario: a.world.ScenarioName(),
		Projects: a.world.Len(),
		Uptime:   clock.Since(a.started).Round(time.Millisecond).String(),
	})
}
