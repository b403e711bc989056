import base64
import logging
import warnings
import xml.etree.ElementTree as ET
from pathlib import Path

import matplotlib
import numpy as np
import pytest

from omni_nb import Clip
from omni_nb.sound import plots

CLIP = Clip((9_000 * np.sin(np.arange(48_000) * 0.05)).astype(np.int16), 24_000)
EMPTY = Clip(np.zeros(0, np.int16), 24_000)


@pytest.fixture(autouse=True)
def _close():
    import matplotlib.pyplot as plt

    yield
    plt.close("all")


@pytest.mark.parametrize("kind", ["waveform", "spectrogram"])
@pytest.mark.parametrize("clip", [CLIP, EMPTY, Clip(np.zeros(50, np.int16), 24_000)], ids=["tone", "empty", "short"])
def test_it_draws_on_a_new_transparent_figure(kind, clip):
    ax = plots.plot(clip, kind=kind)
    assert ax.figure.patch.get_alpha() == 0
    ax.figure.canvas.draw()


def test_it_draws_on_axes_that_are_given_and_leaves_their_figure_alone():
    import matplotlib.pyplot as plt

    _, ax = plt.subplots()
    assert plots.plot(CLIP, ax=ax, title="hello") is ax
    assert ax.figure.patch.get_alpha() is None
    assert ax.get_xlim() == (0, 2)


def test_another_kind_is_misuse():
    with pytest.raises(ValueError, match="waveform"):
        plots.plot(CLIP, kind="pie")


def test_a_chinese_title_brings_no_warning_with_or_without_a_font(monkeypatch, caplog):
    for font in (plots.cjk_font, lambda: None):
        monkeypatch.setattr(plots, "cjk_font", font)
        with warnings.catch_warnings(), caplog.at_level(logging.WARNING):
            warnings.simplefilter("error")
            ax = plots.plot(CLIP, title="你是谁 $5 and $6")
            ax.figure.canvas.draw()
        assert "$5 and $6" in ax.get_title()
    assert ax.get_title() == "$5 and $6"
    assert not caplog.records


def test_a_title_beyond_latin_is_drawn_with_the_font_that_has_it(monkeypatch):
    font = Path(matplotlib.get_data_path()) / "fonts" / "ttf" / "DejaVuSansMono.ttf"
    monkeypatch.setattr(plots, "cjk_font", lambda: str(font))
    ax = plots.plot(CLIP, title="\ua73f $5")
    assert ax.get_title() == "\ua73f $5"
    assert ax.title.get_fontproperties().get_file() == str(font)


def test_the_picture_of_a_long_sound_is_small():
    long = Clip(np.tile(CLIP.samples, 120), 24_000)
    assert len(plots.waveform_svg(long)) < 12_000


@pytest.mark.parametrize("clip", [CLIP, EMPTY, Clip(np.zeros(1, np.int16), 24_000)])
def test_the_svg_is_well_formed_and_fits_an_img(clip):
    svg = plots.waveform_svg(clip)
    ET.fromstring(svg)
    assert "nan" not in svg
    head, _, data = plots.svg_data_url(svg).partition(",")
    assert head == "data:image/svg+xml;base64"
    assert base64.b64decode(data).decode() == svg


@pytest.mark.parametrize("kind", ["waveform", "spectrogram"])
def test_no_front_end_is_told_to_put_a_page_behind_it(kind):
    from matplotlib_inline.backend_inline import _fetch_figure_metadata

    fig = plots.plot(CLIP, kind=kind).figure
    fig.canvas.draw()
    assert _fetch_figure_metadata(fig) is None


def test_a_title_of_others_is_drawn_as_words():
    axes = plots.plot(Clip(np.zeros(9, np.int16), 8_000), title="a$\\frac{$ \x1b]0;x\ud800")
    axes.figure.canvas.draw()
    assert axes.get_title() == "a$\\frac{$ □]0;x□"
