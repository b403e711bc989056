import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest

from omni_nb import Clip
from omni_nb.compare.comparison import Comparison
from omni_nb.sound.small_multiples import plot_all
from tests.compare.support import cell, lost, tone


@pytest.fixture(autouse=True)
def _closed():
    yield
    plt.close("all")


def drawn(clips, **more):
    n = len(clips)
    return plot_all(clips, names=[f"n{i}" for i in range(n)], facts=[""] * n, why=["nothing was received"] * n, **more)


def test_all_pictures_share_one_scale_of_time_and_level():
    axes = drawn([tone(1.0, peak=0.4), tone(2.5, peak=0.1), None])
    assert {ax.get_xlim() for ax in axes} == {(0.0, 2.5)}
    assert len({ax.get_ylim() for ax in axes}) == 1
    heights = [float(np.abs(ax.collections[0].get_paths()[0].vertices[:, 1]).max()) for ax in axes[:2]]
    assert heights == pytest.approx([0.4, 0.1], abs=0.01)
    assert [t.get_text() for t in axes[2].texts] == ["nothing was received"]
    assert axes[0].get_yticklabels()[1].get_text() == "−6 dBFS"


@pytest.mark.parametrize(("n", "columns"), [(1, 1), (5, 2), (13, 3), (30, 4)])
def test_few_stand_below_each_other_and_many_in_columns(n, columns):
    axes = drawn([tone(0.1)] * n)
    assert axes.shape == (n,)
    assert axes[0].get_gridspec().ncols == columns
    with_times = [ax for ax in axes if ax.get_xlabel()]
    assert len(with_times) == min(n, columns)


@pytest.mark.parametrize(
    "clips", [[None], [Clip(np.zeros(0, np.int16), 8_000)], [Clip.of(np.zeros(100), 8_000)], [None, tone()]]
)
@pytest.mark.parametrize("kind", ["waveform", "spectrogram"])
def test_nothing_and_silence_can_be_drawn(clips, kind):
    axes = drawn(clips, kind=kind)
    axes[0].figure.canvas.draw()
    assert all(np.isfinite(ax.get_ylim()).all() for ax in axes)


def test_themes_colour_page_and_words_and_without_one_a_chosen_style_counts():
    def looks(theme):
        axes = drawn([tone()], theme=theme)
        return mpl.colors.to_hex(axes[0].figure.get_facecolor(), keep_alpha=True), axes[0].xaxis.label.get_color()

    assert looks("light") == ("#ffffffff", "#3f4652")
    assert looks("dark") == ("#14171cff", "#c3c9d4")
    assert looks(None)[0].endswith("00")
    with plt.style.context("dark_background"):
        assert looks(None) == ("#000000ff", "white")


def test_words_of_others_are_no_mathematics_and_a_comparison_names_its_cells():
    comparison = Comparison((cell("$x^{2$"), cell("阿珍" * 40), lost("Kai")))
    axes = comparison.plot(theme="light")
    axes[0].figure.canvas.draw()
    assert axes[0].get_title(loc="left") == "$x^{2$"
    assert axes[0].get_title(loc="right") == "0.1 s"
    assert axes[2].texts[0].get_text() == "too fast"
    assert len(axes[1].get_title(loc="left")) <= 64


@pytest.mark.parametrize("wrong", [{"kind": "pie"}, {"theme": "pink"}])
def test_what_cannot_be_drawn_is_told(wrong):
    with pytest.raises(ValueError, match="must be one of"):
        drawn([tone()], **wrong)
    with pytest.raises(ValueError, match="no cells"):
        Comparison(()).plot()
