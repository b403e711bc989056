"""What a composer offers to choose from, as its form wants it. Unknown is shown as unknown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, cast, get_args

from omni_nb import catalog
from omni_nb.catalog import Model, Voice, language_name, search
from omni_nb.escape import short, visible
from omni_nb.messages import _, language, listed
from omni_nb.panels.composer.draft import Draft
from omni_nb.panels.composer.draft_check import Checked, mend_key
from omni_nb.widgets.protocol.sections import (
    About,
    Capabilities,
    Check,
    Choice,
    Options,
    ProblemView,
)

_MANY = 3  # languages that are named one by one
SendKey = Literal["both", "shift+enter", "ctrl+enter", "enter"]


def about(id: str, *, send_key: SendKey | None = None) -> About:
    """The composer's own id, the models, and which key sends.

    Raises:
        ValueError: There is no such way to send.
    """
    if send_key is not None and send_key not in get_args(SendKey):
        raise ValueError(
            _(
                "send_key must be one of {keys}, got {value}",
                keys=listed(get_args(SendKey)),
                value=visible(short(repr(send_key))),
            )
        )
    return {"id": id, "send_key": send_key}


def models(chosen: Model, served: Sequence[str] = ()) -> list[Choice]:
    """The models that can be chosen: those of the catalog, what the server lists beside them, and the one that is chosen.

    Args:
        chosen: The model that is asked.
        served: Ids that the server itself lists.
    """
    found = {m.id: _model(m, "") for m in catalog.models() if not m.realtime_of}
    for id in served:
        if id not in found and not (m := catalog.model(id)).realtime_of:
            found[id] = _model(m, str(_("listed by this server")))
    if chosen.id not in found:
        found = {chosen.id: _model(chosen, ""), **found}
    return list(found.values())


def _model(model: Model, group: str) -> Choice:
    facts = [
        _("can speak") if model.audio_out else _("text only"),
        _("no pictures") if not model.text_only and not model.takes("image")
        else _("mixed media") if model.mixes else _("one kind of media per turn"),
    ]  # fmt: skip
    line = _beside(*(facts if model.known else ()), model.note_in_words)
    return {
        "id": model.id, "name": visible(model.id), "line": visible(line), "words": search.model_words(model), "group": group,
    }  # fmt: skip


def _beside(*facts: str) -> str:
    return " · ".join(str(fact) for fact in facts if fact)


def options(draft: Draft) -> Options:
    """What is asked for: what differs from the defaults, and the model, voice and sound that are meant."""
    differs = cast(Options, draft.options)
    return {**differs, "model": draft.model.id, "voice": draft.voice, "sound": draft.sound}


def voices(model: Model, chosen: str | None) -> list[Choice]:
    """The voices of a model, each with what is known of it; the one that was chosen, even if unknown."""
    found: list[Choice] = [
        {
            "id": v.id, "name": visible(f"{v.id} {v.name_zh}".strip()), "line": visible(_line(v)), "words": search.voice_words(v),
            "group": str(_("dialects of Chinese")) if v.dialect else "",
        }
        for v in sorted(model.voices, key=lambda v: bool(v.dialect))
    ]  # fmt: skip
    if chosen and all(v["id"] != chosen for v in found):
        known = str(_("not in the list for {model}", model=model.id)) if found else ""
        found.insert(0, {"id": chosen, "name": visible(chosen), "line": visible(known), "words": search.words_of(chosen), "group": ""})  # fmt: skip
    return found


def _line(voice: Voice) -> str:
    """What is known of a voice, in a line. What is not known is left out: it can be heard."""
    here = language()
    named = [language_name(code, here) for code in voice.speaks]
    spoken = (
        named[:1] if voice.dialect else [_("{n} languages", n=len(named))] if len(named) > _MANY else [listed(named)]
    )
    style = voice.style_zh or voice.style_en if here == "zh" else voice.style_en or voice.style_zh
    return _beside(catalog.gender_word(voice.gender), *spoken, style)


def capabilities(model: Model) -> Capabilities:
    """What the model can be asked for, and why not for the rest."""
    never = model.thinking == "never"
    why = (
        _("{model} does not support thinking", model=model.id)
        if never
        else _("thinking and sound cannot be used together")
    )
    return {
        "sound": model.audio_out,
        "sound_why": "" if model.audio_out else visible(str(_("{model} answers in text only", model=model.id))),
        "thinking": not never,
        "thinking_why": visible(str(why)),
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
