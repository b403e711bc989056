"""Asking: sends what is written, and asks turns again. What does not come to a reply goes back to where it was written."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

from omni_nb.errors import PromptRefused
from omni_nb.panels.composer.cards import Card
from omni_nb.panels.composer.draft_editor import DraftEditor
from omni_nb.panels.composer.form_bridge import FormBridge
from omni_nb.panels.composer.thread import Thread
from omni_nb.panels.composer.turn_edit import TurnEdit
from omni_nb.panels.tasks import Tasks, in_words
from omni_nb.prompt.options import AskOptions
from omni_nb.prompt.parts import Prompt
from omni_nb.prompt.remedies import split
from omni_nb.widgets.protocol import form, turns
from omni_nb.widgets.protocol.reading import Handlers


class Asking:
    """Sends the draft of an editor into a conversation.

    Args:
        editor: Holds what is written.
        thread: Asks, one thing at a time.
        edit: The turn that is written anew, if there is one.
        bridge: Says what went wrong.
        tasks: Runs the asking.

    Attributes:
        handlers: For what the page says.
    """

    def __init__(self, editor: DraftEditor, thread: Thread, edit: TurnEdit, bridge: FormBridge, tasks: Tasks) -> None:
        self._editor, self._thread, self._edit, self._bridge, self._tasks = editor, thread, edit, bridge, tasks
        self.handlers: Handlers = {"send": self._on_send, "retry": self._on_retry}

    def send(self) -> None:
        """Send what is written.

        Raises:
            ValueError: There is nothing to send, or a reply is still coming.
        """
        prompt = self._editor.ready()
        self._thread.reserve()
        self._bridge.notice("")
        self._tasks.spawn(self._ask(prompt))

    def _on_send(self, m: form.Send, _: Any) -> None:
        """Send these words, with what is attached."""
        self._editor.draft.text = m["text"]
        self.send()

    def _on_retry(self, m: turns.Retry, _: Any) -> None:
        """Ask a turn again, in a fork."""
        exchange = self._thread.exchange(m["id"])
        self._thread.reserve()
        self._edit.leave()
        self._bridge.notice("")
        self._thread.fork_before(exchange)
        self._tasks.spawn(self._ask_beside(exchange.prompt, self._editor.draft.asking()))

    def ask_now(self, prompt: Prompt, options: AskOptions) -> None:
        """Ask something else than what is written, which stays.

        Raises:
            ValueError: A reply is still coming.
        """
        self._thread.reserve()
        self._edit.leave()
        self._bridge.notice("")
        self._tasks.spawn(self._ask_beside(prompt, options))

    async def _ask_beside(self, prompt: Prompt, options: AskOptions) -> None:
        try:
            await self._thread.ask((prompt,), options)
        except Exception as err:
            self._bridge.notice(in_words(err))
        finally:
            self._thread.release()
            self._editor.show()

    def _refused(self, err: PromptRefused) -> None:
        """It stands below the box already, beside what mends it: look there. Said once more only where it does not."""
        if self._bridge.sections["check"]["problems"]:
            self._bridge.tell({"t": "shut", "panel": "problems"})
        else:
            self._bridge.notice(in_words(err))

    async def _ask(self, prompt: Prompt) -> None:
        draft, thread = self._editor.draft, self._thread
        text, cards, options = draft.text, list(draft.cards), draft.asking()
        prompts: tuple[Prompt, ...] = (prompt,)
        before, back, refused = len(thread.branch.exchanges), None, None
        try:
            if draft.split:
                prompts = await asyncio.to_thread(split, prompt, draft.model)
            self._edit.fork()
            before = len(thread.branch.exchanges)
            back = self._edit.bring_back()
            await thread.ask(prompts, options)
        except PromptRefused as err:
            refused = err
        except Exception as err:
            self._bridge.notice(in_words(err))
        finally:
            thread.release()
            done = len(thread.branch.exchanges) - before
            untouched = back is not None and (draft.text, draft.cards) in (back, ("", []))
            if back is not None and untouched and done < len(prompts):
                self._edit.put_away(*back)
                self._editor.fill(text, _unsent(cards, prompts, done))
            self._editor.show()
            if refused is not None:
                self._refused(refused)


def _unsent(cards: Sequence[Card], prompts: Sequence[Prompt], done: int) -> list[Card]:
    """The cards whose media were in none of the turns that are done."""
    sent = [part for turn in prompts[:done] for part in turn.media]
    return [card for card in cards if not any(card.part is part for part in sent)]
