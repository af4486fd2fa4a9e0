# make run    set everything up and start Carrel (with no display: the same main job in the terminal)
# make test   set everything up and run the tests
# make check  ruff, mypy and the tests
# make bench  measure speed and memory, as ratios against baselines in the same run
# make strings  collect the texts of the code into the catalogues of translations
# make dist   the program with everything inside, and the packages of this system (see installers/README.md)

PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin

.PHONY: setup run test check bench lint lock strings dist frozen packages clean

setup:
	@command -v $(PYTHON) >/dev/null || { echo "error: $(PYTHON) is missing; install Python 3.11 or newer"; exit 1; }
	@$(PYTHON) installers/setup_env.py --venv $(VENV)

run: setup
	@$(BIN)/python -m app.demo

test: setup
	@QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest

lint: setup
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

check: lint test

bench: setup
	@for b in engine search ingest start; do $(BIN)/carrel bench $$b || exit 1; done

lock: setup
	@$(BIN)/python installers/write_lock.py > requirements.lock.new && mv requirements.lock.new requirements.lock

strings: setup
	@$(BIN)/python installers/language/make_strings.py

# LLAMA_WHEEL=... is the llama.cpp to give away; without it, one that fits this very machine
frozen:
	@$(PYTHON) installers/freeze.py $(if $(LLAMA_WHEEL),--llama-wheel $(LLAMA_WHEEL))

packages:
	@case "$$(uname -s)" in \
	  Linux) $(PYTHON) installers/linux_packages.py ;; \
	  Darwin) installers/macos/sign_and_notarize.sh ;; \
	  *) $(PYTHON) installers/windows_installer.py ;; \
	esac
	@$(PYTHON) installers/sbom.py dist/carrel > dist/carrel.cdx.json

dist: frozen packages

clean:
	rm -rf $(VENV) build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache
