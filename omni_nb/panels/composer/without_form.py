"""What stands in a notebook in a composer's place where widgets are switched off: what it is, and how to go on in Python."""

from __future__ import annotations

from omni_nb import escape
from omni_nb.messages import _
from omni_nb.show import display

_PROGRAM = """composer.prompt = ["cat.png", "What is this?"]   # anything that omni.ask takes
composer.send(); composer.wait()                 # the conversation appears below
composer.stop(); composer.set(voice="{voice}")"""


def without_form(voice: str) -> display.Bundle:
    """An output that says so.

    Args:
        voice: An example of one; empty for none.
    """
    words = _(
        "This is the composer. Its form is a widget, and widgets are turned off here (OMNI_NB_WIDGETS=0). You can do the same in Python; `composer` stands for the name of your variable:"
    )
    program = _PROGRAM.format(voice=escape.visible(voice)) if voice else _PROGRAM.partition("; composer.set")[0]
    return {
        "text/html": f'<div class="omni-nb-without">{escape.html(words)}</div><pre>{escape.html(program)}</pre>',
        "text/plain": f"{words}\n\n{program}",
    }
