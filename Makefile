# Two commands on a fresh machine: `make run` and `make test`.
PYTHON ?= python3
BIN := .venv/bin
UV_COMPILE := $(BIN)/uv pip compile pyproject.toml --all-extras
LOCK := UV_CUSTOM_COMPILE_COMMAND="make lock" $(UV_COMPILE) --universal --python-version 3.11 \
	--generate-hashes --no-annotate --quiet
INSTALL := $(BIN)/pip install --quiet --disable-pip-version-check --no-compile
# A folder has no hash: the application itself is installed by itself, by the locked backend.
INSTALL_SELF := $(INSTALL) --no-deps --no-build-isolation -e .
# pip compiles on one core, the tests of other packages too. What cannot be compiled is no program.
COMPILE := -$(BIN)/python -m compileall -qq -j 0 -x '/tests?/' .venv/lib
RESOLUTION_lowest := lowest-direct
RESOLUTION_newest := highest

# Tests start our programs some hundred times: each is compiled once, whatever the environment says.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: run test suite attacks deploy-check test-days test-lowest test-newest check mutate benchmarks lock

run: .venv/run.stamp ## set up and run the application on the embedded data
	$(BIN)/streamlit run app.py

test: .venv/test.stamp ## set up and pass all checks and tests, browser included
	$(BIN)/python tests/get_chromium.py
	$(BIN)/python tests/get_postgres.py
	$(MAKE) --jobs=2 check suite # types are one process, which leaves a core to the tests

suite: .venv/test.stamp
	$(BIN)/python -m pytest --numprocesses 3

attacks: .venv/test.stamp ## what strangers, crashes and broken machines do, by force, with figures
	$(BIN)/python tests/get_postgres.py
	$(BIN)/python -m pytest -m attack tests/attacks tests/region -s

deploy-check: .venv/test.stamp ## two replicas, nginx and PostgreSQL on loopback: kills, restarts, a database away
	$(BIN)/python tests/get_postgres.py
	$(BIN)/python tests/get_nginx.py
	$(BIN)/python -m pytest -m deploy tests/deploy

test-days: .venv/test.stamp ## what depends on the day, on Saturdays, holidays, at 23:59 …
	$(BIN)/python tests/moment.py

mutate: .venv/test.stamp ## which faults in coverage, search and hours no test would notice
	$(BIN)/mutmut run --max-children 2
	$(BIN)/mutmut results

check: .venv/test.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m locator check --strict
	$(BIN)/python -m locator check --strict --pack geodata/demo

lock: .venv/test.stamp ## lock what pyproject.toml asks for, with hashes; what is locked stays unless it must move
	$(LOCK) --group build -o requirements.txt
	$(LOCK) --group test -c requirements.txt -o tests/requirements.txt

test-lowest: ## all tests but the browser's against the lowest versions that pyproject.toml allows
test-newest: ## the same against the newest ones there are today
test-lowest test-newest: test-%: .venv/test.stamp
	$(BIN)/uv venv --quiet --clear --seed --python $(BIN)/python .venv-$*
	$(UV_COMPILE) --quiet --resolution $(RESOLUTION_$*) -o .venv-$*/requirements.txt
	$(BIN)/uv pip install --quiet --python .venv-$* -r .venv-$*/requirements.txt --group test
	$(BIN)/uv pip install --quiet --python .venv-$* --no-deps -e .
	.venv-$*/bin/python -m pytest -m "not browser"

benchmarks: .venv/test.stamp ## time it against its peers, JSON on standard output
	$(BIN)/python -m benchmarks

.venv/bin/python:
	$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed, this is " + sys.version.split()[0] if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv .venv

.venv/run.stamp: requirements.txt pyproject.toml | .venv/bin/python
	$(INSTALL) -r requirements.txt
	$(INSTALL_SELF)
	$(COMPILE)
	touch $@

.venv/test.stamp: tests/requirements.txt pyproject.toml | .venv/bin/python
	$(INSTALL) -r tests/requirements.txt
	$(INSTALL_SELF)
	$(COMPILE)
	touch $@ .venv/run.stamp
