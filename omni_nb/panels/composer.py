"""The composer: write a prompt with any mix of media, send it, hear it, talk on.

All of its state changes on the worker's loop, one message after the other: the page's messages come on
whatever thread the kernel has free, and nothing here needs a lock. What takes long (decoding, encoding,
drawing) runs beside the loop. Python decides; `widgets/form.js` draws.
"""

from __future__ import annotations

import asyncio
import uuid
import weakref
from collections import deque
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from omni_nb.chat import Chat
from omni_nb.errors import OmniError
from omni_nb.panels import menus
from omni_nb.panels.cards import Card
from omni_nb.panels.draft import Draft, card_of, read, read_path, read_url
from omni_nb.panels.export import write_code
from omni_nb.panels.transcript import Exchange, transcript
from omni_nb.prompt.mend import Mend, split
from omni_nb.prompt.parts import MediaPart, Prompt
from omni_nb.reply.reply import Reply
from omni_nb.session.asker import Asker
from omni_nb.session.run import Run
from omni_nb.session.worker import WORKER
from omni_nb.show import code as programs
from omni_nb.show import display
from omni_nb.show.embedded import EmbeddedView
from omni_nb.sound.clip import Clip
from omni_nb.widgets.upload import Inbox, plain_name

T = TypeVar("T")
_LINGER_S = 5.0  # a view that goes may come again at once: a cell that is moved


@dataclass(slots=True)
class Branch:
    """One course of the conversation."""

    chat: Chat
    title: str
    exchanges: list[Exchange] = field(default_factory=list)


