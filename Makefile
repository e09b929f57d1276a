# Tertulia. `make run` shows it, `make test` proves it; the others are for those who work on it.
.DEFAULT_GOAL := help
.PHONY: help setup run test check bench test-sqlite test-postgres test-browser test-faults chromium \
        format documents translations lock

bin := .venv/bin
# What a check or a test leaves behind lies here, never in the data of a running place.
scratch := TERTULIA_DATA_DIR=.cache/check DJANGO_SETTINGS_MODULE=tertulia.config.settings
pytest := $(bin)/python -m pytest
# Journeys and faults need the machine to themselves and are run on their own.
in_process := -n 2 --ignore=tests/house -m "not browser and not faults"
FAULT_ROUNDS ?= 20

help: ## show this
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1@\2/p' Makefile | awk -F@ '{printf "%-22s %s\n", $$1, $$2}'

setup: ## make .venv with everything, .venv/bin/tertulia in it
	@tools/setup

run: setup ## serve the demonstration community on http://127.0.0.1:8000
	@$(bin)/tertulia demo $(ARGS)

test: setup chromium check test-sqlite test-postgres test-browser ## every check and every test, on both databases and in a browser
	@$(MAKE) --no-print-directory test-faults FAULT_ROUNDS=3
	@echo "All checks and tests have passed."

check: setup ## format, lint, types, import contracts, house rules, migrations, translations
	@echo "== format"; $(bin)/ruff format --check .
	@echo "== lint"; $(bin)/ruff check .
	@echo "== import contracts"; $(bin)/lint-imports --cache-dir .cache/import-linter
	@echo "== types"; $(scratch) $(bin)/mypy
	@echo "== migrations"; $(scratch) $(bin)/python -m django makemigrations --check --dry-run
	@echo "== translations"; $(bin)/python tools/translations.py check
	@echo "== house rules"; $(pytest) tests/house

bench: setup ## measure pages, writes, search and live delivery; ARGS=--help tells more
	@$(bin)/python -m bench $(ARGS)

test-sqlite: setup ## the tests, on SQLite
	@echo "== tests on SQLite"; TERTULIA_TEST_DATABASE=sqlite $(pytest) $(in_process)

test-postgres: setup ## the tests, on PostgreSQL
	@echo "== tests on PostgreSQL"; TERTULIA_TEST_DATABASE=postgres $(pytest) $(in_process)

test-browser: setup chromium ## the journeys, in Chromium
	@echo "== journeys in a browser"; $(pytest) -m browser

test-faults: setup ## kill and cut what runs, and look for what was lost; FAULT_ROUNDS=20
	@echo "== faults on SQLite"; \
	    TERTULIA_TEST_DATABASE=sqlite TERTULIA_FAULT_ROUNDS=$(FAULT_ROUNDS) $(pytest) -m faults
	@echo "== faults on PostgreSQL"; TERTULIA_TEST_FSYNC=on \
	    TERTULIA_TEST_DATABASE=postgres TERTULIA_FAULT_ROUNDS=$(FAULT_ROUNDS) $(pytest) -m faults

chromium:
	@tools/setup-chromium

format: setup ## put every Python file into the house's form
	@$(bin)/ruff format . && $(bin)/ruff check --fix .

documents: setup ## write docs/settings.md and docs/commands.md from the program
	@$(bin)/python tools/documents.py

translations: setup ## bring the catalogues up to the sources
	@$(bin)/python tools/translations.py extract && $(bin)/python tools/translations.py compile

lock: setup ## write requirements/*.txt anew; UPGRADE=1 takes the newest
	@UPGRADE=$(UPGRADE) tools/lock
