"""The page of a saved conversation: the notebook's own code for copying and for large pictures, without a notebook."""

from __future__ import annotations

from omni_nb.widgets.base import script, style


def page_script() -> str:
    """The page's module. It asks nobody for anything."""
    return script("announce.js", "copying.js", "answer.js", "enlarging.js", "conversation_page.js")


def page_style() -> str:
    """Tokens and components, and the look of a large picture."""
    return style("enlarged.css")
