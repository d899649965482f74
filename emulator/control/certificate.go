package control

import (
	"net/http"

	"github.com/labstack/echo/v4"
)

// caCertificate answers the certificate that clients have to trust.
func (a *API) caCertificate(c echo.Context) error {
	if a.ca == nil {
		return notFound("Start the emulator with --tls, in Go WithTLS, for https with a certificate of its own.",
			"the emulator has made no certificate: it speaks plain HTTP, or was given a certificate")
	}
	return c.Blob(http.StatusOK, "application/pem-certificate-chain", a.ca)
}
