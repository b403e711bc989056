"""HistoryPanel: a history in the notebook, and what a person does with it.

Its state changes on the event loop only; the database is read and written on threads, and what they find comes back.
"""

from __future__ import annotations

import asyncio
import contextlib
import uuid
import weakref
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from omni_nb.errors import OmniError
from omni_nb.escape import visible
from omni_nb.kept.forgotten import Forgotten
from omni_nb.kept.history import History, history
from omni_nb.messages import _, say, speaks
from omni_nb.panels.comparison import shown
from omni_nb.panels.history.below import BelowList
from omni_nb.panels.history.choosing import PAGE, Chosen, Found, find, matching
from omni_nb.panels.history.rows import line, opened
from omni_nb.panels.history.staying import Staying
from omni_nb.panels.page_life import Views, weak_listener
from omni_nb.panels.tasks import Tasks, in_words
from omni_nb.paths import from_here
from omni_nb.reply.reply import Reply
from omni_nb.session.event_loop import EVENT_LOOP
from omni_nb.show import display
from omni_nb.show.media import at_its_best
from omni_nb.widgets.history import HistoryView
from omni_nb.widgets.protocol import history as says
from omni_nb.widgets.protocol.pages import Ready, Unknown
from omni_nb.widgets.protocol.reading import Handlers, Message, dispatch, puzzled
from omni_nb.widgets.protocol.turns import PictureWanted

if TYPE_CHECKING:
    from omni_nb.omni import Omni

LOOK_S = 2.0


