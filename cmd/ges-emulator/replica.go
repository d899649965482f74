package main

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/ges-emulator/ges-emulator/emulator"
)

// replicaFlags are the flags of serve for one of several emulators behind a proxy.
type replicaFlags struct {
	Replica  replicaName `env:"GES_EMULATOR_REPLICA" placeholder:"NAME" help:"Be one of several emulators that are one service behind a proxy; the name differs from those of the others. Issued tokens are taken by all, and * is refused by the control API. See docs/deployment.md."`
	TokenKey tokenKey    `env:"GES_EMULATOR_TOKEN_KEY" placeholder:"KEY" help:"With --replica: what signs issued tokens, the same in all replicas. The variable keeps it out of the list of processes. Default: it follows from the scenario's seed."`
}

func (f *replicaFlags) options() []emulator.Option {
	if f.Replica == "" {
		return nil
	}
	return []emulator.Option{emulator.WithReplica(string(f.Replica), string(f.TokenKey))}
}

// checkReplica refuses flags that do not go together.
func (f *replicaFlags) checkReplica() error {
	if f.TokenKey != "" && f.Replica == "" {
		return newUsageFailure("ges-emulator serve --replica r1 --token-key KEY", "--token-key signs the tokens of replicas, and --replica is not given")
	}
	return nil
}

// replicaName is the name of a replica; "": it is none.
type replicaName string

// UnmarshalText checks that it is one.
func (n *replicaName) UnmarshalText(text []byte) error {
	if len(text) > 0 && !regexp.MustCompile("^[A-Za-z0-9._-]{1,64}$").Match(text) {
		return fmt.Errorf("%q is not a replica's name: it is 1 to 64 letters, digits, or . _ -", text)
	}
	*n = replicaName(text)
	return nil
}

// tokenKey is a secret: no message shows it.
type tokenKey string

// UnmarshalText checks that it is one.
func (k *tokenKey) UnmarshalText(text []byte) error {
	if n := len(text); n > 0 && n < 16 || n > 1024 {
		return fmt.Errorf("a token key has 16 to 1024 bytes, and this one has %d", n)
	}
	*k = tokenKey(text)
	return nil
}

// eachReplica runs a command for each of the replicas that --replicas names, one after the
// other, and prints the address of each before what the command prints. All of them are tried: the
// error tells which failed.
func (f controlFlags) eachReplica(s *streams, run func(controlFlags, *streams) error) error {
	var failed []string
	for _, replica := range f.Replicas {
		one := f
		one.Replicas, one.Addr, one.ControlAddr, one.each = nil, replica, "", true
		if _, err := fmt.Fprintln(s.out, replica); err != nil {
			return err
		}
		if err := run(one, s); err != nil {
			failed = append(failed, fmt.Sprintf("%s: %v", replica, err))
		}
	}
	if len(failed) > 0 {
		return newFailure("the same for those replicas alone; the others have done it",
			"%d of %d replicas failed:\n%s", len(failed), len(f.Replicas), strings.Join(failed, "\n"))
	}
	return nil
}

// stdinForReplicas refuses standard input, which is read once.
func stdinForReplicas() error {
	return newUsageFailure("a file", "standard input is read once, and --replicas needs it for each")
}
