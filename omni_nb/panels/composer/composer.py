"""The composer: write a prompt with any mix of media, send it, hear it, talk on.

This is its face for Python, and what ties its rooms: `draft_editor` writes the prompt, `thread` holds the
conversation, `form_bridge` shows both. What a page says is taken on the event loop by the room that it is for.
Python decides; `widgets/form.js` draws.
"""

from __future__ import annotations

import asyncio
import sys
import uuid
import warnings
import weakref
from collections.abc import Callable, Mapping
from typing import Any, Final

from omni_nb.chat import Chat
from omni_nb.escape import visible
from omni_nb.front_end.shown import Shown
from omni_nb.messages import _, choice, set_language, speaks
from omni_nb.panels.composer import view_model
from omni_nb.panels.composer.asking import Asking
from omni_nb.panels.composer.card_sources import card_of
from omni_nb.panels.composer.code_view import CodeView
from omni_nb.panels.composer.draft import Draft
from omni_nb.panels.composer.draft_editor import DraftEditor, Unready
from omni_nb.panels.composer.earlier import EarlierConversation
from omni_nb.panels.composer.form_bridge import FormBridge
from omni_nb.panels.composer.keeping import KeepsReplies
from omni_nb.panels.composer.large_pictures import LargePictures
from omni_nb.panels.composer.outlets import Outlets, SavesAndPins
from omni_nb.panels.composer.page_views import PageViews
from omni_nb.panels.composer.recall import Recall
from omni_nb.panels.composer.starters import Starters
from omni_nb.panels.composer.thread import Thread
from omni_nb.panels.composer.transcript import Exchange, draw
from omni_nb.panels.composer.turn_edit import TurnEdit
from omni_nb.panels.composer.unsent import bring_back
from omni_nb.panels.composer.view_model import SendKey
from omni_nb.panels.composer.without_form import without_form
from omni_nb.panels.page_life import weak_listener
from omni_nb.panels.sampling import Sampler
from omni_nb.panels.tasks import Tasks, in_words
from omni_nb.prompt.options import AskOptions
from omni_nb.prompt.parts import Prompt, TextPart
from omni_nb.reply.reply import Reply
from omni_nb.session.client import Client
from omni_nb.session.event_loop import EVENT_LOOP
from omni_nb.show import display
from omni_nb.show.code import Language
from omni_nb.show.console import Console
from omni_nb.widgets.protocol import form, turns
from omni_nb.widgets.protocol.reading import Handlers, Message, dispatch, name_of

NOT_HERE: Final = _("The composer is shown in notebooks only; here omni.ask(…) and omni.chat() do the same.")


