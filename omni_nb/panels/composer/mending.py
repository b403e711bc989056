"""The ways out of a draft's problems: remembers what was offered, and does what a person chose.

Media are decoded on a thread; the draft changes on the event loop, by what is in it then.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from omni_nb.messages import _, clauses
from omni_nb.panels.composer.cards import inline_note
from omni_nb.panels.composer.draft import Draft
from omni_nb.panels.composer.draft_check import Checked
from omni_nb.panels.composer.form_bridge import FormBridge
from omni_nb.panels.composer.thread import Thread
from omni_nb.panels.tasks import Tasks
from omni_nb.prompt.parts import FramesPart, MediaPart, Prompt
from omni_nb.prompt.remedies import Mend, mended
from omni_nb.show.media import thumbnail
from omni_nb.widgets.protocol import form
from omni_nb.widgets.protocol.reading import Handlers


@dataclass(frozen=True, slots=True)
class Remade:
    """A part that was made anew, or left out.

    Attributes:
        new: What it is now; None: it is left out.
        note, thumb: For its card.
    """

    old: MediaPart | FramesPart
    new: MediaPart | FramesPart | None
    note: str = ""
    thumb: str = ""


def remake(mend: Mend, prompt: Prompt) -> list[Remade]:
    """Make the parts anew that a way out changes. It decodes: call it on a thread.

    Raises:
        OmniError: It could not be done.
    """
    media = mended(mend, prompt).media
    if mend.way == "keep":
        return [Remade(old, None) for old in prompt.media if not any(old is m for m in media)]
    out = []
    for old, new in zip(prompt.media, media, strict=True):
        if new is not old:
            note = str(clauses([_("fixed: {how}", how=mend.title), new.note, inline_note(new)]))
            out.append(Remade(old, new, note, thumbnail(new)))
    return out


def put_back(draft: Draft, remade: list[Remade]) -> None:
    """Put parts that were made anew into the cards that still hold the old ones."""
    for one in remade:
        for card in [c for c in draft.cards if c.part is one.old]:
            if one.new is None:
                draft.remove(card.id)
            else:
                card.part, card.note, card.thumb = one.new, one.note, one.thumb


class Mending:
    """Does what a person chose of what was offered.

    Args:
        draft: What is being written.
        thread: The conversation, of which earlier turns may be left out.
        bridge: Shows that something is being done.
        tasks: Runs what takes long.
        changed: Called when the draft has changed.

    Attributes:
        handlers: For what the page says.
    """

    def __init__(
        self, draft: Draft, thread: Thread, bridge: FormBridge, tasks: Tasks, *, changed: Callable[[], None]
    ) -> None:
        self._draft, self._thread, self._bridge, self._tasks, self._changed = draft, thread, bridge, tasks, changed
        self._offered: dict[str, Mend] = {}
        self.handlers: Handlers = {"mend": self._on_mend}

    def offer(self, checked: Checked) -> None:
        """Remember the ways out that the page shows now."""
        self._offered = checked.mends()

    def _on_mend(self, m: form.MendChosen, _buffers: Any) -> None:
        mend = self._offered.get(m["key"])
        if mend is None:  # by a page that was drawn before the last change
            raise ValueError(_("that option is no longer available: choose one of the buttons below the box"))
        self._do(mend)

    def _do(self, mend: Mend) -> None:
        if mend.option == "history":
            self._thread.forget()
        elif mend.way == "set":
            self._draft.set_option(mend.option, mend.value)
        elif mend.way == "split":
            self._draft.split = True
        elif mend.way != "url":  # which a person gives
            self._bridge.set(mending=mend.title)
            prompt = self._draft.prompt()
            self._tasks.in_thread(lambda: remake(mend, prompt), self._done, failed=lambda: self._done([]))
            return
        self._changed()

    def _done(self, remade: list[Remade]) -> None:
        self._bridge.set(mending=None)
        put_back(self._draft, remade)
        self._changed()
