import dataclasses
import io

import numpy as np
import pytest
from markdown_it import MarkdownIt

from omni_nb import Clip, Reply, escape, image
from omni_nb.errors import StreamBroken
from omni_nb.prompt.parts import Prompt
from omni_nb.reply.timing import Timing
from omni_nb.reply.usage import Cost, Usage
from omni_nb.show import display, static
from omni_nb.show.table import Table
from omni_nb.widgets.saved_player import saved_player_script
from tests.support.media import TONE, picture
from tests.support.requests import request

REPLY = Reply(
    text="**hi** <script>", audio=TONE, usage=Usage(input_tokens=1_234, output_tokens=5), cost=Cost(amount=0.01234, currency="CNY", prices_date="2026-11-22"),
    timing=Timing(first_text_s=0.31, first_audio_s=0.62, total_s=2.0), complete=True, model="qwen3-omni-flash", voice="Cherry",
    server="DashScope (beijing)", id="r1",
)  # fmt: skip


def test_a_reply_leaves_three_outputs():
    words, sound, facts = static.bundles(REPLY)
    assert words["text/html"].count("<strong>hi</strong>") == 1
    assert "<script>" not in words["text/html"] + words["text/markdown"]
    assert words["text/plain"] == REPLY.text
    assert "<audio controls" in sound["text/html"]
    assert 'alt="Waveform: 1.00 s, 24,000 Hz, mono, peak -12.2 dBFS' in sound["text/html"]
    assert sound["text/plain"].splitlines()[0] == "Sound: 1.00 s"
    assert f'data-sound="{TONE.digest}"' in sound["text/html"]
    assert (
        "qwen3-omni-flash · Cherry · 1.0 s of sound · 1,234 tokens in, 5 out · ≈ 0.0123 CNY (prices of 2026-11-22) · first text 0.31 s · first sound 0.62 s · total 2.00 s · DashScope (beijing)"
        in facts["text/plain"]
    )


def test_what_was_asked_about_is_the_first_output_and_words_alone_are_none():
    about, *rest = static.bundles(dataclasses.replace(REPLY, request=request(Prompt.of(image(picture()), "?"))))
    assert "<img" in about["text/html"]
    assert len(rest) == 3
    assert len(list(static.bundles(dataclasses.replace(REPLY, request=request(Prompt.of("?")))))) == 3


def test_without_sound_there_is_neither_player_nor_picture():
    assert len(list(static.bundles(dataclasses.replace(REPLY, audio=None)))) == 2
    assert len(list(static.bundles(dataclasses.replace(REPLY, audio=Clip(np.zeros(0, np.int16), 24_000))))) == 2


def test_nothing_needs_a_widget_and_the_only_script_stands_once_behind_the_sound():
    bundles = list(static.bundles(REPLY))
    for bundle in [*bundles, static.together(REPLY)]:
        assert set(bundle) <= {"text/html", "text/markdown", "text/plain"}
        html = bundle["text/html"].replace(saved_player_script(), "", 1)
        assert not any(w in html for w in ("<script", "onclick", "autoplay", "<style", "<svg"))
    assert ["<script" in b["text/html"] for b in bundles] == [False, True, False]
    assert not any("<script" in piece for piece in static.pieces(REPLY))


def test_a_simulated_reply_says_so_loudly():
    assert "SIMULATED" in static.facts(dataclasses.replace(REPLY, simulated=True))["text/html"]


def test_what_went_wrong_is_seen_and_read_out():
    cut = dataclasses.replace(
        REPLY,
        complete=False,
        error=StreamBroken("<cut>", repair="again"),
        notes=("a <note>",),
    )
    html = static.facts(cut)["text/html"]
    assert 'role="alert"' in html
    assert "incomplete: &lt;cut&gt;. again" in html
    assert "a &lt;note&gt;" in html
    assert "⚠ incomplete" in static.facts(cut)["text/plain"]


def test_thinking_is_folded_away_and_no_words_are_said_to_be_none():
    assert "<details" in static.transcript(dataclasses.replace(REPLY, reasoning="hm"))["text/html"]
    assert "no words" in static.transcript(dataclasses.replace(REPLY, text=""))["text/html"]


