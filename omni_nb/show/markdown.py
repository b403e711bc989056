"""A model's Markdown to HTML that is safe to show. The model's text is hostile.

Raw HTML is escaped, pictures become links, links lead away from the server that shows them or are words, and what
markdown-it writes is sanitised again by nh3. No JavaScript is needed, so none is bundled. What is shown while it
comes and what stays are made by the same code from the same blocks.
"""

from __future__ import annotations

import functools
import re
from typing import Any

from omni_nb import escape
from omni_nb.show import formulas, parsing
from omni_nb.show.blocks import Block, Blocks
from omni_nb.show.frames import GrowingFrame, frame
from omni_nb.show.layout import lay_out
from omni_nb.show.stored import inert as inert

_TAGS = {
    "p", "br", "hr", "h1", "h2", "h3", "h4", "h5", "h6", "strong", "em", "s", "code", "pre", "blockquote", "ul", "ol", "li",
    "table", "thead", "tbody", "tr", "th", "td", "a", "div", "span",
}  # fmt: skip
_ATTRIBUTES = {
    "*": {"dir", "style"}, "a": {"href", "title", "target"}, "ol": {"start"}, "code": {"class"}, "span": {"class"},
    "div": {"tabindex", "class"}, "pre": {"tabindex"},
}  # fmt: skip
_STYLES = {
    "text-align", "color", "background-color", "border-radius", "padding", "margin", "overflow-x", "white-space", "overflow-wrap",
    "word-break", "line-height", "font-size", "display", "max-width", "min-width",
}  # fmt: skip
_SCHEMES = {"http", "https", "mailto"}
# A page typesets what stands in such a span and leaves alone what is around it: money, code, `\\begin` in words.
# MathJax 2 (nbconvert) and later ones (JupyterLab) know these classes by different names.
_TYPESET, _AS_IT_IS = "tex2jax_process mathjax_process", "tex2jax_ignore mathjax_ignore"
_FORMULA_ROW = "display:block;overflow-x:auto;max-width:100%;padding:2px 0"
_FEET = re.compile(r"(?:</\w+>\s*)+\Z")


def in_page(html: str) -> str:
    """Wrap what `to_html` made for a page: the element's classes tell MathJax what not to touch, and long words break."""
    # Lab takes `anywhere` out of what is not trusted, and `break-word` does the same for words that are too long
    return f'<div class="omni-nb-answer {_AS_IT_IS}" style="overflow-wrap:break-word">{html}</div>'


def to_html(text: str) -> str:
    """Sanitised HTML of a whole text, block by block."""
    blocks = Blocks()
    return "".join(map(_html, [*blocks.feed(text), blocks.rest]))


class GrowingHtml:
    """HTML of a text that grows: finished blocks are given out once, only the last is made again.

    Rendering the whole at each refresh would be quadratic: 50,000 characters cost 66 s of kernel. So would a single
    block be that is long: behind `_EACH_TIME` characters it is made again when it is a thirtieth longer, and what came
    since stands behind it as it was written.
    """

    _EACH_TIME = 1_500

    def __init__(self) -> None:
        self._blocks = Blocks()
        self._begin()

    def _begin(self) -> None:
        self._frame = GrowingFrame()
        self._made, self._head, self._feet = "", "", ""

    def feed(self, more: str) -> tuple[list[str], str]:
        """Take more of the text; returns `(newly finished blocks, the block that still grows)` as sanitised HTML."""
        finished = [_html(block) for block in self._blocks.feed(more)]
        if finished:
            self._begin()
        rest = self._blocks.rest
        if self._blocks.in_code and rest.code and rest.code[0] != "math":
            language, code = rest.code
            return finished, self._frame.html(code, language)
        return finished, self._growing(rest)

    def end(self) -> str:
        """The HTML of the last block, once nothing more comes."""
        return _html(self._blocks.rest)

    def _growing(self, block: Block) -> str:
        source = block.source
        if len(source) - len(self._made) >= len(source) // 30 or len(source) <= self._EACH_TIME:
            html = _html(block)
            feet = _FEET.search(html)
            self._made = source.rstrip(" ")  # spaces at the end are not shown
            self._head, self._feet = (html[: feet.start()], feet.group()) if feet else (html, "")
        return self._head + escape.html(source[len(self._made) :]) + self._feet


def _html(block: Block) -> str:
    if block.code:
        language, code = block.code
        return escape.unbroken(_mathematics(code) if language == "math" else frame(code, language))
    if not block.source.strip(" \t\n"):
        return ""
    return _clean(_renderer().render(block.source, {"number": block.number}))


def _mathematics(code: str) -> str:
    """A fence of GitHub's for a formula."""
    tex = f"$$\n{code}$$"
    formula = formulas.formula_at(tex, 0)
    return _clean(_renderer().render(tex)) if formula and formula.end == len(tex) else frame(code, "math")


def _clean(html: str) -> str:
    import nh3

    clean = nh3.clean(
        html, tags=_TAGS, attributes=_ATTRIBUTES, url_schemes=_SCHEMES, link_rel="noopener noreferrer",
        filter_style_properties=_STYLES,
    )  # fmt: skip
    return escape.unbroken(clean)


@functools.cache
def _renderer() -> Any:
    parser = parsing.parser()
    parser.core.ruler.push("layout", lay_out)
    parser.core.ruler.push("targets", _targets)
    for name, rule in _RULES.items():
        parser.add_render_rule(name, rule)
    return parser


def _targets(state: Any) -> None:
    """Number a list that goes on, and give each link a tooltip with its true target, whatever its words and title say."""
    for at, token in enumerate(state.tokens):
        if token.type == "ordered_list_open" and at == 0 and (state.env or {}).get("number") is not None:
            token.attrSet("start", str(state.env["number"]))
        for child in token.children or ():
            if child.type == "link_open":
                child.attrs = {"href": child.attrs["href"], "title": child.attrs["href"], "target": "_blank"}


def _picture_as_link(_self: Any, tokens: Any, at: int, _options: Any, _env: Any) -> str:
    """Show a picture as a link: loading it would tell a stranger who reads this notebook, and when."""
    token = tokens[at]
    src = escape.html(str(token.attrs.get("src", "")))
    return f'<a href="{src}" title="{src}" target="_blank">{escape.html(token.content or "picture")}</a>'


def _formula(_self: Any, tokens: Any, at: int, _options: Any, _env: Any) -> str:
    token = tokens[at]
    formula = token.meta["formula"]
    kind = "omni-nb-formula " + (_TYPESET if formula.tame else "omni-nb-as-written")
    row = f' style="{_FORMULA_ROW}"' if formula.display else ""
    return f'<span class="{kind}" dir="ltr"{row}>{escape.html(token.content)}</span>'


def _fence(_self: Any, tokens: Any, at: int, _options: Any, _env: Any) -> str:
    token = tokens[at]
    return frame(token.content, (token.info.split() or [""])[0])


def _table(_self: Any, _tokens: Any, _at: int, _options: Any, _env: Any) -> str:
    return '<div tabindex="0" style="overflow-x:auto;max-width:100%"><table style="overflow-wrap:normal;word-break:normal">\n'


def _table_end(_self: Any, _tokens: Any, _at: int, _options: Any, _env: Any) -> str:
    return "</table></div>\n"


_RULES = {
    "image": _picture_as_link, "formula": _formula, "fence": _fence, "code_block": _fence, "table_open": _table,
    "table_close": _table_end,
}  # fmt: skip
