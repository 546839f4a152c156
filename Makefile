# Every gate of the project is one word here; README.md and .ci/run use the same words.
.DEFAULT_GOAL := help
.PHONY: help chat test check format readme lock bench clean

# What `make chat` and `make test` installed. A second run finds the stamp and starts at once.
CHAT := .venv/.chat
DEVELOPMENT := .venv/.development

# An environment whose Python is gone is made anew, whatever the stamps say.
ifeq ($(wildcard .venv/bin/python),)
.PHONY: $(CHAT) $(DEVELOPMENT)
endif

help: ## list the words
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 16

chat: $(CHAT) ## talk in the terminal (MODEL=small: the smallest model on this machine)
	@.venv/bin/causerie chat $(if $(MODEL),--model '$(MODEL)') $(ARGS)

test: $(DEVELOPMENT) ## run all tests (ARGS="-k word": some of them)
	@.venv/bin/pytest -n 3 --dist worksteal $(ARGS)

check: $(DEVELOPMENT) ## check format, lint, types, imports, dependencies and locks
	.venv/bin/ruff format --check .
	.venv/bin/ruff check .
	.venv/bin/mypy
	.venv/bin/lint-imports
	.venv/bin/deptry .
	.venv/bin/python scripts/lock.py --check
	.venv/bin/python -m scripts.readme --check

format: $(DEVELOPMENT) ## format the code, and mend what can be mended
	.venv/bin/ruff format .
	.venv/bin/ruff check --fix .

readme: $(DEVELOPMENT) ## write README.md's tables of commands anew
	@.venv/bin/python -m scripts.readme

lock: ## resolve the locks anew (ARGS=--upgrade: with the newest versions)
	@python3 scripts/lock.py $(ARGS)

bench: $(DEVELOPMENT) ## print the figures
	@.venv/bin/python -m benchmarks $(ARGS)

clean: ## remove what the other words made
	rm -rf .venv .tools .coverage coverage.xml dist .mypy_cache .ruff_cache .pytest_cache \
		.hypothesis .import_linter_cache

$(CHAT): requirements.lock pyproject.toml
	@scripts/install requirements.lock
	@touch $@

# The development lock holds every pin of the other, so that one installation serves both.
$(DEVELOPMENT): requirements-dev.lock requirements.lock pyproject.toml
	@scripts/install requirements-dev.lock
	@touch $(CHAT) $@