@pytest.mark.parametrize(("name", "mime"), [("opus", "audio/ogg"), ("wav", "audio/wav"), ("nonsense", "audio/mpeg")])
def test_the_players_format_can_be_chosen(monkeypatch, name, mime):
    monkeypatch.setenv("OMNI_NB_PLAYER", name)
    assert mime in list(static.bundles(REPLY))[1]["text/html"]


def test_too_much_sound_is_not_embedded(monkeypatch):
    monkeypatch.setattr(static, "MOST_EMBEDDED_BYTES", 10)
    html = static.sound(TONE, "mp3")["text/html"]
    assert "reply.save" in html
    assert "<audio" not in html
    assert '<img alt="Waveform: 1.00 s' in html


def test_silence_is_described_as_silence():
    assert static.describe(Clip(np.zeros(24_000, np.int16), 24_000)).endswith("mono, silence")


def test_a_cells_last_line_is_not_shown_twice(monkeypatch):
    shown = []
    monkeypatch.setattr(static, "show_reply", shown.append)
    monkeypatch.setattr(display, "in_notebook", lambda: True)
    monkeypatch.setattr(display, "execution_count", lambda: 7)
    static.mark_shown(REPLY)
    static.show_unless_just_shown(REPLY)
    assert shown == []
    monkeypatch.setattr(display, "execution_count", lambda: 8)
    static.show_unless_just_shown(REPLY)
    assert shown == [REPLY]
    for i in range(99):
        static.mark_shown(dataclasses.replace(REPLY, id=f"x{i}"))
    assert len(static._shown) <= 65


def test_in_a_notebook_each_output_is_displayed(monkeypatch):
    shown = []
    monkeypatch.setattr(display, "in_notebook", lambda: True)
    monkeypatch.setattr(display, "show_bundle", shown.append)
    REPLY.show()
    assert len(shown) == 3


def test_a_console_of_an_old_code_page_gets_the_words_with_marks_for_what_it_lacks(monkeypatch):
    written = io.BytesIO()
    monkeypatch.setattr("sys.stdout", io.TextIOWrapper(written, encoding="cp1252"))
    Reply(text="你好 café → \x1b[2J").show()
    assert written.getvalue().decode("cp1252").split() == ["??", "café", "->", "?[2J"]


def test_where_the_library_cannot_write_the_format_it_is_wav(monkeypatch):
    real = Clip.encode

    def without_mp3(self, fmt="wav"):
        if fmt == "mp3":
            raise RuntimeError("Format not recognised.")
        return real(self, fmt)

    monkeypatch.setattr(Clip, "encode", without_mp3)
    assert "audio/wav" in static.sound(TONE, "mp3")["text/html"]


def test_at_a_terminal_a_reply_is_shown_without_escapes(capsys):
    static.show_reply(Reply(text="a\x1b]52;c;cHduZWQ=\x07b\n你好", complete=True))
    assert capsys.readouterr().out == "a�]52;c;cHduZWQ=�b\n你好\n"


def test_plain_text_of_an_output_holds_no_escapes():
    words, *_, facts = static.bundles(Reply(text="a\x9b2Jb", model="m\x1b[8m", notes=("n\u202e",)))
    assert words["text/plain"] == "a�2Jb"
    assert facts["text/plain"].splitlines()[0].startswith("m�[8m · ")
    assert facts["text/plain"].splitlines()[-1] == "n�"


CODE = "Look:\n\n```python\ndef f(a_b):\n    x = 1\n\n   \n    # heading *star* ![x](http://127.0.0.1/t.png) <b>\n    return a_b\n```\n\n$$\na_1\n\nb_1\n$$\n\n    indented\n\n    <i>*too*</i>\n"


def test_outputs_are_whole_inside_of_markdown():
    """`jupyter nbconvert --to markdown` writes HTML among Markdown, where a blank line ends it."""
    reply = dataclasses.replace(REPLY, text=CODE, reasoning=CODE, request=request(Prompt.of(image(picture()), CODE)))
    table = Table([{"question": "a\n\n# b\n\n![x](http://127.0.0.1/t.png)"}])
    shown = [b["text/html"] for b in [*static.bundles(reply), static.together(reply)]]
    shown += [table._repr_html_(), f"<div>{escape.html(CODE)}</div>"]
    assert len(shown) == 7
    for html in shown:
        html = html.rstrip()
        assert MarkdownIt("commonmark").render(f"Before\n\n{html}\n\nAfter") == f"<p>Before</p>\n{html}\n<p>After</p>\n"
