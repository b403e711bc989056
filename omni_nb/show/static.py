"""What stays in the notebook: transcript, player, waveform and one quiet line, as ordinary outputs.

Separate outputs, so that a viewer which drops one keeps the others. No widget, no script, nothing
that plays by itself. All of it is a function of the reply.
"""

from __future__ import annotations

import math
import os
import sys
from collections.abc import Iterator

from omni_nb import escape, quantities
from omni_nb.reply.reply import Reply
from omni_nb.show import display, media, question
from omni_nb.show.console import Console
from omni_nb.show.display import Bundle
from omni_nb.show.markdown import in_page, inert, to_html
from omni_nb.sound.clip import Clip
from omni_nb.sound.files import AudioFormat, mime_type
from omni_nb.sound.measure import peak_dbfs, rms_dbfs
from omni_nb.sound.plots import svg_data_url, waveform_svg

_QUIET = "color:#808896;font-size:0.85em;line-height:1.5;overflow-wrap:anywhere"
_WARN = "color:#c2570c"  # 4.6:1 on white, 4.3:1 on Lab's dark
MOST_EMBEDDED_BYTES = 16 << 20
_shown: dict[str, int | None] = {}


def show_reply(reply: Reply) -> None:
    """Display a reply's outputs in a notebook; at a terminal, its words."""
    if not display.in_notebook():
        Console(sys.stdout).line(escape.visible(reply.text))
        return
    for bundle in bundles(reply):
        display.show_bundle(bundle)


def bundles(reply: Reply, *, player_format: AudioFormat | None = None) -> Iterator[Bundle]:
    """The outputs in their order: what was asked about, if it was more than words; then the answer's."""
    if reply.asked is not None and reply.asked.media:
        yield question.about(reply.asked)
    yield from answer(reply, player_format=player_format)


def answer(reply: Reply, *, player_format: AudioFormat | None = None) -> Iterator[Bundle]:
    """The outputs of an answer: transcript, player, waveform, facts."""
    yield transcript(reply)
    if reply.audio is not None and len(reply.audio):
        yield player(reply.audio, player_format or default_player_format())
        yield waveform(reply.audio)
    yield facts(reply)


def together(reply: Reply) -> Bundle:
    """The answer as one output: for replies that came at the same time, whose parts would stand mixed."""
    parts = list(answer(reply))
    return {
        "text/html": "".join(p["text/html"] for p in parts),
        "text/markdown": parts[0]["text/markdown"],
        "text/plain": "\n".join(p["text/plain"] for p in parts),
    }


def show_unless_just_shown(reply: Reply) -> None:
    """Display a reply that is a cell's last line, unless `omni.ask(…)` has shown it in this very cell."""
    if _shown.get(reply.id, -1) != display.execution_count():
        show_reply(reply)


def mark_shown(reply: Reply) -> None:
    """Remember that this cell has shown the reply."""
    while len(_shown) > 64:
        del _shown[next(iter(_shown))]
    _shown[reply.id] = display.execution_count()


def default_player_format() -> AudioFormat:
    """The format of players in a notebook: mp3 plays everywhere; `OMNI_NB_PLAYER=opus` halves it, `wav` is exact."""
    name = os.environ.get("OMNI_NB_PLAYER", "mp3").lower()
    return name if name in ("wav", "flac", "mp3", "ogg", "opus") else "mp3"  # type: ignore[return-value]


def transcript(reply: Reply) -> Bundle:
    """The words: HTML for people, Markdown for tools, plain text for all."""
    thinking = ""
    if reply.reasoning:
        thinking = f'<details style="{_QUIET}"><summary>thinking</summary>{to_html(reply.reasoning)}</details>'
    words = to_html(reply.text) if reply.text else f'<div style="{_QUIET}">no words</div>'
    return {
        "text/html": in_page(thinking + words),
        "text/markdown": inert(reply.text),
        "text/plain": escape.visible(reply.text),
    }


