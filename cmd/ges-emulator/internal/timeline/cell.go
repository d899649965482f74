package timeline

import (
	"strings"
	"unicode"

	"golang.org/x/text/width"

	"github.com/ges-emulator/ges-emulator/emulator/ges"
)

// style is how a character looks where there is colour.
type style uint8

const (
	plain style = iota
	bold
	faint
	waitingStyle
	runningStyle
	successStyle
	failedStyle
	partialStyle
)

// sgr is the style's code for terminals.
func (s style) sgr() string { return [...]string{"", "1", "2", "33", "36", "32", "1;31", "35"}[s] }

// cell is one character of the drawing.
type cell struct {
	symbol rune
	style  style
}

// The characters of a bar.
const (
	waitingSymbol = '░'
	runningSymbol = '█'
	earlierSymbol = '◄' // the job began before the drawing
	laterSymbol   = '►' // the job goes on after the drawing, or for ever
	nowSymbol     = '│'
)

// outcomeCell is how an outcome is drawn.
func outcomeCell(s ges.Status) cell {
	switch s {
	case ges.Failed:
		return cell{'✗', failedStyle}
	case ges.PartiallyFailed:
		return cell{'◐', partialStyle}
	default:
		return cell{'✓', successStyle}
	}
}

// canvas collects the lines of a drawing.
type canvas struct {
	text  strings.Builder
	color bool
}

// line writes the parts of a line one after the other, without the white space
// at its end.
func (c *canvas) line(parts ...[]cell) {
	var all []cell
	for _, p := range parts {
		all = append(all, p...)
	}
	for len(all) > 0 && all[len(all)-1].symbol == ' ' {
		all = all[:len(all)-1]
	}
	previous := plain
	for _, l := range all {
		if c.color && l.symbol != ' ' && l.style != previous {
			if previous != plain {
				c.text.WriteString("\x1b[0m")
			}
			if l.style != plain {
				c.text.WriteString("\x1b[" + l.style.sgr() + "m")
			}
			previous = l.style
		}
		if l.symbol != 0 {
			c.text.WriteRune(l.symbol)
		}
	}
	if previous != plain {
		c.text.WriteString("\x1b[0m")
	}
	c.text.WriteByte('\n')
}

// write turns text into cells. A character that takes two columns is followed
// by an empty cell; what would move the cursor becomes a question mark.
func write(text string, s style) []cell {
	var cells []cell
	for _, r := range text {
		switch {
		case !unicode.IsPrint(r) || unicode.In(r, unicode.Mn, unicode.Me):
			cells = append(cells, cell{'?', s})
		case isWide(r):
			cells = append(cells, cell{r, s}, cell{0, s})
		default:
			cells = append(cells, cell{r, s})
		}
	}
	return cells
}

func isWide(r rune) bool {
	kind := width.LookupRune(r).Kind()
	return kind == width.EastAsianWide || kind == width.EastAsianFullwidth
}

// columns is how many columns a text takes.
func columns(text string) int { return len(write(text, plain)) }

// alignLeft writes text into n columns, cut with an ellipsis where it is longer.
func alignLeft(text string, n int, s style) []cell {
	cells := write(text, s)
	if len(cells) > n {
		cells = cells[:max(n-1, 0)]
		if n > 1 && isWide(cells[n-2].symbol) { // half a wide character
			cells[n-2] = cell{' ', s}
		}
		if n > 0 {
			cells = append(cells, cell{'…', s})
		}
	}
	return append(cells, blank(n-len(cells))...)
}

// alignRight writes text at the end of n columns.
func alignRight(text string, n int, s style) []cell {
	cells := write(text, s)
	return append(blank(n-len(cells)), cells...)
}

// blank is n empty columns.
func blank(n int) []cell {
	cells := make([]cell, max(n, 0))
	for i := range cells {
		cells[i] = cell{' ', plain}
	}
	return cells
}

// paragraph writes items, parted by a separator, in lines of n columns at most,
// each after an indent.
func (c *canvas) paragraph(indent, n int, separator []cell, items [][]cell) {
	line := blank(indent)
	for _, item := range items {
		if len(line) > indent && len(line)+len(separator)+len(item) > n {
			c.line(line)
			line = blank(indent)
		}
		if len(line) > indent {
			line = append(line, separator...)
		}
		line = append(line, item...)
	}
	if len(line) > indent {
		c.line(line)
	}
}
