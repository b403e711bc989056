# On a fresh machine: `make demo`, `make test`, `make docs`. Each makes its own .venv.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo test heavy docs package clients frontends lab bench lint messages clean

demo: .venv/.demo
	$(BIN)/python -m omni_nb.cli doctor
	$(BIN)/python docs/demo.py

# At the lowest versions that pyproject.toml allows: whatever stands at the door of a dependency. No browser.
LOWEST := --disable-warnings -m 'not live and not clients and not heavy and not browser' -k 'not thousand and not random and not costs_its_length and not of_the_pages and not example_kills and not killed_worker and not larger_than_their_head' \
  tests/kept/test_history.py tests/kept/test_store.py tests/session tests/sweep tests/panels/composer/test_composer.py $(wildcard tests/prompt/test_video*.py) \
  $(addprefix tests/prompt/test_,foreign.py media.py opening.py parts.py pictures.py transcode.py) \
  $(addprefix tests/servers/test_,network.py openai_sdk.py unreachable.py) $(addprefix tests/servers/simulator/test_,app.py look.py) \
  $(addprefix tests/show/test_,live.py markdown.py static.py) $(addprefix tests/sound/test_,clip.py loudness.py pauses.py pitch.py plots.py sound_measures.py tracks.py) \
  $(addprefix tests/test_,doctor.py front_door.py notebook.py omni.py readme.py) $(addprefix tests/widgets/test_,live_text.py base.py)

# Most tests wait: for kernels, servers and sound. All that need a Lab share one and its browser, in one of these processes.
WORKERS := 3

test: .venv/.test .venv/.lowest
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -n $(WORKERS) --no-loadscope-reorder --cov --cov-report=
	$(BIN)/python -m coverage report --include='omni_nb/escape.py,omni_nb/messages/*,omni_nb/quantities.py,omni_nb/errors.py,omni_nb/catalog/*,omni_nb/paths.py,omni_nb/sound/*,omni_nb/prompt/*,omni_nb/wire/*,omni_nb/reply/*,omni_nb/compare/*' --fail-under=100
	.venv/lowest/bin/python -m pytest -q -n $(WORKERS) $(LOWEST)

# The same as some tests of the wire, but some ten times as much of it: minutes, so not in `make test`.
heavy: .venv/.test
	$(BIN)/python -m pytest -n $(WORKERS) -m heavy --timeout 1200

# The site: warnings are errors, and so is whatever a page would load from another machine.
docs: .venv/.docs
	$(BIN)/python docs/site.py

# What would be uploaded: built, checked, and tried in an environment that has nothing else.
package: .venv/.release
	rm -rf dist
	$(BIN)/python -m build --no-isolation >/dev/null
	$(BIN)/python -m twine check --strict dist/*
	$(BIN)/uv venv --quiet --clear --python $(BIN)/python .venv/package
	$(BIN)/uv pip install --quiet --python .venv/package/bin/python dist/*.whl
	cd .venv/package && bin/python -c 'import omni_nb; print(omni_nb.__file__)' | grep -q site-packages
	cd .venv/package && bin/omni-nb --version && bin/omni-nb ask --simulated --text-only 'Repeat exactly: it works' | grep 'it works'

# Real clients and frameworks against the simulator, each in an environment of its own: some minutes, so not in `make test`.
CLIENTS := openai litellm[proxy] llm pydantic-ai-slim[openai]:pydantic_ai langchain-openai:langchain openai-agents:openai_agents instructor schemathesis
clients: .venv/.clients
	$(BIN)/python -m pytest -m clients tests/clients

# Other front ends, each in an environment of its own, in a real browser: some minutes.
FRONT_ENDS := marimo voila papermill
frontends: .venv/.front-ends
	$(BIN)/python -m pytest -m frontends tests/frontends

lab: .venv/.demo
	$(BIN)/jupyter lab notebooks/00_quickstart.ipynb

bench: .venv/.test
	$(BIN)/python -m benchmarks

lint: .venv/.test
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	$(BIN)/mypy

# After a sentence for people was written, changed or deleted: what is to be translated now?
messages:
	$(BIN)/python docs/messages.py

# A third of pip's time.
INSTALL := $(BIN)/uv pip install --quiet --python $(BIN)/python

.venv/bin/python:
	$(PYTHON) -c 'import sys; sys.exit("omni_nb needs Python 3.11 or newer, this is " + sys.version.split()[0] if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --upgrade pip uv

.venv/.demo: .venv/bin/python pyproject.toml
	$(BIN)/python -m pip install --quiet --editable '.[all]' nbclient nbconvert
	touch $@

# For the widgets' JavaScript: types and a linter, pinned, because each version of them finds something else. And a client.
NODE_PACKAGES := typescript@5.6.3 @biomejs/biome@2.3.0 openai axe-core@4.14.1
.venv/.test: .venv/bin/python pyproject.toml Makefile
	$(INSTALL) --editable '.[all,test]'
	$(INSTALL) --target .venv/openai-1.52 'openai==1.52.0' 'httpx<0.28'
	if command -v npm >/dev/null; then npm install --silent --no-fund --no-audit --prefix .venv/node $(NODE_PACKAGES) || echo 'npm could not install $(NODE_PACKAGES): what needs them will not be tested'; fi
	touch $@

.venv/.lowest: .venv/.test pyproject.toml
	$(BIN)/uv venv --quiet --clear --python $(BIN)/python .venv/lowest
	$(BIN)/uv pip install --quiet --python .venv/lowest/bin/python --resolution lowest-direct --editable '.[all,test]'
	touch $@

.venv/.docs: .venv/bin/python pyproject.toml
	$(INSTALL) --editable '.[docs]'
	touch $@

.venv/.release: .venv/bin/python pyproject.toml
	$(INSTALL) --editable '.[release]'
	touch $@

.venv/.clients: .venv/.test Makefile
	for each in $(CLIENTS); do \
	  package=$${each%%:*}; name=$${each##*:}; name=$${name%%[*}; \
	  $(BIN)/python -m venv .venv/clients/$$name && .venv/clients/$$name/bin/python -m pip install --quiet --upgrade "$$package" || exit 1; \
	done
	$(BIN)/python -m venv .venv/clients/openai-1.52
	.venv/clients/openai-1.52/bin/python -m pip install --quiet 'openai==1.52.0' 'httpx<0.28'
	touch $@

.venv/.front-ends: .venv/.test pyproject.toml Makefile
	for each in $(FRONT_ENDS); do \
	  $(BIN)/python -m venv .venv/front-ends/$$each && .venv/front-ends/$$each/bin/python -m pip install --quiet --upgrade --editable '.[simulator,compare]' ipykernel nbconvert jupyter-console $$each || exit 1; \
	done
	touch $@

clean:
	rm -rf .venv demo dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage
