import uuid

import pytest

from tests.panels.composer.support import Desktop


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)  # "as code" keeps media in the folder where it runs


@pytest.fixture
def desk(monkeypatch):
    return Desktop(monkeypatch)


@pytest.fixture
def again(monkeypatch):
    """Runs a cell with a composer, each time as a new execution of the same cell."""
    from omni_nb.show import display

    cell, ran = f"notebook#{uuid.uuid4().hex}", [0]
    monkeypatch.setattr(display, "this_cell", lambda: cell)
    monkeypatch.setattr(display, "execution_count", lambda: ran[0])

    def run(omni=None):
        ran[0] += 1
        return Desktop(monkeypatch, omni).settle()

    return run
