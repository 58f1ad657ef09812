# Compiles at once: where Python may not write bytecode on the way, every start would compile all again.
# Needs Python 3.11 or later with venv, and make. Everything else is installed into .venv.
PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin

.PHONY: demo test lint bench clean

demo: $(VENV)/.user
	$(BIN)/dflint check --exit-zero fixtures/workload
	$(BIN)/dflint report fixtures/workload

test: $(VENV)/.developer lint
	$(BIN)/python -m pytest

lint: $(VENV)/.developer
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

bench: $(VENV)/.developer
	$(BIN)/python -m benchmarks.compare --write

clean:
	rm -rf $(VENV) build dist

$(VENV)/.user: pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	$(BIN)/python -m compileall -q dflint rules
	touch $@

$(VENV)/.developer: pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	$(BIN)/python -m compileall -q dflint rules
	touch $@ $(VENV)/.user
