#!/usr/bin/env bash
# Follows an import with bash and curl alone: starts an emulator, polls until
# the import has ended, meets a failed call on the way, winds everything back,
# and moves time by hand. It says what it does, and exits 1 when an answer is
# not what it should be.
#
# GES_EMULATOR_BIN is the emulator to start; without it, it is built with Go.
set -euo pipefail

readonly project=my-project # any id does: each has its own jobs, clock and counters
readonly max_polls=20

scratch=$(mktemp -d)
readonly scratch
emulator= # the process
url=      # where it listens
status=   # of the last call: its HTTP status
body=     # and its text

main() {
	trap stop EXIT
	start third-poll-fails # the third call fails; each call moves time by 10 s

	say 'poll until the import has ended'
	follow_import
	expect 'the polls saw' "$seen" 'running running GES.9999 running running success'

	say 'reset: jobs, clock and counters are as at the start'
	control reset
	expect 'time is' "$(field now)" 2018-12-17T12:55:00
	list_jobs 'graphName=test1217'
	expect 'the import is' "$(field status)" running

	say 'advance to the next change of a job, without waiting for it'
	control clock/advance '{"to": "next"}'
	expect 'time is' "$(field now)" 2018-12-17T12:55:47
	list_jobs 'graphName=test1217&status=success'
	expect 'the import is' "$(field status)" success

	say 'the third call after a reset fails again'
	list_jobs
	expect 'the status is' "$status" 400
	expect 'the code is' "$(field errorCode)" GES.9999

	say 'all is as it should be'
}

# start SCENARIO starts an emulator on a free port. Its first line says which.
start() {
	local binary=${GES_EMULATOR_BIN:-} line
	if [[ -z $binary ]]; then
		binary=$scratch/ges-emulator
		say 'build the emulator'
		(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && go build -o "$binary" ./cmd/ges-emulator)
	fi
	mkfifo "$scratch/stdout"
	"$binary" "$1" --addr 127.0.0.1:0 >"$scratch/stdout" 2>"$scratch/log" &
	emulator=$!
	IFS= read -r -t 10 line <"$scratch/stdout" || fail "no emulator within 10 s: $(cat "$scratch/log")"
	url=${line#listening on }
	say "an emulator serves $1 on $url"
}

# stop ends the emulator, if this script has started one.
stop() {
	if [[ -n $emulator ]]; then
		kill "$emulator" 2>/dev/null || true
		wait "$emulator" || true
	fi
	rm -rf "$scratch"
}

# follow_import polls until the import has ended. seen is what each poll met.
follow_import() {
	local poll met
	seen=
	for ((poll = 1; poll <= max_polls; poll++)); do
		list_jobs 'graphName=test1217'
		# A failed call is no failed import: go on.
		if [[ $status == 200 ]]; then met=$(field status); else met=$(field errorCode); fi
		printf '   %d  %s  %s\n' "$poll" "$status" "$met"
		seen+="${seen:+ }$met"
		case $met in
		success | failed | partiallyFailed) return ;;
		esac
		# A script that polls the real service sleeps here.
	done
	fail "the import has not ended after $max_polls polls"
}

# list_jobs [QUERY] makes the emulated call.
list_jobs() { call "$url/v1.0/$project/graphs/jobs${1:+?$1}"; }

# control CALL [JSON] makes a control call about the project, which must succeed.
control() {
	call --request POST --data "${2:-}" "$url/_emulator/projects/$project/$1"
	[[ $status == 200 ]] || fail "$1: $status $body"
}

# call ARGUMENTS... runs curl, and puts the answer into status and body.
call() {
	local answer
	answer=$(curl --silent --show-error --max-time 5 --write-out '\n%{http_code}' "$@")
	status=${answer##*$'\n'}
	body=${answer%$'\n'*}
}

# field NAME prints the first text field of that name in the body: enough for
# a list of one job. A script that reads more than that should use jq.
field() {
	local pattern="\"$1\":\"([^\"]*)\""
	[[ $body =~ $pattern ]] || fail "no $1 in: $body"
	printf '%s\n' "${BASH_REMATCH[1]}"
}

# expect WHAT GOT WANT
expect() {
	[[ $2 == "$3" ]] || fail "$1 $2, not $3"
	printf '   %s %s\n' "$1" "$2"
}

say() { printf '== %s\n' "$*"; }

fail() {
	printf 'curl.sh: %s\n' "$*" >&2
	exit 1
}

main "$@"
