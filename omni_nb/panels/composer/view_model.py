"""What a composer offers to choose from, as its form wants it. Unknown is shown as unknown."""

from __future__ import annotations

from typing import cast

from omni_nb import catalog
from omni_nb.catalog import Model, Voice
from omni_nb.escape import visible
from omni_nb.panels.composer.draft import Draft
from omni_nb.panels.composer.draft_check import Checked, mend_key
from omni_nb.widgets.protocol.sections import (
    About,
    Capabilities,
    Check,
    ModelChoice,
    Options,
    ProblemView,
    VoiceChoice,
)


def about(id: str) -> About:
    """The composer's own id, and the models."""
    models: list[ModelChoice] = [
        {"id": m.id, "note": m.note or _sums_up(m)} for m in catalog.models() if not m.realtime_of
    ]
    return {"id": id, "models": models}


def _sums_up(model: Model) -> str:
    return ", ".join([
        "speaks" if model.audio_out else "text only",
        "mixes media" if model.mixes else "one kind of media a turn",
        f"facts of {catalog.date()}",
    ])  # fmt: skip


def options(draft: Draft) -> Options:
    """What is asked for: what differs from the defaults, and the model, voice and sound that are meant."""
    differs = cast(Options, draft.options)
    return {**differs, "model": draft.model.id, "voice": draft.voice, "sound": draft.sound}


def voices(model: Model, chosen: str | None) -> list[VoiceChoice]:
    """The voices of a model, each with what is known of it; the one that was chosen, even if unknown."""
    found: list[VoiceChoice] = [{"id": v.id, "label": " · ".join(_known(v)), "about": _about(v)} for v in model.voices]
    if chosen and all(v["id"] != chosen for v in found):
        found.insert(0, {"id": chosen, "label": visible(chosen), "about": visible(f"not known for {model.id}")})
    return found


def _known(voice: Voice) -> list[str]:
    """For the menu, where a line is short: what tells it from the others."""
    tells = (
        [catalog.language_name(code) for code in voice.speaks[:1]] if voice.dialect or len(voice.languages) == 1 else []
    )
    return [f"{voice.id} {voice.name_zh}".strip(), *filter(None, (voice.gender, *tells, voice.style_en))]


def _about(voice: Voice) -> str:
    """Beside the menu, where there is room to say what is not known, and where the rest was read."""
    if not (voice.gender or voice.speaks or voice.style_en):
        return "gender and languages unknown"
    languages = ", ".join(voice.languages_in_words)
    if voice.dialect and not voice.languages:
        languages += " (other languages unknown)"
    return " · ".join(filter(None, [
        voice.gender or "gender unknown", languages or "languages unknown", voice.style_en, voice.style_zh, voice.source_in_words,
    ]))  # fmt: skip


def capabilities(model: Model) -> Capabilities:
    """What the model can be asked for, and why not for the rest."""
    never = model.thinking == "never"
    return {
        "sound": model.audio_out,
        "sound_why": "" if model.audio_out else visible(f"{model.id} answers in text only"),
        "thinking": not never,
        "thinking_why": visible(f"{model.id} does not think") if never else "thinking and sound cannot be had together",
    }


def check(checked: Checked, cards: list[str]) -> Check:
    """The line below the box, and each problem with its buttons; `cards`: the ids of cards that have a part, in their order."""
    problems: list[ProblemView] = [
        {
            "cause": visible(problem.cause + ("" if mends else f". {problem.repair}")),
            "mends": [
                {
                    "key": mend_key(problem, m),
                    "title": visible(m.title),
                    "way": m.way,
                    "card": cards[m.part] if m.part is not None else None,
                }
                for m in mends
            ],
        }
        for problem, mends in checked.problems
    ]
    return {"line": visible(checked.line), "notes": [visible(n) for n in checked.notes], "problems": problems}
