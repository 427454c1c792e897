# Two commands do everything on a fresh machine: `make demo` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
WORKERS ?= auto

.PHONY: env demo test lint unit soak messages lock pictures clean
env: $(STAMP)

$(STAMP): requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; v = sys.version_info[:2]; sys.exit(None if (3, 11) <= v < (3, 14) else "WBS TUI needs Python 3.11, 3.12 or 3.13; set PYTHON=python3.12 (this one is %d.%d)" % v)'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $(STAMP)

# A throw-away office: the sample reports through the real intake, then cases in later stages, then the screens.
# The samples hold one broken line on purpose, which the import tells with exit code 4.
DEMO_DIR ?= demo-data
DEMO_CASES ?= 40
SAMPLES := wbs_tui/operations/samples
demo: export WBS_STORE = sqlite:///$(abspath $(DEMO_DIR))/office.wbs
demo: export WBS_PASSWORD_FILE = $(abspath $(DEMO_DIR))/password
demo: env
	rm -rf $(DEMO_DIR)
	$(BIN)/wbs demo --cases 0 --no-tui --dir $(DEMO_DIR) >/dev/null
	(umask 077; echo 'demo demo demo' >$(DEMO_DIR)/password)
	$(BIN)/wbs --user petugas import $(SAMPLES)/mail $(SAMPLES)/web || [ $$? -eq 4 ]
	$(BIN)/wbs demo --cases $(DEMO_CASES) --no-tui --dir $(DEMO_DIR)
	@if [ -t 0 ] && [ -t 1 ]; then $(BIN)/wbs --user petugas; else $(BIN)/wbs --user petugas inbox; fi

test: lint unit

lint: env
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# Compiled beforehand: the tests start the program hundreds of times, and some systems let it keep no bytecode.
unit: env
	$(BIN)/python -m compileall -q -j 0 wbs_tui screens models migrations
	$(BIN)/python -m pytest -q -n $(WORKERS)

# What takes longer than a change can wait: kills, races, long random searches, other people's tools.
SEED ?= 1
KILLS ?= 200
HISTORIES ?= 100000
soak: env
	$(BIN)/python -u tests/soak/soak.py --seed $(SEED) --kills $(KILLS) --histories $(HISTORIES) $(if $(ONLY),--only $(ONLY))

# After a change of an area file under wbs_tui/text/locale, or of a message in the code.
messages: env
	$(BIN)/python -m wbs_tui.text.messages

# The pictures of the README, from the real program.
pictures: env
	$(BIN)/python docs/make_pictures.py

# After a change of pyproject.toml: pins with hashes, and no download address.
lock:
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate --extra dev pyproject.toml -o requirements.lock
