"""The door to markdown-it: how a model's Markdown is read. It writes no HTML.

CommonMark with tables and strikethrough, formulas, addresses that are links; no raw HTML, and no definitions of
links: `[1]: https://…` stays words with a link in them, because one that comes at the end would change what was
shown long before.
"""

from __future__ import annotations

import functools
from typing import Any

from omni_nb.show import dialects, formulas, links

_NESTED = 20  # blocks inside of blocks; more are words


def tokens(text: str) -> list[Any]:
    """The tokens of a Markdown text."""
    found: list[Any] = _reader().parse(text)
    return found


@functools.cache
def _reader() -> Any:
    return parser()


def parser() -> Any:
    """Make a new parser, for a renderer that adds rules of its own: no other reader sees them."""
    from markdown_it import MarkdownIt

    made = MarkdownIt("commonmark", {"html": False, "maxNesting": _NESTED}).enable(["table", "strikethrough"])
    made.disable("reference")
    made.validateLink = links.may_be_followed  # type: ignore[assignment,method-assign]
    dialects.add_rules(made)
    formulas.add_rules(made)
    made.core.ruler.push("bare_addresses", _bare_addresses)
    return made


def _bare_addresses(state: Any) -> None:
    for token in state.tokens:
        if token.type == "inline" and "://" in token.content:
            inside, out = 0, []
            for child in token.children:
                inside += (child.type == "link_open") - (child.type == "link_close")
                out += [child] if inside or child.type != "text" or "://" not in child.content else _linked(child)
            token.children = out


def _linked(text: Any) -> list[Any]:
    from markdown_it.token import Token

    words, at, out = text.content, 0, []
    for start, end in links.bare(words):
        url = words[start:end]
        out += [
            Token("text", "", 0, content=words[at:start]),
            Token("link_open", "a", 1, {"href": url}, markup="linkify", info="auto"),
            Token("text", "", 0, content=url),
            Token("link_close", "a", -1, markup="linkify", info="auto"),
        ]
        at = end
    return [*out, Token("text", "", 0, content=words[at:])]