class Composer(Outlets, Shown):
    """A form to ask with; `omni.compose()` makes one and the notebook shows it."""

    def __init__(
        self, client: Client, *, new_chat: Callable[[], Chat], kept: KeepsReplies,
        given_url: str | None = None, send_key: SendKey | None = None,
        options: Mapping[str, Any],
    ) -> None:  # fmt: skip
        key = uuid.uuid4().hex[:10]
        self._bridge = FormBridge(weak_listener(weakref.WeakMethod(self._take), at_once=("stop",)))
        self._tasks = Tasks(self._bridge.notice)
        self._recall = recall = Recall(kept.keeps)
        self._thread = Thread(client, self._bridge, recall, key=key, new_chat=new_chat, keeps=kept)
        self._editor = DraftEditor(
            Sampler(client, keeps=kept.keeps), Draft(client, options), self._thread, self._bridge, self._tasks,
            about=view_model.about(key, send_key=send_key),
        )  # fmt: skip
        self._edit = TurnEdit(self._editor, self._thread, self._tasks)
        self._asking = Asking(self._editor, self._thread, self._edit, self._bridge, self._tasks)
        self._code = CodeView(client, self._editor, self._thread, self._bridge, self._tasks, given_url=given_url)
        self._earlier = EarlierConversation(self._thread, recall, self._bridge, self._tasks, new_chat=new_chat)
        self._views = PageViews(self._thread, self._bridge, self._tasks, close=self._take_away)
        self._starters = Starters(
            self._editor.draft, self._thread, self._asking, self._bridge, self._tasks, keeps=kept.keeps
        )
        self._editor.on_model = self._starters.show
        saves = SavesAndPins(self._thread, self._bridge, self._tasks)
        self._handlers: Handlers = {
            **saves.handlers, **LargePictures(self._thread, self._bridge, self._tasks).handlers, **self._starters.handlers, **self._editor.handlers, **self._edit.handlers, **self._asking.handlers, **self._code.handlers, **self._views.handlers,
            "branch": self._on_branch, "stop": self._on_stop, "language": self._on_language,
        }  # fmt: skip
        speaks(self)
        self._tasks.on_loop(self._show)

    @property
    def prompt(self) -> Prompt:
        """What is written now, as it would be sent. Set it with anything that `omni.ask` takes, or a list of such."""
        return self._tasks.on_loop(self._editor.draft.prompt)

    @prompt.setter
    def prompt(self, value: Any) -> None:
        parts = value if isinstance(value, list | tuple) else [value]
        prompt = value if isinstance(value, Prompt) else Prompt.of(*parts)
        if len(prompt.parts) > 2 and any(isinstance(p, TextPart) for p in prompt.parts[: len(prompt.media)]):
            warnings.warn(
                str(
                    _(
                        "the form sends media before text, so text that stood between them now comes after them; omni.ask keeps the order"
                    )
                ),
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
        self._tasks.on_loop(self._asking.send)

    def wait(self, timeout_s: float | None = None) -> Reply | None:
        """Wait, for `timeout_s` seconds at most, until nothing is being asked or made ready; returns the latest reply.

        Raises:
            TimeoutError: It took longer than that.
        """

        async def settled() -> None:
            while self._thread.busy or self._tasks.busy:
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
        written = self._tasks.on_loop(self._code.written)
        if not written[0].parts:
            raise ValueError(_("nothing is written yet: type a question, or set composer.prompt"))
        return self._code.program(language, written)[0]

    @property
    def code_folder(self) -> str:
        """Where "as code" keeps media, seen from the kernel's folder. It can be set."""
        return self._code.folder

    @code_folder.setter
    def code_folder(self, value: str) -> None:
        self._code.folder = value

    @property
    def widget(self) -> Any:
        """The form as a widget, for a layout: `mo.ui.anywidget(composer.widget)`, `ipywidgets.VBox([composer.widget])`.

        Shown so, nothing stands below it: a saved notebook keeps the conversation only where the composer itself is shown.
        """
        form = self._form()
        form.composer = self  # whoever holds the form alone holds what answers it
        return form

    def _form(self) -> Any:
        if not self._bridge.is_open:
            self._views.restart()
        return self._tasks.on_loop(self._bridge.open)

    def close(self) -> None:
        """Stop, and take the form away. The transcript stays."""
        self.stop()
        self._tasks.on_loop(self._take_away)

    def __repr__(self) -> str:
        return visible(f"<Composer for {self.options['model']}, turns: {len(self._thread.branch.exchanges)}>")

    def _ipython_display_(self) -> None:
        if not display.in_notebook():
            Console(sys.stdout).line(f"{self!r}: {NOT_HERE}")
            return
        cell, execution = display.this_cell(), display.execution_count()
        if not display.shows_widgets():
            display.show_bundle(without_form(self.options.get("voice") or ""))
            self._bridge.show(self._thread.bundle())
            return
        self._form()
        self._bridge.show(self._thread.bundle())

        def find() -> None:
            self._earlier.offer(cell, execution)
            bring_back(self._recall.place, self._editor, self._bridge)

        self._tasks.on_loop(find)

    def language_changed(self) -> None:
        """Say everything in the language that is spoken now."""
        EVENT_LOOP.call(self._show)

    # -- what the page says ------------------------------------------------------------------

    def _take(self, m: Message, buffers: list[Any]) -> None:
        """Give a message to its handler. Whatever goes wrong is said on the page: nobody else would hear of it."""
        try:
            if name_of(m) != "stop":  # which comes on any thread
                self._bridge.begin(name_of(m))
            dispatch(m, buffers, form.FromForm, self._handlers)
        except Unready as err:
            self._bridge.notice(str(err), about="unready")
        except Exception as err:
            self._bridge.notice(in_words(err))

    def _on_stop(self, _m: form.Stop, _buffers: Any) -> None:
        self.stop()

    def _on_language(self, m: form.LanguageChosen, _buffers: Any) -> None:
        """Speak another language; whoever shows something says it anew, this composer too."""
        set_language(m["language"])
        self._show()

    def _on_branch(self, m: turns.BranchChosen, _buffers: Any) -> None:
        """Go on with another branch. What waited behind an edit comes back: it belongs to no turn."""
        self._thread.check_branch(m["index"])  # before anything is left for it
        self._edit.leave()
        self._bridge.notice("")
        self._thread.turn_to(m["index"])
        self._show()

    # -- the rest ------------------------------------------------------------------------------

    def _show(self) -> None:
        self._bridge.set(language=choice())
        self._editor.show()
        self._thread.show()
        self._starters.show()

    def _change(self, work: Callable[[], None]) -> None:
        """Go on with another conversation, from Python."""

        def go() -> None:
            if self._thread.busy:
                raise ValueError(_("a reply is still being received: stop it first, or wait for it"))
            self._edit.leave()
            work()
            self._show()

        self._tasks.on_loop(go)

    def _take_away(self) -> None:
        self._editor.close()
        self._thread.close()
        self._bridge.close()
