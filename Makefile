# `make run` serves the system; `make test` and `make clients` run every check CI runs. Needs python3 (3.11 or newer) and make.
PYTHON ?= python3
FUZZ_EXAMPLES ?= 500
SIZES ?= 1000 20000
MIXED_SECONDS ?= 300
EVENTS ?= 10000000
ATTACK_PILOTS ?= 20
ORACLE_PILOTS ?= 50
BIN := .venv/bin
export MODE := demo

.PHONY: help run test clients faults lint checks fuzz bench attack lock
.NOTPARALLEL:

help:
	@echo "make run       serve API, workers and demo data on port $${PORT:-8000}"
	@echo "make test      every check that CI runs, but for the next two"
	@echo "make clients   clients in four languages generated from the API's documents, and tried; they stay in var/clients/. The evaluators' pages are looked at by axe-core"
	@echo "make faults    100,000 events counted once each while everything is killed, on a PostgreSQL and a Redis of its own"
	@echo "make lint      the checks of style, types and imports alone"
	@echo "make fuzz      $(FUZZ_EXAMPLES) generated requests for each operation of the API"
	@echo "make attack    $(ATTACK_PILOTS) simulated pilots, their statistics protected and attacked, and $(ORACLE_PILOTS) small ones counted by hand too"
	@echo "make bench     how fast reads, participation and statistics are on PostgreSQL, beside hand-written SQL, what more hobbies cost, and a mixed load (SIZES=\"1000 20000 200000\" MIXED_SECONDS=300 EVENTS=10000000)"
	@echo "make lock      pin the dependencies of pyproject.toml and of the clients anew (UPGRADE=--upgrade for newer ones)"

run: .venv/runtime
	$(BIN)/python manage.py migrate --verbosity 0
	$(BIN)/python manage.py load_reference
	$(BIN)/python manage.py load_demo --if-empty
	$(BIN)/python manage.py simulate --year --if-none
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python -m honcho start

test: lint checks
	$(BIN)/python -m tests.legs

clients: .venv/dev
	$(BIN)/python -m tests.clients.toolbox
	$(BIN)/python -m pytest tests/clients

faults: .venv/dev
	$(BIN)/python -m pytest tests/faults/test_all_services.py

lint: .venv/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

checks: .venv/dev
	MODE=production PUBLIC_URL=https://example.org EMAIL_URL=smtp://127.0.0.1 SECRET_KEY="$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(64))')" \
		$(BIN)/python manage.py check --deploy --fail-level WARNING
	$(BIN)/python manage.py makemigrations --check
	$(BIN)/python manage.py spectacular --validate --fail-on-warn --file .venv/openapi.yaml
	diff -u api/openapi.yaml .venv/openapi.yaml
	$(BIN)/python -m tests.compatibility

fuzz: .venv/dev
	FUZZ_EXAMPLES=$(FUZZ_EXAMPLES) $(BIN)/python -m pytest tests/api/test_fuzz.py

attack: .venv/dev
	ATTACK_PILOTS=$(ATTACK_PILOTS) ORACLE_PILOTS=$(ORACLE_PILOTS) $(BIN)/python -m tests.legs -rP \
		tests/disclosure/test_attack.py tests/statistics/test_rollups.py

bench: .venv/dev
	for size in $(SIZES); do $(BIN)/python -m tests.benchmarks.reads $$size || exit 1; done
	$(BIN)/python -m tests.benchmarks.growth $(firstword $(SIZES)) $(lastword $(SIZES))
	$(BIN)/python -m tests.benchmarks.mixed $(MIXED_SECONDS) $(lastword $(SIZES))
	DATABASE_URL="$${BENCH_DATABASE_URL:-postgres://postgres@127.0.0.1:5432/postgres}" $(BIN)/python -m tests.benchmarks.participation
	DATABASE_URL="$${BENCH_DATABASE_URL:-postgres://postgres@127.0.0.1:5432/postgres}" $(BIN)/python -m tests.benchmarks.statistics $(EVENTS)

lock: .venv/dev
	$(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-header --quiet $(UPGRADE) \
		--extra statistics --output-file requirements.lock
	$(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-header --quiet $(UPGRADE) \
		--extra statistics --extra dev --constraints requirements.lock --output-file requirements-dev.lock
	$(BIN)/uv pip compile tests/clients/tools/requirements.in --universal --python-version 3.11 --generate-hashes --no-header \
		--quiet $(UPGRADE) --output-file tests/clients/tools/requirements.lock
	$(BIN)/uv pip compile tests/clients/tools/jars.in --no-deps --universal --python-version 3.11 --generate-hashes --no-header \
		--quiet $(UPGRADE) --output-file tests/clients/tools/jars.lock
	cd tests/clients/tools && npm install --package-lock-only --ignore-scripts --no-audit --no-fund --loglevel=error

# --- the environment: made anew when the lock changes, so that nothing stays that it does not name ---
.venv/runtime: requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or newer is needed; $(PYTHON) is $$($(PYTHON) --version 2>&1). Try: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null \
		|| { echo "$(PYTHON) lacks its venv module (on Debian: apt-get install python3-venv)" >&2; exit 1; }
	$(PYTHON) -m venv --clear .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps --requirement requirements.lock
	@touch $@

.venv/dev: requirements-dev.lock .venv/runtime
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps --requirement requirements-dev.lock
	@touch $@
