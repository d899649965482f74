# The steps that CI runs live in .ci/run; the targets of the same name call it.

FUZZTIME ?= 60s
BENCHTIME ?= 100ms
BENCHFLAGS ?=
IMAGE ?= ges-emulator
VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)

PRODUCT := github.com/ges-emulator/ges-emulator
LDFLAGS := -s -w -X $(PRODUCT)/internal/build.version=$(VERSION)

.DEFAULT_GOAL := help

.PHONY: help
help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  %-18s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: build
build: ## build the static binary bin/ges-emulator
	CGO_ENABLED=0 go build -trimpath -ldflags '$(LDFLAGS)' -o bin/ges-emulator ./cmd/ges-emulator

.PHONY: test
test: ## run all tests with the race detector, in random order
	.ci/run $@

.PHONY: lint
lint: ## run go vet, gofmt and golangci-lint over both modules
	.ci/run format vet lint

.PHONY: openapi
openapi: ## lint both OpenAPI documents with Redocly CLI (Node)
	.ci/run $@

.PHONY: schemathesis
schemathesis: ## test servers with calls generated from both OpenAPI documents (Python)
	.ci/run $@

.PHONY: console
console: ## check the console's files, and use it in Chromium with Playwright (Node)
	.ci/run $@

.PHONY: screenshots
screenshots: ## make the console's pictures in docs/images anew, from its tests
	SCREENSHOTS=$(CURDIR)/docs/images .ci/run console

.PHONY: client-python
client-python: ## test the package for Python, and the vendor's SDK through it
	.ci/run $@

.PHONY: client-typescript
client-typescript: ## test the package for TypeScript, and the vendor's SDK core through it (Node)
	.ci/run $@

.PHONY: client-java
client-java: ## test the package for Java, and the vendor's SDK through it (Maven)
	.ci/run $@

.PHONY: scaled
scaled: ## test three emulators behind nginx and Envoy (Python, nginx)
	.ci/run $@

.PHONY: deploy
deploy: ## check the files for Kubernetes and compose (Python)
	.ci/run $@

.PHONY: release
release: ## make a release without publishing it, and try its files
	.ci/run $@

.PHONY: golden
golden: ## write the golden answers, the generated parts of docs/, the JSON Schema and the expected messages anew
	go test ./emulator -run "TestGolden|TestGenerated" -update
	go test ./emulator/scenario -update

.PHONY: fuzz
fuzz: ## fuzz each target for FUZZTIME (60s)
	FUZZTIME=$(FUZZTIME) .ci/run fuzz

.PHONY: bench
bench: ## measure the server end to end and the packages; writes bench/result.md
	go run ./bench -benchtime $(BENCHTIME) $(BENCHFLAGS)

.PHONY: examples
examples: ## run all of examples/
	.ci/run examples

.PHONY: example-browser
example-browser: ## drive a page in Chromium with Playwright (Node)
	.ci/run $@

.PHONY: example-curl
example-curl: ## follow an import with bash and curl
	.ci/run $@

.PHONY: example-go-sdk
example-go-sdk: ## test code that uses the vendor's Go SDK
	.ci/run $@

.PHONY: example-javascript
example-javascript: ## test a JavaScript client with Node's runner
	.ci/run $@

.PHONY: example-pollers
example-pollers: ## catch eight faulty pollers by the journal
	.ci/run $@

.PHONY: example-python
example-python: ## test a Python client with pytest
	.ci/run $@

.PHONY: docker
docker: ## build the image IMAGE (ges-emulator)
	docker build --build-arg VERSION=$(VERSION) -t $(IMAGE) .

.PHONY: check
check: ## all that CI runs
	.ci/run
