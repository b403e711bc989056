"""When widgets of finished replies are closed: a page may still show them for a while."""

from __future__ import annotations

from collections import deque
from typing import Any

_MOST_OPEN = 8
_open: deque[Any] = deque()


def close_later(widget: Any) -> None:
    """Close a widget as soon as eight younger ones were finished."""
    _open.append(widget)
    while len(_open) > _MOST_OPEN:
        _open.popleft().close()
