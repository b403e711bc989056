"""What the catalog knows, as tables. An empty cell is not known; `none` is known."""

from __future__ import annotations

from collections.abc import Iterator

from omni_nb import catalog
from omni_nb.catalog import Model, Voice
from omni_nb.show.table import Table


def models_table() -> Table:
    """Every model that is known."""
    note = f"Facts and prices of {catalog.date()}. An empty cell is not known, or does not apply."
    return Table(map(_model, catalog.models()), note=note)


def voices_table(model: Model) -> Table:
    """The voices of a model."""
    return Table(map(_voice, model.voices), note=" ".join(_notes(model)), aside=("default", "source"))


def _notes(model: Model) -> Iterator[str]:
    if not model.voices:
        yield f"{model.id} answers in text only." if not model.audio_out else f"The voices of {model.id} are not known."
        return
    if model.default_voice:
        yield f"{model.default_voice} is the default."
    rows = [_voice(v) for v in model.voices]
    unknown = [name for name in ("gender", "languages", "style") if not any(row[name] for row in rows)]
    if unknown:
        yield f"Not known: {', '.join(unknown)}."
    yield from dict.fromkeys(f"{s[:1].upper()}{s[1:]}." for v in model.voices if (s := v.source_in_words))
    if any(None in (row["gender"], row["languages"], row["style"]) for row in rows) and len(unknown) < 3:
        yield "An empty cell is not known."


def _model(m: Model) -> dict[str, object]:
    return {
        "model": m.id, "sound out": m.audio_out, "mixes media": m.mixes and not m.text_only, "thinking": m.thinking,
        "voices": len(m.voices) or (None if m.audio_out else 0), "default voice": m.default_voice,
        "audio in, s": 0 if m.text_only else m.audio.max_s, "video in, s": 0 if m.text_only else m.video.max_s,
        f"sound out, {catalog.currency()}/M tokens": m.price.audio_out, "note": m.note or None,
    }  # fmt: skip


def _voice(v: Voice) -> dict[str, object]:
    return {
        "voice": v.id, "name": v.name_zh or None, "gender": v.gender or None,
        "dialect": v.dialect or ("none" if v.languages else None), "languages": v.languages or None,
        "style": v.style_en or None, "风格": v.style_zh or None, "default": v.default or None, "source": v.source_in_words or None,
    }  # fmt: skip
