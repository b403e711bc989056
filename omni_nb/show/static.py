"""What stays in the notebook: transcript, sound and one quiet line, as ordinary outputs.

Separate outputs, so that a viewer which drops one keeps the others. No widget, nothing that plays by itself, and whole
without the script that makes a player of picture and `<audio>`. All of it is a function of the reply.
"""

from __future__ import annotations

import math
import os
import sys
from collections.abc import Iterator

from omni_nb import escape, quantities
from omni_nb.messages import _
from omni_nb.reply.reply import Reply
from omni_nb.show import display, media, question
from omni_nb.show.console import Console
from omni_nb.show.display import Bundle
from omni_nb.show.looks import QUIET, TROUBLE
from omni_nb.show.markdown import in_page, inert, to_html
from omni_nb.sound.clip import Clip
from omni_nb.sound.files import AudioFormat, mime_type
from omni_nb.sound.measure import peak_dbfs, rms_dbfs
from omni_nb.sound.plots import svg_data_url, waveform_svg

_WAVE = "width:100%;max-width:600px;height:44px;display:block"
MOST_EMBEDDED_BYTES = 16 << 20
_shown: dict[str, object] = {}


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
    """The outputs of an answer: transcript, sound, facts."""
    yield transcript(reply)
    if reply.audio is not None and len(reply.audio):
        yield _with_players(sound(reply.audio, player_format or default_player_format()))
    yield facts(reply)


def _with_players(bundle: Bundle) -> Bundle:
    return {**bundle, "text/html": media.with_players(bundle["text/html"])}


def pieces(reply: Reply) -> tuple[str, str, str]:
    """HTML of the transcript, of the sound (empty without one) and of the facts, for an output that holds more: without the script."""
    has_sound = reply.audio is not None and len(reply.audio)
    heard = sound(reply.audio, default_player_format())["text/html"] if reply.audio is not None and has_sound else ""
    return transcript(reply)["text/html"], heard, facts(reply)["text/html"]


def together(reply: Reply) -> Bundle:
    """The answer as one output: for replies that came at the same time, whose parts would stand mixed."""
    parts = list(answer(reply))
    return {
        "text/html": media.with_players("".join(pieces(reply))),
        "text/markdown": parts[0]["text/markdown"],
        "text/plain": "\n".join(p["text/plain"] for p in parts),
    }


def show_unless_just_shown(reply: Reply) -> None:
    """Display a reply that is a cell's last line, unless `omni.ask(…)` has shown it in this very cell.

    Raises:
        NotImplementedError: It has at a terminal: IPython, which asks for what stands behind `Out[3]:`, takes the `repr` then.
    """
    if _shown.get(reply.id, -1) != display.execution_count():
        show_reply(reply)
    elif not display.in_notebook():
        raise NotImplementedError


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
        told = escape.html(_("thinking"))
        thinking = f'<details style="{QUIET}"><summary style="padding:3px 0">{told}</summary>{to_html(reply.reasoning)}</details>'
    none = _("no words")
    words = to_html(reply.text) if reply.text else f'<div style="{QUIET}">{escape.html(none)}</div>'
    return {
        "text/html": in_page(thinking + words),
        "text/markdown": inert(reply.text),
        "text/plain": escape.visible(reply.text),
    }


def sound(clip: Clip, fmt: AudioFormat) -> Bundle:
    """The sound in a player below its picture, or where to find it if it is too much for a notebook. Without the script."""
    try:
        data = clip.encode(fmt)
    except RuntimeError:  # a libsndfile of the system's may have been built without mp3 or opus
        fmt = "wav"
        data = clip.encode(fmt)
    words = str(_("Sound: {length}", length=quantities.seconds(clip.duration_s, 2)))
    if len(data) > MOST_EMBEDDED_BYTES:
        length = quantities.duration(clip.duration_s)
        told = str(_("{length} of sound is too much for a notebook; use reply.save(…).", length=length))
        drawn = media.picture(svg_data_url(waveform_svg(clip)), describe(clip), _WAVE)
        return {"text/html": f'{drawn}<div style="{QUIET}">{told}</div>', "text/plain": f"{told}\n{describe(clip)}"}
    html = media.sound(clip, data, mime_type(fmt), words, describe(clip))
    return {"text/html": html, "text/plain": f"{words}\n{describe(clip)}"}


def describe(clip: Clip) -> str:
    """A sound in one sentence of numbers."""
    rms, peak = rms_dbfs(clip), peak_dbfs(clip)
    silent = math.isinf(peak)
    level = _("silence") if silent else _("peak {peak} dBFS, RMS {rms} dBFS", peak=f"{peak:z.1f}", rms=f"{rms:z.1f}")
    return _(
        "Waveform: {seconds}, {sample_rate} Hz, mono, {level}",
        seconds=quantities.seconds(clip.duration_s, 2),
        sample_rate=f"{clip.sample_rate:,}",
        level=level,
    )


def told(reply: Reply) -> dict[str, str]:
    """What a live player is told of the sound at its end."""
    return {"summary": describe(reply.audio), "sound": reply.audio.digest} if reply.audio else {}


def facts(reply: Reply) -> Bundle:
    """The line of facts below an answer, with errors and notes."""
    line = " · ".join(map(str, facts_of(reply)))
    rows = [f'<div style="{QUIET}">{escape.html(line)}</div>']
    trouble = trouble_of(reply)
    if trouble:
        rows.append(f'<div role="alert" style="{TROUBLE}">⚠ {escape.html(trouble)}</div>')
    rows += [f'<div style="{QUIET}">{escape.html(note)}</div>' for note in reply.notes]
    plain = "\n".join([line, *([f"⚠ {trouble}"] if trouble else []), *map(str, reply.notes)])
    return {"text/html": "".join(rows), "text/plain": escape.visible(plain)}


def facts_of(reply: Reply) -> list[str]:
    """Model, voice, seconds, tokens, cost, first text, first sound, simulated."""
    t, u = reply.timing, reply.usage
    out = [reply.model]
    if reply.voice and reply.audio is not None:
        out.append(reply.voice)
    if reply.audio is not None:
        out.append(_("{length} of sound", length=quantities.duration(reply.audio.duration_s)))
    if u is not None and u.input_tokens is not None and u.output_tokens is not None:
        out.append(
            _(
                "{n} token in, {output} out|{n} tokens in, {output} out",
                n=f"{u.input_tokens:,}",
                output=f"{u.output_tokens:,}",
            )
        )
    if reply.cost is not None:
        out.append(
            _(
                "{cost} (prices of {day})",
                cost=quantities.cost(reply.cost.amount, reply.cost.currency),
                day=reply.cost.prices_date,
            )
        )
    if t.first_text_s is not None:
        out.append(_("first text {seconds}", seconds=quantities.seconds(t.first_text_s, 2)))
    if t.first_audio_s is not None:
        out.append(_("first sound {seconds}", seconds=quantities.seconds(t.first_audio_s, 2)))
    total = quantities.seconds(t.total_s, 2) if t.total_s < 60 else quantities.duration(t.total_s)
    out.append(_("total {length}", length=total))
    out.append(_("SIMULATED, no model was asked") if reply.simulated else reply.server)
    return [str(part) for part in out if part]


def trouble_of(reply: Reply) -> str:
    """Why a reply is incomplete, in one line; empty if it is complete."""
    if reply.error is None:
        return ""
    return str(_("incomplete: {error}", error=reply.error.sentence))