class Composer:
    """A form to ask with; `omni.compose()` makes one and the notebook shows it.

    Attributes:
        code_folder: Where "as code" keeps media, seen from the kernel's folder.
    """

    code_folder = "omni_nb_media"

    def __init__(
        self,
        asker: Asker,
        *,
        new_chat: Callable[..., Chat],
        on_end: Callable[[Reply], None],
        given_url: str | None = None,
        options: Mapping[str, Any],
    ) -> None:
        self._asker, self._new_chat, self._on_end, self._given_url = asker, new_chat, on_end, given_url
        self._id = uuid.uuid4().hex[:10]
        self._draft = Draft(asker, options)
        self._inbox = Inbox()
        self._branches = [Branch(new_chat(), "main")]
        self._at = 0
        self._editing: tuple[Exchange, list[Card], str] | None = None
        self._asked_mends: dict[str, Mend] = {}
        self._run: Run | None = None
        self._view: EmbeddedView | None = None
        self._reply: Reply | None = None
        self._sending = self._stopped = False
        self._samples: dict[tuple[str, str], bytes] = {}
        self._sections: dict[str, Any] = {}
        self._form: Any = None
        self._recorder: Any = None
        self._handles: deque[Any] = deque(maxlen=4)
        self._seen = self._version = 0
        self._tasks: set[asyncio.Task[Any]] = set()
        self._here(self._refresh)

    # -- for Python ------------------------------------------------------------------------

    @property
    def prompt(self) -> Prompt:
        """What is written now, as it would be sent. Set it with anything that `omni.ask` takes, or a list of such."""
        return self._here(self._draft.prompt)

    @prompt.setter
    def prompt(self, value: Any) -> None:
        things = value if isinstance(value, list | tuple) else [value]
        prompt = value if isinstance(value, Prompt) else Prompt.of(*things)
        self._here(lambda: self._fill(prompt))

    @property
    def chat(self) -> Chat:
        """The conversation as the model is told it. Setting one goes on from there."""
        return self._branch.chat

    @chat.setter
    def chat(self, value: Chat) -> None:
        exchanges = [Exchange(uuid.uuid4().hex[:8], t.prompt, answer=t.answer, remembered=True) for t in value.turns]
        for exchange in exchanges:
            exchange.draw_question()
            exchange.draw_reply()

        def take() -> None:
            self._branches, self._at = [Branch(value, "main", exchanges)], 0
            self._refresh()

        self._here(take)

    @property
    def reply(self) -> Reply | None:
        """The latest reply, also a stopped one. Setting one (from `omni_nb.recent()`, say) goes on from it."""
        return self._reply

    @reply.setter
    def reply(self, value: Reply) -> None:
        exchange = Exchange(uuid.uuid4().hex[:8], Prompt.of(value.prompt or "…"), value)
        exchange.draw_question()
        exchange.draw_reply()
        self._here(lambda: self._add(self._branch, exchange, value))

    @property
    def options(self) -> dict[str, Any]:
        """Model, voice, modalities and whatever else differs from the defaults, as `omni.ask` takes it."""
        return self._here(self._draft.asking)

    def set(self, **options: Any) -> None:
        """Set options: `model`, `voice`, `modalities`, `system`, `thinking`, `temperature`, `seed`, `max_tokens`."""

        def take() -> None:
            for name, value in options.items():
                self._draft.set_option(name, value)
            self._refresh()

        self._here(take)

    def send(self) -> None:
        """Send what is written, as the button does, and return at once; `wait` waits for the reply.

        Raises:
            ValueError: There is nothing to send, or a reply is still coming.
        """
        self._here(self._begin)

    def wait(self, timeout_s: float | None = None) -> Reply | None:
        """Wait until nothing is being asked; returns the latest reply.

        Raises:
            TimeoutError: It took longer than that.
        """

        async def settled() -> None:
            while self._sending:
                await asyncio.sleep(0.02)

        WORKER.submit(asyncio.wait_for(settled(), timeout_s)).result()
        return self._reply

    def stop(self) -> None:
        """Stop the reply that is coming; what came is kept. From any thread."""
        self._stopped = True
        if self._run is not None:
            self._run.cancel()

    def code(self, language: programs.Language = "python") -> str:
        """What is written now as a program that sends exactly that; media are kept in `code_folder`."""
        return self._here(lambda: self._program(language))[0]

    def close(self) -> None:
        """Stop, and take the form away. The transcript stays."""
        self.stop()
        self._here(self._close_form)

    def __repr__(self) -> str:
        return f"<Composer for {self.options['model']}, {len(self._branch.exchanges)} turns>"

    def _ipython_display_(self) -> None:
        if not display.in_notebook():
            print(f"{self!r}: a composer is shown in notebooks; here, omni.ask(…) and omni.chat() do the same")
            return
        form = self._here(self._open_form)
        display.show_object(form)
        self._handles.append(display.show_replaceable(transcript(self._branch.exchanges, key=self._id)))

    # -- the page ----------------------------------------------------------------------------

    def _open_form(self) -> Any:
        if self._form is None:
            from omni_nb.widgets.form import Form

            self._form = Form(_listener(weakref.ref(self)))
            for name, value in self._sections.items():
                self._form.set(name, value)
            weakref.finalize(self, self._form.close)
        return self._form

    def _close_form(self) -> None:
        for widget in (self._form, self._recorder):
            if widget is not None:
                widget.close()
        if self._view is not None and not self._sending:
            self._view.close()
            self._view = None
        self._form = self._recorder = None
        self._set("recorder", None)
        self._set("live", None)

    def _set(self, name: str, value: Any) -> None:
        if value is None and name.startswith("turn:"):
            self._sections.pop(name, None)
        else:
            self._sections[name] = value
        if self._form is not None:
            self._form.set(name, value)

    def _tell(self, content: dict[str, Any], buffers: list[bytes] | None = None) -> None:
        if self._form is not None:
            self._form.send(content, buffers)

    def _notice(self, text: str, kind: str = "error") -> None:
        self._set("notice", {"kind": kind, "text": text} if text else None)

    def _take(self, m: dict[str, Any], buffers: list[Any]) -> None:
        """A message of the page. Whatever goes wrong is said on the page: nobody else would hear of it."""
        handler = _HANDLERS.get(str(m.get("t")))
        if handler is None:
            return
        try:
            handler(self, m, buffers)
        except OmniError as err:
            self._notice(f"{err.cause} {err.repair}".strip())
        except (ValueError, TypeError, OSError) as err:
            self._notice(str(err))
        except Exception as err:
            self._notice(f"unexpected {type(err).__name__}: {err}")

    # -- what is shown -------------------------------------------------------------------------

    @property
    def _branch(self) -> Branch:
        return self._branches[self._at]

    def _history(self) -> list[Any]:
        """The turns that would go along."""
        if self._editing is None:
            return self._branch.chat.turns.turns
        return self._branch.chat.turns.turns[: self._remembered_before(self._editing[0])]

    def _remembered_before(self, exchange: Exchange) -> int:
        before = self._branch.exchanges[: self._branch.exchanges.index(exchange)]
        return sum(e.remembered for e in before)

    def _refresh(self) -> None:
        """Set every section anew; what has not changed is not sent."""
        draft, checked = self._draft, self._draft.check(self._history())
        self._set("about", menus.about(self._asker, self._id))
        self._set("options", {**draft.options, "model": draft.model.id, "voice": draft.voice, "sound": draft.sound})
        self._set("voices", menus.voices(draft.model, draft.voice))
        self._set("can", menus.abilities(draft.model))
        self._set("cards", [c.look(bad=c.id in checked.cards) for c in draft.cards])
        self._asked_mends = {f"{i}:{m.title}": m for i, (_, mends) in enumerate(checked.problems) for m in mends}
        self._set("check", menus.check(checked, [c.id for c in draft.cards if c.part is not None]))
        titles = [
            {"title": f"{b.title} · {len(b.exchanges)} turn{'s' * (len(b.exchanges) != 1)}", "current": i == self._at}
            for i, b in enumerate(self._branches)
        ]
        self._set("branches", titles)
        self._set("busy", {"on": self._sending})
        number = self._branch.exchanges.index(self._editing[0]) + 1 if self._editing else 0
        self._set("editing", {"title": f"changing turn {number}"} if self._editing else None)
        self._show_turns()

    def _show_turns(self) -> None:
        for n, e in enumerate(self._branch.exchanges, start=1):
            settled = bool(e.words)
            turn = {
                "n": n,
                "question": e.question,
                "words": e.words,
                "rest": e.rest,
                "state": e.state if settled else "",
                "bad": settled and not e.remembered,
            }
            self._set(f"turn:{e.id}", turn)
        order = [e.id for e in reversed(self._branch.exchanges)]
        for name in [n for n in self._sections if n.startswith("turn:") and n[5:] not in order]:
            self._set(name, None)
        self._set("order", order)

    def _keep_transcript(self) -> None:
        settled = [e for e in self._branch.exchanges if e.words]
        bundle = transcript(settled, key=self._id)
        for handle in self._handles:
            handle.update(bundle, raw=True)

    def _show_draft(self) -> None:
        self._version += 1
        self._set("draft", {"text": self._draft.text, "version": self._version})

    def _fill(self, prompt: Prompt) -> None:
        self._draft.fill(prompt)
        self._show_draft()
        self._refresh()

    # -- writing -----------------------------------------------------------------------------------

    def _on_draft(self, m: dict[str, Any], _: Any) -> None:
        self._draft.text = str(m["text"])
        self._refresh()

    def _on_option(self, m: dict[str, Any], _: Any) -> None:
        try:
            self._draft.set_option(str(m["name"]), m["value"])
        finally:
            self._set("options", None)  # a value that was refused must leave the field too
            self._refresh()

    def _on_dismiss(self, *_: Any) -> None:
        self._notice("")

    def _on_file(self, m: dict[str, Any], _: Any) -> None:
        name = plain_name(m["name"])
        card = Card(id=str(m["id"]), name=name, state="coming", size=int(m["size"]))
        if name != str(m["name"]).strip():
            card.note = "its name held more than a name; this is what is left of it"
        self._draft.cards.append(card)
        try:
            self._inbox.announce(card.id, name, card.size)
        except ValueError as err:
            card.state, card.error = "bad", str(err)
            self._tell({"t": "forget", "id": card.id})
        self._refresh()
        if card.size == 0:
            self._arrive(card.id)

    def _on_slice(self, m: dict[str, Any], buffers: list[Any]) -> None:
        upto = self._inbox.take(str(m["id"]), int(m["at"]), int(m["crc"]), buffers[0])
        if upto is None:
            self._tell({"t": "forget", "id": m["id"]})
            return
        self._tell({"t": "got", "id": m["id"], "upto": upto})
        self._arrive(str(m["id"]))

    def _on_where(self, m: dict[str, Any], _: Any) -> None:
        upto = self._inbox.received(str(m["id"]))
        if upto is None:
            self._tell({"t": "forget", "id": m["id"]})
        else:
            self._tell({"t": "got", "id": m["id"], "upto": upto, "asked": True})

    def _on_drop(self, m: dict[str, Any], _: Any) -> None:
        card = self._draft.card(str(m["id"]))
        self._inbox.forget(str(m["id"]))
        if card is not None:
            card.state, card.error = "bad", str(m["why"])
        self._refresh()

    def _arrive(self, id: str) -> None:
        file = self._inbox.collect(id)
        if file is None:
            return
        self._tell({"t": "got", "id": id, "upto": file.size})
        note = (self._draft.card(id) or Card(id=id, name="")).note

        def made(card: Card) -> None:
            card.note = "; ".join(n for n in (note, card.note) if n)
            self._put(card)

        self._aside(lambda: read(bytes(file.data), file.name, id), made)

    def _put(self, card: Card) -> None:
        """In the place of the card of that id, or behind the others."""
        ids = [c.id for c in self._draft.cards]
        if card.id in ids:
            self._draft.cards[ids.index(card.id)] = card
        else:
            self._draft.cards.append(card)
        self._refresh()

    def _on_path(self, m: dict[str, Any], _: Any) -> None:
        self._aside(lambda: read_path(str(m["value"])), self._put)

    def _on_url(self, m: dict[str, Any], _: Any) -> None:
        card = read_url(str(m["value"]), str(m.get("kind") or ""))
        old = self._draft.card(str(m.get("replaces") or ""))
        if old is not None:
            card.id = old.id
        self._put(card)

    def _on_remove(self, m: dict[str, Any], _: Any) -> None:
        self._inbox.forget(str(m["id"]))
        self._draft.remove(str(m["id"]))
        self._refresh()

    def _on_move(self, m: dict[str, Any], _: Any) -> None:
        self._draft.move(str(m["id"]), int(m["to"]))
        self._refresh()

    def _on_mend(self, m: dict[str, Any], _: Any) -> None:
        mend = self._asked_mends.get(str(m["key"]))
        if mend is None:
            return
        if mend.option == "history":
            self._fork(self._new_chat(), [], "without the earlier turns")
            return
        self._set("mending", mend.title)

        def done(_: Any) -> None:
            self._set("mending", None)
            self._refresh()

        self._aside(lambda: self._draft.mend(mend), done, failed=lambda: self._set("mending", None))

    def _on_record(self, *_: Any) -> None:
        if self._recorder is None:
            from omni_nb.widgets.recorder import Recorder

            me = weakref.ref(self)

            def use(clip: Clip) -> None:
                if (composer := me()) is not None:
                    WORKER.call(lambda: composer._add_recording(clip))

            self._recorder = Recorder(use="add to the question", on_use=use)
        self._set("recorder", self._recorder.model_id)

    def _add_recording(self, clip: Clip) -> None:
        self._recorder.reset()
        self._aside(lambda: read(clip.encode("wav"), "recording.wav", uuid.uuid4().hex[:8]), self._put)

    # -- listening ----------------------------------------------------------------------------------

    def _on_hear(self, m: dict[str, Any], _: Any) -> None:
        card = self._draft.card(str(m["id"]))
        if card is None or not isinstance(card.part, MediaPart) or card.part.data is None:
            return
        data, key = card.part.data, f"card:{card.id}"
        self._aside(lambda: Clip.read(data).encode("mp3"), lambda mp3: self._play(key, mp3))

    def _play(self, key: str, mp3: bytes) -> None:
        self._tell({"t": "play", "key": key, "mime": "audio/mpeg"}, [mp3])

    def _on_sample(self, m: dict[str, Any], _: Any) -> None:
        voice, model = str(m["voice"]), self._draft.model
        known = self._samples.get((model.id, voice))
        if known is not None:
            self._play(f"voice:{voice}", known)
            return
        options = {"model": model.id, "voice": voice, "modalities": ["text", "audio"]}
        run = self._asker.begin(Prompt.of(menus.sample_words(model, voice)), (), options, on_end=lambda reply: None)
        self._set("sampling", voice)

        async def hear() -> None:
            while not run.done.is_set():
                await asyncio.sleep(0.05)
            self._set("sampling", "")
            reply = run.reply()
            if run.refused is not None or reply.audio is None:
                why = run.refused.cause if run.refused else "no sound came"
                self._notice(f"The voice {voice} cannot be heard: {why}")
                return
            mp3 = await asyncio.to_thread(reply.audio.encode, "mp3")
            self._samples[(model.id, voice)] = mp3
            self._play(f"voice:{voice}", mp3)

        self._spawn(hear())

    # -- asking ---------------------------------------------------------------------------------------

    def _on_send(self, m: dict[str, Any], _: Any) -> None:
        self._draft.text = str(m["text"])
        self._begin()

    def _on_stop(self, *_: Any) -> None:
        self.stop()

    def _begin(self) -> None:
        if self._sending:
            raise ValueError("a reply is still coming: stop it first, or wait for it")
        if any(c.state == "coming" for c in self._draft.cards):
            raise ValueError("an upload is not finished yet: wait for it, or remove its card")
        prompt = self._draft.prompt()
        if not prompt.parts:
            raise ValueError("There is nothing to send yet: write something, or attach a picture, a sound or a film.")
        if bad := next((c for c in self._draft.cards if c.part is None), None):
            raise ValueError(f"{bad.name} cannot be sent: remove its card first")
        self._notice("")
        self._sending, self._stopped = True, False
        self._refresh()
        self._spawn(self._ask(prompt))

    async def _ask(self, prompt: Prompt) -> None:
        options, model = self._draft.asking(), self._draft.model
        try:
            prompts = await asyncio.to_thread(split, prompt, model) if self._draft.split else (prompt,)
            cards = list(self._draft.cards)
            self._leave_edit_for_a_fork()
            self._draft.fill(Prompt(()))
            self._show_draft()
            for n, one in enumerate(prompts, start=1):
                quiet = {**options, "modalities": ["text"]} if n < len(prompts) else options
                quiet = {k: v for k, v in quiet.items() if k != "voice" or quiet is options}
                if not await self._turn(one, quiet):
                    break
            else:
                cards = []
            if cards and not self._branch_has(prompts[0]):  # refused: everything goes back to where it was
                self._draft.text, self._draft.cards = prompt.text, cards
                self._show_draft()
        except OmniError as err:
            self._notice(f"{err.cause} {err.repair}".strip())
        finally:
            self._run, self._sending = None, False
            self._refresh()

    def _branch_has(self, prompt: Prompt) -> bool:
        return any(e.prompt is prompt for e in self._branch.exchanges)

    async def _turn(self, prompt: Prompt, options: Mapping[str, Any]) -> bool:
        """Ask one; False if it was not answered in whole."""
        branch = self._branch
        try:
            run = self._asker.begin(prompt, branch.chat.turns.turns, options, on_end=self._on_end)
        except (OmniError, ValueError, TypeError) as err:
            self._refuse(prompt, err)
            return False
        self._run = run
        if self._stopped:
            run.cancel()
        exchange = Exchange(uuid.uuid4().hex[:8], prompt)
        await asyncio.to_thread(exchange.draw_question)
        branch.exchanges.append(exchange)
        if self._view is not None:
            self._view.close()
        self._set("live", {"turn": exchange.id, "text": None, "player": None})
        self._view = view = EmbeddedView(self._place)
        self._refresh()
        while not run.done.is_set():
            await asyncio.to_thread(view.tick, run.fold)
            await asyncio.sleep(0.05)
        reply = run.reply()
        if run.refused is not None:
            branch.exchanges.remove(exchange)
            view.leave_text()
            self._refuse(prompt, run.refused)
            return False
        exchange.reply = self._reply = reply
        view.finish(reply, run.fold)
        await asyncio.to_thread(exchange.draw_reply)
        self._remember(branch, exchange, reply)
        view.leave_text()
        self._keep_transcript()
        return reply.complete

    def _refuse(self, prompt: Prompt, err: Exception) -> None:
        words = f"{err.cause} {err.repair}".strip() if isinstance(err, OmniError) else str(err)
        self._notice(words)
        self._draft.text = prompt.text
        self._show_draft()

    def _remember(self, branch: Branch, exchange: Exchange, reply: Reply) -> None:
        before = len(branch.chat)
        branch.chat.remember(exchange.prompt, reply)
        exchange.remembered = len(branch.chat) > before
        self._refresh()

    def _add(self, branch: Branch, exchange: Exchange, reply: Reply) -> None:
        self._reply = reply
        branch.exchanges.append(exchange)
        self._remember(branch, exchange, reply)
        self._keep_transcript()

    def _place(self, slot: str, widget: Any) -> None:
        live = dict(self._sections.get("live") or {})
        self._set("live", {**live, slot: widget.model_id if widget is not None else None})

    # -- going back -----------------------------------------------------------------------------------

    def _on_edit(self, m: dict[str, Any], _: Any) -> None:
        exchange = self._exchange(m)
        _, cards, text = self._editing or (None, self._draft.cards, self._draft.text)
        self._editing = (exchange, cards, text)
        self._aside(
            lambda: [card_of(part) for part in exchange.prompt.media], lambda cards: self._edit(exchange, cards)
        )

    def _edit(self, exchange: Exchange, cards: list[Card]) -> None:
        self._draft.text, self._draft.cards, self._draft.split = exchange.prompt.text, cards, False
        self._show_draft()
        self._refresh()

    def _on_leave(self, *_: Any) -> None:
        if self._editing is not None:
            self._draft.cards, self._draft.text = self._editing[1:]
            self._editing = None
            self._show_draft()
            self._refresh()

    def _leave_edit_for_a_fork(self) -> None:
        if self._editing is not None:
            exchange, self._editing = self._editing[0], None
            self._fork_before(exchange)

    def _fork_before(self, exchange: Exchange) -> None:
        branch = self._branch
        at = branch.exchanges.index(exchange)
        if at == len(branch.exchanges) - 1 and not exchange.remembered:
            branch.exchanges.pop()  # it led nowhere: nothing is lost by asking anew in its place
            self._refresh()
            return
        chat = branch.chat.fork(self._remembered_before(exchange))
        self._fork(chat, branch.exchanges[:at], f"fork {len(self._branches)} at turn {at + 1}")

    def _fork(self, chat: Chat, exchanges: list[Exchange], title: str) -> None:
        self._branches.append(Branch(chat, title, list(exchanges)))
        self._at = len(self._branches) - 1
        self._set("live", None)
        self._refresh()
        self._keep_transcript()

    def _on_retry(self, m: dict[str, Any], _: Any) -> None:
        exchange = self._exchange(m)
        if self._sending:
            raise ValueError("a reply is still coming: stop it first, or wait for it")
        kept = (self._draft.text, self._draft.cards)
        self._notice("")
        self._sending, self._stopped = True, False
        self._fork_before(exchange)
        self._refresh()

        async def again() -> None:
            try:
                await self._turn(exchange.prompt, self._draft.asking())
            finally:
                self._run, self._sending = None, False
                self._draft.text, self._draft.cards = kept
                self._show_draft()
                self._refresh()

        self._spawn(again())

    def _on_branch(self, m: dict[str, Any], _: Any) -> None:
        if not self._sending and 0 <= int(m["index"]) < len(self._branches):
            self._at, self._editing = int(m["index"]), None
            self._set("live", None)
            self._refresh()
            self._keep_transcript()

    def _exchange(self, m: dict[str, Any]) -> Exchange:
        return next(e for e in self._branch.exchanges if e.id == m["id"])

    # -- as code -----------------------------------------------------------------------------------------

    def _on_code(self, m: dict[str, Any], _: Any) -> None:
        self._draft.text = str(m["text"])
        self._refresh()
        language: programs.Language = m["language"] if m["language"] in programs.TITLES else "python"
        languages = [{"id": k, "title": v} for k, v in programs.TITLES.items()]
        if not self._draft.prompt().parts:
            words = "Write something above: its code stands here then."
            self._set("code", {"language": language, "languages": languages, "text": "", "note": words})
            return

        def made(found: tuple[str, str]) -> None:
            self._set("code", {"language": language, "languages": languages, "text": found[0], "note": found[1]})

        self._aside(lambda: self._program(language), made)

    def _program(self, language: programs.Language) -> tuple[str, str]:
        return write_code(
            language, self._draft.prompt(), self._asker, self._draft.asking(), self._history(), folder=self.code_folder, given_url=self._given_url,
        )  # fmt: skip

    # -- threads ---------------------------------------------------------------------------------------

    def _on_seen(self, *_: Any) -> None:
        self._seen += 1

    def _on_gone(self, *_: Any) -> None:
        """The last view went: a cell was run again or its output cleared. Nothing may be left behind."""
        seen = self._seen
        self._spawn(self._linger(seen))

    async def _linger(self, seen: int) -> None:
        await asyncio.sleep(_LINGER_S)
        while self._sending:
            await asyncio.sleep(_LINGER_S)
        if self._seen == seen:
            self._close_form()

    def _here(self, work: Callable[[], T]) -> T:
        """Run it on the worker's loop, from another thread, and wait."""

        async def go() -> T:
            return work()

        return WORKER.submit(go()).result()

    def _spawn(self, work: Coroutine[Any, Any, Any]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _aside(
        self, work: Callable[[], T], then: Callable[[T], None], *, failed: Callable[[], None] = lambda: None
    ) -> None:
        """Run what takes long beside the loop, then go on here; what goes wrong is said on the page."""

        async def go() -> None:
            try:
                then(await asyncio.to_thread(work))
            except OmniError as err:
                failed()
                self._notice(f"{err.cause} {err.repair}".strip())
            except Exception as err:
                failed()
                self._notice(f"{type(err).__name__}: {err}")

        self._spawn(go())


def _listener(me: weakref.ref[Composer]) -> Callable[[dict[str, Any], list[Any]], None]:
    """What the form calls. It holds the composer weakly: widgets live as long as their comm, composers should not."""

    def take(content: dict[str, Any], buffers: list[Any]) -> None:
        composer = me()
        if composer is None:
            return
        if content.get("t") == "stop":
            composer.stop()  # at once, not behind what the loop is at
        WORKER.call(lambda: composer._take(content, buffers))

    return take


_HANDLERS: dict[str, Callable[[Composer, dict[str, Any], list[Any]], None]] = {
    name.removeprefix("_on_"): getattr(Composer, name)
    for name in dir(Composer)
    if name.startswith("_on_") and name != "_on_end"
}
