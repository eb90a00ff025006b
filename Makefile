# Two commands do everything, set-up included: `make demo` and `make test`.
# Both install exactly what the lock files name; `make test-latest` takes the newest releases that pyproject.toml allows.
PYTHON ?= python3
VENV := .venv
BIN = $(VENV)/bin
PIP = $(BIN)/pip --disable-pip-version-check --quiet
LATEST :=
# Many tests wait for a process: three at a time on two cores.
WORKERS = $(shell $(PYTHON) -c 'import os; print(3 * (os.cpu_count() or 1) // 2 or 1)')

# $(call install,EXTRAS,LOCK FILE)
install = $(if $(LATEST),.venv-update/bin/uv pip install --quiet --python $(BIN)/python --upgrade -e '.$(1)',$(PIP) install --require-hashes -r $(2) && $(PIP) install --no-deps --no-build-isolation -e .)

.PHONY: demo setup develop test test-latest update bench quality site screens soak clean

demo: $(VENV)/.installed
	$(BIN)/scrapy demo

setup: $(VENV)/.installed

develop: $(VENV)/.developing

test: $(VENV)/.developing
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/vulture
	$(BIN)/pytest -n $(WORKERS) --dist worksteal

test-latest: .venv-update/bin/uv
	rm -rf .venv-latest
	$(MAKE) test VENV=.venv-latest LATEST=1

update: .venv-update/bin/uv
	$(LOCK) --extra all --output-file requirements.lock
	$(LOCK) --extra dev --output-file requirements-dev.lock

LOCK = echo 'setuptools>=77' | .venv-update/bin/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
	--custom-compile-command 'make update' pyproject.toml -

bench: $(VENV)/.developing
	$(BIN)/python -m bench

quality: $(VENV)/.peers
	$(BIN)/python -m tests.captions.gold
	$(BIN)/python -m bench.quality --all
	$(BIN)/python -m bench.unknown
	for check in $(wildcard ../shared/negatives/check.py ../shared/cases/check.py); do $(BIN)/python $$check; done

site: $(VENV)/.developing
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict

screens: $(VENV)/.developing
	$(BIN)/python -m tests.screens

soak: $(VENV)/.developing
	$(BIN)/pytest -m soak -n $(WORKERS)
	$(BIN)/python -m tests.soak
	$(BIN)/python -m tests.matrix
	$(BIN)/python -m tests.fuzz

%/bin/python:
	$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("Boardfeed needs Python 3.11 or newer: make PYTHON=python3.12 …")'
	$(PYTHON) -m venv $*

$(VENV)/.installed: pyproject.toml requirements.lock | $(VENV)/bin/python
	$(call install,[all],requirements.lock)
	touch $@

$(VENV)/.developing: pyproject.toml requirements-dev.lock | $(VENV)/bin/python
	$(call install,[dev],requirements-dev.lock)
	touch $(VENV)/.installed $@

$(VENV)/.peers: $(VENV)/.developing
	$(BIN)/pip install --quiet --upgrade pip
	$(PIP) install -e '.[peers]'
	touch $@

.venv-update/bin/uv: | .venv-update/bin/python
	.venv-update/bin/pip install --disable-pip-version-check --quiet uv

clean:
	rm -rf $(VENV) .venv-* var build *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
