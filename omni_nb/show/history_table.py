"""The newest replies of a history as a table: what was asked, what came, by whom."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Protocol

from omni_nb import quantities
from omni_nb.errors import OmniError
from omni_nb.escape import short
from omni_nb.messages import _, clauses
from omni_nb.paths import from_here
from omni_nb.show.table import Table

MOST = 20


class Kept(Protocol):
    """What is shown."""

    @property
    def path(self) -> Path:
        """Its file."""
        ...

    def __len__(self) -> int: ...

    def to_rows(self, limit: int | None = None, *, offset: int = 0) -> list[dict[str, Any]]:
        """A dict for each reply, newest first."""
        ...


def as_table(kept: Kept) -> Table:
    """The newest of them, with a line that says how many there are and where; or why it cannot be read."""
    try:
        rows, count = kept.to_rows(MOST), len(kept)
    except OmniError as err:  # whatever shows a value must not be stopped by it
        return Table(note=err.sentence)
    said = _("{n} reply in {path}|{n} replies in {path}", n=count, path=str(from_here(kept.path)))
    rest = _("shown are the newest {most}", most=MOST) if count > len(rows) else ""
    return Table([_row(row) for row in rows], note=str(clauses([said, rest])))


def _row(row: dict[str, Any]) -> dict[str, Any]:
    sound = quantities.duration(row["audio_s"]) if row["audio_s"] is not None else ""
    asked = f"[{row['attached']}] {row['prompt']}" if row["attached"] else row["prompt"]
    return {
        "id": row["id"], str(_("asked at")): (row["created"] or "")[:16].replace("T", " "), str(_("question")): short(asked, 80),
        str(_("answer")): short(row["text"] or row["error"] or "", 80), str(_("model")): row["model"], str(_("voice")): row["voice"] or "",
        str(_("sound")): str(sound), str(_("marks")): _marks(row),
    }  # fmt: skip


def _marks(row: dict[str, Any]) -> str:
    vote = _("vote {vote}", vote=row["vote"]) if row["vote"] is not None else ""
    cut = "" if row["complete"] else _("not complete")
    simulated = _("simulated") if row["simulated"] else ""
    return str(clauses([_("pinned") if row["pinned"] else "", vote, row["remark"], cut, simulated]))
