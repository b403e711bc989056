"""Which panels are shown, and what this cell has shown already: a comparison that is its last line is not shown twice."""

from __future__ import annotations

from collections import deque
from typing import Protocol

from omni_nb.compare.comparison import Comparison
from omni_nb.show import display

_MOST = 32


class Closes(Protocol):
    """A panel."""

    def close(self) -> None:
        """Take it away."""
        ...


_open: deque[Closes] = deque()
_last: tuple[object, Comparison | None] = (None, None)


def hold(panel: Closes) -> None:
    """It lives while a page may show it; the oldest of 33 is closed. Its comm holds it weakly."""
    _open.append(panel)
    while len(_open) > _MOST:
        _open.popleft().close()


def let_go(panel: Closes) -> None:
    """It is closed."""
    if panel in _open:
        _open.remove(panel)


def mark(comparison: Comparison) -> None:
    """The cell that runs has shown it."""
    global _last
    _last = (display.execution_count(), comparison)


def just_shown(comparison: Comparison) -> bool:
    """The cell that runs has shown these very answers."""
    count, last = _last
    return (
        last is not None
        and count == display.execution_count()
        and len(last) == len(comparison)
        and all(a.reply is b.reply and a.error is b.error for a, b in zip(last, comparison, strict=True))
    )
