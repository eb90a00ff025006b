# Two commands do everything, set-up included: `make demo` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/pip --disable-pip-version-check --quiet

.PHONY: demo test setup bench quality soak clean

demo: $(VENV)/.installed
	$(BIN)/scrapy demo

setup: $(VENV)/.installed

test: $(VENV)/.developing
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest

bench: $(VENV)/.developing
	$(BIN)/python -m bench

quality: $(VENV)/.peers
	$(BIN)/python -m tests.captions.gold
	$(BIN)/python -m bench.quality --all
	$(BIN)/python -m bench.unknown

soak: $(VENV)/.developing
	$(BIN)/python -m tests.soak

$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("Boardfeed needs Python 3.11 or newer: make PYTHON=python3.12 …")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: pyproject.toml | $(VENV)/bin/python
	$(PIP) install -e .
	touch $@

$(VENV)/.developing: pyproject.toml | $(VENV)/bin/python
	$(PIP) install -e '.[dev]'
	touch $@ $(VENV)/.installed

$(VENV)/.peers: $(VENV)/.developing
	$(BIN)/pip install --quiet --upgrade pip
	$(PIP) install -e '.[peers]'
	touch $@

clean:
	rm -rf $(VENV) var build *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
