package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/alecthomas/kong"

	"github.com/ges-emulator/ges-emulator/emulator"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
	"github.com/ges-emulator/ges-emulator/internal/access"
)

// replicaFlags are the flags of serve for one of several emulators behind a proxy.
type replicaFlags struct {
	Replica  replicaName `env:"GES_EMULATOR_REPLICA" placeholder:"NAME" help:"Be one of several emulators that are one service behind a proxy; the name differs from those of the others. Issued tokens are taken by all, and * is refused by the control API. See docs/deployment.md."`
	TokenKey tokenKey    `env:"GES_EMULATOR_TOKEN_KEY" placeholder:"KEY" help:"With --replica: what signs issued tokens, the same in all replicas. The variable, or --token-key-file, keeps it out of the list of processes. Default: it follows from the scenario's seed."`

	TokenKeyFile string `env:"GES_EMULATOR_TOKEN_KEY_FILE" placeholder:"FILE" help:"With --replica: the file with that key. A line end behind it does not count."`
}

func (f *replicaFlags) options() []emulator.Option {
	if f.Replica == "" {
		return nil
	}
	return []emulator.Option{emulator.WithReplica(string(f.Replica), string(f.TokenKey))}
}

// checkReplica refuses flags that do not go together, and reads the file of the key.
func (f *replicaFlags) checkReplica() error {
	switch {
	case f.TokenKey != "" && f.Replica == "":
		return newUsageFailure("ges-emulator serve --replica r1 --token-key KEY", "--token-key signs the tokens of replicas, and --replica is not given")
	case f.TokenKeyFile == "":
		return nil
	case f.Replica == "":
		return newUsageFailure("ges-emulator serve --replica r1 --token-key-file FILE", "--token-key-file has what signs the tokens of replicas, and --replica is not given")
	case f.TokenKey != "":
		return newUsageFailure("one of them", "--token-key and --token-key-file do not go together")
	}
	err := f.TokenKey.read(f.TokenKeyFile)
	if err != nil {
		return newUsageFailure("a file with a key, such as one that openssl rand -hex 32 prints", "--token-key-file: %v", err)
	}
	return nil
}

// replicaList is the addresses of replicas.
type replicaList []serverAddr

// Decode reads them, with commas in between.
func (l *replicaList) Decode(ctx *kong.DecodeContext) error {
	given := fmt.Sprint(ctx.Scan.Pop().Value)
	if given == "" { // an empty variable: as if it were not set
		*l = nil
		return nil
	}
	for i, part := range strings.Split(given, ",") {
		var one serverAddr
		if part == "" {
			return fmt.Errorf("%q has no address at place %d; write URL,URL", given, i+1)
		}
		if err := one.UnmarshalText([]byte(part)); err != nil {
			return err
		}
		*l = append(*l, one)
	}
	return nil
}

// replicaName is the name of a replica; "": it is none.
type replicaName string

// UnmarshalText checks that it is one.
func (n *replicaName) UnmarshalText(text []byte) error {
	if len(text) > 0 {
		if err := access.CheckReplica(string(text)); err != nil {
			return err
		}
	}
	*n = replicaName(text)
	return nil
}

// tokenKey is a secret: no message shows it.
type tokenKey string

// UnmarshalText checks that it is one.
func (k *tokenKey) UnmarshalText(text []byte) error {
	if n := len(text); n > 0 && n < 16 || n > maxTokenKey {
		return fmt.Errorf("a token key has 16 to 1024 bytes, and this one has %d", n)
	}
	*k = tokenKey(text)
	return nil
}

// maxTokenKey is the maximum size of a token key, in bytes.
const maxTokenKey = 1024

// read reads the key from a file.
func (k *tokenKey) read(path string) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, maxTokenKey+3)) // two bytes of a line end, and one too many
	if err != nil {
		return err
	}
	data = bytes.TrimRight(data, "\r\n")
	if len(data) == 0 {
		return fmt.Errorf("%s: there is no key in it", path)
	}
	if err := k.UnmarshalText(data); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}

// callsEach reports whether a command about a project is for each of the replicas. One
// project is in one replica, which the proxy knows: in all others the command would begin
// it anew. The variable may be set for all commands, so it is no mistake there.
func (f controlFlags) callsEach(project projectID) (bool, error) {
	switch {
	case len(f.Replicas) == 0:
		return false, nil
	case f.Addr != defaultAddr && os.Getenv("GES_EMULATOR_ADDR") == "" && os.Getenv("GES_EMULATOR_REPLICAS") == "":
		return false, newUsageFailure("one of them", "--addr and --replicas do not go together")
	case project == scenario.AnyProject:
		return true, nil
	case os.Getenv("GES_EMULATOR_REPLICAS") != "":
		return false, nil
	default:
		return false, newUsageFailure("--addr of the proxy, which knows the replica of a project", "--replicas is for * alone, and this is %s", project)
	}
}

// inEachReplica runs a command about a project in each of the replicas, if it is for them;
// false: it is not, and the command is to be run as it is. readsInput reports whether it
// reads standard input, which is there once only.
func (f controlFlags) inEachReplica(project projectID, s *streams, readsInput bool, run func(controlFlags) error) (isDone bool, err error) {
	each, err := f.callsEach(project)
	switch {
	case err != nil:
		return true, err
	case !each:
		return false, nil
	case readsInput:
		return true, newUsageFailure("a file", "standard input is read once, and --replicas needs it for each")
	}
	return true, f.eachReplica(s, run)
}

// eachReplica runs a command for each of the replicas that --replicas names, one after the
// other, and prints the address of each before what the command prints. All of them are
// tried: the error tells which have done it, and which have not.
func (f controlFlags) eachReplica(s *streams, run func(controlFlags) error) error {
	var done, failed, why []string
	for i, replica := range f.Replicas {
		if slices.ContainsFunc(f.Replicas[:i], func(other serverAddr) bool { return other.url("http") == replica.url("http") }) {
			continue // once is enough
		}
		one := f
		one.Replicas, one.Addr, one.ControlAddr, one.each = nil, replica, "", true
		if _, err := fmt.Fprintln(s.out, replica); err != nil {
			return err
		}
		err := run(one)
		if f := new(failure); i == 0 && errors.As(err, &f) && f.refused {
			return err // so it would be in all others
		}
		if err != nil {
			failed, why = append(failed, string(replica)), append(why, fmt.Sprintf("%s: %v", replica, err))
			continue
		}
		done = append(done, string(replica))
	}
	if len(failed) == 0 {
		return nil
	}
	others := "none has done it"
	if len(done) > 0 {
		others = strings.Join(done, ", ") + " has done it"
	}
	return newFailure("the same with --replicas "+strings.Join(failed, ",")+" alone",
		"%d of %d replicas failed:\n%s\n%s", len(failed), len(failed)+len(done), strings.Join(why, "\n"), others)
}
