"""The check before anything is sent: what would be refused, what it weighs, what it costs.

It reads the catalog and the prompt and sends nothing. Whatever is only unknown (a new model, a
cloned voice, the length of a URL's video) is a note; only what the service is known to refuse is
a problem. `media_checks` looks at the media, `estimate` counts.
"""

from __future__ import annotations

from collections.abc import Iterator

from omni_nb import catalog
from omni_nb.catalog import Model
from omni_nb.messages import _, listed
from omni_nb.notes import Note
from omni_nb.prompt.estimate import cost_of, tokens_of
from omni_nb.prompt.media_checks import media_notes, media_problems, unknowns
from omni_nb.prompt.parts import Prompt
from omni_nb.prompt.report import Problem, Report
from omni_nb.prompt.request import Request, Settings


def check(request: Request, *, dialect: str | None = None) -> Report:
    """Check a request against what is known of its model. Sends nothing.

    Args:
        request: What is to be asked.
        dialect: The server's dialect, by default the model's: some limit what travels inline.
    """
    prompt, settings = request.prompt, request.settings
    model = catalog.model(settings.model)
    problems = [
        *_mode_problems(model, settings),
        *media_problems(prompt, model, inline_limit=catalog.inline_limit(dialect or model.dialect)),
    ]
    tokens = tokens_of(prompt, model, request.turns)
    if model.input_tokens and tokens.total > model.input_tokens:
        problems.append(Problem(
            code="too_many_tokens", cause=_('{words} input tokens, {id} takes {input_tokens}', words=tokens.words, id=model.id, input_tokens=f'{model.input_tokens:,}'),
            repair=_("Shorten the prompt, send fewer or smaller media, or drop earlier turns."),
        ))  # fmt: skip
    return Report(
        model=model.id, problems=tuple(problems), notes=tuple(_notes(prompt, model, settings)), tokens=tokens,
        input_cost=cost_of(tokens, model), currency=catalog.currency(), prices_date=catalog.date(),
    )  # fmt: skip


def _mode_problems(model: Model, settings: Settings) -> Iterator[Problem]:
    voice, sound, thinking = settings.voice, settings.sound, bool(settings.thinking)
    if model.realtime_of:
        yield Problem(
            code="realtime_model", cause=_("{id} uses another protocol (WebSocket), not chat completions", id=model.id),
            repair=_("Use {model}, which works like the other models.", model=model.realtime_of),
        )  # fmt: skip
    if sound and not model.audio_out:
        yield Problem(
            code="no_audio_output", cause=_('{id} answers in text only', id=model.id),
            repair=_("Ask with modalities=['text'], or use {model}.", model=catalog.model_for("speaks").id),
        )  # fmt: skip
    if sound and thinking:
        yield Problem(
            code="thinking_with_audio", cause=_("thinking and sound cannot be used together"),
            repair=_("Turn thinking off, or ask with modalities=['text']."),
        )  # fmt: skip
    if thinking and model.thinking == "never":
        yield Problem(
            code="no_thinking", cause=_('{id} does not support thinking', id=model.id),
            repair=_("Turn thinking off, or use {model}.", model=catalog.model_for("thinks").id),
        )  # fmt: skip
    if model.stream_only and not settings.stream:
        yield Problem(
            code="stream_only", cause=_('{id} can only be streamed', id=model.id),
            repair=_("Remove stream=False."),
        )  # fmt: skip
    if sound and voice and model.voices and model.voice(voice) is None and (other := catalog.model_with(voice)):
        near = model.voices_like(voice) or [v.id for v in model.voices[:4]]
        yield Problem(
            code="voice_of_another_model", cause=_('voice {voice} belongs to {id}, not to {id2}', voice=repr(voice), id=other.id, id2=model.id),
            repair=_("Use {voices}; omni.voices() shows all.", voices=listed(near)),
        )  # fmt: skip


def _notes(prompt: Prompt, model: Model, settings: Settings) -> Iterator[Note]:
    voice, sound = settings.voice, settings.sound
    yield from prompt.notes
    yield from media_notes(prompt)
    if not model.known:
        near = catalog.nearest(model.id, [m.id for m in catalog.models()])
        yield Note(
            "model_unknown",
            _("model {id} is not in the catalog of {catalog}", id=repr(model.id), catalog=catalog.date())
            + (_("; similar: {near}", near=listed(near)) if near else "")
            + _(". Sent as it is"),
        )
    if model.note:
        yield Note("model", _("{id}: {note}", id=model.id, note=model.note_in_words))
    if sound and voice and model.voices and model.voice(voice) is None and catalog.model_with(voice) is None:
        near = model.voices_like(voice)
        yield Note(
            "voice_unknown",
            _("voice {voice} is unknown for {id}", voice=repr(voice), id=model.id)
            + (_("; similar: {near}", near=listed(near)) if near else "")
            + _(". Sent as it is"),
        )
    yield from unknowns(prompt, model)
