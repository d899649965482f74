# shellcheck shell=bash
# The steps about clients/ and examples/, for .ci/run.

# The package for Python: its verbs, its pytest plugin, and the vendor's SDK through it.
step_client-python() {
	have python3 || return 0
	emulator_binary
	python3 -m venv "$scratch/client-python"
	cp -R clients/python "$scratch/python" # a build leaves files where it runs
	"$scratch/client-python/bin/pip" install --quiet --disable-pip-version-check "$scratch/python[test]" "ruff==$ruff_version"
	(
		cd clients/python
		export PATH=$scratch/client-python/bin:$PATH PYTHONDONTWRITEBYTECODE=1 RUFF_NO_CACHE=true GES_EMULATOR_REPORTS=$scratch/reports
		ruff check .
		ruff format --check .
		pytest -q -n 2 -p no:cacheprovider
	)
}

# The package for TypeScript and JavaScript: its verbs, its fixtures for three runners, and
# the core of the vendor's SDK through it.
step_client-typescript() {
	have npm || return 0
	emulator_binary
	(
		cd clients/typescript
		export npm_config_loglevel=error
		npm ci --no-audit --no-fund
		npm run --silent format:check
		npm run --silent types
		GES_EMULATOR_REPORTS=$scratch/reports npm test
	)
}

# The package for Java: its verbs, its JUnit extension, and the vendor's SDK through it.
step_client-java() {
	have mvn || return 0
	emulator_binary
	cp -R clients/java "$scratch/java" # a build leaves files where it runs
	(cd "$scratch/java" && mvn --batch-mode --quiet --no-transfer-progress test)
}

# Each folder of examples/ has a step of its own: one without it fails.
step_examples() {
	local folder
	for folder in examples/*/; do
		folder=$(basename "$folder")
		[[ $(type -t "step_example-$folder") == function ]] || fail "examples/$folder has no step in .ci/run"
		run_step "example-$folder"
	done
}

# Eight faulty pollers, and what the journal says of them.
step_example-pollers() { go test -shuffle=on ./examples/pollers; }

# The vendor's SDK against the emulator.
step_example-go-sdk() { (cd examples/go-sdk && go test -shuffle=on ./...); }

step_example-curl() {
	have curl || return 0
	emulator_binary
	examples/curl/curl.sh
}

step_example-javascript() {
	have npm || return 0
	emulator_binary
	(cd examples/javascript && npm install --loglevel=error --no-audit --no-fund --no-package-lock && node --test)
}

step_example-browser() {
	have npm || return 0
	emulator_binary
	(
		cd examples/browser
		export npm_config_loglevel=error
		npm ci --no-audit --no-fund
		npm run format:check
	)
	find_chromium examples/browser || return 0
	(cd examples/browser && npx playwright test)
}

step_example-python() {
	have python3 || return 0
	emulator_binary
	python3 -m venv "$scratch/venv"
	cp -R clients/python "$scratch/package" # a build leaves files where it runs
	"$scratch/venv/bin/pip" install --quiet --disable-pip-version-check \
		"$scratch/package" "$(grep pytest examples/python/requirements.txt)" "ruff==$ruff_version"
	(
		cd examples/python
		export PATH=$scratch/venv/bin:$PATH PYTHONDONTWRITEBYTECODE=1 RUFF_NO_CACHE=true
		ruff check .
		ruff format --check .
		pytest -p no:cacheprovider
	)
}
