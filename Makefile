# Everything that the project does is a target here. `make demo` and `make test` need only Python 3.11+.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
PEERS := .peers
PEERS_STAMP := $(PEERS)/.installed

.PHONY: help demo test check lint types contracts unit coverage conformance \
        conformance-write mutants bench torture pictures constraints clean

help:  ## what can be made
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 20

$(STAMP): pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@

$(PEERS_STAMP): tests/interop/requirements.txt
	$(PYTHON) -m venv $(PEERS)
	$(PEERS)/bin/python -m pip install --quiet --disable-pip-version-check -r tests/interop/requirements.txt
	@touch $@

demo: $(STAMP)  ## replay four days of a household, read the meter over TCP, draw its load profile
	$(BIN)/python -m examples.demo

test: check unit conformance  ## the whole check: style, types, contracts, tests, conformance table

check: lint types contracts

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(STAMP)
	$(BIN)/mypy

contracts: $(STAMP)
	$(BIN)/lint-imports

unit: $(STAMP) $(PEERS_STAMP)
	$(BIN)/python -m pytest

coverage: $(STAMP)  ## how much of each module its own tests run; a gate of its own, beside `make test`
	COVERAGE_PROCESS_START=$(CURDIR)/pyproject.toml COVERAGE_FILE=$(CURDIR)/.coverage \
	$(BIN)/python -m pytest --cov=enfas --cov-context=test --cov-report= tests/unit
	$(BIN)/python -m tools.own_coverage

conformance: $(STAMP)  ## check that docs/conformance.md says what the tests show
	$(BIN)/python -m tools.conformance --check

conformance-write: $(STAMP)  ## write docs/conformance.md anew from the marks in the tests
	$(BIN)/python -m tools.conformance

mutants: $(STAMP)  ## break the code in each named way and see that the named tests fail
	$(BIN)/python -m tools.mutants

bench: $(STAMP) $(PEERS_STAMP)  ## all benchmarks beside their peers; writes docs/benchmarks.md
	$(BIN)/python -m benchmarks

torture: $(STAMP)  ## kills and write faults, a hundred times over
	$(BIN)/python -m pytest -m torture --torture=100 --timeout=3600 -n 2

pictures: demo  ## the pictures of the documentation, made by the program
	cp build/demo/lcd.png build/demo/profile.png docs/img/
	$(BIN)/python -m tools.display_doc

constraints: $(STAMP)  ## pin what is installed now
	@{ sed -n '/^#/p' constraints.txt; $(BIN)/python -m pip freeze --exclude-editable --exclude enfas; } > constraints.new && mv constraints.new constraints.txt

clean:
	rm -rf $(VENV) $(PEERS) build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
