# Everything runs in .venv, made from exact pins; nothing else has to be installed.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready

.PHONY: demo ingest fast test check format lint types layers gate
demo: $(READY)  ## the whole run over the embedded sample site, offline
	$(BIN)/talks demo

ingest: $(READY)  ## one run over the real feeds
	@$(BIN)/talks ingest

fast: $(READY)  ## extraction as machine code, used until its sources change; needs a C compiler
	$(BIN)/python -m tasks.compiling

test: $(READY)  ## the whole test suite
	$(BIN)/pytest -n auto --maxprocesses 4 --dist loadscope

check: lint types layers test gate  ## what a change must pass

format: $(READY)  ## fix what can be fixed
	$(BIN)/ruff format . && $(BIN)/ruff check --fix .

lint: $(READY)
	$(BIN)/ruff format --check . && $(BIN)/ruff check .

types: $(READY)
	$(BIN)/mypy

layers: $(READY)
	$(BIN)/lint-imports

gate: $(READY)  ## extraction quality may not fall below its floors
	$(BIN)/python tests/quality_gate.py

$(READY): requirements.lock pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --requirement requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@
