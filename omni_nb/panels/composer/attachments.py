"""Attachments of a draft: files that a page sends in slices, paths, URLs, recordings; their order, and listening to them."""

from __future__ import annotations

import uuid
import weakref
from collections.abc import Callable
from typing import Any, Literal

from omni_nb.escape import visible
from omni_nb.messages import _, clauses
from omni_nb.panels.composer.card_sources import read, read_path, read_url
from omni_nb.panels.composer.cards import Card
from omni_nb.panels.composer.draft import Draft
from omni_nb.panels.composer.form_bridge import FormBridge
from omni_nb.panels.tasks import Tasks, in_words
from omni_nb.prompt.parts import MediaPart
from omni_nb.session.event_loop import EVENT_LOOP
from omni_nb.sound.clip import Clip
from omni_nb.widgets.protocol import form
from omni_nb.widgets.protocol.reading import Handlers
from omni_nb.widgets.upload import Inbox, plain_name


class Attachments:
    """Adds cards to a draft, and moves and removes them.

    Args:
        draft: Holds the cards.
        bridge: Acknowledges slices, and plays what is listened to.
        tasks: Runs what takes long.
        changed: Called when the cards have changed.

    Attributes:
        handlers: For what the page says.
        recorder: The microphone, once it was wanted.
    """

    def __init__(self, draft: Draft, bridge: FormBridge, tasks: Tasks, *, changed: Callable[[], None]) -> None:
        self._draft, self._bridge, self._tasks, self._changed = draft, bridge, tasks, changed
        self._inbox = Inbox()
        self.recorder: Any = None
        self.handlers: Handlers = {
            "file": self._on_file, "slice": self._on_slice, "where": self._on_where, "drop": self._on_drop,
            "path": self._on_path, "url": self._on_url, "remove": self._on_remove, "move": self._on_move,
            "record": self._on_record, "hear": self._on_hear,
        }  # fmt: skip

    def add(self, card: Card) -> None:
        """Add a card, or put it in the place of the one that has its id."""
        self._draft.put(card)
        self._changed()

    def close(self) -> None:
        """Close the microphone."""
        if self.recorder is not None:
            self.recorder.close()
            self.recorder = None
            self._bridge.set(recorder=None)

    # -- files in slices -----------------------------------------------------------------------

    def _on_file(self, m: form.FileAnnounced, _buffers: Any) -> None:
        """Show the card of a file that will come in slices."""
        name = plain_name(m["name"])
        card = Card(id=m["id"], name=name, state="coming", size=m["size"])
        if name != m["name"].strip():
            card.note = _("its name contained more than a file name; the rest was removed")
        self._draft.put(card)
        try:
            self._inbox.announce(card.id, name, card.size)
        except ValueError as err:
            card.state, card.error = "bad", str(err)
            self._bridge.tell({"t": "forget", "id": card.id})
        self._changed()
        if card.size == 0:
            self._read_if_whole(card.id)

    def _on_slice(self, m: form.Slice, buffers: list[Any]) -> None:
        """Take a slice of a file, and acknowledge it."""
        received = self._inbox.take(m["id"], m["at"], m["crc"], buffers[0])
        self._acknowledge(m["id"], received)
        self._read_if_whole(m["id"])

    def _on_where(self, m: form.Where, _buffers: Any) -> None:
        """Tell the page how many bytes of a file are here."""
        self._acknowledge(m["id"], self._inbox.received(m["id"]), asked=True)

    def _acknowledge(self, id: str, received: int | None, *, asked: bool = False) -> None:
        if received is None:
            self._bridge.tell({"t": "forget", "id": id})
        else:
            self._bridge.tell({"t": "got", "id": id, "upto": received, "asked": asked})

    def _on_drop(self, m: form.Drop, _buffers: Any) -> None:
        """Show why the page cannot go on with a file."""
        self._inbox.forget(m["id"])
        if (card := self._draft.card(m["id"])) is not None:
            card.state, card.error = "bad", m["why"]
        self._changed()

    def _read_if_whole(self, id: str) -> None:
        file, card = self._inbox.collect(id), self._draft.card(id)
        if file is None or card is None:
            return
        note = card.note
        self._bridge.tell({"t": "got", "id": id, "upto": file.size})

        def made(whole: Card) -> None:
            whole.note = str(clauses([note, whole.note]))
            if self._draft.card(id) is not None:  # it may have been removed while it was read
                self.add(whole)

        self._tasks.in_thread(lambda: read(bytes(file.data), file.name, id), made)

    # -- paths, URLs, order --------------------------------------------------------------------

    def _on_path(self, m: form.PathGiven, _buffers: Any) -> None:
        """Attach a file of the kernel's machine."""
        self._attach("path", m["value"], lambda: read_path(m["value"]))

    def _on_url(self, m: form.UrlGiven, _buffers: Any) -> None:
        """Attach a URL, or put it in the place of a card."""
        self._attach("url", m["value"], lambda: read_url(m["value"], m["kind"]), replaces=m.get("replaces") or "")

    def _attach(
        self, panel: Literal["path", "url"], value: str, work: Callable[[], Card], *, replaces: str = ""
    ) -> None:
        """Make a card and close the panel; what is none stays in the panel's field, with what is wrong beside it."""
        self._bridge.set(refused=None)

        def read_card() -> Card | str:
            try:
                return work()
            except ValueError as err:
                return in_words(err)

        def made(card: Card | str) -> None:
            if isinstance(card, str) or card.part is None:
                why = card if isinstance(card, str) else card.error
                self._bridge.set(refused={"panel": panel, "value": value, "why": visible(why)})
                return
            if (old := self._draft.card(replaces)) is not None:
                card.id = old.id
            self._bridge.tell({"t": "shut", "panel": panel})
            self.add(card)

        self._tasks.in_thread(read_card, made)

    def _on_remove(self, m: form.Remove, _buffers: Any) -> None:
        """Remove an attachment."""
        self._inbox.forget(m["id"])
        self._draft.remove(m["id"])
        self._changed()

    def _on_move(self, m: form.Move, _buffers: Any) -> None:
        """Move an attachment to another place in the order."""
        self._draft.move(m["id"], m["to"])
        self._changed()

    # -- sound ---------------------------------------------------------------------------------

    def _on_hear(self, m: form.Hear, _buffers: Any) -> None:
        """Play an attachment."""
        card = self._draft.card(m["id"])
        if card is None or not isinstance(card.part, MediaPart) or card.part.data is None:
            return
        data, key = card.part.data, f"card:{card.id}"
        self._tasks.in_thread(lambda: Clip.read(data).encode("mp3"), lambda mp3: self._bridge.play(key, mp3))

    def _on_record(self, _m: form.RecorderWanted, _buffers: Any) -> None:
        """Show the microphone."""
        if self.recorder is None:
            from omni_nb.widgets.recorder import Recorder

            here = weakref.ref(self)  # a widget lives as long as its comm; what holds this need not

            def use(clip: Clip) -> None:
                if (attachments := here()) is not None:
                    EVENT_LOOP.call(lambda: attachments._add_recording(clip))

            self.recorder = Recorder(use=str(_("Add to the question")), on_use=use)
        self._bridge.set(recorder=self.recorder.model_id)

    def _add_recording(self, clip: Clip) -> None:
        self.recorder.reset()
        self._bridge.tell({"t": "shut", "panel": "record"})
        self._tasks.in_thread(lambda: read(clip.encode("wav"), "recording.wav", uuid.uuid4().hex[:8]), self.add)
