# Everything noriai can be asked to do. `make demo` and `make test` need only Python >= 3.11, make and git.

demo: laboratory demo-report pages ## Replay a day of the illustrative Namioka service, then open it to try on four pages, until ctrl-C
	@$(BIN)/noriai demo examples/namioka --port $(PORT)

demo-report: base     ## Only replay the day; report in out/demo/report.html
	@$(BIN)/noriai simulate examples/namioka --seed 1 --out out/demo

test: dev postgres chromium some-pages ## Run the tests
	@$(BIN)/python -m pytest --numprocesses=$(JOBS)

test-long: dev postgres chromium some-pages ## Run the long forms of the heavy checks as well
	@$(BIN)/python -m pytest --numprocesses=$(JOBS) -m "long or not long"

torture: dev postgres ## Kill, pause and cut off the service's processes under load, and let people do anything to it, on both databases: about two hours
	@$(BIN)/python -m tests.torture.kills
	@$(BIN)/python -m tests.torture.failover
	@$(BIN)/python -m tests.torture.readiness
	@$(BIN)/python -m tests.torture.served_again
	@$(BIN)/python -m tests.api.machine.long_run

check: lint types floors examples-in-docs    ## Everything CI checks besides the tests

lint: dev             ## Style and format
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

types: dev            ## Types, strictly
	@$(BIN)/mypy

floors: dev           ## Which package may import which; file sizes, names, glossary, changelog
	@$(BIN)/lint-imports
	@$(BIN)/python -m pytest tests/architecture

examples-in-docs: dev ## The examples in docstrings and pages
	@$(BIN)/python -m pytest --doctest-modules dispatch gtfs simulations README.md docs

coverage: dev         ## Coverage of the core, kernels included, uncompiled; at least 95 %
	@NUMBA_DISABLE_JIT=1 $(BIN)/python -m pytest --numprocesses=$(JOBS) --cov --cov-fail-under=95 tests/dispatch

bench: dev            ## Speed of the kernels on this machine
	@$(BIN)/python -m benchmarks.kernel_speed

format: dev           ## Bring the code into the house format
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

clean:                ## Remove the environment, caches and output
	@rm -rf .venv .venv.unfinished api/static web/node_modules out build dist *.egg-info .coverage* .hypothesis .*_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

help:                 ## This table
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-17s %s\n", $$1, $$2}' Makefile

pages: base           ## Build the pages (rider, operator, driver, planner) into api/static
	@$(BIN)/python web/build.py

some-pages: dev       # For tests of the pages: where they cannot be built for want of Node's packages, those skip
	@$(BIN)/python web/build.py --if-possible

chromium:             # For tests of the pages: Debian's browser, where root can have it; else they skip
	@command -v chromium >/dev/null || [ "$$(id -u)" != 0 ] || ! command -v apt-get >/dev/null \
		|| { timeout 120 apt-get -qq update && DEBIAN_FRONTEND=noninteractive timeout 300 apt-get -qq install -y chromium fonts-noto-cjk; } >/dev/null 2>&1 \
		|| true

postgres:             # For tests on both databases: Debian's PostgreSQL, where root can have it; else they skip
	@ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || [ "$$(id -u)" != 0 ] || ! command -v apt-get >/dev/null \
		|| { timeout 120 apt-get -qq update && DEBIAN_FRONTEND=noninteractive timeout 300 apt-get -qq install -y postgresql; } >/dev/null 2>&1 \
		|| true

base dev laboratory:
	@sh environment.sh $@

BIN := .venv/bin
JOBS ?= 2
PORT ?= 8000
.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: demo demo-report pages some-pages chromium laboratory test test-long torture check lint types floors examples-in-docs coverage bench format clean help postgres base dev
