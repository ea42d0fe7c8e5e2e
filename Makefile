# The commands of the project. Nothing is needed but Python 3.11 or later with venv, make and git.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
LOCKED := $(PIP) --require-hashes --no-build-isolation

.DEFAULT_GOAL := help
.PHONY: help run extras demo test conduct check format site bench fuzz audit lock clean

help:  ## show these commands
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

run: $(VENV)/.run  ## install what is needed, then run the daemon with config.toml
	@exec $(BIN)/feeds run

extras: $(VENV)/.extras  ## install what SFTP, `format = "page"` and `language = "detect"` need besides

demo: $(VENV)/.run  ## the whole product against a wire of its own, for a first look
	@exec $(BIN)/feeds demo

# Some hundred processes start, and none is to compile the package anew. Who is alone comes first: what that one
# process makes of the tests' files the workers need not make three times over.
test: export PYTHONDONTWRITEBYTECODE :=
test: $(VENV)/.dev  ## run all tests
	@tests/system/parts.sh
	env -u FEEDS_CORPUS_REQUIRED $(BIN)/python -m pytest -m alone
	$(BIN)/python -m pytest -n 3 --dist worksteal -m "not alone"

conduct: $(VENV)/.dev  ## prove what docs/conduct.md, serving.md and safety.md state, number by number
	$(BIN)/python -m tests.conduct.statements
	$(BIN)/python -m pytest -q -n 2 --dist worksteal --conduct

check: $(VENV)/.dev  ## format, lint, import rules, types
	$(BIN)/ruff format --check .
	$(BIN)/ruff check --no-cache .
	$(BIN)/lint-imports
	$(BIN)/mypy

format: $(VENV)/.dev  ## put the code in the project's form
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

site: $(VENV)/.dev  ## the documents as a site, in build/site
	$(BIN)/sphinx-build -q -W --keep-going -d build/site.trees -b html docs build/site

bench: $(VENV)/.bench  ## measure side by side with peers; prints ratios
	$(BIN)/python -m bench

fuzz: $(VENV)/.dev  ## look for bytes that a parser cannot stand; SECONDS=600 for each format
	$(BIN)/python -m tests.fuzz --seconds $(or $(SECONDS),600)

audit: $(VENV)/.dev  ## look up known faults of everything that is installed
	$(BIN)/pip-audit --require-hashes --disable-pip -r lock/extras.txt
	$(BIN)/pip-audit --require-hashes --disable-pip -r lock/build.txt

lock:  ## write the lock files anew from pyproject.toml (needs uv)
	uv pip compile lock/build.in $(COMPILE) -o lock/build.txt
	uv pip compile pyproject.toml $(COMPILE) -o lock/run.txt
	uv pip compile pyproject.toml $(EXTRAS) -c lock/run.txt $(COMPILE) -o lock/extras.txt
	uv pip compile pyproject.toml $(EXTRAS) --extra dev -c lock/extras.txt $(COMPILE) -o lock/dev.txt
	uv pip compile pyproject.toml $(EXTRAS) --extra dev --extra bench -c lock/dev.txt $(COMPILE) -o lock/bench.txt

EXTRAS := --extra languages --extra pages --extra sftp

COMPILE := --quiet --generate-hashes --no-emit-index-url --no-annotate --universal --python-version 3.11 \
	--custom-compile-command 'make lock'

clean:  ## remove what was built and installed; published files and the store stay
	rm -rf $(VENV) build *.egg-info

$(VENV)/.base: lock/build.txt
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or later is needed, this is " + sys.version) if sys.version_info < (3, 11) else None'
	@echo "Building $(VENV) ..."
	@$(PYTHON) -m venv $(VENV)
	@$(LOCKED) -r lock/build.txt
	@touch $@

$(VENV)/.run: $(VENV)/.base lock/run.txt pyproject.toml
	@echo "Installing the locked packages ..."
	@$(LOCKED) -r lock/run.txt
	@$(PIP) --no-deps --no-build-isolation --no-index -e .
	@touch $@

$(VENV)/.extras: $(VENV)/.run lock/extras.txt
	@$(LOCKED) -r lock/extras.txt
	@touch $@

$(VENV)/.dev: $(VENV)/.run lock/dev.txt
	@$(LOCKED) -r lock/dev.txt
	@touch $@

$(VENV)/.bench: $(VENV)/.dev lock/bench.txt
	@$(LOCKED) -r lock/bench.txt
	@touch $@
