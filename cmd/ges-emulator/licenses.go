package main

import (
	"io"

	"github.com/ges-emulator/ges-emulator/cmd/ges-emulator/internal/licenses"
)

// licensesCommand prints the licences of what is in the program.
type licensesCommand struct{}

// Help is the long help.
func (licensesCommand) Help() string {
	return `Prints which modules the program contains, with their licences, and then the texts of these.

Example:

  ges-emulator licenses | less`
}

// Run prints them.
func (*licensesCommand) Run(s *streams) error {
	_, err := io.WriteString(s.out, licenses.Text)
	return err
}
