"""Our own JavaScript and CSS as it is sent to a page: without what only its readers need. No minifier: its lines stay.

It knows our files, not the languages: a comment of theirs begins its line, or is a `/** … */`. `squeezed` goes further.
"""

from __future__ import annotations

import re

# Strings are left alone; beside them only what no line of ours can mean in another way is taken away.
_SPACES = re.compile(r"""("(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`)|[ \t]*([{}()\[\];,:=<>+*/?|&!])[ \t]*""")
_NOTE = r"(?:[^*]|\*(?!/))*\*/"
_BLOCK = re.compile(rf"^[ \t]*/\*{_NOTE}[ \t]*$|/\*\*{_NOTE} ?", re.MULTILINE)
_CSS_NOTE = re.compile(rf"/\*{_NOTE}")
_ICON = re.compile(r'^"([\w-]+)": "[MmLl][^"]*",\n', re.MULTILINE)

_RULE = re.compile(r"^(:where\(\.omni-nb\) [^{}\n]*)\{[^{}]*\}\n?", re.MULTILINE)


def lean_script(source: str) -> str:
    """JavaScript without comments, indents, empty lines, and the icons of `icons.js` that nothing in it names."""
    text = _lines(_BLOCK.sub("", source), but="//")
    return _ICON.sub(lambda m: m[0] if text.count(f'"{m[1]}"') > 1 else "", text)


def lean_style(source: str, script: str | None = None) -> str:
    """CSS without comments, indents, empty lines, and the components of `design.css` that the script, if it is told, does not name."""
    text = _lines(_CSS_NOTE.sub("", source))
    return text if script is None else _RULE.sub(lambda m: m[0] if _named(m[1], script) else "", text)


def _named(selector: str, script: str) -> bool:
    components = set(re.findall(r"\.(onb-[\w-]+)", selector)) - {"onb-icon"}  # an icon stands in many
    return not components or any(name in script for name in components)


def squeezed(source: str) -> str:
    """The same without spaces around marks, for what is sent along many times."""
    return _SPACES.sub(lambda m: m[1] or m[2], lean_script(source))


def _lines(text: str, but: str = "\n") -> str:
    kept = (line.strip() for line in text.split("\n"))
    return "\n".join(line for line in kept if line and not line.startswith(but))
