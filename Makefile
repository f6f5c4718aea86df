# Everything a newcomer needs: Python 3.11+, make and a network. Nothing is installed outside this folder.
PYTHON ?= python3
BIN := .venv/bin
JOBS ?= 2
TESTS ?= tests
MARK ?= not slow

.PHONY: setup demo test check coverage words bench bench-large clean

setup: $(BIN)/.ready

$(BIN)/.ready: pyproject.toml uv.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Doudi needs Python 3.11 or newer; $(PYTHON) is older. Name a newer one: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 2; }
	@test -x $(BIN)/uv || { $(PYTHON) -m venv .venv && $(BIN)/pip install --quiet --disable-pip-version-check uv; }
	@VIRTUAL_ENV=.venv $(BIN)/uv sync --quiet --frozen --inexact --extra office $(SYNC)
	@touch $@

# make demo PORT=8001; ARGS="--lang en --data elsewhere" is handed to `doudi demo` as it is.
demo: setup
	@$(BIN)/doudi demo $(if $(PORT),--port $(PORT)) $(ARGS)

# MARK=slow: the five procedures whole, on screen, which `make test` leaves to .ci/run.
test: setup
	@$(if $(DOUDI_TEST_DATABASE_URL),:,echo "The office is tested on SQLite; DOUDI_TEST_DATABASE_URL names a PostgreSQL to test on instead.")
	@$(BIN)/pytest -n $(JOBS) --dist loadfile -m "$(MARK)" $(TESTS)

check: setup
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/doudi check

# The table of features that answer rows, from the policies.
coverage: setup
	@$(BIN)/python -m doudi.book.coverage docs/coverage.md

# The English of the office's screens: what is new in the code, and the compiled catalogue.
words: setup
	@$(BIN)/python tests/office/language/catalogue.py

bench: setup
	@VIRTUAL_ENV=.venv $(BIN)/uv sync --quiet --frozen --inexact --group bench
	@$(BIN)/python -m benchmarks

# The office alone, with 100,000 and with 1,000,000 people.
bench-large: setup
	@$(BIN)/python -m benchmarks.office large

clean:
	rm -rf .venv build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
