# Works on a machine with Python 3.11 or later, git and make; everything else is fetched into .venv.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
STORE  := var/opslag
# What a snapshot is made of; the folders tell of a file that went or came. A change makes the snapshot again.
SOURCES := data/register.toml data/demo/register.toml queries/marts data/codelists data/published \
           $(wildcard queries/marts/*.sql data/codelists/*.toml data/published/*.csv) \
           $(wildcard src/pq_answers/demo/*.py src/pq_answers/store/*.py src/pq_answers/deliveries/*.py)
PLAN   ?= data/demo/vraag-274.toml
OUT    ?= var/antwoord-274
JOBS   ?= 2
export PIP_DISABLE_PIP_VERSION_CHECK = 1

.DEFAULT_GOAL := help
.PHONY: help answer test check office bench leren beelden bevindingen catalogus lock clean

help: ## Show these commands
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 20

answer: $(STORE)/current ## Install, build the demonstration snapshot, draft the answer to question 274
	@$(BIN)/pq-answers answer $(PLAN) -o $(OUT) --opslag $(STORE)

test: $(VENV)/.dev ## Run everything that proves it: style, types, layers, tests
	@JOBS=$(JOBS) sh tools/test.sh

check: $(VENV)/.dev ## Style, types and layers only
	@sh tools/test.sh check

bench: $(VENV)/.dev $(STORE)/current ## Measure speed and memory, as ratios in one run
	@$(BIN)/python -m bench

catalogus: $(VENV)/.dev ## Write queries/README.md from the headers of the queries
	@$(BIN)/python tools/catalogus.py

leren: $(VENV)/.dev ## Learn the weights of reading questions again from the annotated ones
	@$(BIN)/python tools/leren.py

bevindingen: $(VENV)/.dev ## Write docs/bevindingen.md: what the published sources contradict
	@$(BIN)/python tools/bevindingen.py

beelden: $(VENV)/.dev $(STORE)/current ## Write the pictures of the pages in the guide of the web application
	@sh tools/browser.sh
	@$(BIN)/python tools/beelden.py

office: ## See to LibreOffice and poppler, which the tests of the documents need
	@sh tools/office.sh

lock: $(VENV)/.uv ## Resolve the dependencies again into requirements/*.lock
	@sh tools/lock.sh

clean: ## Remove what was made: environment, stores, answers
	rm -rf $(VENV) var build dist

# A load that finds nothing new leaves the pointer as it is; touching it says that it was looked at.
$(STORE)/current: $(VENV)/.runtime $(SOURCES)
	@rm -rf var/levering
	@$(BIN)/pq-answers demo var/levering
	@$(BIN)/pq-answers load var/levering --opslag $(STORE)
	@touch $@

$(VENV)/.uv: requirements/bootstrap.lock
	@echo "Making $(VENV)"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "pq-answers needs Python 3.11 or later")'
	@sh tools/venv.sh $(VENV) $(PYTHON)
	@$(BIN)/python -m pip install --quiet --require-hashes -r requirements/bootstrap.lock
	@touch $@

$(VENV)/.runtime: $(VENV)/.uv requirements/runtime.lock pyproject.toml
	@echo "Installing pq-answers into $(VENV)"
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements/runtime.lock
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: $(VENV)/.runtime requirements/dev.lock
	@echo "Installing the test tools into $(VENV)"
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements/dev.lock
	@touch $@
