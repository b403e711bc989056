"""The composer: write a prompt with any mix of media, send it, hear it, talk on.

What a page says becomes a call here, on the event loop; `draft_editor` writes the prompt, `thread`
holds the conversation, `form_bridge` shows both. Python decides; `widgets/form.js` draws.
"""

from __future__ import annotations

import asyncio
import sys
import uuid
import warnings
import weakref
from collections.abc import Callable, Mapping
from typing import Any

from omni_nb.chat import Chat
from omni_nb.escape import short, visible
from omni_nb.panels.composer.cards import Card
from omni_nb.panels.composer.draft import Draft, card_of
from omni_nb.panels.composer.draft_editor import DraftEditor
from omni_nb.panels.composer.export import write_code
from omni_nb.panels.composer.form_bridge import FormBridge
from omni_nb.panels.composer.recall import Branch, Recall
from omni_nb.panels.composer.tasks import Tasks, in_words
from omni_nb.panels.composer.thread import Thread
from omni_nb.panels.composer.transcript import Exchange, draw, turns
from omni_nb.prompt.options import AskOptions
from omni_nb.prompt.parts import Prompt, TextPart
from omni_nb.prompt.remedies import split
from omni_nb.prompt.request import Turn
from omni_nb.reply.reply import Reply
from omni_nb.session.client import Client
from omni_nb.session.event_loop import EVENT_LOOP
from omni_nb.show import display
from omni_nb.show.code import TITLES, Language
from omni_nb.show.console import Console
from omni_nb.widgets.protocol import form
from omni_nb.widgets.protocol.pages import Gone, Ready
from omni_nb.widgets.protocol.reading import Handlers, Message, dispatch, name_of, puzzled

_LINGER_S = 5.0  # a view that goes may come again at once: a cell that is moved


