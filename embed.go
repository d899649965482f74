// Package gesemulator holds the contract of the emulated API.
//
// It has no code: the emulator as a Go package is
// github.com/ges-emulator/ges-emulator/emulator, the command is cmd/ges-emulator.
package gesemulator

import _ "embed"

// OpenAPI is openapi.yaml, the OpenAPI 3.0.3 document of the emulated API, as
// an emulator serves it at /openapi.yaml. It must not be changed.
//
//go:embed openapi.yaml
var OpenAPI []byte
