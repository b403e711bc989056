"""What the catalog knows, as tables. An empty cell is not known; `none` is known."""

from __future__ import annotations

from omni_nb import catalog
from omni_nb.catalog import Model, Voice
from omni_nb.show.table import Table


def models_table() -> Table:
    """Every model that is known."""
    note = f"Facts and prices of {catalog.date()}. An empty cell is not known."
    return Table(map(_model, catalog.models()), note=note)


def voices_table(model: Model) -> Table:
    """The voices of a model."""
    rows = [_voice(v) for v in model.voices]
    sources = dict.fromkeys(v.source_in_words for v in model.voices if v.source)
    unknown = [c for c in ("gender", "languages", "style") if rows and not any(row[c] for row in rows)]
    note = [f"{', '.join(unknown)}: not known." if unknown else "", *(f"{s[:1].upper()}{s[1:]}." for s in sources)]
    note += ["An empty cell is not known."] if rows else [f"The voices of {model.id} are not known."]
    if not model.audio_out:
        note = [f"{model.id} answers in text only."]
    return Table(rows, note=" ".join(filter(None, note)), aside=("source",))


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
