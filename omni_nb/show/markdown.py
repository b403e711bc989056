"""A model's Markdown to HTML that is safe to show. The model's text is hostile.

Raw HTML is escaped, remote pictures become links, and what markdown-it writes is sanitised again
by nh3. No JavaScript is needed, so none is bundled.
"""

from __future__ import annotations

import functools
import re
from typing import Any

from omni_nb.escape import visible

_TAGS = {
    "p", "br", "hr", "h1", "h2", "h3", "h4", "h5", "h6", "strong", "em", "s", "code", "pre", "blockquote", "ul", "ol", "li",
    "table", "thead", "tbody", "tr", "th", "td", "a",
}  # fmt: skip
_ATTRIBUTES = {"a": {"href", "title", "target"}, "ol": {"start"}, "th": {"style"}, "td": {"style"}, "code": {"class"}}
_SCHEMES = {"http", "https", "mailto"}


def to_html(text: str) -> str:
    """Sanitised HTML of a whole text."""
    return _clean(_parser().render(visible(text)))


class GrowingHtml:
    """HTML of a text that grows: finished blocks are given out once, only the last is made again.

    Rendering the whole at each refresh would be quadratic: 50,000 characters cost 66 s of kernel.
    """

    def __init__(self) -> None:
        self._open = ""

    def feed(self, more: str) -> tuple[list[str], str]:
        """`(newly finished blocks, the block that still grows)`, both sanitised HTML."""
        self._open += more
        tokens = _parser().parse(self._open)
        starts = [t.map[0] for t in tokens if t.level == 0 and t.map and t.nesting >= 0]
        finished: list[str] = []
        if len(starts) > 1:
            lines = self._open.split("\n")
            closed, self._open = "\n".join(lines[: starts[-1]]), "\n".join(lines[starts[-1] :])
            finished = [to_html(closed)]
        return finished, to_html(self._open)


def inert(text: str) -> str:
    """Markdown for keeping in a notebook: nothing in it runs or loads, whoever renders it.

    nbconvert keeps `<script>` from `text/markdown`, and its parser does not agree with others on
    what is code. So every `<` is escaped but inside fences that we write ourselves, pictures
    become links, and links go to http, https and mailto only.
    """
    out: list[str] = []
    text = visible(text)
    lines = text.split("\n")
    at = 0
    for token in _parser().parse(text):
        if token.type == "fence" and token.level == 0 and token.map:
            out += [_inert_prose("\n".join(lines[at : token.map[0]])), _own_fence(token)]
            at = token.map[1]
    out.append(_inert_prose("\n".join(lines[at:])))
    return "\n".join(part for part in out if part.strip())


def _own_fence(token: Any) -> str:
    longest = max((len(run) for run in re.findall(r"`+", token.content)), default=0)
    fence = "`" * max(3, longest + 1)
    # Always with a language: an opening fence with one can never be taken for the end of another.
    language = re.sub(r"[^\w+#.-]", "", (token.info.split() or [""])[0]) or "text"
    return f"\n{fence}{language}\n{token.content.rstrip(chr(10))}\n{fence}\n"


def _inert_prose(text: str) -> str:
    # Inside backticks an entity would be shown as such: code that holds a tag goes without them.
    text = re.sub(r"(`+)([^`\n]*<[^`\n]*)\1", r"\2", text)
    # A fence inside a list or quote, or one that others would see and we do not, ends up as prose.
    if "<" in text:
        text = re.sub(r"^([\s>*+-]*)(`{3,}|~{3,})", r"\1", text, flags=re.MULTILINE)
    text = text.replace("<", "&lt;")
    text = re.sub(r"!(?=\[)", "", text)
    text = re.sub(r"\]\((?!\s*(?:https?://|mailto:|#))", r"]\\(", text, flags=re.IGNORECASE)
    return re.sub(
        r"^(\s*(?:[>*+-]\s*)*)\[([^\]]*)\]:(?!\s*https?://)", r"\1\\[\2\\]:", text, flags=re.MULTILINE | re.IGNORECASE
    )


def _clean(html: str) -> str:
    import nh3

    return nh3.clean(
        html, tags=_TAGS, attributes=_ATTRIBUTES, url_schemes=_SCHEMES, link_rel="noopener noreferrer",
        filter_style_properties={"text-align"},
    )  # fmt: skip


@functools.cache
def _parser() -> Any:
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    parser.add_render_rule("image", _picture_as_link)
    return parser


def _picture_as_link(_self: Any, tokens: Any, at: int, _options: Any, _env: Any) -> str:
    """A picture of the model's choosing would tell a stranger who reads this notebook, and when."""
    from markdown_it.common.utils import escapeHtml

    token = tokens[at]
    return f'<a href="{escapeHtml(str(token.attrs.get("src", "")))}">{escapeHtml(token.content or "picture")}</a>'
