# Two commands matter: `make run` and `make test`. Both set up what they need.
VENV   ?= .venv
PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN    := $(VENV)/bin
PORT   ?= 8080
HOST   ?= 127.0.0.1
SCALE  ?=
DEMOS  := shanxi inner-mongolia

# Compiled modules are kept: the tests start many processes, and compiling anew for each is most of them.
unexport PYTHONDONTWRITEBYTECODE

SETUP  := $(VENV)/.ready
SHELL  := /bin/sh
.DELETE_ON_ERROR:
.PHONY: setup run demo test lint format types bench soak docs serve-docs wheel golden screenshots clean help

help: ## What can be made
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 14

setup: $(SETUP) ## Virtual environment with locked dependencies and the front-end assets

$(SETUP): pyproject.toml requirements/dev.txt requirements/bootstrap.txt package.json package-lock.json tools/build_assets.py
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Jidi needs Python 3.11 or newer; name one with: make PYTHON=/path/to/python3.11")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/bootstrap.txt
	VIRTUAL_ENV=$(VENV) $(BIN)/uv pip sync --quiet --require-hashes requirements/dev.txt requirements/bootstrap.txt
	VIRTUAL_ENV=$(VENV) $(BIN)/uv pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

run: demo ## Build both demo provinces, print their scoreboards, serve the web face
	@$(BIN)/jidi serve --host $(HOST) --port $(PORT) $(addprefix -w demo/,$(DEMOS))

demo: $(SETUP) ## Build both demo provinces (if not there yet) and print their scoreboards
	@for p in $(DEMOS); do $(BIN)/jidi demo $$p --into demo/$$p --keep $(if $(SCALE),--scale $(SCALE)) && $(BIN)/jidi status -w demo/$$p || exit 1; done

test: $(SETUP) ## Pass the tests
	$(BIN)/python -m pytest -n 2 --dist loadfile

lint: $(SETUP) ## Style and strict types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(SETUP) ## Bring the code into the house's form
	$(BIN)/ruff check --fix-only --exit-zero .
	$(BIN)/ruff format .

cover: $(SETUP) ## Coverage by floor: 0-2 complete, 90 % elsewhere
	$(BIN)/python -m pytest -n 2 --dist loadfile --cov --cov-report=
	$(BIN)/python tools/floor_coverage.py

bench: $(SETUP) ## Measure speed and memory (prints ratios against peers)
	@for b in benchmarks/*.py; do echo "== $$b"; $(BIN)/python $$b || exit 1; done

soak: $(SETUP) ## The long checks: a full provincial day, crash drills at length
	NUMBA_OPT=3 $(BIN)/python -m pytest -m soak
	$(BIN)/python -m pytest -n 2 --dist loadfile --hypothesis-profile=soak tests/core tests/indicators tests/lake tests/synth tests/service/test_canaries.py

docs: $(SETUP) ## Build the documentation site into site/
	$(BIN)/python tools/write_reference.py
	$(BIN)/mkdocs build --strict --quiet

golden: $(SETUP) ## Write the golden files anew (read the difference before you commit it)
	$(BIN)/python -m pytest --regenerate-golden

screenshots: demo ## Take pictures of every page into docs/images/screens
	$(BIN)/python tools/screenshots.py --book demo/shanxi

wheel: $(SETUP) ## Build the wheel into dist/
	$(BIN)/python -m hatchling build -t wheel

clean: ## Remove what was built; demo workspaces stay
	rm -rf $(VENV) site dist build .mypy_cache .ruff_cache .pytest_cache
