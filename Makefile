# Guichet. `make` alone lists what there is.

PORT := $(or $(PORT),8000)
VENV := .venv
ENGINE := .venv-ministack
BIN := $(VENV)/bin
PYTEST_ARGS ?=

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help try install test coverage check format deploy chromium lock clean

# --- what people call ----------------------------------------------------------------------------

help: ## List these targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | \
	  awk -F ':.*## ' '{ printf "  make %-10s %s\n", $$1, $$2 }'

try: $(VENV)/try.stamp ## Phones in a browser, no account needed (PORT=8000 DESK=desk.toml; Ctrl-C ends it)
	@exec $(BIN)/python desk.py try --port $(PORT) $(if $(DESK),--desk "$(DESK)")

install: $(VENV)/dev.stamp $(ENGINE)/stamp ## Set up everything that the targets below need

test: install chromium ## Run every test (PYTEST_ARGS="-k claim" for some)
	$(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder $(PYTEST_ARGS)

coverage: install chromium ## The same, with what of the code it runs; slower
	$(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder --cov --cov-report=term $(PYTEST_ARGS)

check: $(VENV)/dev.stamp ## Every gate but the tests: lint, format, types, layers, template
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/python -m mypy
	PYTHONPATH=. $(BIN)/lint-imports --no-logo
	$(BIN)/cfn-lint infra/template.yaml

format: $(VENV)/dev.stamp ## Format, and mend what lint can mend by itself
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

deploy: $(VENV)/try.stamp ## From nothing to live, or up to date (STAGE=prod; ALARM_EMAIL=…, YES=1)
	@if [ -z "$(STAGE)" ]; then echo "Which stage? make deploy STAGE=prod" >&2; exit 1; fi
	$(BIN)/python desk.py up --stage $(STAGE) $(if $(ALARM_EMAIL),--alarm-email $(ALARM_EMAIL)) $(if $(YES),--yes)
	$(BIN)/python -m infra.package --stage $(STAGE)
	PYTHONDONTWRITEBYTECODE=1 $(BIN)/chalice deploy --stage $(STAGE)
	$(BIN)/python desk.py apply --stage $(STAGE)
	@if $(BIN)/python desk.py connect --help >/dev/null 2>&1; then \
	  echo "$(BIN)/python desk.py connect --stage $(STAGE)"; \
	  $(BIN)/python desk.py connect --stage $(STAGE) $(if $(YES),--yes); fi
	$(BIN)/python desk.py doctor --stage $(STAGE)

clean: ## Remove the virtual environments and whatever the gates left
	rm -rf $(VENV) $(ENGINE) .coverage htmlcov .hypothesis .import_linter_cache
	rm -rf .mypy_cache .pytest_cache .ruff_cache .chalice/deployments vendor
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# --- what those need -----------------------------------------------------------------------------

# Sets $$python to a Python that will do, or says what to do.
define need_python
python=; for candidate in $(PYTHON) python3.13 python3.12 python3.11 python3; do \
  if "$$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then \
    python=$$candidate; break; fi; done; \
if [ -z "$$python" ]; then \
  echo "Guichet needs Python 3.11 or later, and none was found: install one, or name it:" >&2; \
  echo "  make PYTHON=/path/to/python3 …" >&2; exit 1; fi; \
if ! "$$python" -c 'import ensurepip, venv' >/dev/null 2>&1; then \
  echo "$$python has no venv module: install it (on Debian: apt-get install python3-venv)." >&2; \
  exit 1; fi
endef

# $(call new_venv,FOLDER): empty, whatever was there.
define new_venv
@$(need_python); echo "Setting up $(1) with $$python…"; rm -rf $(1); "$$python" -m venv $(1)
endef

# $(call pip,FOLDER,FILE): a registry may be slow, or away for a moment.
define pip
@n=1; until $(1)/bin/python -m pip install --disable-pip-version-check --no-input -qq \
    --retries 5 --timeout 60 --requirement $(2); do \
  [ $$n -lt 3 ] || { echo "$(2) could not be installed." >&2; exit 1; }; \
  sleep $$((n * 5)); n=$$((n + 1)); done
endef

# The simulator needs little, so that it is there soon; the rest comes with the first test.
$(VENV)/try.stamp: constraints.txt requirements.txt requirements-try.txt
	$(call new_venv,$(VENV))
	$(call pip,$(VENV),requirements-try.txt)
	@touch $@

$(VENV)/dev.stamp: $(VENV)/try.stamp requirements-dev.txt
	@echo "Adding what tests and gates need…"
	$(call pip,$(VENV),requirements-dev.txt)
	@touch $@

$(ENGINE)/stamp: requirements-ministack.txt
	$(call new_venv,$(ENGINE))
	$(call pip,$(ENGINE),requirements-ministack.txt)
	@touch $@

# Browser tests want a Chromium. Root on Debian (a container, CI) gets it installed; anybody else is
# told, and without CI set those tests are skipped, loudly.
chromium: $(VENV)/dev.stamp
	@if PYTHONPATH=. $(BIN)/python -m tests.support.chromium >/dev/null; then exit 0; fi; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then \
	  echo "Installing Debian's Chromium for the browser tests…"; \
	  n=1; until apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq \
	      --no-install-recommends chromium fonts-noto-color-emoji </dev/null >/dev/null; do \
	    [ $$n -lt 3 ] || { echo "Chromium could not be installed." >&2; break; }; \
	    sleep $$((n * 10)); n=$$((n + 1)); done; \
	else \
	  echo "NO CHROMIUM: the browser tests will not run. Install one, or name it in" >&2; \
	  echo "GUICHET_CHROMIUM (on Debian: sudo apt-get install chromium)." >&2; fi

# Pins what the requirements bring along, as it resolves today.
lock:
	@$(need_python); rm -rf .venv-lock; "$$python" -m venv .venv-lock; \
	cp constraints.txt constraints.before; : > constraints.txt; \
	if .venv-lock/bin/python -m pip install --disable-pip-version-check -q -r requirements-dev.txt; \
	then { echo "# What the requirements bring along, pinned too. Written by \`make lock\`; do not edit."; \
	  .venv-lock/bin/python -m pip freeze | LC_ALL=C sort -f | \
	  grep -viE "^($$(sed -nE 's/^([A-Za-z0-9_.-]+).*==.*/\1/p' requirements.txt requirements-try.txt \
	    requirements-dev.txt | sed 's/[-_.]/[-_.]/g' | paste -sd '|'))=="; } > constraints.txt; \
	  rm -f constraints.before; \
	else mv constraints.before constraints.txt; rm -rf .venv-lock; exit 1; fi; rm -rf .venv-lock
