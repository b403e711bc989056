"""The page of a saved conversation: the notebook's own code for copying and for large pictures, without a notebook."""

from __future__ import annotations

import json

from omni_nb.widgets.base import script, style, words_for


def page_script() -> str:
    """The page's module, which says its sentences in the current language. It asks nobody for anything."""
    source = script("announce.js", "copying.js", "answer.js", "enlarging.js", "conversation_page.js")
    words = json.dumps(words_for(source) or {}, ensure_ascii=False).replace("<", "\\u003c")
    _, without, rest = source.partition("let words={};")  # of `language.js`, as it is sent
    assert without, "the page's words have no place"
    return f"let words={words};{rest}"


def page_style() -> str:
    """Tokens and components, and the look of a large picture."""
    return style("enlarged.css")
