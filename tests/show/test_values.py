import numpy as np
import pytest

from omni_nb import Clip
from omni_nb.prompt.parts import Prompt
from omni_nb.show import display
from tests.front_end import fake_marimo
from tests.support.media import picture

EMPTY = Clip(np.zeros(0, np.int16), 24_000)
CLIP = Clip.of(np.sin(np.arange(2_400) / 5), 24_000)


@pytest.fixture
def shown(monkeypatch):
    bundles = []
    monkeypatch.setattr(display, "in_notebook", lambda: True)
    monkeypatch.setattr(display, "show_bundle", bundles.append)
    return bundles


def test_a_clip_plays_in_a_notebook(shown):
    CLIP._ipython_display_()
    (sound,) = shown
    assert "<audio" in sound["text/html"]
    assert "24,000 Hz" in sound["text/html"]


def test_a_prompt_shows_what_it_holds(shown):
    Prompt.of(picture(), "What <is> this?")._ipython_display_()
    assert "<img" in shown[0]["text/html"]
    assert "What &lt;is&gt; this?" in shown[0]["text/html"]
    assert shown[0]["text/plain"].endswith("What <is> this?")


def test_marimo_has_them_too(monkeypatch):
    fake_marimo.install(monkeypatch)
    assert "<audio" in CLIP._display_().text
    assert EMPTY._display_().startswith("Clip(")


@pytest.mark.parametrize("value", [CLIP, Prompt.of("hello")])
def test_at_a_terminal_it_is_its_line_of_words(value):
    with pytest.raises(NotImplementedError):  # IPython takes the repr then
        value._ipython_display_()


def test_a_clip_without_sound_has_nothing_to_show(shown):
    with pytest.raises(NotImplementedError):
        EMPTY._ipython_display_()
