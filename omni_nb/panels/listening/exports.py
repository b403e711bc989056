"""Votes for other programs: a table for spreadsheets, and lines that `merge` takes."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from omni_nb.compare.listening import vote_file
from omni_nb.compare.listening.design import TestDesign
from omni_nb.compare.listening.votes import Vote
from omni_nb.escape import visible

_COLUMNS = ("listener", "trial", "test", "left", "right", "item", "choice", "score", "x", "showing", "practice", "words_differ", "heard", "comment", "at")  # fmt: skip


def table(votes: Sequence[Vote]) -> bytes:
    """For spreadsheets: with a mark that says UTF-8, and no cell that they would take for a formula."""
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(_COLUMNS)
    for vote in votes:
        plain = {**vote.to_dict(), "heard": " ".join(vote.heard or ())}
        rows.writerow([_cell(plain.get(name)) for name in _COLUMNS])
    return out.getvalue().encode("utf-8-sig", "replace")


def _cell(value: object) -> object:
    text = visible(value) if isinstance(value, str) else value
    return f"'{text}" if isinstance(text, str) and text[:1] in ("=", "+", "-", "@", "\t") else text


def lines(votes: Sequence[Vote], design: TestDesign, listener: str) -> bytes:
    """A file of votes as a kernel writes it, also of several listeners."""
    rows = [vote_file.head_of(design.id, design.test, listener)]
    rows += [{"n": n, "vote": vote.to_dict()} for n, vote in enumerate(votes, 1)]
    return b"".join(vote_file.line_of(row, design.id) for row in rows)
