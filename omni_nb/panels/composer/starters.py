"""Starters: three first questions that an empty composer offers, each ready to be sent: a voice, a picture, a sound.

They go with the first question that is asked, and do not come back in that notebook.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

from omni_nb import catalog
from omni_nb.escape import visible
from omni_nb.kept import notebooks
from omni_nb.messages import _, language
from omni_nb.panels.composer import starter_media
from omni_nb.panels.composer.asking import Asking
from omni_nb.panels.composer.draft import Draft
from omni_nb.panels.composer.form_bridge import FormBridge
from omni_nb.panels.composer.thread import Thread
from omni_nb.panels.tasks import Tasks
from omni_nb.prompt.options import AskOptions
from omni_nb.prompt.parts import Part, Prompt, TextPart
from omni_nb.show import display
from omni_nb.widgets.protocol import turns
from omni_nb.widgets.protocol.reading import Handlers
from omni_nb.widgets.protocol.sections import Starter

Kind = Literal["voice", "image", "audio"]


class Starters:
    """Offers first questions, and asks the one that is chosen.

    Args:
        draft: Whose model and options they are asked with; it stays as it is.
        thread: Knows whether something was asked.
        asking: Asks.
        bridge: Shows them.
        tasks: Runs the making of the media.
        keeps: Says whether it may be remembered on disk that this notebook needs them no more.

    Attributes:
        handlers: For what the page says.
    """

    def __init__(
        self, draft: Draft, thread: Thread, asking: Asking, bridge: FormBridge, tasks: Tasks, *, keeps: Callable[[], bool]
    ) -> None:  # fmt: skip
        self._draft, self._thread, self._asking, self._bridge, self._tasks = draft, thread, asking, bridge, tasks
        self._keeps = keeps
        self._notebook = display.this_notebook()
        self.handlers: Handlers = {"starter": self._on_starter}
        thread.on_begun = self.used

    def used(self) -> None:
        """Something is asked: they have done what they are for."""
        notebooks.asked_in(self._notebook, on_disk=self._keeps())
        self.show()

    def show(self) -> None:
        """Set the page's section anew."""
        begun = any(branch.exchanges for branch in self._thread.branches) or notebooks.was_asked_in(self._notebook)
        self._bridge.set(
            starters=[] if begun else [_view(kind, self._draft.model) for kind in _kinds(self._draft.model)]
        )

    def _on_starter(self, m: turns.StarterChosen, _buffers: Any) -> None:
        """Ask it: its media are made on a thread, and what is being written stays."""
        kind = next((k for k in _kinds(self._draft.model) if k == m["id"]), None)
        if kind is None:
            raise ValueError(_("that suggested question is no longer available: write your own"))
        model = self._draft.model
        options = _options(kind, self._draft)
        self._tasks.in_thread(lambda: _prompt(kind, model), lambda prompt: self._asking.ask_now(prompt, options))


def _kinds(model: catalog.Model) -> list[Kind]:
    """Those that work with this model, by what is known of it; what nobody knows may be tried."""
    if model.text_only or model.realtime_of:
        return []
    found: list[tuple[Kind, bool]] = [
        ("voice", model.audio_out),
        ("image", model.takes("image")),
        ("audio", model.takes("audio")),
    ]
    return [kind for kind, works in found if works]


def _speaker(model: catalog.Model) -> catalog.Voice | None:
    """A voice with a dialect of its own, if the model has one."""
    return next((v for v in model.voices if v.dialect), None)


def _words(kind: Kind, model: catalog.Model) -> str:
    if kind == "image":
        return str(_("What do you see in this picture, and what time of day is it? Answer in two short sentences."))
    if kind == "audio":
        return str(_("Which tune is this, and what is it played on? Answer in two short sentences."))
    if _speaker(model) is not None:
        return str(_("Greet me in your own dialect, and tell me what people like to eat where you come from. Two short sentences."))  # fmt: skip
    return str(_("Say hello, and tell me in two short sentences what you can do."))


def _title(kind: Kind, model: catalog.Model) -> str:
    if kind == "image":
        return str(_("Show it a picture"))
    if kind == "audio":
        return str(_("Play it a tune"))
    if (voice := _speaker(model)) is not None:
        return str(
            _(
                "Hear {voice} speak {language}",
                voice=voice.id,
                language=catalog.language_name(voice.dialect, language()),
            )
        )
    return str(_("Hear it speak"))


def _view(kind: Kind, model: catalog.Model) -> Starter:
    return {"id": kind, "kind": kind, "title": visible(_title(kind, model)), "words": visible(_words(kind, model))}


def _prompt(kind: Kind, model: catalog.Model) -> Prompt:
    words: Part = TextPart(_words(kind, model))
    if kind == "voice":
        return Prompt((words,))
    return Prompt((starter_media.picture() if kind == "image" else starter_media.sound(), words))


def _options(kind: Kind, draft: Draft) -> AskOptions:
    """As the draft asks; the one that is about a voice asks for sound, with the voice that it names."""
    options = draft.asking()
    if kind != "voice":
        return options
    speaker = _speaker(draft.model)
    asked: AskOptions = {**options, "modalities": ["text", "audio"], "thinking": None}
    voice = speaker.id if speaker is not None else draft.voice
    return {**asked, "voice": voice} if voice else asked
