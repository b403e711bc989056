"""A kept reply as a line of the list, and whole as it is opened. Functions of values."""

from __future__ import annotations

from typing import Any

from omni_nb import escape, quantities
from omni_nb.escape import visible
from omni_nb.messages import _, clauses, listed
from omni_nb.panels.composer.transcript import Exchange, draw
from omni_nb.panels.composer.transcript import html_of as turns_as_html
from omni_nb.prompt.media import KIND_NAMES
from omni_nb.prompt.parts import Prompt, TextPart
from omni_nb.prompt.request import Settings
from omni_nb.reply.reply import Reply
from omni_nb.show.looks import QUIET
from omni_nb.widgets.protocol.history import KeptLine, OpenedReply

_LINE_CHARS = 300


def line(row: dict[str, Any]) -> KeptLine:
    """A reply in the list.

    Args:
        row: As `History.to_rows` tells it.
    """
    sound = str(quantities.duration(row["audio_s"])) if row["audio_s"] is not None else ""
    attached = listed([KIND_NAMES.get(kind, kind) for kind in (row["attached"] or "").split(",") if kind])
    return {
        "id": row["id"], "created": row["created"] or "", "question": _short(row["prompt"]), "attached": str(attached),
        "answer": _short(row["text"]), "error": _short(row["error"] or ""), "model": visible(row["model"]), "voice": visible(row["voice"] or ""),
        "sound": sound, "pinned": row["pinned"], "vote": row["vote"], "remark": visible(row["remark"] or ""),
        "state": "" if row["complete"] else str(_("not complete")), "simulated": row["simulated"],
    }  # fmt: skip


def opened(reply: Reply, *, kept_in: str = "omni_nb.history()") -> OpenedReply:
    """A reply whole. It decodes media and encodes sound.

    Args:
        reply: As it is kept.
        kept_in: The Python that opens its history.
    """
    exchange = Exchange("", reply.asked or Prompt((TextPart(reply.prompt or "…"),)), reply)
    draw([exchange])
    return {
        "id": reply.id, "before": _before(reply), "question": exchange.question, "words": exchange.words, "rest": exchange.rest,
        "asked": reply.prompt, "answer": reply.text, "settings": str(clauses(_settings(reply))),
        "python": f"{kept_in}.get({reply.id!r})",
    }  # fmt: skip


def _before(reply: Reply) -> str:
    """The turns before it and the system prompt, folded; empty where there is neither."""
    request = reply.request
    if request is None:
        return ""
    earlier = [Exchange("", t.prompt, answer=t.answer, remembered=True) for t in request.turns]
    draw(earlier)
    folded = []
    if request.settings.system:
        words = f'<div style="white-space:pre-wrap">{escape.html(request.settings.system)}</div>'
        folded.append((_("system prompt"), words))
    if earlier:
        n = len(earlier)
        folded.append((_("{n} earlier turn|{n} earlier turns", n=n), turns_as_html(list(enumerate(earlier, 1)))))
    return "".join(
        f'<details><summary style="{QUIET}">{escape.html(str(title))}</summary>{html}</details>'
        for title, html in folded
    )


def _settings(reply: Reply) -> list[str]:
    """What was asked for beside model and voice, as Python has it: `temperature=0.2`."""
    if reply.request is None:
        return []
    said: Settings = reply.request.settings
    names = ("thinking", "temperature", "top_p", "max_tokens", "seed")
    values = {name: value for name in names if (value := getattr(said, name)) is not None}
    return [visible(escape.short(f"{name}={value!r}")) for name, value in {**values, **said.extra}.items()]


def _short(text: str) -> str:
    """The beginning, on one line: the page shows no more than two."""
    return visible(" ".join(text[: 2 * _LINE_CHARS].split())[:_LINE_CHARS])
