"""Code in a frame, with colours: the door to Pygments.

The frame brings its own ground. A saved output cannot know the theme, what Lab lets through of an untrusted notebook
has no variables, and no colour reaches 4.5:1 on white and on Lab's dark alike. On this ground all of them do, anywhere.
"""

from __future__ import annotations

import functools
from typing import Any

from omni_nb import escape

GROUND, INK = "#1f2430", "#e6e8ee"
# Pygments' kinds of token to colours, the nearest parent counts. The least is 6.1:1 on the ground.
COLOURS = {
    "Comment": "#9aa7bd", "Keyword": "#c8a2ff", "Keyword.Constant": "#f2b272", "Operator.Word": "#c8a2ff", "Name.Builtin": "#82b8ff",
    "Name.Function": "#82b8ff", "Name.Class": "#82b8ff", "Name.Tag": "#82b8ff", "Name.Attribute": "#f2b272", "Name.Decorator": "#f2b272",
    "Literal.String": "#a5d6a7", "Literal.Number": "#f2b272", "Generic.Deleted": "#ff9d9d", "Generic.Inserted": "#a5d6a7",
    "Generic.Heading": "#82b8ff", "Generic.Subheading": "#82b8ff", "Generic.Prompt": "#9aa7bd", "Generic.Output": "#e6e8ee",
}  # fmt: skip
# Of Pygments' 500 lexers those that a model writes: the others are tried by nobody on texts like these.
_LANGUAGES = frozenset(
    [
        "bash",
        "sh",
        "shell",
        "zsh",
        "console",
        "c",
        "cpp",
        "c++",
        "csharp",
        "c#",
        "cs",
        "css",
        "dart",
        "diff",
        "dockerfile",
        "docker",
        "go",
        "golang",
        "graphql",
        "haskell",
        "html",
        "http",
        "ini",
        "java",
        "javascript",
        "js",
        "json",
        "jsx",
        "julia",
        "kotlin",
        "latex",
        "tex",
        "lua",
        "makefile",
        "make",
        "markdown",
        "md",
        "matlab",
        "nginx",
        "objective-c",
        "perl",
        "php",
        "powershell",
        "protobuf",
        "py",
        "py3",
        "python",
        "python3",
        "pycon",
        "r",
        "ruby",
        "rb",
        "rust",
        "rs",
        "scala",
        "scss",
        "sql",
        "swift",
        "toml",
        "ts",
        "tsx",
        "typescript",
        "vue",
        "xml",
        "yaml",
        "yml",
    ]
)
_MOST_COLOURED = 16_000  # characters: 0.1 s
_FRAME = f"background-color:{GROUND};color:{INK};border-radius:6px;padding:10px 12px;margin:0;overflow-x:auto;white-space:pre;line-height:1.45"
_INSIDE = f"background-color:{GROUND};color:{INK};display:inline-block;padding:0 64px 0 0;white-space:pre;overflow-wrap:normal"


def frame(code: str, language: str = "") -> str:
    """HTML of code in its frame; long lines scroll inside of it."""
    return _framed(coloured(code, language), language)


def coloured(code: str, language: str) -> str:
    """HTML of code with colours, if the language is known and it is not too long."""
    lexer = _lexer(language.lower()) if len(code) <= _MOST_COLOURED else None
    if lexer is None:
        return escape.html(code)
    try:
        tokens = list(lexer.get_tokens(code))
    except Exception:  # a lexer that fails on what nobody has tried
        return escape.html(code)
    return _spans(tokens)


class GrowingFrame:
    """The frame of code that still grows. It is coloured again when it is a quarter longer, and plain behind that: linear cost."""

    _EACH_TIME = 2_000

    def __init__(self) -> None:
        self._done = self._html = ""

    def html(self, code: str, language: str) -> str:
        """The HTML that `frame` would make; the last lines may lack their colours."""
        if len(code) <= self._EACH_TIME or len(code) > 1.25 * len(self._done) or not code.startswith(self._done):
            # whole lines: the one that grows will be another
            self._done = code if len(code) <= self._EACH_TIME else code[: code.rfind("\n", 0, -1) + 1]
            self._html = coloured(self._done, language)
        return _framed(self._html + escape.html(code[len(self._done) :]), language)


def _framed(inside: str, language: str) -> str:
    name = "".join(c for c in language if c.isalnum() or c in "+#-_.")[:40]
    kind = f' class="language-{escape.html(name)}"' if name else ""
    pre = f'<pre dir="ltr" tabindex="0" style="{_FRAME}"><code{kind} style="{_INSIDE}">{inside}</code></pre>'
    return f'<div class="omni-nb-code" style="margin:8px 0">{pre}</div>\n'


@functools.cache
def _lexer(language: str) -> Any:
    if language not in _LANGUAGES:
        return None
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    try:
        return get_lexer_by_name(language, stripnl=False, ensurenl=False)
    except ClassNotFound:  # an older Pygments knows fewer names
        return None


def _spans(tokens: list[tuple[Any, str]]) -> str:
    out: list[str] = []
    run, colour = "", ""
    for kind, text in [*tokens, (None, "")]:
        its = _colour(str(kind).removeprefix("Token.")) if kind is not None else None
        if its != colour:
            if run:
                words = escape.html(run)
                out.append(f'<span style="color:{colour}">{words}</span>' if colour else words)
            run, colour = "", its or ""
        run += text
    return "".join(out)


@functools.cache
def _colour(kind: str) -> str:
    while kind:
        if kind in COLOURS:
            return COLOURS[kind]
        kind = kind.rpartition(".")[0]
    return ""
