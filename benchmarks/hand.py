"""A hand at a page that counts what it does: a click, a key or chord, a text typed, a drag, a choice in a dialog of the system."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any


class CannotError(Exception):
    """The goal cannot be reached there, for this reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What a person wants, and how it is done in one program.

    `ready` brings the page to where the task begins (not counted), `do` acts, `reached` waits for the goal and raises
    if it does not come.
    """

    goal: str
    do: Callable[[Hand], None]
    reached: Callable[[], None]
    ready: Callable[[], None] = lambda: None


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """How a task went: its actions in words, or why it cannot be done."""

    actions: tuple[str, ...] = ()
    why_not: str = ""

    def __str__(self) -> str:
        return "cannot" if self.why_not else str(len(self.actions))


class Hand:
    """One action of a person each; what they are called stands in `actions`."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.actions: list[str] = []

    def click(self, what: Any, name: str) -> None:
        what.click(timeout=5_000)
        self.actions.append(f"click {name}")

    def key(self, chord: str) -> None:
        self.page.keyboard.press(chord)
        self.actions.append(chord.replace("Control", "Ctrl"))

    def type(self, words: str) -> None:
        """Into what has the focus: a page where nothing has it takes the words as commands, or not at all."""
        self.page.keyboard.type(words)
        self.actions.append("type")

    def pick(self, what: Any, name: str, value: str) -> None:
        """A menu of the browser's, and the choice in it."""
        what.select_option(value, timeout=5_000)
        self.actions += [f"click {name}", f"choose {value}"]

    def choose(self, what: Any, name: str, path: Path) -> None:
        """A button that opens the system's dialog, and the file in it."""
        with self.page.expect_file_chooser(timeout=5_000) as chooser:
            self.click(what, name)
        chooser.value.set_files(path)
        self.actions.append("choose the file")

    def drop(self, path: Path, onto: Any) -> None:
        """A file from a window of the system, as the browser gets it."""
        box = onto.bounding_box()
        at = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}
        cdp = self.page.context.new_cdp_session(self.page)
        for kind in ("dragEnter", "dragOver", "drop"):
            data = {"items": [], "files": [str(path)], "dragOperationsMask": 1}
            cdp.send("Input.dispatchDragEvent", {"type": kind, "data": data, **at})
            self.page.wait_for_timeout(50)
        cdp.detach()
        self.actions.append("drag the file in")


def carry_out(task: Task, page: Any) -> Done:
    """The task, done for real. What does not reach its goal raises; nothing is counted that did not work."""
    task.ready()
    hand = Hand(page)
    try:
        task.do(hand)
    except CannotError as why:
        return Done(why_not=str(why))
    task.reached()
    return Done(actions=tuple(hand.actions))