class Composer:
    """A form to ask with; `omni.compose()` makes one and the notebook shows it.

    Attributes:
        code_folder: Where "as code" keeps media, seen from the kernel's folder.
    """

    code_folder = "omni_nb_media"

    def __init__(
        self, client: Client, *, new_chat: Callable[[], Chat], on_end: Callable[[Reply], None], keeps: Callable[[], bool] = lambda: False,
        given_url: str | None = None,
        options: Mapping[str, Any],
    ) -> None:  # fmt: skip
        self._client, self._given_url = client, given_url
        key = uuid.uuid4().hex[:10]
        self._bridge = FormBridge(_listener(weakref.ref(self)))
        self._tasks = Tasks(self._bridge.notice)
        self._new_chat, self._recall = new_chat, Recall(keeps)
        self._thread = Thread(client, self._bridge, self._recall, key=key, new_chat=new_chat, on_end=on_end)
        self._editor = DraftEditor(
            client, self._bridge, self._tasks, Draft(client, options), key=key,
            history=self._history, forget=lambda: self._thread.forget(new_chat()),
        )  # fmt: skip
        self._handlers: Handlers = {
            **self._editor.handlers,
            "ready": self._on_ready, "seen": self._on_seen, "gone": self._on_gone, "unknown": lambda m, _: self._bridge.notice(puzzled(m)),
            "send": self._on_send, "stop": lambda m, _: self.stop(), "unheard": self._on_unheard, "dismiss": lambda m, _: self._bridge.notice(""),
            "edit": self._on_edit, "leave": self._on_leave, "retry": self._on_retry, "branch": self._on_branch,
            "code": self._on_code,
        }  # fmt: skip
        self._editing: tuple[Exchange, str, list[Card]] | None = None
        self._offered: list[Branch] = []
        self._seen = self._pages = 0
        self._tasks.on_loop(self._show)

    # -- for Python ------------------------------------------------------------------------

    @property
    def prompt(self) -> Prompt:
        """What is written now, as it would be sent. Set it with anything that `omni.ask` takes, or a list of such."""
        return self._tasks.on_loop(self._editor.draft.prompt)

    @prompt.setter
    def prompt(self, value: Any) -> None:
        prompt = (
            value if isinstance(value, Prompt) else Prompt.of(*(value if isinstance(value, list | tuple) else [value]))
        )
        if any(isinstance(p, TextPart) for p in prompt.parts[: len(prompt.media)]) and len(prompt.parts) > 2:
            warnings.warn(
                "the form sends its media before its words, so words that stood between them now follow; omni.ask keeps the order",
                stacklevel=2,
            )
        cards = [card_of(part) for part in prompt.media]
        self._tasks.on_loop(lambda: self._editor.fill(prompt.text, cards))

    @property
    def chat(self) -> Chat:
        """The conversation as the model is told it. Setting one goes on from there."""
        return self._thread.branch.chat

    @chat.setter
    def chat(self, value: Chat) -> None:
        exchanges = [
            Exchange(uuid.uuid4().hex[:8], t.prompt, value.turns.reply_of(t), answer=t.answer, remembered=True)
            for t in value.turns
        ]
        draw(exchanges)
        self._change(lambda: self._thread.restart(value, exchanges))

    @property
    def reply(self) -> Reply | None:
        """The latest reply, also a stopped one. Setting one (from `omni_nb.recent()`, say) goes on from it."""
        return self._thread.reply

    @reply.setter
    def reply(self, value: Reply) -> None:
        exchange = Exchange(uuid.uuid4().hex[:8], value.asked or Prompt.of(value.prompt or "…"), value)
        draw([exchange])
        self._change(lambda: self._thread.add(exchange, value))

    @property
    def options(self) -> AskOptions:
        """Model, voice, modalities and whatever else differs from the defaults, as `omni.ask` takes it."""
        return self._tasks.on_loop(self._editor.draft.asking)

    def set(self, **options: Any) -> None:
        """Set options: `model`, `voice`, `modalities`, `system`, `thinking`, `temperature`, `seed`, `max_tokens`."""

        def take() -> None:
            for name, value in options.items():
                self._editor.draft.set_option(name, value)
            self._show()

        self._tasks.on_loop(take)

    def send(self) -> None:
        """Send what is written, as the button does, and return at once; `wait` waits for the reply.

        Raises:
            ValueError: There is nothing to send, or a reply is still coming.
        """
        self._tasks.on_loop(self._send)

    def wait(self, timeout_s: float | None = None) -> Reply | None:
        """Wait until nothing is being asked; returns the latest reply.

        Raises:
            TimeoutError: It took longer than that.
        """

        async def settled() -> None:
            while self._thread.busy:
                await asyncio.sleep(0.02)

        EVENT_LOOP.submit(asyncio.wait_for(settled(), timeout_s)).result()
        return self.reply

    def stop(self) -> None:
        """Stop the reply that is coming; what came is kept."""
        self._thread.stop()

    def code(self, language: Language = "python") -> str:
        """What is written, or else the latest turn, as a program that sends exactly that; media go to `code_folder`.

        Args:
            language: `python`, `async`, `curl`, `javascript`, or `magic` for a `%%omni` cell.

        Raises:
            ValueError: No such language, or nothing was ever written.
        """
        prompt, history, _ = self._tasks.on_loop(self._to_write)
        if not prompt.parts:
            raise ValueError("nothing is written yet: type a question, or set composer.prompt")
        return self._program(language, prompt, history)[0]

    def close(self) -> None:
        """Stop, and take the form away. The transcript stays."""
        self.stop()
        self._tasks.on_loop(self._leave)

    def __repr__(self) -> str:
        return visible(f"<Composer for {self.options['model']}, {len(self._thread.branch.exchanges)} turns>")

    def _ipython_display_(self) -> None:
        if not display.in_notebook():
            Console(sys.stdout).line(
                f"{self!r}: a composer is shown in notebooks; here, omni.ask(…) and omni.chat() do the same"
            )
            return
        if not self._bridge.is_open:
            self._pages = 0
        self._tasks.on_loop(self._bridge.open)
        self._bridge.show(self._thread.bundle())
        cell, execution = display.this_cell(), display.execution_count()
        self._tasks.on_loop(lambda: self._offer_what_stood(cell, execution))

    def _offer_what_stood(self, cell: str | None, execution: int | None) -> None:
        """A cell that was run again: the conversation that it showed until then."""
        thread = self._thread
        own = [thread.branch, *thread.branches, *self._offered]
        if (before := self._recall.shown(cell, execution, own, self._new_chat)) is None:
            return
        self._offered.append(before)

        def drawn(_: None) -> None:
            index = thread.offer(before)
            if not thread.branch.exchanges:
                said = f"The conversation that stood here before is kept ({turns(len(before.exchanges))})."
                self._bridge.offer(said, "bring it back", {"t": "branch", "index": index})

        self._tasks.in_thread(lambda: draw([e for e in before.exchanges if e.settled]), drawn)

    # -- what the page says ------------------------------------------------------------------

    def _take(self, m: Message, buffers: list[Any]) -> None:
        """On the loop. Whatever goes wrong is said on the page: nobody else would hear of it."""
        try:
            dispatch(m, buffers, form.FromForm, self._handlers)
        except Exception as err:
            self._bridge.notice(in_words(err))

    def _on_unheard(self, m: form.Unheard, _: Any) -> None:
        self._bridge.notice(f"The browser did not play it ({short(m['why'])}). Click once more.")

    def _on_send(self, m: form.Send, _: Any) -> None:
        self._editor.draft.text = m["text"]
        self._send()

    def _on_retry(self, m: form.Retry, _: Any) -> None:
        exchange = self._thread.exchange(m["id"])
        self._thread.reserve()
        self._bridge.notice("")
        self._thread.fork_before(exchange)
        self._tasks.spawn(self._again(exchange))

    async def _again(self, exchange: Exchange) -> None:
        try:
            await self._thread.ask((exchange.prompt,), self._editor.draft.asking())
        except Exception as err:
            self._bridge.notice(in_words(err))
        finally:
            self._thread.release()
            self._show()

    def _on_edit(self, m: form.Edit, _: Any) -> None:
        exchange = self._thread.exchange(m["id"])
        text, kept = self._editing[1:] if self._editing else (self._editor.draft.text, self._editor.draft.cards)
        self._editing = (exchange, text, kept)

        def written(cards: list[Card]) -> None:
            self._editor.fill(exchange.prompt.text, cards)
            self._show()

        self._tasks.in_thread(lambda: [card_of(part) for part in exchange.prompt.media], written)

    def _on_leave(self, _m: form.Leave, _: Any) -> None:
        if self._editing is not None:
            text, cards = self._editing[1:]
            self._editing = None
            self._editor.fill(text, cards)
            self._show()

    def _on_branch(self, m: form.BranchChosen, _: Any) -> None:
        self._editing = None
        self._bridge.notice("")
        self._thread.turn_to(m["index"])
        self._show()

    def _on_code(self, m: form.CodeWanted, _: Any) -> None:
        self._editor.draft.text = m["text"]
        self._show()
        language: Language = next((known for known in TITLES if known == m["language"]), "python")
        shown = {"language": language, "languages": [{"id": k, "title": v} for k, v in TITLES.items()]}
        prompt, history, said = self._to_write()
        if not prompt.parts:
            self._bridge.set("code", {**shown, "text": "", "note": "Write something above: its code stands here then."})
            return

        def written(found: tuple[str, str]) -> None:
            self._bridge.set("code", {**shown, "text": found[0], "note": " ".join(filter(None, (said, found[1])))})

        self._tasks.in_thread(lambda: self._program(language, prompt, history), written)

    def _on_ready(self, _m: Ready, _: Any) -> None:
        """A page has it. After a reload Lab no longer knows which output is renewed: say so, nothing else can be done."""
        self._pages += 1
        if self._pages > 1 and self._thread.branch.exchanges:
            self._bridge.notice(
                "This page was loaded again. To have the notebook keep the turns that follow, show the composer again in a cell; "
                "what was said so far is kept."
            )

    def _on_seen(self, _m: form.Seen, _: Any) -> None:
        self._seen += 1

    def _on_gone(self, _m: Gone, _: Any) -> None:
        """The last view went: a cell was run again or its output cleared. Nothing may be left behind."""
        self._tasks.spawn(self._linger(self._seen))

    async def _linger(self, seen: int) -> None:
        await asyncio.sleep(_LINGER_S)
        while self._thread.busy:
            await asyncio.sleep(0.5)
        if self._seen == seen:
            self._leave()

    # -- the rest ------------------------------------------------------------------------------

    def _show(self) -> None:
        self._editor.show()
        self._thread.show()
        exchanges = self._thread.branch.exchanges
        editing = self._editing and {"title": f"changing turn {exchanges.index(self._editing[0]) + 1}"}
        self._bridge.set("editing", editing)

    def _history(self) -> list[Turn]:
        """The turns that would go along."""
        turns = self._thread.branch.chat.turns.turns
        return turns if self._editing is None else turns[: self._thread.branch.remembered_before(self._editing[0])]

    def _to_write(self) -> tuple[Prompt, list[Turn], str]:
        """What becomes a program, and a word about it: what stands in the box, or else the latest turn again."""
        prompt, branch = self._editor.draft.prompt(), self._thread.branch
        if prompt.parts or not branch.exchanges:
            return prompt, list(self._history()), ""
        last = branch.exchanges[-1]
        history = branch.chat.turns.turns[: branch.remembered_before(last)]
        return last.prompt, list(history), f"Turn {len(branch.exchanges)} again: the box is empty."

    def _change(self, work: Callable[[], None]) -> None:
        """Another conversation than before, from Python."""

        def go() -> None:
            if self._thread.busy:
                raise ValueError("a reply is still coming: stop it first, or wait for it")
            self._editing = None
            work()
            self._show()

        self._tasks.on_loop(go)

    def _send(self) -> None:
        prompt = self._editor.ready()
        self._thread.reserve()
        self._bridge.notice("")
        self._tasks.spawn(self._ask(prompt))

    async def _ask(self, prompt: Prompt) -> None:
        """Send it. What does not come to a reply goes back to where it was written."""
        draft, thread = self._editor.draft, self._thread
        text, cards, options = draft.text, list(draft.cards), draft.asking()
        prompts: tuple[Prompt, ...] = (prompt,)
        asked = len(thread.branch.exchanges)
        try:
            if draft.split:
                prompts = await asyncio.to_thread(split, prompt, draft.model)
            self._leave_edit()
            asked = len(thread.branch.exchanges)
            self._editor.fill("", ())
            await thread.ask(prompts, options)
        except Exception as err:
            self._bridge.notice(in_words(err))
        finally:
            thread.release()
            done = len(thread.branch.exchanges) - asked
            if done < len(prompts) and not draft.text and not draft.cards:
                left = prompts[done:]
                sent = [p for turn in prompts[:done] for p in turn.media]
                self._editor.fill(
                    text, [c for c in cards if len(left) == len(prompts) or not any(c.part is p for p in sent)]
                )
            self._show()

    def _leave_edit(self) -> None:
        if self._editing is not None:
            exchange = self._editing[0]
            self._editing = None
            self._thread.fork_before(exchange)

    def _program(self, language: Language, prompt: Prompt, history: list[Turn]) -> tuple[str, str]:
        draft = self._editor.draft
        turns = split(prompt, draft.model) if draft.split else (prompt,)
        text, note = write_code(
            language,
            self._client.request(turns[0], history, draft.asking()),
            self._client,
            folder=self.code_folder,
            given_url=self._given_url,
        )
        return text, f"The first of {len(turns)} turns. {note}".strip() if len(turns) > 1 else note

    def _leave(self) -> None:
        self._editor.close()
        self._thread.close()
        self._bridge.close()


def _listener(me: weakref.ref[Composer]) -> Callable[[Message, list[Any]], None]:
    """What the form calls. It holds the composer weakly: widgets live as long as their comm, composers should not."""

    def take(content: Message, buffers: list[Any]) -> None:
        composer = me()
        if composer is None:
            return
        if name_of(content) == "stop":
            composer._take(content, buffers)  # at once, not behind what the loop is at
        else:
            EVENT_LOOP.call(lambda: composer._take(content, buffers))

    return take
