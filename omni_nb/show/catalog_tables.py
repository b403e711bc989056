"""What the catalog knows, as tables. An empty cell is not known; `none` is known."""

from __future__ import annotations

from collections.abc import Iterator

from omni_nb import catalog
from omni_nb.catalog import Model, Thinking, Voice
from omni_nb.messages import _, joined, language, listed
from omni_nb.show.table import Table

_THINKING: dict[Thinking, str] = {
    "switch": _("on request"), "on": _("always"), "never": _("never"), "unknown": _("unknown"),
}  # fmt: skip


def models_table() -> Table:
    """Every model that is known."""
    note = _("Facts and prices as of {catalog}. An empty cell means unknown or not applicable.", catalog=catalog.date())
    return Table(map(_model, catalog.models()), note=note)


def voices_table(model: Model) -> Table:
    """The voices of a model."""
    other = "style" if language() == "zh" else "风格"
    return Table(map(_voice, model.voices), note=joined(_notes(model)), aside=("default", "source", other))


def _notes(model: Model) -> Iterator[str]:
    if not model.voices:
        yield (
            _("{id} answers in text only.", id=model.id)
            if not model.audio_out
            else _("The voices of {id} are unknown.", id=model.id)
        )
        return
    if model.default_voice:
        yield _("{default_voice} is the default.", default_voice=model.default_voice)
    rows = [_voice(v) for v in model.voices]
    unknown = [name for name in (_("gender"), _("languages"), _("style")) if not any(row[name] for row in rows)]
    if unknown:
        yield _("Unknown: {unknown}.", unknown=listed(unknown))
    yield from dict.fromkeys(f"{s[:1].upper()}{s[1:]}." for v in model.voices if (s := v.source_in_words))
    if any(None in (row["gender"], row["languages"], row["style"]) for row in rows) and len(unknown) < 3:
        yield _("An empty cell means unknown.")


def _model(m: Model) -> dict[str, object]:
    return {
        _("model"): m.id, _('sound out'): m.audio_out, _("mixed media"): m.mixes and not m.text_only, _("thinking"): _THINKING[m.thinking],
        _("voices"): len(m.voices) or (None if m.audio_out else 0), _('default voice'): m.default_voice,
        _('audio in, s'): 0 if m.text_only else m.audio.max_s, _('video in, s'): 0 if m.text_only else m.video.max_s,
        _('sound out, {catalog}/M tokens', catalog=catalog.currency()): m.price.audio_out, _("note"): m.note_in_words or None,
    }  # fmt: skip


def _voice(v: Voice) -> dict[str, object]:
    return {
        _("voice"): v.id, _("name"): v.name_zh or None, _("gender"): catalog.gender_word(v.gender) or None,
        _("dialect"): v.dialect or (_("none") if v.languages else None), _("languages"): v.languages or None,
        _("style"): v.style_en or None, "风格": v.style_zh or None, _("default"): v.default or None, _("source"): v.source_in_words or None,
    }  # fmt: skip
