"""The language in which this process speaks: one for all of it, as it has one person before it.

It is chosen anew for every sentence, so a program may set `OMNI_NB_LANGUAGE` at any time; what is on the screen
already is drawn anew by `set_language` alone.
"""

from __future__ import annotations

import threading
from typing import Literal, Protocol
from weakref import WeakSet

from omni_nb.messages.environment import language_here, language_of
from omni_nb.messages.translations import Language

_chosen: Language | None = None
_lock = threading.Lock()


class Speaking(Protocol):
    """Who shows sentences and can say them again."""

    def language_changed(self) -> None:
        """Say everything in `language()` from now on."""


_speaking: WeakSet[Speaking] = WeakSet()


def language() -> Language:
    """The language in which people are spoken to: `en` or `zh`."""
    return _chosen or language_here()


def choice() -> Language | Literal["auto"]:
    """What `set_language` was given last."""
    return _chosen or "auto"


def set_language(choice: Language | Literal["auto"]) -> None:
    """Speak English (`"en"`) or Chinese (`"zh"`) from now on, in widgets that are shown already, too.

    What stays in the notebook (facts below an answer, errors) stands as it was said.

    Args:
        choice: `"auto"` is by the locale: `OMNI_NB_LANGUAGE`, else `LC_ALL`, `LC_MESSAGES`, `LANG` and `LANGUAGE`,
            else the system's setting. Other spellings (`zh_CN`, `en-GB`) are understood.

    Raises:
        ValueError: There is no such language here.
    """
    global _chosen
    found = None if choice == "auto" else language_of(choice)
    if choice != "auto" and found is None:
        raise ValueError(f"there are 'en', 'zh' and 'auto', and no {choice!r}: set_language('zh')")
    before = language()
    _chosen = found
    if language() != before:
        with _lock:
            all_of_them = list(_speaking)
        for each in all_of_them:
            each.language_changed()


def speaks(one: Speaking) -> None:
    """Have its `language_changed` called when the language changes, as long as somebody else holds it."""
    with _lock:
        _speaking.add(one)
