# Kontor: `make run` and `make test` need git, make and Python 3.11 or newer, nothing else.
# PYTHON=/path/to/python3.12 chooses the interpreter. The last line of a recipe is one `exec`, so that no shell stands
# between make and the program: it would hide make's end from it.

.PHONY: run test lint bench faults lock clean

run:
	@sh app/development/prepare.sh requirements.txt
	@exec .venv/bin/python -m app.development.run --parent $$PPID

# Two processes, each with a PostgreSQL of its own; a file stays whole, for what it starts is started once,
# and the long files, which drive a browser, come first. PG=16 takes PostgreSQL 16 instead of 18.
test:
	@sh app/development/prepare.sh requirements-dev.txt
	@exec .venv/bin/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder $(ARGS)

lint:
	@sh app/development/prepare.sh requirements-dev.txt
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check --quiet . || { echo 'Bitte „.venv/bin/ruff format .“ laufen lassen.'; exit 1; }
	@exec .venv/bin/python -m pytest -q $(wildcard tests/test_imports.py tests/test_templates.py tests/test_styles.py)

bench:
	@sh app/development/prepare.sh requirements-dev.txt
	@exec .venv/bin/python -m tests.bench $(ARGS)

faults:
	@sh app/development/prepare.sh requirements-dev.txt
	@exec .venv/bin/python -m tests.faults $(ARGS)

# After a change of the dependencies in pyproject.toml; needs uv (UPGRADE=--upgrade for newer versions).
lock: LOCK = uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-header \
	--annotation-style line $(UPGRADE)
lock:
	$(LOCK) --extra development pyproject.toml -o requirements.txt
	$(LOCK) --all-extras -c requirements.txt pyproject.toml -o requirements-dev.txt

clean:
	rm -rf .venv .pytest_cache .ruff_cache .hypothesis .import_linter_cache
