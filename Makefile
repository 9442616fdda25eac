# Bare `make` lists what there is. python3, make and git are all that a machine needs to have.
PYTHON := .venv/bin/python
TOOLS := .venv/bin
SHELL := /bin/sh
# One more than cores: the one with the journeys waits for a browser half of its time.
WORKERS ?= 3
# A dozen processes of ours start in a run; each would read all its modules as text again.
unexport PYTHONDONTWRITEBYTECODE
.DEFAULT_GOAL := help
.PHONY: help venv demo test run worker timetable lint types floors migrations messages templates \
        check bench soak lock clean

help: ## this list
	@echo "Foothold: make TARGET, where TARGET is one of"
	@sed -n 's/^\([a-z]*\):.* ## \(.*\)/  \1|\2/p' Makefile | awk -F'|' '{printf "%-13s%s\n", $$1, $$2}'

venv: # every target begins here; it takes 0.05 s where nothing has changed
	@python3 launcher/bootstrap.py

demo: ## play the whole story in a browser (PORT, DATA_DIR; RESET=1 begins anew, EMPTY=1 without story)
	@exec python3 launcher/bootstrap.py demo

test: venv ## all tests; T=path or T=word for a part of them
	@$(PYTHON) -m launcher browser
	@exec $(PYTHON) -m pytest $(if $(T),$(PART),--numprocesses $(WORKERS))
# What T names: files, folders and tests in them; anything else is an expression for pytest's -k.
PART = $(if $(wildcard $(firstword $(subst ::, ,$(T)))),$(T),-k "$(T)")

run: venv ## the web server alone; servers from DATABASE_URL and REDIS_URL, or a running demo's
	@exec $(PYTHON) -m launcher run

worker: venv ## a worker alone, on the same servers
	@exec $(PYTHON) -m launcher worker

timetable: venv ## the timetable alone; a deployment runs exactly one
	@exec $(PYTHON) -m launcher timetable

lint: venv ## ruff on the code, djade on the templates
	@$(TOOLS)/ruff check .
	@$(TOOLS)/ruff format --check .
	@git ls-files -z --cached --others --exclude-standard 'templates/*.html' \
	  | xargs -0 -r $(TOOLS)/djade --check --target-version 5.2

types: venv ## mypy with django-stubs
	@$(PYTHON) -m launcher scratch $(TOOLS)/mypy .

floors: venv ## who may import whom
	@$(TOOLS)/lint-imports

migrations: venv ## no model has changed without its migration
	@$(PYTHON) -m launcher scratch $(PYTHON) manage.py makemigrations --check --dry-run

messages: venv ## bring the catalogues of the languages to what the code says today
	@FOOTHOLD_TEST=1 $(PYTHON) manage.py messages

templates: venv ## every template compiles
	@$(PYTHON) -m pytest tests/architecture/test_templates.py

check: lint types floors migrations test ## all that CI runs (the templates are among the tests)

bench: venv ## each page beside its floor, one JSON line each; B=name for one of them
	@exec $(PYTHON) -m bench $(B)

soak: venv ## faults and floods with real processes, up to half an hour
	@exec $(PYTHON) -m soak

lock: ## compile requirements.in into requirements.txt (needs uv)
	@command -v uv >/dev/null || { echo "make lock needs uv: https://docs.astral.sh/uv/" >&2; exit 1; }
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header \
	  --output-file requirements.txt requirements.in

clean: ## forget caches and the environment, but not the demo's data
	rm -rf .venv .cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis test-results
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
