"""What a person is told, once, where nothing is shown: how to see it. A program that nobody watches is told nothing."""

from __future__ import annotations

import sys

from omni_nb.front_end.kind import front_end
from omni_nb.messages import Message, _
from omni_nb.show.console import Console

_told: set[str] = set()


def reply_unseen() -> None:
    """A program asks, and nobody said whether the reply is to be shown."""
    if not front_end().live:
        _tell(
            _(
                'A program shows no replies by itself: use print(reply), reply.save("answer.wav"), or Omni(show=True) to see the text as it arrives.'
            )
        )


def tool_unseen(said: Message) -> None:
    """Somebody made a tool that is shown in notebooks.

    Args:
        said: What it is, and what does the same here.
    """
    if front_end().kind in ("prompt", "program"):  # IPython asks it to show itself, and it says so then
        _tell(said)


def _tell(said: Message) -> None:
    try:
        watched = sys.stderr is not None and sys.stderr.isatty()
    except ValueError:  # it was closed
        watched = False
    if watched and said not in _told:
        _told.add(said)
        Console(sys.stderr).line(f"omni_nb: {said}")
