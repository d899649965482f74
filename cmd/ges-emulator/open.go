package main

import (
	"context"
	"log/slog"
	"os/exec"
	"runtime"
)

// openBrowser opens a URL in the user's browser. The emulator serves as well without one, so
// a failure is only told.
func openBrowser(ctx context.Context, url string, log *slog.Logger) {
	name, args := opener(runtime.GOOS, url)
	command := exec.CommandContext(context.WithoutCancel(ctx), name, args...) // it may outlive the emulator
	if err := command.Start(); err != nil {
		log.Warn("no browser was opened; open it by hand", "url", url, "error", err)
		return
	}
	go func() { _ = command.Wait() }() // its end is its own affair
}

// opener is the program that opens a URL on an operating system, and its arguments.
func opener(system, url string) (name string, args []string) {
	switch system {
	case "darwin":
		return "open", []string{url}
	case "windows":
		return "rundll32", []string{"url.dll,FileProtocolHandler", url}
	default:
		return "xdg-open", []string{url}
	}
}
