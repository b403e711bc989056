"""Thread: the conversation of a composer: its turns, its forks, and the reply that is coming.

All on the event loop. A turn that was not answered in whole is shown and not remembered, as in `Chat`.
"""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Callable, Sequence
from typing import Any

from omni_nb.chat import Chat
from omni_nb.errors import OmniError
from omni_nb.kept import store
from omni_nb.messages import _
from omni_nb.panels.composer.form_bridge import FormBridge
from omni_nb.panels.composer.keeping import KeepsReplies
from omni_nb.panels.composer.recall import Branch, Recall
from omni_nb.panels.composer.thread_view import kept_bundle, tabs, turn_view
from omni_nb.panels.composer.transcript import Exchange
from omni_nb.prompt.options import AskOptions
from omni_nb.prompt.parts import Prompt
from omni_nb.prompt.request import Turn
from omni_nb.reply.reply import Reply
from omni_nb.session.client import Client
from omni_nb.session.event_loop import EVENT_LOOP
from omni_nb.session.follow import afollow, stopped_if_this_fails
from omni_nb.session.run import Run
from omni_nb.show import display
from omni_nb.show.embedded import EmbeddedView, LiveWidgets, Slot
from omni_nb.widgets.protocol.sections import Live


class Thread:
    """A conversation in branches, and the reply that is coming.

    Attributes:
        branches: The courses of the conversation.
        reply: The latest reply.
        busy: Something is being asked.
        edited: The turn that is being written anew, or None.
        on_begun: Called when a turn stands on the page, before its answer comes.
    """

    def __init__(
        self, client: Client, page: FormBridge, recall: Recall, *, key: str, new_chat: Callable[[], Chat], keeps: KeepsReplies
    ) -> None:  # fmt: skip
        self._client, self._bridge, self._recall, self._key, self._keeps = client, page, recall, key, keeps
        self._new_chat = new_chat
        self.branches = [Branch(new_chat())]
        self._at = 0
        self.reply: Reply | None = None
        self.busy = False
        self.edited: Exchange | None = None
        self.on_begun: Callable[[], None] = lambda: None
        self._stopped = False
        self._run: Run | None = None
        self._view: EmbeddedView | None = None
        self._widgets = LiveWidgets()

    @property
    def branch(self) -> Branch:
        """The branch that goes on."""
        return self.branches[self._at]

    def history(self) -> list[Turn]:
        """The turns that go along with what is written: all, or those before the edited one."""
        turns = self.branch.chat.turns.turns
        return turns if self.edited is None else turns[: self.branch.remembered_before(self.edited)]

    def restart(self, chat: Chat, exchanges: Sequence[Exchange]) -> None:
        """Replace the conversation by another one."""
        self.branches = [Branch(chat, list(exchanges)), *(b for b in self.branches if b.earlier)]
        self._at = 0
        self._turned()

    def offer(self, earlier: Branch) -> int:
        """Add a conversation that stood here before, as a branch that can be turned to; returns its index."""
        self.branches.append(Branch(earlier.chat, earlier.exchanges, earlier=True))
        self.show()
        self._bridge.keep(self.bundle())
        return len(self.branches) - 1

    def add(self, exchange: Exchange, reply: Reply) -> None:
        """Add a turn that was answered elsewhere."""
        self.reply = reply
        self.branch.exchanges.append(exchange)
        self._remember(self.branch, exchange, reply)

    def exchange(self, id: str) -> Exchange:
        """The turn of that id.

        Raises:
            ValueError: It is in another branch, or nowhere.
        """
        found = next((e for e in self.branch.exchanges if e.id == id), None)
        if found is None:
            raise ValueError(_("that turn is not in this branch: choose the branch it is in"))
        return found

    def check_branch(self, index: int) -> None:
        """Do nothing, where that branch can be turned to.

        Raises:
            ValueError: There is none of that index, or a reply is still coming.
        """
        if self.busy:
            raise ValueError(_("a reply is still being received: stop it first, or wait for it"))
        if not 0 <= index < len(self.branches):  # of a page, or an offer, from before the conversation was replaced
            n = len(self.branches)
            there = _("there is one branch|there are {n} branches", n=n)
            raise ValueError(
                _(
                    "{there}, so there is no number {number}: choose one that is shown",
                    there=there,
                    number=index + 1,
                )
            )

    def turn_to(self, index: int) -> None:
        """Go on with another branch.

        Raises:
            ValueError: As `check_branch`.
        """
        self.check_branch(index)
        self._at = index
        if self.branch.earlier:
            self.branches[index] = self.branch.copied(self._new_chat())
        self._turned()

    def forget(self) -> None:
        """Go on in a branch without anything that was said."""
        self._fork(Branch(self._new_chat()))

    def fork_before(self, exchange: Exchange) -> None:
        """Go on from before that turn. The turns from there on stay in their own branch."""
        branch = self.branch
        at = branch.exchanges.index(exchange)
        if at == len(branch.exchanges) - 1 and not exchange.remembered:
            return  # nothing follows from it: the next turn stands behind it, and what came of this one stays
        chat = branch.chat.fork(branch.remembered_before(exchange))
        self._fork(Branch(chat, branch.exchanges[:at]))

    def _fork(self, branch: Branch) -> None:
        self.branches.append(branch)
        self._at = len(self.branches) - 1
        self._turned()

    def _turned(self) -> None:
        self.edited = None
        self._drop_view()
        self._bridge.set(live=None)
        self.show()
        self._kept()

    def pin(self, exchange: Exchange, *, on: bool) -> None:
        """Mark a turn to be found again, or take the mark away."""
        exchange.pinned = on
        EVENT_LOOP.in_thread(lambda: store.pin(exchange.reply, on=on))
        self.show()
        self._kept()

    def in_order(self) -> list[Branch]:
        """All branches, the one that goes on first."""
        return [self.branch, *(b for b in self.branches if b is not self.branch)]

    def _kept(self) -> None:
        self._recall.keep(self.in_order())
        self._bridge.keep(self.bundle())

    # -- asking ----------------------------------------------------------------------------

    def stop(self) -> None:
        """Cancel what is being asked; what came is kept. It may be called on any thread."""
        self._stopped = True
        if self._run is not None:
            self._run.cancel()

    def reserve(self) -> None:
        """Mark the conversation as busy.

        Raises:
            ValueError: It is already.
        """
        if self.busy:
            raise ValueError(_("a reply is still being received: stop it first, or wait for it"))
        self.busy, self._stopped = True, False
        self.show()

    def release(self) -> None:
        """Mark the conversation as no longer busy."""
        self._run, self.busy = None, False
        self.show()

    async def ask(self, prompts: Sequence[Prompt], options: AskOptions) -> None:
        """Ask one after the other, all but the last in text only, as long as each is answered in whole.

        Raises:
            OmniError, ValueError, TypeError: One was refused; those before it stand.
        """
        quiet: AskOptions = {**options, "voice": None, "modalities": ["text"]}
        for n, prompt in enumerate(prompts):
            last = n == len(prompts) - 1
            reply = await self._turn(prompt, options if last else quiet)
            if not reply.complete:
                break

    async def _turn(self, prompt: Prompt, options: AskOptions) -> Reply:
        branch = self.branch
        request = self._client.request(prompt, branch.chat.turns.turns, options)
        self._run = run = self._client.start(request, on_end=self._keeps.ended)
        if self._stopped:
            run.cancel()
        exchange = Exchange(uuid.uuid4().hex[:8], prompt, coming=run.reply().id)
        kept = asyncio.create_task(asyncio.to_thread(self._keeps.coming, run.reply()))

        def settled(reply: Reply) -> None:
            exchange.reply = self.reply = reply

        with stopped_if_this_fails(run):
            view = await self._begun(branch, exchange)
        try:
            reply = await afollow(run, view, settled=settled, beside=True)
        except OmniError:
            if run.refused is not None:
                branch.exchanges.remove(exchange)
            raise
        finally:
            await kept
            if not run.content:  # refused, or stopped before anything came: what has ended takes no place of it
                await asyncio.to_thread(self._keeps.withdrawn, exchange.coming)
        await asyncio.to_thread(exchange.draw_reply)
        self._remember(branch, exchange, reply)
        view.leave_text()
        return reply

    async def _begun(self, branch: Branch, exchange: Exchange) -> EmbeddedView:
        """The turn stands on the page, and below it what shows the answer."""
        await asyncio.to_thread(exchange.draw_question)
        branch.exchanges.append(exchange)
        self._recall.keep(self.in_order())
        self._drop_view()
        self._bridge.set(live={"turn": exchange.id, "text": None, "player": None})
        self._view = EmbeddedView(self._place, self._widgets)
        self.show()
        self.on_begun()
        return self._view

    def _remember(self, branch: Branch, exchange: Exchange, reply: Reply) -> None:
        before = len(branch.chat)
        branch.chat.remember(exchange.prompt, reply)
        exchange.remembered = len(branch.chat) > before
        self.show()
        self._kept()

    def _place(self, slot: Slot, widget: Any) -> None:
        live: Live | None = self._bridge.sections.get("live")
        id = widget.model_id if widget is not None else None
        if live is not None:
            self._bridge.set(live={**live, "text": id} if slot == "text" else {**live, "player": id})

    def _drop_view(self) -> None:
        if self._view is not None:
            self._view.close()
            self._view = None

    # -- showing -----------------------------------------------------------------------------

    def show(self) -> None:
        """Set the page's sections anew; what has not changed is not sent."""
        page, exchanges = self._bridge, self.branch.exchanges
        for n, e in enumerate(exchanges, start=1):
            page.set_turn(e.id, turn_view(n, e))
        order = [e.id for e in reversed(exchanges)]
        page.keep_turns(order)
        page.set(order=order)
        edited = self.edited
        page.set(
            editing={"title": str(_("changing turn {number}", number=exchanges.index(edited) + 1))}
            if edited is not None
            else None
        )
        page.set(busy={"on": self.busy})
        page.set(branches=tabs(self.branches, self._at))

    def bundle(self) -> display.Bundle:
        """The branch as an ordinary output."""
        return kept_bundle(self.in_order(), key=self._key)

    def close(self) -> None:
        """Close what shows replies, unless one is still coming."""
        if not self.busy:
            self._drop_view()
            self._widgets.close()
            self._bridge.set(live=None)
