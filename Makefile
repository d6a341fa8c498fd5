# Two commands on a fresh machine: `make run` and `make test`.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: run test test-days check mutate benchmarks

run: .venv/run.stamp ## set up and run the application on the embedded data
	$(BIN)/streamlit run app.py

test: check ## set up and pass all checks and tests, browser included
	$(BIN)/python tests/get_chromium.py
	$(BIN)/python tests/get_postgres.py
	$(BIN)/python -m pytest --numprocesses 2 --dist loadfile

test-days: .venv/test.stamp ## what depends on the day, on Saturdays, holidays, at 23:59 …
	$(BIN)/python tests/moment.py

mutate: .venv/test.stamp ## which faults in coverage, search and hours no test would notice
	$(BIN)/pip install --quiet --disable-pip-version-check mutmut==3.8.1
	$(BIN)/mutmut run --max-children 2
	$(BIN)/mutmut results

check: .venv/test.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m locator check
	$(BIN)/python -m locator check --pack geodata/demo

benchmarks: .venv/test.stamp ## time it against its peers, JSON on standard output
	$(BIN)/python -m benchmarks

.venv/bin/python:
	$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed, this is " + sys.version.split()[0] if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv .venv

.venv/run.stamp: requirements.txt pyproject.toml | .venv/bin/python
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements.txt
	touch $@

.venv/test.stamp: tests/requirements.txt requirements.txt pyproject.toml | .venv/bin/python
	$(BIN)/pip install --quiet --disable-pip-version-check -r tests/requirements.txt
	touch $@ .venv/run.stamp
