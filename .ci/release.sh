# shellcheck shell=bash
# The steps about releases, for .ci/run: a release without publishing, and the image.

readonly goreleaser_version=v2.15.4
readonly syft_version=v1.57.1

# A release that is not published: its files are what they say, and the one for this
# machine runs.
step_release() {
	[[ $(uname -sm) == 'Linux x86_64' ]] || { leave_out 'the files are tried on Linux, x86_64' || return 0; }
	have git && have tar && have sha256sum || return 0
	go_tool goreleaser "$goreleaser_version" github.com/goreleaser/goreleaser/v2
	go_tool syft "$syft_version" github.com/anchore/syft/cmd/syft
	local tree=$scratch/release
	git clone --quiet . "$tree" # dist/ is written where it runs
	cp .goreleaser.yaml "$tree/"
	(
		cd "$tree"
		export PATH=$scratch/go-tools:$PATH SYFT_CHECK_FOR_APP_UPDATE=false
		goreleaser check --quiet
		goreleaser release --snapshot --clean --skip=docker,publish --timeout 30m
		cd dist
		sha256sum --check --quiet checksums.txt
	)
	names_modules "$tree"/dist/*_linux_amd64.tar.gz.sbom.json "$(go list -deps -f '{{with .Module}}{{if not .Main}}{{.Path}}{{end}}{{end}}' ./cmd/ges-emulator | sort -u)"
	names_modules "$tree"/dist/ges-emulator-*.tar.gz.sbom.json "$(go list -m -f '{{if not .Main}}{{.Path}}{{end}}' all | grep -Fxf <(awk '$2 ~ /^v/ {print $1} $1 == "require" && $3 ~ /^v/ {print $2}' go.mod))"
	local unpacked=$scratch/unpacked file
	mkdir "$unpacked"
	tar -xzf "$tree"/dist/*_linux_amd64.tar.gz -C "$unpacked"
	for file in LICENSE README.md CHANGELOG.md licenses.txt; do
		[[ -s $unpacked/$file ]] || fail "the archive lacks $file"
	done
	[[ $("$unpacked/ges-emulator" version) == 'ges-emulator v'*"$(git rev-parse --short HEAD)"* ]] || fail "$("$unpacked/ges-emulator" version)"
	"$unpacked/ges-emulator" licenses | cmp - "$unpacked/licenses.txt"
	answers "$unpacked/ges-emulator"
	(cd "$tree/dist" && wc -c -- *.tar.gz *.zip)
}

# names_modules SBOM MODULES fails unless a bill of materials names each module.
names_modules() {
	local module
	for module in $2; do
		grep -q "\"$module\"" "$1" || fail "$1 does not name $module"
	done
	echo "${1##*/} names $(wc -w <<<"$2") modules"
}

# go_tool NAME VERSION PACKAGE puts a program into $scratch/go-tools, compiled once for
# all runs.
go_tool() {
	local tool=$tools/$1-$2
	if [[ ! -x $tool ]]; then
		echo "installing $1 $2"
		GOBIN=$scratch/bin GOFLAGS= go install "$3@$2"
		mkdir -p "$tools"
		mv "$scratch/bin/$1" "$tool"
	fi
	mkdir -p "$scratch/go-tools"
	ln -sf "$tool" "$scratch/go-tools/$1"
}

# answers COMMAND… starts an emulator, makes one call and stops it.
answers() {
	local url reply
	: >"$scratch/out"
	(cd "$scratch" && exec "$@" --addr 127.0.0.1:0 documented-sample) >"$scratch/out" 2>"$scratch/log" &
	server_pid=$!
	url=$(first_line "$scratch/out") || { cat "$scratch/log" >&2; fail 'the server does not start'; }
	[[ $url == 'listening on http://127.0.0.1:'* ]] || fail "the first line on stdout is: $url"
	reply=$(get "${url##*:}" '/v1.0/p1/graphs/jobs?limit=1')
	[[ $reply == *'"jobCount":136,'* ]] || fail "unexpected answer: $reply"
	kill -TERM "$server_pid"
	wait "$server_pid" || fail 'the server does not end well on SIGTERM'
	server_pid=
}

# What the image is built from must be enough to build: the files that .dockerignore lets
# through. Then the image itself for both platforms, where buildah is there: with the
# binary compiled here in place of the Dockerfile's first stage, and its root file system
# read-only and run by its user.
step_image() {
	local context=$scratch/context pattern
	mkdir "$context"
	while read -r pattern; do
		# shellcheck disable=SC2086 # patterns are meant to be expanded
		[[ $pattern != '!'* ]] || cp -R ${pattern#!} "$context/"
	done <.dockerignore
	find "$context" -name '*_test.go' -delete
	local platform
	for platform in amd64 arm64; do
		mkdir -p "$scratch/$platform/out/data/state" "$scratch/$platform/src"
		cp LICENSE "$scratch/$platform/src/"
		(cd "$context" && CGO_ENABLED=0 GOOS=linux GOARCH=$platform go build -trimpath -buildvcs=false -ldflags '-s -w' -o "$scratch/$platform/out/ges-emulator" ./cmd/ges-emulator)
	done
	if [[ -n ${CI:-} && $EUID -eq 0 ]] && command -v apt-get >/dev/null; then debian_package buildah; fi
	have buildah || return 0
	for platform in amd64 arm64; do image_of "$platform"; done
	[[ $EUID -eq 0 && $(uname -sm) == 'Linux x86_64' ]] || return 0
	run_image amd64
}

# in_store COMMAND… is buildah with a store of its own.
in_store() { buildah --storage-driver vfs --root "$scratch/store" --runroot "$scratch/store-run" "$@"; }

# image_of PLATFORM builds the image, and checks what it says of itself.
image_of() {
	mkdir -p "$scratch/dockerfile"
	cp Dockerfile "$scratch/dockerfile/"
	in_store build --quiet --isolation chroot --format docker --platform "linux/$1" --build-context "build=$scratch/$1" \
		--tag "ges-emulator:$1" --file "$scratch/dockerfile/Dockerfile" "$scratch/dockerfile" >/dev/null
	local config
	config=$(in_store inspect --type image --format '{{.OCIv1.Architecture}} {{.OCIv1.Config.User}} {{.OCIv1.Config.Entrypoint}} {{.Docker.Config.Healthcheck.Test}}' "ges-emulator:$1")
	[[ $config == "$1 65532:65532 [/ges-emulator] [CMD /ges-emulator health]" ]] || fail "the image says: $config"
	echo "linux/$1: $config"
}

# run_image PLATFORM runs an image's root file system, read-only, as its user.
run_image() {
	local container files
	container=$(in_store from "ges-emulator:$1")
	files=$(in_store mount "$container")
	[[ $(stat -c %u "$files/state") == 65532 ]] || fail '/state is not of the user'
	cat >"$scratch/in-image" <<-EOF
		#!/usr/bin/env bash
		set -euo pipefail
		mount --bind "$files" "$files"
		mount -o remount,ro,bind "$files"
		! touch "$files/x" 2>/dev/null
		exec chroot --userspec=65532:65532 "$files" /ges-emulator "\$@"
	EOF
	chmod +x "$scratch/in-image"
	answers unshare --mount "$scratch/in-image"
}

# debian_package NAME installs a package of Debian's, unless it is there.
debian_package() {
	command -v "$1" >/dev/null && return
	echo "installing $1"
	apt-get update -qq || true
	# A service that it has, such as nginx, is not started.
	RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "$1" >/dev/null || true
}
