package main

import (
	"log/slog"
	"reflect"
	"slices"
	"strings"

	"github.com/ges-emulator/ges-emulator/internal/suggest"
)

// variablePrefix begins the names of all environment variables of the command.
const variablePrefix = "GES_EMULATOR_"

// clientVariables returns the variables that clients and examples use to find an
// emulator.
func clientVariables() []string { return []string{variablePrefix + "BIN", variablePrefix + "URL"} }

// variableNames returns the variables of all flags and arguments below a struct of
// the command line.
func variableNames(t reflect.Type) []string {
	var names []string
	for i := range t.NumField() {
		f := t.Field(i)
		if name, ok := f.Tag.Lookup("env"); ok {
			names = append(names, name)
		}
		if f.Type.Kind() == reflect.Struct {
			names = append(names, variableNames(f.Type)...)
		}
	}
	return names
}

// warnOfVariables logs the variables of an environment that look like the command's
// but are unknown, and so set nothing.
func warnOfVariables(log *slog.Logger, environment []string) {
	known := variableNames(reflect.TypeFor[cli]())
	for _, setting := range environment {
		name, _, _ := strings.Cut(setting, "=")
		if !strings.HasPrefix(name, variablePrefix) || slices.Contains(known, name) || slices.Contains(clientVariables(), name) {
			continue
		}
		attrs := []any{slog.String("variable", name)}
		if closest := closestVariable(name, known); closest != "" {
			attrs = append(attrs, slog.String("didYouMean", closest))
		}
		log.Warn("unknown environment variable, which sets nothing", attrs...)
	}
}

// closestVariable returns the variable that was probably meant; "": none. The
// prefix, which all have, says nothing.
func closestVariable(name string, known []string) string {
	names := make([]string, len(known))
	for i, k := range known {
		names[i] = strings.TrimPrefix(k, variablePrefix)
	}
	closest := suggest.Closest(strings.TrimPrefix(name, variablePrefix), names)
	if closest == "" {
		return ""
	}
	return variablePrefix + closest
}
