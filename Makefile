# make run    starts the product with a lively demo
# make test   runs every test: unit, real PostgreSQL, the thread, one browser
# make check  lint, generated code fresh, floors
.PHONY: run test check setup web build e2e bench fuzz generate clean

GO ?= go
BIN := bin/manyhands
# The race detector needs a C compiler; without one the tests run plain.
RACE := $(if $(shell command -v gcc || command -v cc),-race,)

run: build
	@exec $(BIN) demo

# The program is compiled while the screens are built, and linked with them at
# the end: its packages do not change by what is embedded.
build:
	@echo "building the program and its screens (the first time takes a few minutes: all dependencies)"
	@$(GO) build ./internal/... ./matching/... ./billing/... >/dev/null 2>&1 & $(MAKE) --no-print-directory web && wait
	@$(GO) build -o $(BIN) .

setup:
	@.ci/setup

# The screens are built again only when something of theirs changed.
web: setup
	@if [ -z "$$(find web/dist/site/index.html -newer web/package-lock.json 2>/dev/null)" ] || \
	    [ -n "$$(find web/src web/widget web/shop web/public web/index.html web/vite.config.ts -newer web/dist/site/index.html -type f -print -quit 2>/dev/null)" ]; then \
	  echo "building the screens"; (cd web && npm run --silent bundle); fi

test: web
	@echo "testing the screens' parts"
	@cd web && npx tsc --noEmit && npm test --silent
	@echo "testing the program$(if $(RACE), with the race detector) (building it first takes a few minutes the first time)"
	@$(GO) test $(RACE) -timeout 40m ./... # ten minutes are short on a crowded machine

e2e: build
	@$(GO) test -count=1 -run 'Browser' ./internal/app

check:
	@$(GO) vet ./...
	@test -z "$$(gofmt -l $$(git ls-files '*.go'))" || { gofmt -l $$(git ls-files '*.go'); echo "gofmt the files above"; exit 1; }
	@if command -v golangci-lint >/dev/null; then golangci-lint run; else echo "golangci-lint is not installed: lint skipped"; fi
	@if command -v sqlc >/dev/null; then sqlc diff; else echo "sqlc is not installed: generated queries not checked"; fi
	@$(GO) test -count=1 ./internal/app ./api -run 'Imports|Queries|Settings|Description|Permission'

generate:
	@command -v sqlc >/dev/null || $(GO) install github.com/sqlc-dev/sqlc/cmd/sqlc@v1.31.1
	@sqlc generate
	@$(GO) run . openapi > api/openapi.json

bench: web
	@bench/run

FUZZTIME ?= 20s
fuzz:
	@for p in $$($(GO) list -f '{{if .TestGoFiles}}{{.Dir}}{{end}}' ./... ); do \
	  for f in $$(grep -ho 'func Fuzz[A-Za-z0-9_]*' $$p/*_test.go | sed 's/func //'); do \
	    $(GO) test -run '^$$' -fuzz "^$$f$$" -fuzztime $(FUZZTIME) $$p || exit 1; done; done

clean:
	@rm -rf bin web/dist/site
