import html
import re

import pytest

from omni_nb.show import frames
from omni_nb.show.frames import COLOURS, GROUND, INK, GrowingFrame, coloured, frame

CODES = {
    "python": 'def f(x: int) -> str:  # why\n    """Doc."""\n    return f"<b>{x}</b>" and None\n',
    "javascript": "const f = (x) => `<b>${x}</b>`; // why\n",
    "bash": 'for f in *.wav; do echo "$f" && rm -- "$f"; done  # <all>\n',
    "json": '{"a": [1, true, null, "<x>"]}\n',
    "cuneiform": "x < y && z\n",
    "": "plain <text>\n",
}


def words(markup):
    return html.unescape(re.sub(r"<[^>]*>", "", markup))


@pytest.mark.parametrize("language", CODES)
def test_code_is_shown_as_it_is(language):
    shown = frame(CODES[language], language)
    assert words(shown).rstrip("\n") == CODES[language].rstrip("\n")
    assert (f'class="language-{language}"' in shown) == bool(language)
    assert ("<span" in shown) == (language in ("python", "javascript", "bash", "json"))


def luminance(colour):
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    r, g, b = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


@pytest.mark.parametrize("colour", sorted({INK, *COLOURS.values()}))
def test_every_colour_can_be_read_on_its_ground(colour):
    assert (luminance(colour) + 0.05) / (luminance(GROUND) + 0.05) >= 6


@pytest.mark.parametrize("name", ['"><script>', "a b", "x" * 300, "c++", "../x", "‮evil"])
def test_a_language_is_a_name_and_no_markup(name):
    assert re.findall(r'class="([^"]*)"', frame("x", name))[1:] in (
        [], [f"language-{''.join(c for c in name if c.isalnum() or c in '+#-_.')[:40]}"],
    )  # fmt: skip
    assert frame("x", name).count("<") == 6


def test_too_long_and_what_a_lexer_fails_on_goes_without_colours(monkeypatch):
    assert "<span" not in coloured("x = 1\n" * 3_000, "python")

    class Broken:
        def get_tokens(self, code):
            raise RecursionError

    monkeypatch.setattr(frames, "_lexer", lambda language: Broken())
    assert coloured("a < b", "python") == "a &lt; b"


def test_a_frame_that_grows_shows_the_same_and_colours_a_bounded_part_of_it_each_time(monkeypatch):
    code = CODES["python"] * 90
    given = []
    real = frames.coloured
    monkeypatch.setattr(frames, "coloured", lambda c, language: given.append(len(c)) or real(c, language))
    growing = GrowingFrame()
    for n in range(0, len(code), 20):
        assert words(growing.html(code[:n], "python")).rstrip("\n") == code[:n].rstrip("\n")
        if n < 2_000:
            assert growing.html(code[:n], "python") == frame(code[:n], "python")
    assert sum(given) < 100 * len(code)
    assert len([n for n in given if n > 4_000]) < 12
