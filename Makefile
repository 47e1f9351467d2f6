# What a developer and CI run. `make` alone lists the targets.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

export CGO_ENABLED := 0

PLATFORMS := linux/amd64 linux/arm64 darwin/amd64 darwin/arm64 windows/amd64 windows/arm64
FUZZTIME  ?= 20s
BENCHTIME ?= 1s
NODE_TESTS := internal/e2e/testdata/node
UI := internal/web/ui

.PHONY: help
help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: build
build: ## one static binary: bin/rockxy
	go build -trimpath -ldflags "-s -w" -o bin/rockxy ./cmd/rockxy

.PHONY: test
test: bin/grpcurl bin/h2spec bin/zlint node-clients ui-packages-if ## all tests, real clients and browsers included where they are installed
	go test -timeout 10m ./internal/e2e/... ./...

.PHONY: ui
ui: ui-packages ## the web UI: its types from the API, and internal/web/dist from internal/web/ui
	npm run --silent --prefix $(UI) types
	npm run --silent --prefix $(UI) build -- --logLevel warn

.PHONY: ui-check
ui-check: ## types, walls and tests of the web UI; proves that what is committed was built from the source
	@if command -v npm >/dev/null; then $(MAKE) ui-packages && npm run --silent --prefix $(UI) check; \
		else [ -z "$${ROCKXY_E2E:-}" ] || { echo "the web UI cannot be checked without npm"; exit 1; }; echo "LEFT OUT: the web UI, there is no npm"; fi

.PHONY: check
check: format vet lint walls ui-check race ## format, vet and staticcheck for every platform, import walls, race tests

.PHONY: format
format: ## fail on unformatted files
	@bad=$$(git ls-files -co --exclude-standard '*.go' | xargs gofmt -l); [ -z "$$bad" ] || { echo "not formatted (gofmt -w):"; echo "$$bad"; exit 1; }

.PHONY: vet
vet: ## go vet for every platform
	@bad=; for p in $(PLATFORMS); do echo "vet $$p"; GOOS=$${p%/*} GOARCH=$${p#*/} go vet ./... || bad="$$bad $$p"; done; \
		[ -z "$$bad" ] || { echo "go vet complains on$$bad"; exit 1; }

.PHONY: lint
lint: bin/staticcheck ## staticcheck for every platform
	@bad=; for p in $(PLATFORMS); do echo "staticcheck $$p"; GOOS=$${p%/*} GOARCH=$${p#*/} bin/staticcheck ./... || bad="$$bad $$p"; done; \
		[ -z "$$bad" ] || { echo "staticcheck complains on$$bad"; exit 1; }

.PHONY: walls
walls: ## who may import whom
	go test ./internal/testkit/walls

.PHONY: race
race: bin/zlint node-clients ## tests under the race detector (needs a C compiler); the real clients have their own target
	CGO_ENABLED=1 GORACE=atexit_sleep_ms=20 go test -race -timeout 15m ./internal/store $$(go list ./... | grep -v /internal/e2e)

.PHONY: fuzz
fuzz: ## every fuzz target, FUZZTIME each (default 20s)
	@go list -f '{{.Dir}}' ./... | while read -r dir; do \
		for f in $$(grep -hos '^func Fuzz[A-Za-z0-9_]*' "$$dir"/*_test.go | awk '{print $$2}'); do \
			echo "fuzz $${dir#$(CURDIR)/} $$f"; \
			go test -run '^$$' -fuzz "^$$f\$$" -fuzztime $(FUZZTIME) "$$dir" </dev/null; \
		done; done

.PHONY: bench
bench: ## every Go benchmark
	go test -run '^$$' -bench . -benchmem -benchtime $(BENCHTIME) ./...

.PHONY: bench-store
bench-store: export ROCKXY_STORE_BENCH_DIR ?= $(CURDIR)/.cache/bench-store
bench-store: ## a million exchanges in the store: opening, lists, searches, memory; what capturing costs
	mkdir -p $(ROCKXY_STORE_BENCH_DIR)
	go test -run '^$$' -bench '^BenchmarkMillion$$' -benchtime 40x -timeout 30m -v ./internal/store
	go test -run '^$$' -bench '^BenchmarkLists$$' -benchtime 200x -timeout 30m ./internal/app
	go test -run '^$$' -bench '^BenchmarkCaptureCost$$' -benchtime 5x ./internal/app

.PHONY: bench-ui
bench-ui: export ROCKXY_STORE_BENCH_DIR ?= $(CURDIR)/.cache/bench-store
bench-ui: ui-packages ## the traffic list in a browser: a million entries stored, a thousand more each second
	mkdir -p $(ROCKXY_STORE_BENCH_DIR)
	go test -run '^$$' -bench '^BenchmarkMillion$$' -benchtime 1x -timeout 30m ./internal/e2e/ui

.PHONY: bench-throttle
bench-throttle: ## how exactly throttles keep rates and latencies, over real connections
	go test -run '^$$' -bench '^BenchmarkLoopback$$' -benchtime 1x ./internal/rule/throttle
	go test -run '^$$' -bench '^BenchmarkThrottle$$' -benchtime 1x ./internal/proxy

.PHONY: nightly
nightly: ## a soak of 100,000 connections, 100 kills of a store under load, ten minutes of each fuzz target
	ROCKXY_SOAK=100000 go test -count 1 -timeout 2h -run '^TestSoak' -v ./internal/e2e
	ROCKXY_CRASH_ROUNDS=50 go test -count 1 -timeout 1h -run '^TestKilledUnderLoad' -v ./internal/store
	$(MAKE) fuzz FUZZTIME=10m

# Developer tools are built from tools/go.mod, which pins them.
TOOLS := bin/staticcheck bin/h2spec bin/grpcurl bin/zlint
bin/staticcheck: TOOL = honnef.co/go/tools/cmd/staticcheck
bin/h2spec: TOOL = github.com/summerwind/h2spec/cmd/h2spec
bin/grpcurl: TOOL = github.com/fullstorydev/grpcurl/cmd/grpcurl
bin/zlint: TOOL = github.com/zmap/zlint/v3/cmd/zlint
$(TOOLS): tools/go.mod tools/go.sum
	go -C tools build -buildvcs=false -o ../$@ $(TOOL)

# The Node clients' packages, from their lock file. Without npm the tests say
# that these clients were left out.
.PHONY: node-clients
node-clients:
	@if command -v npm >/dev/null; then $(MAKE) $(NODE_TESTS)/node_modules/.installed; fi

$(NODE_TESTS)/node_modules/.installed: $(NODE_TESTS)/package-lock.json
	npm ci --prefix $(NODE_TESTS) --no-audit --no-fund --loglevel=error
	@touch $@

# The UI's packages, where there is an npm.
.PHONY: ui-packages-if
ui-packages-if:
	@if command -v npm >/dev/null; then $(MAKE) ui-packages; fi

.PHONY: ui-packages
ui-packages: $(UI)/node_modules/.installed
$(UI)/node_modules/.installed: $(UI)/package-lock.json
	npm ci --prefix $(UI) --no-audit --no-fund --loglevel=error
	@touch $@

.PHONY: clean
clean: ## remove what was built
	rm -rf bin $(NODE_TESTS)/node_modules $(UI)/node_modules
