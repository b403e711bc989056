"""What is seen of one voice: a section in words. What is not known is left out; that it is not known is said once, elsewhere."""

from __future__ import annotations

from omni_nb import quantities
from omni_nb.catalog import Model, Voice
from omni_nb.catalog.languages import language_name
from omni_nb.compare.cell import Cell
from omni_nb.escape import short, visible
from omni_nb.panels.comparison.hearing import Hearing
from omni_nb.panels.gallery.choosing import Shown
from omni_nb.panels.gallery.voice_cells import VoiceState
from omni_nb.reply.fold import ReplyFold
from omni_nb.widgets.protocol.comparison import CellView

_LONGEST = 80


def row(
    shown: Shown,
    cell: Cell,
    state: VoiceState,
    hearing: Hearing,
    fold: ReplyFold | None = None,
    *,
    sources: bool = False,
) -> CellView:
    """One voice as it is now.

    Args:
        shown: What is known of it.
        cell: What it said.
        state: How far that is.
        hearing: How it is listened to.
        fold: What has come so far.
        sources: Not all was read in the same place.
    """
    v, clip = shown.voice, cell.clip
    seconds = clip.duration_s if clip is not None else fold.audio_s if fold is not None else 0.0
    simulated = cell.reply is not None and cell.reply.simulated
    return {
        "name": visible(" ".join(filter(None, (short(v.id, _LONGEST), v.name_zh)))), "about": visible(_about(v, simulated)), "state": state,
        "why": _why(cell, fold), "words": [{"text": visible(style), "differs": False}] if (style := _style(v)) else [],
        "same_words": None, "seconds": quantities.duration(seconds) if seconds else "", "facts": [], "measures": _told(shown, cell, sources),
        "gain_db": hearing.gain_db, "gain_note": hearing.note, "from_s": hearing.from_s, "to_s": hearing.to_s, "pinned": shown.picked,
    }  # fmt: skip


def source_words(model: Model) -> str:
    """Where all this was read, and what is not known of anybody; empty where nothing is known."""
    told = [f"{s[:1].upper()}{s[1:]}." for s in dict.fromkeys(v.source_in_words for v in model.voices) if s]
    facts = {"gender": lambda v: v.gender, "languages": lambda v: v.speaks, "style": lambda v: v.style_en}
    unknown = [name for name, of in facts.items() if not any(map(of, model.voices))]
    if unknown and model.voices:
        told.append(f"Not known: {', '.join(unknown)}.")
    return visible(" ".join(told))


def _about(v: Voice, simulated: bool) -> str:
    """In a short line what tells it from the others."""
    only = language_name(v.languages[0]) if len(v.languages) == 1 else ""
    marks = ("default" if v.default else "", "simulated" if simulated else "")
    return " · ".join(filter(None, (v.gender, language_name(v.dialect) if v.dialect else only, *marks)))


def _style(v: Voice) -> str:
    return " · ".join(filter(None, (v.style_en, v.style_zh)))


def _told(shown: Shown, cell: Cell, sources: bool) -> list[tuple[str, str]]:
    """All that is known of it, for the line below the list."""
    v = shown.voice
    pitch = quantities.amount(shown.pitch_hz, "Hz") if shown.pitch_hz is not None else ""
    dialect = f"{language_name(v.dialect)} {v.dialect}" if v.dialect else ""
    told = (
        ("", v.gender), ("dialect:", dialect), ("speaks", ", ".join(map(language_name, v.languages))), ("", _style(v)), ("pitch", pitch),
        ("says", f"“{short(cell.text, _LONGEST)}”" if cell.text else ""), ("source:", v.source_in_words if sources else ""),
    )  # fmt: skip
    return [(label, visible(value)) for label, value in told if value]


def _why(cell: Cell, fold: ReplyFold | None) -> str:
    if cell.error is not None:
        return visible("stopped" if cell.error.code == "stopped" else cell.error.sentence)
    told = [note for note in fold.notes if note.code == "retry"] if fold is not None else []
    return visible(told[-1]) if told else ""
