"""What is seen of one voice: a section in words. What is not known is left out; that it is not known is said once, elsewhere."""

from __future__ import annotations

from omni_nb import quantities
from omni_nb.catalog import Model, Voice
from omni_nb.catalog.languages import language_name
from omni_nb.compare.cell import Cell
from omni_nb.compare.facts import gender_word, style_of
from omni_nb.escape import short, visible
from omni_nb.messages import _, joined, language, listed, say
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
        "why": _why(cell, fold), "words": [{"text": visible(style), "differs": False}] if (style := style_of(v)) else [],
        "same_words": None, "seconds": quantities.duration(seconds) if seconds else "", "facts": [], "measures": _told(shown, cell, sources),
        "gain_db": hearing.gain_db, "gain_note": say(hearing.note), "from_s": hearing.from_s, "to_s": hearing.to_s, "pinned": shown.picked,
    }  # fmt: skip


def source_words(model: Model) -> str:
    """Where all this was read, and what is not known of anybody; empty where nothing is known."""
    sources = dict.fromkeys(v.source_in_words for v in model.voices)
    told = [_("{source}.", source=f"{s[:1].upper()}{s[1:]}") for s in sources if s]
    facts = {_("gender"): lambda v: v.gender, _("languages"): lambda v: v.speaks, _("style"): lambda v: v.style_en}
    unknown = [name for name, of in facts.items() if not any(map(of, model.voices))]
    if unknown and model.voices:
        told.append(_("Unknown: {facts}.", facts=listed(unknown)))
    return visible(say(joined(told)))


def _about(v: Voice, simulated: bool) -> str:
    """In a short line what tells it from the others."""
    only = _language(v.languages[0]) if len(v.languages) == 1 else ""
    marks = (say(_("default")) if v.default else "", say(_("simulated")) if simulated else "")
    return " · ".join(filter(None, (gender_word(v.gender), _language(v.dialect) if v.dialect else only, *marks)))


def _language(code: str) -> str:
    return language_name(code, language())


def _told(shown: Shown, cell: Cell, sources: bool) -> list[tuple[str, str]]:
    """All that is known of it, for the line below the list."""
    v = shown.voice
    pitch = quantities.amount(shown.pitch_hz, "Hz") if shown.pitch_hz is not None else ""
    dialect = " ".join(dict.fromkeys((_language(v.dialect), v.dialect))) if v.dialect else ""
    told: tuple[tuple[str, str], ...] = (
        ("", gender_word(v.gender)), (_("dialect:"), dialect), (_("speaks"), say(listed(map(_language, v.languages)))), ("", style_of(v)), (_("pitch"), pitch),
        (_("says"), f"“{short(cell.text, _LONGEST)}”" if cell.text else ""), (_("source:"), v.source_in_words if sources else ""),
    )  # fmt: skip
    return [(say(label), visible(value)) for label, value in told if value]


def _why(cell: Cell, fold: ReplyFold | None) -> str:
    if cell.error is not None:
        return visible(say(_("stopped") if cell.error.code == "stopped" else cell.error.sentence))
    told = [note for note in fold.notes if note.code == "retry"] if fold is not None else []
    return visible(say(told[-1])) if told else ""