def player(clip: Clip, fmt: AudioFormat) -> Bundle:
    """The sound in a player, or where to find it if it is too much for a notebook."""
    try:
        data = clip.encode(fmt)
    except RuntimeError:  # a libsndfile of the system's may have been built without mp3 or opus
        fmt = "wav"
        data = clip.encode(fmt)
    if len(data) > MOST_EMBEDDED_BYTES:
        words = f"{quantities.duration(clip.duration_s)} of sound are too much for a notebook; use reply.save(…)."
        return {"text/html": f'<div style="{_QUIET}">{words}</div>', "text/plain": words}
    words = f"Sound: {quantities.seconds(clip.duration_s, 2)}"
    return {"text/html": media.player(data, mime_type(fmt), words), "text/plain": words}


def waveform(clip: Clip) -> Bundle:
    """The waveform as a picture, with its numbers in the alternative text."""
    words = describe(clip)
    src = svg_data_url(waveform_svg(clip))
    # The times are text of the page, not of the picture: in a narrow window a picture's text shrinks.
    times = "".join(f"<span>{quantities.clock(t)}</span> " for t in (0.0, clip.duration_s / 2, clip.duration_s))
    picture = (
        f'<img alt="{escape.html(words)}" style="width:100%;max-width:600px;height:58px;display:block" src="{src}">'
    )
    row = f'<div aria-hidden="true" style="{_QUIET};display:flex;justify-content:space-between;max-width:600px">{times}</div>'
    return {"text/html": picture + row, "text/plain": words}


def describe(clip: Clip) -> str:
    """A sound in one sentence of numbers."""
    rms, peak = rms_dbfs(clip), peak_dbfs(clip)
    level = "silence" if math.isinf(peak) else f"peak {peak:.1f} dBFS, RMS {rms:.1f} dBFS"
    return f"Waveform: {quantities.seconds(clip.duration_s, 2)}, {clip.sample_rate:,} Hz, mono, {level}"


def facts(reply: Reply) -> Bundle:
    """The line of facts below an answer, with errors and notes."""
    line = " · ".join(facts_of(reply))
    rows = [f'<div style="{_QUIET}">{escape.html(line)}</div>']
    trouble = trouble_of(reply)
    if trouble:
        rows.append(f'<div role="alert" style="{_QUIET};{_WARN}">⚠ {escape.html(trouble)}</div>')
    rows += [f'<div style="{_QUIET}">{escape.html(note)}</div>' for note in reply.notes]
    plain = "\n".join([line, *([f"⚠ {trouble}"] if trouble else []), *reply.notes])
    return {"text/html": "".join(rows), "text/plain": escape.visible(plain)}


def facts_of(reply: Reply) -> list[str]:
    """Model, voice, seconds, tokens, cost, first text, first sound, simulated."""
    t, u = reply.timing, reply.usage
    out = [reply.model]
    if reply.voice and reply.audio is not None:
        out.append(reply.voice)
    if reply.audio is not None:
        out.append(f"{quantities.seconds(reply.audio.duration_s)} of sound")
    if u is not None and u.input_tokens is not None and u.output_tokens is not None:
        out.append(f"{u.input_tokens:,} + {u.output_tokens:,} tokens")
    if reply.cost is not None:
        out.append(f"≈ {reply.cost.amount:.4f} {reply.cost.currency} (prices of {reply.cost.prices_date})")
    if t.first_text_s is not None:
        out.append(f"first text {quantities.seconds(t.first_text_s, 2)}")
    if t.first_audio_s is not None:
        out.append(f"first sound {quantities.seconds(t.first_audio_s, 2)}")
    out.append(f"total {quantities.seconds(t.total_s, 2)}")
    out.append("SIMULATED, no model was asked" if reply.simulated else reply.server)
    return [part for part in out if part]


def trouble_of(reply: Reply) -> str:
    """Why a reply is incomplete, in one line; empty if it is complete."""
    if reply.error is None:
        return ""
    return f"incomplete: {reply.error.sentence} {reply.error.repair_zh}".strip()
