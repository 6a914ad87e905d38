# kith: what a person or CI runs. Everything needs Go alone, but for `check`,
# which builds its linters once into .tools.

GO      ?= go
TOOLS   := $(CURDIR)/.tools
LINT    := $(TOOLS)/golangci-lint
TSC     := $(TOOLS)/node_modules/.bin/tsc
STATIC  := $(TOOLS)/staticcheck
FUZZTIME ?= 60s

.PHONY: all build test test-short check types golden fuzz bench fixtures screenshots clean

all: build test

build: ## the binary, ./kith
	$(GO) build -trimpath -o kith ./cmd/kith

test: ## every test
	$(GO) test ./...
	cd desk/browser && $(GO) test ./...

test-short: ## what a person runs between two edits
	$(GO) test -short ./...

check: $(LINT) $(STATIC) ## formatting, vet, linters, and builds for the other systems
	@test -z "$$(gofmt -l .)" || { gofmt -l .; echo 'gofmt would change these files'; exit 1; }
	$(GO) vet ./...
	$(STATIC) ./...
	$(LINT) run ./...
	@if command -v npm >/dev/null; then $(MAKE) --no-print-directory types; else echo 'npm is not here; the types of the desk are not checked'; fi
	GOOS=windows GOARCH=amd64 $(GO) build -o /dev/null ./cmd/kith
	GOOS=darwin GOARCH=arm64 $(GO) build -o /dev/null ./cmd/kith

types: $(TSC) ## the types that the desk's scripts say they have
	$(TSC) -p desk/jsconfig.json

golden: ## rewrite golden files; read the difference before you commit it
	$(GO) test ./study ./report ./cmd -update
	git diff --stat

fuzz: ## every fuzz target for FUZZTIME each
	@set -e; for pkg in $$($(GO) list ./...); do \
		for f in $$($(GO) test -list '^Fuzz' $$pkg | grep '^Fuzz' || true); do \
			echo "$$pkg $$f"; $(GO) test -run '^$$' -fuzz "^$$f$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 10x $$pkg; \
		done; done

bench: ## benchmarks
	$(GO) test -run '^$$' -bench . -benchmem ./...
	cd desk/browser && $(GO) test -run '^$$' -bench . -benchtime 10x .

fixtures: ## make the synthetic deposit again, to the same bytes
	$(GO) run ./fixtures/gen
	bash fixtures/code.sh

screenshots: ## every page of the desk, light and dark, wide and narrow, into docs/desk
	mkdir -p docs/desk
	cd desk/browser && KITH_SCREENSHOTS=$(CURDIR)/docs/desk $(GO) test -count=1 -run TestLook .

clean:
	rm -rf kith *-report

$(TSC):
	npm install --silent --no-fund --no-audit --prefix $(TOOLS) typescript@5.9.3

$(STATIC):
	GOBIN=$(TOOLS) $(GO) install honnef.co/go/tools/cmd/staticcheck@v0.8.2

$(LINT):
	GOBIN=$(TOOLS) $(GO) install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0
