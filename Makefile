# make run    set everything up and start Carrel (with no display: the same main job in the terminal)
# make test   set everything up and run the tests
# make check  ruff, mypy and the tests
# make bench  measure speed and memory, as ratios against baselines in the same run

PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin

.PHONY: setup run test check bench lint lock clean

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

clean:
	rm -rf $(VENV) build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache
