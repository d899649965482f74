package main

import (
	"fmt"
	"maps"
	"strings"

	"github.com/alecthomas/kong"

	"github.com/ges-emulator/ges-emulator/emulator"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
)

// overrideFlags are the flags that override values of any scenario.
type overrideFlags struct {
	ClockStart overrideText `env:"GES_EMULATOR_CLOCK_START" placeholder:"TIME" help:"Start the clock here whatever the scenario says: a UTC time such as 2018-12-17T12:55:00, or now. What it says relative to the start moves with it."`
	ClockMode  overrideText `env:"GES_EMULATOR_CLOCK_MODE" placeholder:"MODE" help:"Move time so whatever the scenario says: manual, stepped or realtime."`
	ClockStep  overrideText `env:"GES_EMULATOR_CLOCK_STEP" placeholder:"DURATION" help:"Move a stepped clock so far with each call: a duration such as 5s, or next, to the next change of a job."`
	ClockRate  overrideText `env:"GES_EMULATOR_CLOCK_RATE" placeholder:"N" help:"Let a realtime clock go N virtual seconds in each real second, 0.001 to 1000000."`
	Seed       overrideText `env:"GES_EMULATOR_SEED" placeholder:"N" help:"Invent the values of the scenario from this seed, a whole number."`
	Compat     compatList   `env:"GES_EMULATOR_COMPAT" placeholder:"KEY=VALUE" help:"Set a key of the scenario's compat, such as errorBody=error_code, the only error body that the vendor's SDKs decode. May be given several times; in the variable commas separate."`
}

// overrides are the overrides that were given.
func (f *overrideFlags) overrides() (all scenario.Overrides, err error) {
	for key, value := range f.values() {
		if all, err = all.With(key, value); err != nil {
			return all, err
		}
	}
	return all, nil
}

// options are the same for an emulator.
func (f *overrideFlags) options() []emulator.Option {
	var options []emulator.Option
	for key, value := range f.values() {
		options = append(options, emulator.WithOverride(key, value))
	}
	return options
}

// values are the values that were given, by the key in a scenario. They have been
// checked.
func (f *overrideFlags) values() map[string]string {
	values := map[string]string{
		"clock.start": string(f.ClockStart), "clock.mode": string(f.ClockMode),
		"clock.step": string(f.ClockStep), "clock.rate": string(f.ClockRate), "seed": string(f.Seed),
	}
	for _, text := range f.Compat {
		key, value, _ := strings.Cut(text, "=")
		values["compat."+key] = value
	}
	maps.DeleteFunc(values, func(_, value string) bool { return value == "" })
	return values
}

// overrideText is the value of a scenario's key, which is named like the flag: that of
// --clock-start is clock.start. "": none.
type overrideText string

// Decode reads the value. An empty variable is as if it were not set.
func (v *overrideText) Decode(ctx *kong.DecodeContext) error {
	var value string
	if err := ctx.Scan.PopValueInto("a", &value); err != nil {
		return err
	}
	*v = overrideText(value)
	if value == "" {
		return nil
	}
	_, err := scenario.Overrides{}.With(strings.Replace(ctx.Value.Name, "-", ".", 1), value)
	return err
}

// compatList is keys of a scenario's compat with their values, as KEY=VALUE.
type compatList []string

// Decode reads the value of one flag, or of the variable.
func (l *compatList) Decode(ctx *kong.DecodeContext) error {
	return decodeList(ctx, (*[]string)(l), func(text string) (string, error) {
		key, value, ok := strings.Cut(text, "=")
		if !ok {
			return "", fmt.Errorf("%q is not KEY=VALUE; write a key of compat and its value, such as errorBody=error_code", text)
		}
		_, err := scenario.Overrides{}.With("compat."+key, value)
		return text, err
	})
}
