"""A conversation as one HTML file that plays offline, light or dark as its reader has it. Nothing in it is loaded or leaves it."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from pathlib import Path

from omni_nb import escape
from omni_nb.messages import _, html_tag, language
from omni_nb.reply.reply import Reply
from omni_nb.saving.markdown_file import branch_heading, goes_on_after, heading
from omni_nb.saving.talk import ConversationTurn, Talk
from omni_nb.show import static
from omni_nb.show.media import with_players
from omni_nb.show.question import asked
from omni_nb.widgets.conversation_page import page_script, page_style
from omni_nb.widgets.saved_player import saved_player_hash

_PICTURE_PX = 1_600
_STYLE = Path(__file__).with_name("page.css")


def page(talk: Talk) -> str:
    """The page. It decodes pictures and encodes sound: a second or two for a minute of it."""
    title, script = escape.html(talk.title), page_script()
    # No network at all: what is not named is refused. Without the two scripts it is whole, but for copying and clicks.
    policy = (
        f"default-src 'none'; script-src '{_hash(script)}' {saved_player_hash()}; style-src 'unsafe-inline'; img-src data:; media-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    return (
        f'<!doctype html>\n<html lang="{html_tag(language())}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{title}</title>\n'
        f"<style>{page_style()}{_STYLE.read_text(encoding='utf-8')}</style>\n</head>\n"
        '<body class="omni-nb">\n<main>\n'
        f'<h1>{title}</h1>\n<p class="about">{escape.html(_about(talk))}</p>\n{with_players("".join(_branches(talk)))}</main>\n'
        f'<script type="module">{script}</script>\n</body>\n</html>\n'
    )


def _about(talk: Talk) -> str:
    """How many turns, which models, which day (UTC, as the replies say it)."""
    replies = [t.reply for t in talk.turns if t.reply is not None]
    n = len(talk.turns)
    count = str(_("{n} turn|{n} turns", n=n))
    days = sorted({r.created[:10] for r in replies if r.created})
    simulated = str(_("simulated: no model was asked")) if any(r.simulated for r in replies) else ""
    return " · ".join(filter(None, [count, *dict.fromkeys(r.model for r in replies), " – ".join(dict.fromkeys(days[:1] + days[-1:])), simulated]))  # fmt: skip


def _branches(talk: Talk) -> Iterator[str]:
    for branch in talk.branches:
        if branch.title:
            yield f"<h2>{escape.html(branch_heading(branch.title))}</h2>\n"
        if branch.after:
            yield f'<p class="about">{escape.html(goes_on_after(branch.after))}</p>\n'
        heading_tag = "h3" if branch.title else "h2"
        yield from (
            _turn(n, turn, heading_tag) for n, turn in enumerate(branch.turns[branch.after :], branch.after + 1)
        )


def _turn(n: int, turn: ConversationTurn, tag: str) -> str:
    return (
        f'<article class="turn" data-copy="{_attribute(turn.text)}">\n<{tag} class="who">{escape.html(heading(n, turn))}</{tag}>\n'
        f'<div class="question">{asked(turn.prompt, picture_px=_PICTURE_PX)}</div>\n<div class="answer">{_answer(turn)}</div>\n</article>\n'
    )


def _answer(turn: ConversationTurn) -> str:
    if turn.reply is None and not turn.answer:
        return ""
    reply = turn.reply if turn.reply is not None else Reply(text=turn.answer, complete=True)
    words, *rest = static.pieces(reply)
    return words + ("".join(rest) if turn.reply is not None else "")


def _attribute(text: str) -> str:
    """Exactly these words, to be copied: with their line ends, which a parser keeps in an attribute."""
    return escape.html(text).replace("\n", "&#10;")


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"
