"""Which replies of a history are shown, as a value: what is looked for, and which page of what was found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from omni_nb.kept.history import History

PAGE: Final = 20
_KINDS: Final[dict[str, dict[str, bool]]] = {
    "pinned": {"pinned": True},
    "sound": {"sound": True},
    "cut": {"complete": False},
    "served": {"simulated": False},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """What is looked for. Empty is "does not matter".

    Attributes:
        text: Words.
        model: Its id.
        voice: Its id.
        kind: `pinned`, `sound`, `cut` (not whole), `served` (by a server, not the simulator).
        since: A time in UTC, ISO 8601.
    """

    text: str = ""
    model: str = ""
    voice: str = ""
    kind: str = ""
    since: str = ""

    @property
    def filters(self) -> bool:
        """Some may be left out."""
        return self != Chosen()


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A page of what was found.

    Attributes:
        rows: Newest first, as `History.to_rows` tells them.
        at: How many newer ones stand before them.
        count: How many were found.
        models: How many of each model there are, whatever is looked for.
        voices: Likewise.
    """

    rows: tuple[dict[str, Any], ...]
    at: int
    count: int
    models: dict[str, int]
    voices: dict[str, int]


def matching(kept: History, chosen: Chosen) -> History:
    """The smaller history of those that are looked for.

    Raises:
        ValueError: Too many words.
    """
    only = _KINDS.get(chosen.kind, {})
    return kept.search(
        chosen.text, model=chosen.model or None, voice=chosen.voice or None, since=chosen.since or None, pinned=only.get("pinned"),
        complete=only.get("complete"), simulated=only.get("simulated"), sound=only.get("sound"),
    )  # fmt: skip


def find(kept: History, chosen: Chosen, at: int) -> Found:
    """Look for them.

    Args:
        kept: In which history.
        chosen: What is looked for.
        at: How many newer ones are passed over; what is behind the last page is the last page.

    Raises:
        ValueError: Too many words.
        OmniError: The history cannot be read.
    """
    found = matching(kept, chosen)
    count = len(found)
    last = max(0, (count - 1) // PAGE * PAGE)
    at = max(0, min(at, last))
    rows: dict[str, dict[str, Any]] = {}
    for row in found.to_rows(PAGE, offset=at):
        rows.setdefault(row["id"], row)
    return Found(
        rows=tuple(rows.values()), at=at, count=count, models=kept.counts("model"), voices=kept.counts("voice")
    )
