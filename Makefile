# One virtual environment, made once and renewed when pyproject.toml changes.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
SHARED ?= ../shared

.PHONY: demo test lint eval clean

demo: $(STAMP)
	@$(BIN)/clausescan scan corpora/samples/battery_cell_jv.pdf

test: $(STAMP)
	$(BIN)/pytest -n 2

lint: $(STAMP)
	$(BIN)/ruff check src tests benchmarks corpora
	$(BIN)/ruff format --check src tests benchmarks corpora
	$(BIN)/mypy

# The figures of the README and of docs/. Needs the evaluation data beside the project, and for clause types, periods and
# the plain way also the training extra; takes an hour or two on two cores.
eval: $(STAMP)
	$(BIN)/python benchmarks/text_fidelity.py --shared $(SHARED)
	$(BIN)/python benchmarks/reading_speed.py --shared $(SHARED)
	$(BIN)/python benchmarks/docx_numbering.py --shared $(SHARED)
	$(BIN)/python benchmarks/hostile.py --shared $(SHARED)
	$(BIN)/python benchmarks/outline.py --shared $(SHARED) --held-out --units
	$(BIN)/python benchmarks/cuad_facts.py --shared $(SHARED)
	$(BIN)/python benchmarks/periods.py --shared $(SHARED) --pdf
	$(BIN)/python benchmarks/classify_dev.py --shared $(SHARED)
	$(BIN)/python benchmarks/speed_scan.py --shared $(SHARED)
	$(BIN)/python benchmarks/consistency.py --shared $(SHARED)
	$(BIN)/python benchmarks/unseen_absences.py --shared $(SHARED)
	$(BIN)/python benchmarks/judge_cost.py $(SHARED)/agreements/pdf/transphorm_jv.pdf $(SHARED)/agreements/pdf/impco_jv.pdf
	$(BIN)/python benchmarks/formats.py $(SHARED)/agreements/pdf/transphorm_jv.pdf
	$(BIN)/python benchmarks/annotated_files.py
	$(BIN)/python benchmarks/compare_pairs.py --shared $(SHARED)
	$(BIN)/python benchmarks/planted_edits.py --shared $(SHARED)
	$(BIN)/python benchmarks/batch_room.py --documents 60 --jobs 1,2 --shared $(SHARED)

$(STAMP): pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check -e ".[dev]"
	@touch $(STAMP)

clean:
	rm -rf $(VENV) build dist