class HistoryPanel:
    """Shows a history.

    Args:
        kept: The history.
        omni: Who is asked by a composer that goes on from a reply; None: `Omni()`.
    """

    def __init__(self, kept: History, *, omni: Omni | None = None) -> None:
        self._kept, self._key = kept, uuid.uuid4().hex[:10]
        path = "" if kept.path == history().path else repr(str(from_here(kept.path)))
        self._code = f"omni_nb.history({path})"
        self._chosen, self._at = Chosen(), 0
        self._found: Found | None = None
        self._looks = self._opens = 0  # what was found for an earlier one of these comes too late
        self._picked: list[str] = []
        self._opened = ""
        self._looked_at = self._closed = False
        self._tasks = Tasks(self._complain)
        self._widget = HistoryView(weak_listener(weakref.WeakMethod(self.take)))
        self._staying = Staying(str(_("Replies were browsed here; nothing of them is kept in the notebook. {code} gives a table.", code=f"{self._code}.to_frame()")), self._key)  # fmt: skip
        self._below = BelowList(self._widget, self._staying, omni)
        self._views = Views(self._tasks, busy=lambda: self._below.busy, close=self.close)
        self.handlers: Handlers = {
            **self._views.handlers, "ready": self._on_ready, "unknown": self._on_unknown, "choose": self._on_choose, "page": self._on_page,
            "anew": self._on_anew, "open": self._on_open, "hear": self._on_hear, "look": self._on_look, "pick": self._on_pick, "pin": self._on_pin,
            "vote": self._on_vote, "remark": self._on_remark, "forget": self._on_forget, "compose": self._on_compose, "compare": self._on_compare,
            "shut": self._on_shut, "unheard": self._on_unheard,
        }  # fmt: skip
        self._tasks.on_loop(self._begin)
        speaks(self)

    @property
    def widget(self) -> HistoryView:
        """What is shown."""
        return self._widget

    def show(self) -> None:
        """Display it in the cell that runs, and below it what stays in the notebook."""
        shown.hold(self)
        display.show_object(self._widget)
        self._staying.show()

    def close(self) -> None:
        """Take it away. What stays in the notebook stays."""
        self._closed = True
        self._below.close()
        self._widget.close()
        shown.let_go(self)

    def language_changed(self) -> None:
        """Say what is shown in the language that is spoken now."""
        EVENT_LOOP.call(self._look)

    # -- what is shown -------------------------------------------------------------------------

    def _begin(self) -> None:
        for name in ("notice", "done", "opening", "hearing"):
            self._widget.set(name, "")
        self._widget.set("opened", None)
        self._widget.set("picked", [])
        self._widget.set("about", {"kept": self._key})
        self._widget.set("below", {"id": "", "kind": ""})
        self._look()

    def _look(self) -> None:
        """Look for what is chosen, and show it."""
        self._looks += 1
        mine, chosen, at = self._looks, self._chosen, self._at
        self._tasks.in_thread(
            lambda: find(self._kept, chosen, at), lambda found: self._show(found) if mine == self._looks else None
        )

    def _show(self, found: Found) -> None:
        before, self._found, self._at = self._found, found, found.at
        lines = [line(row) for row in found.rows]
        ids = [one["id"] for one in lines]
        for one in lines:
            self._widget.set(f"line:{one['id']}", one)
        c = self._chosen
        self._widget.set("chosen", {"t": "choose", "text": c.text, "model": c.model, "voice": c.voice, "kind": c.kind, "since": c.since})  # fmt: skip
        self._widget.set("menus", {"models": list(found.models.items()), "voices": list(found.voices.items())})
        self._widget.set(
            "page", {"ids": ids, "at": found.at, "count": found.count, "most": PAGE, "filtered": c.filters}
        )
        self._widget.set("news", 0)
        for id in {row["id"] for row in before.rows} - set(ids) if before else ():
            self._widget.set(f"line:{id}", None)
        if self._opened and self._opened not in ids:
            self._open("")

    async def _hear_of_others(self) -> None:
        """Say that there is more to be seen, as long as this is looked at: another cell has asked, or another kernel."""
        while not self._closed:
            await asyncio.sleep(LOOK_S)
            if (found := self._found) is not None:
                # what cannot be looked for was said when it was; and no thread is begun in a program that ends
                with contextlib.suppress(OmniError, ValueError, RuntimeError):
                    count = await asyncio.to_thread(len, matching(self._kept, self._chosen))
                    if found is self._found and count > found.count:
                        self._widget.set("news", count - found.count)

    def _complain(self, text: str) -> None:
        self._widget.set("opening", "")
        self._widget.set("hearing", "")
        self._widget.set("notice", visible(say(text)))

    def _open(self, id: str) -> None:
        self._opens += 1
        mine, self._opened = self._opens, id
        self._widget.set("opening", id)
        if not id:
            self._widget.set("opened", None)
            return

        def show(whole: says.OpenedReply) -> None:
            if mine == self._opens:
                self._widget.set("opened", whole)
                self._widget.set("opening", "")

        self._tasks.in_thread(lambda: opened(self._reply(id), kept_in=self._code), show, failed=lambda: self._open(""))

    def _reply(self, id: str) -> Reply:
        reply = self._kept.get(id)
        if reply is None:
            raise ValueError(_("this reply is damaged, or was deleted meanwhile"))
        return reply

    def _change(self, work: Callable[[], Any]) -> None:
        """Write something, and look again."""
        self._tasks.in_thread(work, lambda _done: self._look())

    # -- what the page says --------------------------------------------------------------------

    def take(self, content: Message, buffers: list[Any]) -> None:
        """Give a message to its handler. Whatever goes wrong is said on the page: nobody else would hear of it."""
        try:
            if content.get("t") not in ("ready", "seen", "gone"):
                self._widget.set("notice", "")
                self._widget.set("done", "")
            dispatch(content, buffers, says.FromHistory, self.handlers)
        except Exception as err:
            self._complain(in_words(err))

    def _on_ready(self, _m: Ready, _: Any) -> None:
        """A page is there; it gets all sections by itself."""
        if not self._looked_at:
            self._looked_at = True
            self._tasks.spawn(self._hear_of_others())

    def _on_unknown(self, m: Unknown, _: Any) -> None:
        self._complain(puzzled(m))

    def _on_unheard(self, m: says.Unheard, _buffers: Any) -> None:
        self._complain(str(_("The browser did not play it ({why}). Click once more.", why=m["why"])))

    def _on_choose(self, m: says.ChooseReplies, _: Any) -> None:
        self._chosen = Chosen(text=m["text"], model=m["model"], voice=m["voice"], kind=m["kind"], since=m["since"])
        self._at = 0
        self._look()

    def _on_page(self, m: says.TurnPage, _: Any) -> None:
        self._at = m["at"]
        self._look()

    def _on_anew(self, _m: says.LookAnew, _: Any) -> None:
        self._at = 0
        self._look()

    def _on_open(self, m: says.OpenReply, _: Any) -> None:
        self._open(m["id"])

    def _on_hear(self, m: says.HearReply, _buffers: Any) -> None:
        id = m["id"]

        def sound() -> bytes:
            clip = self._reply(id).audio
            if clip is None:
                raise ValueError(_("this reply has no sound"))
            return clip.encode("mp3")

        def play(mp3: bytes) -> None:
            self._widget.set("hearing", "")
            self._widget.send({"t": "play", "key": id, "mime": "audio/mpeg"}, [mp3])

        self._widget.set("hearing", id)
        self._tasks.in_thread(sound, play)

    def _on_look(self, m: PictureWanted, _: Any) -> None:
        """One that is not there any more is not told of: the page goes on showing what it has."""

        def picture() -> tuple[bytes, str] | None:
            asked = self._reply(m["id"]).asked
            return None if asked is None else at_its_best(asked, m["at"])

        def tell(found: tuple[bytes, str] | None) -> None:
            if found is not None:
                self._widget.send({"t": "large", "id": m["id"], "at": m["at"], "mime": found[1]}, [found[0]])

        self._tasks.in_thread(picture, tell)

    def _on_pick(self, m: says.PickReplies, _: Any) -> None:
        self._pick(m["ids"])

    def _pick(self, ids: Sequence[str]) -> None:
        self._picked = list(dict.fromkeys(ids))
        self._widget.set("picked", self._picked)

    def _on_pin(self, m: says.PinReplies, _: Any) -> None:
        self._change(lambda: self._kept.pin(*m["ids"], pinned=m["on"]))

    def _on_vote(self, m: says.VoteForReply, _: Any) -> None:
        self._change(lambda: self._kept.vote(m["id"], m["vote"]))

    def _on_remark(self, m: says.RemarkOnReply, _: Any) -> None:
        self._change(lambda: self._kept.remark(m["id"], m["words"]))

    def _on_forget(self, m: says.ForgetReplies, _: Any) -> None:
        def told(gone: Forgotten) -> None:
            self._pick([id for id in self._picked if id not in m["ids"]])
            self._widget.set("done", visible(str(gone)))
            self._look()

        self._tasks.in_thread(lambda: self._kept.forget(*m["ids"]), told)

    def _on_compose(self, m: says.GoOnFrom, _: Any) -> None:
        self._tasks.in_thread(lambda: self._below.compose(self._reply(m["id"])), lambda _done: None)

    def _on_compare(self, _m: says.CompareReplies, _: Any) -> None:
        picked = list(self._picked)
        self._tasks.in_thread(lambda: self._below.compare([self._reply(id) for id in picked]), lambda _done: None)

    def _on_shut(self, _m: says.ShutBelow, _: Any) -> None:
        self._tasks.in_thread(self._below.shut, lambda _done: None)
