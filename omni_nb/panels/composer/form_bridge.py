"""FormBridge: a composer's form in the notebook, and the transcript below it. It knows sections, not what they mean."""

from __future__ import annotations

import weakref
from collections import deque
from collections.abc import Callable, Collection
from contextvars import ContextVar
from typing import Any, Literal, Unpack

from omni_nb.escape import visible
from omni_nb.show import display
from omni_nb.widgets.protocol.form import ToForm
from omni_nb.widgets.protocol.sections import DraftText, Notice, Sections, TurnView

_LAST_OUTPUTS = 4
_trying: ContextVar[str] = ContextVar(
    "trying", default=""
)  # what is begun for a message knows for which, on any thread


class FormBridge:
    """Holds a form and its sections, so that a form can be closed and opened again.

    Args:
        on_message: Called with what the form says, on any thread. It should hold its composer weakly.
    """

    def __init__(self, on_message: Callable[[dict[str, Any], list[Any]], None]) -> None:
        self._on_message = on_message
        self.sections: dict[str, Any] = {}
        self._form: Any = None
        self._version = 0
        self._offer: Notice | None = None
        self._about = ""
        self._outputs: deque[Any] = deque(maxlen=_LAST_OUTPUTS)

    @property
    def is_open(self) -> bool:
        """Whether there is a form."""
        return self._form is not None

    def open(self) -> Any:
        """Make the form if there is none, and return it."""
        if self._form is None:
            from omni_nb.widgets.form import Form

            self._form = Form(self._on_message)
            for name, value in self.sections.items():
                self._form.set(name, value)
            weakref.finalize(self, self._form.close).atexit = False  # a kernel that ends has no line to say so on
        return self._form

    def close(self) -> None:
        """Close the form; the sections stay."""
        if self._form is not None:
            self._form.close()
            self._form = None

    def set(self, **sections: Unpack[Sections]) -> None:
        """Set sections by their names, each whole: `set(busy={"on": True})`. What has not changed is not sent."""
        for name, value in sections.items():
            self.sections[name] = value
            self._send(name, value)

    def tell_again(self, name: Literal["options"]) -> None:
        """Send this section when it is set next, changed or not: a field of the page has what was refused."""
        if self._form is not None:
            self._form.note(name, None)

    def set_turn(self, id: str, view: TurnView) -> None:
        """Set the section of a turn."""
        self.sections[f"turn:{id}"] = view
        self._send(f"turn:{id}", view)

    def keep_turns(self, ids: Collection[str]) -> None:
        """Take the sections of all other turns away."""
        for name in [n for n in self.sections if n.startswith("turn:") and n.removeprefix("turn:") not in ids]:
            del self.sections[name]
            self._send(name, None)

    def _send(self, name: str, value: Any) -> None:
        if self._form is not None:
            self._form.set(name, value)

    def tell(self, content: ToForm, buffers: list[bytes] | None = None) -> None:
        """Send a message that is no state: an acknowledgement, a sound to play."""
        if self._form is not None:
            self._form.send(content, buffers)

    def play(self, key: str, mp3: bytes) -> None:
        """Play a sound in the page, once; `key` names its button."""
        self.tell({"t": "play", "key": key, "mime": "audio/mpeg"}, [mp3])

    def notice(self, text: str, *, about: str = "") -> None:
        """Show an error to the person; an empty text takes the last one away, and what was offered.

        Args:
            text: What went wrong.
            about: What it is about, so that `mended` can take it away; else the message of the page that is being taken.
        """
        said: Notice = {"kind": "error", "text": visible(text)}
        self._about = about or _trying.get()
        self._offer = self._offer if text else None
        self.set(notice=said if text else None)

    def begin(self, name: str) -> None:
        """The page tries something: an error of the last try of it goes. What is begun now is known by that name."""
        _trying.set(name)
        self.mended(name)

    def mended(self, about: str) -> None:
        """What an error was about is so no longer: it goes, and an offer that it hid is there again."""
        notice: Notice | None = self.sections.get("notice")
        if notice is not None and notice["kind"] == "error" and self._about == about:
            self.set(notice=self._offer)

    @property
    def complains_of(self) -> str:
        """What the error that is shown is about; empty: none is shown."""
        notice: Notice | None = self.sections.get("notice")
        return self._about if notice is not None and notice["kind"] == "error" else ""

    def advise(self, text: str) -> None:
        """Show a text that is no error, with a button that runs the cell again where the page can do that."""
        said: Notice = {"kind": "warn", "text": visible(text), "again": True}
        self.set(notice=said)

    def offer(self, text: str, title: str, message: dict[str, Any]) -> None:
        """Show a text with a button that sends `message` as if it came from the page."""
        said: Notice = {"kind": "offer", "text": visible(text), "button": visible(title), "says": message}
        self._offer = said
        self.set(notice=said)

    def write(self, text: str) -> None:
        """Put words into the box."""
        self._version += 1
        written: DraftText = {"text": text, "version": self._version}
        self.set(draft=written)

    def typed(self, text: str) -> None:
        """The page has these words in its box: a page that comes later gets them, too."""
        written: DraftText = {"text": text, "version": self._version}
        self.sections["draft"] = written
        if self._form is not None:
            self._form.note("draft", written)

    def show(self, bundle: display.Bundle) -> None:
        """Display the form, where widgets are shown, and below it an output that `keep` replaces."""
        if display.shows_widgets():
            display.show_object(self.open())
        self._outputs.append(display.show_kept(bundle))

    def stay_in(self, output: display.Handle, bundle: display.Bundle) -> None:
        """Have this output, too, hold what `keep` is given; `bundle` is what it holds now."""
        output.update(bundle, raw=True)
        self._outputs.append(output)

    def keep(self, bundle: display.Bundle) -> None:
        """Replace the output below the form: it is what a saved notebook keeps."""
        for output in self._outputs:
            output.update(bundle, raw=True)
