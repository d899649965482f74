package main

import (
	"os"
	"strconv"

	"github.com/mattn/go-isatty"
)

// defaultWidth is the width of output that is not a terminal, in columns.
const defaultWidth = 80

func isTerminal(f *os.File) bool {
	return isatty.IsTerminal(f.Fd()) || isatty.IsCygwinTerminal(f.Fd())
}

// width is how many columns a line may have: $COLUMNS, else the terminal's,
// else 80.
func width(f *os.File) int {
	if n, err := strconv.Atoi(os.Getenv("COLUMNS")); err == nil && n > 0 {
		return n
	}
	if n := terminalWidth(f); n > 0 {
		return n
	}
	return defaultWidth
}

// hasColor decides whether output has colour. With auto it has on a terminal,
// unless NO_COLOR (https://no-color.org) is set or the terminal is dumb.
func hasColor(mode string, f *os.File) bool {
	switch mode {
	case colorAlways:
		return true
	case colorNever:
		return false
	default:
		return isTerminal(f) && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
	}
}
