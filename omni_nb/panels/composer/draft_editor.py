"""DraftEditor: what a person does to the prompt that is being written: words, options, attachments, mends.

All on the event loop. Each method takes one message of the page.
"""

from __future__ import annotations

import asyncio
import uuid
import weakref
from collections.abc import Callable, Sequence
from typing import Any

from omni_nb.panels.composer import view_model
from omni_nb.panels.composer.cards import Card
from omni_nb.panels.composer.draft import Draft, read, read_path, read_url
from omni_nb.panels.composer.form_bridge import FormBridge
from omni_nb.panels.composer.tasks import Tasks
from omni_nb.prompt.options import AskOptions
from omni_nb.prompt.parts import MediaPart, Prompt
from omni_nb.prompt.remedies import Mend
from omni_nb.prompt.request import Turn
from omni_nb.session.client import Client
from omni_nb.session.event_loop import EVENT_LOOP
from omni_nb.sound.clip import Clip
from omni_nb.widgets.protocol import form
from omni_nb.widgets.protocol.reading import Handlers
from omni_nb.widgets.upload import Inbox, plain_name


class DraftEditor:
    """The draft, and the page that shows it.

    Args:
        client: Knows what would be refused, and speaks a voice's sample.
        draft: What is being written.
        history: The turns that would go along.
        forget: Goes on without them.
    """

    def __init__(
        self, client: Client, page: FormBridge, tasks: Tasks, draft: Draft, *, key: str,
        history: Callable[[], Sequence[Turn]], forget: Callable[[], None],
    ) -> None:  # fmt: skip
        self._client, self._bridge, self._tasks, self.draft = client, page, tasks, draft
        self._key, self._history, self._forget = key, history, forget
        self._inbox = Inbox()
        self._mends: dict[str, Mend] = {}
        self._recorder: Any = None
        self._samples: dict[tuple[str, str], bytes] = {}
        self.handlers: Handlers = {
            "draft": self._on_draft, "option": self._on_option, "mend": self._on_mend,
            "file": self._on_file, "slice": self._on_slice, "where": self._on_where, "drop": self._on_drop,
            "path": self._on_path, "url": self._on_url, "remove": self._on_remove, "move": self._on_move,
            "record": self._on_record, "hear": self._on_hear, "sample": self._on_sample,
        }  # fmt: skip

    def show(self) -> None:
        """Set the page's sections anew; what has not changed is not sent."""
        page, draft = self._bridge, self.draft
        checked = draft.check(self._history())
        page.set("about", view_model.about(self._key))
        page.set("options", {**draft.options, "model": draft.model.id, "voice": draft.voice, "sound": draft.sound})
        page.set("voices", view_model.voices(draft.model, draft.voice))
        page.set("capabilities", view_model.capabilities(draft.model))
        page.set("cards", [c.look(bad=c.id in checked.cards) for c in draft.cards])
        self._mends = {f"{i}:{m.title}": m for i, (_, mends) in enumerate(checked.problems) for m in mends}
        page.set("check", view_model.check(checked, [c.id for c in draft.cards if c.part is not None]))

    def fill(self, text: str, cards: Sequence[Card]) -> None:
        """These words and cards, for those that are here."""
        self.draft.text, self.draft.cards, self.draft.split = text, list(cards), False
        self._bridge.write(text)
        self.show()

    def ready(self) -> Prompt:
        """What is to be sent.

        Raises:
            ValueError: There is nothing, or something is not ready.
        """
        if any(c.state == "coming" for c in self.draft.cards):
            raise ValueError("an upload is not finished yet: wait for it, or remove its card")
        if bad := next((c for c in self.draft.cards if c.part is None), None):
            raise ValueError(f"{bad.name} cannot be sent: remove its card first")
        prompt = self.draft.prompt()
        if not prompt.parts:
            raise ValueError("There is nothing to send yet: write something, or attach a picture, a sound or a film.")
        return prompt

    def _on_draft(self, m: form.DraftWords, _: Any) -> None:
        """Take the words that are written."""
        self.draft.text = m["text"]
        self.show()

    def _on_option(self, m: form.SetOption, _: Any) -> None:
        """An option was chosen."""
        try:
            self.draft.set_option(m["name"], m["value"])
        finally:
            self._bridge.set("options", None)  # a value that was refused must leave the field too
            self.show()

    # -- attachments -----------------------------------------------------------------------

    def _on_file(self, m: form.FileAnnounced, _: Any) -> None:
        """A file is announced."""
        name = plain_name(m["name"])
        card = Card(id=m["id"], name=name, state="coming", size=m["size"])
        if name != m["name"].strip():
            card.note = "its name held more than a name; this is what is left of it"
        self.draft.cards.append(card)
        try:
            self._inbox.announce(card.id, name, card.size)
        except ValueError as err:
            card.state, card.error = "bad", str(err)
            self._bridge.tell({"t": "forget", "id": card.id})
        self.show()
        if card.size == 0:
            self._arrive(card.id)

    def _on_slice(self, m: form.Slice, buffers: list[Any]) -> None:
        """A piece of it is here."""
        id = m["id"]
        upto = self._inbox.take(id, m["at"], m["crc"], buffers[0])
        self._acknowledge(id, upto)
        self._arrive(id)

    def _on_where(self, m: form.Where, _: Any) -> None:
        """The page asks how far it is."""
        self._acknowledge(m["id"], self._inbox.received(m["id"]), asked=True)

    def _acknowledge(self, id: str, upto: int | None, *, asked: bool = False) -> None:
        if upto is None:
            self._bridge.tell({"t": "forget", "id": id})
        else:
            self._bridge.tell({"t": "got", "id": id, "upto": upto, "asked": asked})

    def _on_drop(self, m: form.Drop, _: Any) -> None:
        """The page cannot go on with it."""
        self._inbox.forget(m["id"])
        if (card := self.draft.card(m["id"])) is not None:
            card.state, card.error = "bad", m["why"]
        self.show()

    def _arrive(self, id: str) -> None:
        file = self._inbox.collect(id)
        card = self.draft.card(id)
        if file is None or card is None:
            return
        note = card.note
        self._bridge.tell({"t": "got", "id": id, "upto": file.size})

        def made(whole: Card) -> None:
            whole.note = "; ".join(n for n in (note, whole.note) if n)
            if self.draft.card(id) is not None:  # it may have been removed while it was read
                self.put(whole)

        self._tasks.in_thread(lambda: read(bytes(file.data), file.name, id), made)

    def put(self, card: Card) -> None:
        """In the place of the card of that id, or behind the others."""
        ids = [c.id for c in self.draft.cards]
        if card.id in ids:
            self.draft.cards[ids.index(card.id)] = card
        else:
            self.draft.cards.append(card)
        self.show()

    def _on_path(self, m: form.PathGiven, _: Any) -> None:
        """A file on the kernel's machine."""
        self._tasks.in_thread(lambda: read_path(m["value"]), self.put)

    def _on_url(self, m: form.UrlGiven, _: Any) -> None:
        """A URL, for a card or for one that is there."""

        def made(card: Card) -> None:
            if (old := self.draft.card(m.get("replaces") or "")) is not None:
                card.id = old.id
            self.put(card)

        self._tasks.in_thread(lambda: read_url(m["value"], m["kind"]), made)

    def _on_remove(self, m: form.Remove, _: Any) -> None:
        """Remove an attachment."""
        self._inbox.forget(m["id"])
        self.draft.remove(m["id"])
        self.show()

    def _on_move(self, m: form.Move, _: Any) -> None:
        """Move an attachment to another place in the order."""
        self.draft.move(m["id"], m["to"])
        self.show()

    def _on_mend(self, m: form.MendChosen, _: Any) -> None:
        """A way out of a problem was chosen."""
        mend = self._mends.get(m["key"])
        if mend is None:
            return
        if mend.option == "history":
            self._forget()
            return
        self._bridge.set("mending", mend.title)

        def done(_: Any = None) -> None:
            self._bridge.set("mending", None)
            self.show()

        self._tasks.in_thread(lambda: self.draft.mend(mend), done, failed=done)

    # -- sound -------------------------------------------------------------------------------

    def _on_record(self, _m: form.RecorderWanted, _: Any) -> None:
        """The microphone is wanted."""
        if self._recorder is None:
            from omni_nb.widgets.recorder import Recorder

            me = weakref.ref(self)

            def use(clip: Clip) -> None:
                if (editor := me()) is not None:
                    EVENT_LOOP.call(lambda: editor._recorded(clip))

            self._recorder = Recorder(use="add to the question", on_use=use)
        self._bridge.set("recorder", self._recorder.model_id)

    def _recorded(self, clip: Clip) -> None:
        self._recorder.reset()
        self._bridge.tell({"t": "shut", "panel": "record"})
        self._tasks.in_thread(lambda: read(clip.encode("wav"), "recording.wav", uuid.uuid4().hex[:8]), self.put)

    def _on_hear(self, m: form.Hear, _: Any) -> None:
        """Listen to an attachment."""
        card = self.draft.card(m["id"])
        if card is None or not isinstance(card.part, MediaPart) or card.part.data is None:
            return
        data, key = card.part.data, f"card:{card.id}"
        self._tasks.in_thread(lambda: Clip.read(data).encode("mp3"), lambda mp3: self._bridge.play(key, mp3))

    def _on_sample(self, m: form.SampleWanted, _: Any) -> None:
        """Listen to a voice: it is asked once, and kept."""
        voice, model = m["voice"], self.draft.model
        key = f"voice:{voice}"
        if (known := self._samples.get((model.id, voice))) is not None:
            self._bridge.play(key, known)
            return
        options: AskOptions = {"model": model.id, "voice": voice, "modalities": ["text", "audio"]}
        request = self._client.request(Prompt.of(view_model.sample_words(model, voice)), (), options)
        run = self._client.start(request, on_end=lambda reply: None)
        self._bridge.set("sampling", voice)

        async def hear() -> None:
            while not run.done.is_set():
                await asyncio.sleep(0.05)
            self._bridge.set("sampling", "")
            clip = run.reply().audio
            if run.refused is not None or clip is None:
                why = run.refused.cause if run.refused else "no sound came"
                self._bridge.notice(f"The voice {voice} cannot be heard: {why}")
                return
            mp3 = await asyncio.to_thread(clip.encode, "mp3")
            self._samples[model.id, voice] = mp3
            self._bridge.play(key, mp3)

        self._tasks.spawn(hear())

    def close(self) -> None:
        """Free the microphone."""
        if self._recorder is not None:
            self._recorder.close()
            self._recorder = None
            self._bridge.set("recorder", None)
