"""What is seen of one cell: a section in words. A function of the cell and of how it is heard."""

from __future__ import annotations

from omni_nb import quantities
from omni_nb.compare.cell import Cell
from omni_nb.compare.cell_run import CellState
from omni_nb.compare.facts import about
from omni_nb.escape import short, visible
from omni_nb.messages import Message, _, say
from omni_nb.panels.comparison.hearing import Hearing
from omni_nb.panels.comparison.measure_words import cost_words, measure_words
from omni_nb.reply.fold import ReplyFold
from omni_nb.widgets.protocol.comparison import CellView, Word
from omni_nb.wire.endings import Ending

MOST_WHILE_IT_COMES = 400
"""Characters of a cell that are shown while it comes: all of 16 long answers, four times a second, are a megabyte."""
_MOST = 20_000
_ENDED: dict[Ending, Message] = {
    "stopped": _("stopped; what was received is kept"),
    "length": _("cut off at the length limit"),
    "declined": _("the model declined"),
    "empty": _("complete, but without an answer"),
}


def growing_view(name: str, cell: Cell, state: CellState, fold: ReplyFold | None) -> CellView:
    """Of a cell that is waiting, asked or coming; `cell` need not hold what has come."""
    text = fold.text if fold is not None else ""
    shown = text if len(text) <= MOST_WHILE_IT_COMES else f"…{text[-MOST_WHILE_IT_COMES:]}"
    told = [note for note in fold.notes if note.code == "retry"][-1:] if fold is not None else []
    view = _view(name, cell, state, Hearing())
    view["words"] = _plain(shown)
    view["why"] = visible(say(told[0])) if told else ""
    view["seconds"] = quantities.duration(fold.audio_s) if fold is not None and fold.audio_s else ""
    return view


def settled_view(name: str, cell: Cell, state: CellState, hearing: Hearing) -> CellView:
    """Of a cell that has ended, however."""
    view = _view(name, cell, state, hearing)
    m = cell.measures
    view["words"], view["same_words"] = _words(cell)
    view["why"] = _why(cell)
    view["seconds"] = quantities.duration(cell.clip.duration_s) if cell.clip is not None else ""
    first = (
        _("first sound {seconds}", seconds=quantities.seconds(m.first_sound_s, 2))
        if m.first_sound_s is not None
        else ""
    )
    kept = _("from the history") if cell.reused else ""
    view["facts"] = [visible(say(fact)) for fact in (first, cost_words(m), kept) if fact]
    view["measures"] = [(label, visible(value)) for label, value in measure_words(m)]
    return view


def _about(cell: Cell) -> str:
    if cell.voice is not None:
        return about(cell.voice)
    return say(_("text only")) if not cell.place.voice and cell.reply is not None and cell.clip is None else ""


def _view(name: str, cell: Cell, state: CellState, hearing: Hearing) -> CellView:
    return {
        "name": visible(name), "about": visible(_about(cell)), "state": state, "why": "", "words": [],
        "same_words": None, "seconds": "", "facts": [], "measures": [], "gain_db": hearing.gain_db,
        "gain_note": say(hearing.note), "from_s": hearing.from_s, "to_s": hearing.to_s, "pinned": cell.pinned,
    }  # fmt: skip


def _plain(text: str) -> list[Word]:
    return [{"text": visible(text), "differs": False}] if text else []


def _words(cell: Cell) -> tuple[list[Word], bool | None]:
    """The words, those marked that were not to be read, and whether there are such; None where nothing was to be read."""
    text = cell.text if len(cell.text) <= _MOST else f"{cell.text[:_MOST]}…"
    same = None if not cell.verbatim and cell.heard_words is None else not cell.words_differ
    if cell.words is None or cell.words.same or len(cell.text) > _MOST:
        return _plain(text), same
    return [{"text": visible(run.text), "differs": run.kind != "same"} for run in cell.words.marked_came], same


def _heard(cell: Cell) -> str:
    """What another model heard, where that is something else."""
    if cell.heard is None or cell.heard_words is None or cell.heard_words.same:
        return ""
    return say(_("another model heard “{heard}”", heard=visible(short(cell.heard, 160))))


def _why(cell: Cell) -> str:
    error = cell.error or (cell.reply.error if cell.reply is not None else None)
    if error is not None:
        return visible(say(_ENDED.get(cell.reply.ending, error.sentence) if cell.reply is not None else error.sentence))
    if cell.reply is not None and (not cell.ok or cell.reply.ending in _ENDED):
        return say(_ENDED.get(cell.reply.ending, _("not complete")))
    if cell.reply is not None and cell.clip is None and cell.place.voice:
        missing = next((n for n in cell.reply.notes if n.code.startswith("sound_")), _("no sound was received"))
        return visible(short(say(missing), 160))
    return _heard(cell)
