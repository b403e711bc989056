"""What becomes of a composer's conversation: files, values, pins. From Python, and for the form's menu."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Literal

from omni_nb.messages import _
from omni_nb.panels.composer.form_bridge import FormBridge
from omni_nb.panels.composer.recall import Branch
from omni_nb.panels.composer.talks import pinned, talk_of, turn_of
from omni_nb.panels.composer.thread import Thread
from omni_nb.panels.composer.transcript import Exchange
from omni_nb.panels.tasks import Tasks
from omni_nb.reply.reply import Reply
from omni_nb.saving.files import content, ending_of, save, usual_name
from omni_nb.saving.talk import ConversationTurn
from omni_nb.show import display
from omni_nb.widgets.protocol import turns
from omni_nb.widgets.protocol.reading import Handlers

Branches = Literal["current", "all"]
_MIME = {".md": "text/markdown", ".html": "text/html", ".zip": "application/zip", ".srt": "application/x-subrip"}


class Outlets:
    """The face of a conversation for Python, which `Composer` has. It never changes what was said."""

    _bridge: FormBridge
    _thread: Thread
    _tasks: Tasks

    @property
    def busy(self) -> bool:
        """Something is being asked."""
        return self._thread.busy

    def stay_in(self, output: display.Handle) -> None:
        """Keep the conversation in this output, too: where the form is shown inside of another tool."""
        self._tasks.on_loop(lambda: self._bridge.stay_in(output, self._thread.bundle()))

    @property
    def turns(self) -> list[ConversationTurn]:
        """The turns of the branch that goes on, in their order, those too that the model is not told."""
        return self._tasks.on_loop(lambda: [turn_of(e) for e in self._thread.branch.exchanges])

    @property
    def pinned(self) -> list[ConversationTurn]:
        """The turns that are pinned, of any branch; the branch that goes on first."""
        return self._tasks.on_loop(lambda: pinned(self._thread.in_order()))

    def pin(self, turn: int | Reply | ConversationTurn | None = None, *, on: bool = True) -> None:
        """Mark a turn to be found again, also after the cell is run again or the kernel was restarted.

        Args:
            turn: Its number as it is shown (from 1, in the branch that goes on), its reply, or itself; the latest one if
                it is left out.
            on: False takes the mark away.

        Raises:
            ValueError: There is no such turn.
        """
        self._tasks.on_loop(lambda: self._thread.pin(_found(turn, self._thread), on=on))

    def save(self, path: str | Path, *, branches: Branches = "current") -> Path:
        """Write the conversation; the suffix says as what. What is there already is replaced.

        Args:
            path: `.md` is its words; `.html` a page that plays offline; `.zip` both, with every sound and attachment; `.srt`
                captions; `.wav` `.flac` `.mp3` `.ogg` `.opus` the answers' sound, one behind the other.
            branches: `"current"` is the branch that is shown; `"all"` each of them, which `.srt` and sounds cannot hold.

        Returns:
            Where it is.

        Raises:
            ValueError: Another suffix; nothing was said yet; there is no sound for captions or a sound file.
            MediaError: There is no such folder, or it may not be written to.
        """
        ending_of(Path(path))
        return save(talk_of(self._tasks.on_loop(lambda: chosen_branches(self._thread, branches))), path)


def chosen_branches(thread: Thread, which: Branches) -> list[Branch]:
    """Copies of the branches as they stand now.

    Raises:
        ValueError: Neither `current` nor `all`.
    """
    if which not in ("current", "all"):
        raise ValueError(_("branches is 'current' or 'all', got {which}", which=repr(which)))
    some = [thread.branch] if which == "current" else thread.in_order()
    return [Branch(b.chat, list(b.exchanges), earlier=b.earlier) for b in some]


def _found(turn: int | Reply | ConversationTurn | None, thread: Thread) -> Exchange:
    here = thread.branch.exchanges
    if turn is None or isinstance(turn, int):
        n = len(here) if turn is None else turn
        if isinstance(turn, bool) or not 1 <= n <= len(here):
            there = _("there is {n} turn|there are turns 1 to {n}", n=len(here)) if here else _("nothing was asked yet")
            raise ValueError(
                _("there is no turn {turn} in this branch: {there}", turn=repr(turn), there=there)
                if turn is not None
                else there
            )
        return here[n - 1]
    found: Sequence[Exchange] = [e for b in thread.in_order() for e in b.exchanges]
    reply = turn.reply if isinstance(turn, ConversationTurn) else turn
    same = (e for e in found if (e.reply is reply and reply is not None) or (isinstance(turn, ConversationTurn) and e.prompt is turn.prompt))  # fmt: skip
    if (one := next(same, None)) is None:
        raise ValueError(_("that reply is not a turn of this conversation: give its number, or one of composer.turns"))
    return one


class SavesAndPins:
    """The same for the form: a file goes to the person's machine, not to the kernel's.

    Args:
        thread: The conversation.
        bridge: Sends the file.
        tasks: Runs what takes long.

    Attributes:
        handlers: For what the page says.
    """

    def __init__(self, thread: Thread, bridge: FormBridge, tasks: Tasks) -> None:
        self._thread, self._bridge, self._tasks = thread, bridge, tasks
        self.handlers: Handlers = {"save": self._on_save, "pin": self._on_pin}

    def _on_save(self, m: turns.SaveWanted, _: Any) -> None:
        ending = f".{m['kind']}"
        branches = chosen_branches(self._thread, "all" if m["all"] else "current")

        def made() -> Callable[[], None]:
            talk = talk_of(branches)
            data, name = content(talk, ending), usual_name(talk, ending)
            return lambda: self._bridge.tell({"t": "saved", "name": name, "mime": _MIME[ending]}, [data])

        self._bridge.notice("")
        self._tasks.in_thread(made, lambda send: send())

    def _on_pin(self, m: turns.Pin, _: Any) -> None:
        self._thread.pin(self._thread.exchange(m["id"]), on=m["on"])
