"""What all widgets here share: a module and a style sheet joined from the files beside it, its words, and an end that leaves nothing."""

from __future__ import annotations

import functools
import json
import re
import time
import warnings
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import anywidget
import traitlets

from omni_nb.front_end import marimo_page
from omni_nb.front_end.kind import front_end
from omni_nb.messages import Language, html_tag, language, said, speaks, translation
from omni_nb.widgets.lean import lean_script, lean_style
from omni_nb.widgets.protocol.reading import Handlers, MessageError, dispatch, puzzled

_HERE = Path(__file__).parent
_FIRST: Final = ("language.js", "icons.js", "dom.js")
_FIRST_AGAIN_S = 0.2  # a module was loaded in 60 to 150 ms
# A sentence of the page, as `language.js` takes it: in double quotes, directly behind the name.
_SENTENCE = re.compile(r'(?<![\w$.])(?:t|later)\(\s*("(?:[^"\\\n]|\\.)*")')


def joined(*names: str) -> str:
    """Join files to one module: each sees what those before it define; the last one exports. No bundler."""
    return "\n".join((_HERE / name).read_text(encoding="utf-8") for name in names)


def sentences_in(script: str) -> list[str]:
    """The sentences that a joined script marks, in English, each once."""
    return list(dict.fromkeys(json.loads(found) for found in _SENTENCE.findall(script)))


def words_for(script: str) -> dict[str, str] | None:
    """What a script needs to say its sentences in the current language; None where that is English.

    Under the empty text stands the tag of the language.
    """
    return _words_for(script, language())


@functools.lru_cache(maxsize=64)
def _words_for(script: str, wanted: Language) -> dict[str, str] | None:
    if wanted == "en":
        return None
    found = {text: translation(text, wanted) for text in sentences_in(script)}
    return {"": html_tag(wanted), **{text: words for text, words in found.items() if words}}


def script(*names: str) -> str:
    """A widget's module: behind what all of them have, so that sentences, icons and elements are made in one way."""
    return lean_script(joined(*_FIRST, *names))


def style(*names: str, used_by: str | None = None) -> str:
    """A widget's style sheet: behind the tokens and components of `design.css`, which stand on `.omni-nb`.

    Args:
        names: The widget's own files.
        used_by: The script of a widget that has few of the components, and no HTML from Python: it gets these alone.
    """
    return lean_style(joined("design.css", *names), used_by)


class BaseWidget(anywidget.AnyWidget):  # type: ignore[misc]
    """An anywidget whose `close` leaves nothing: ipywidgets makes a `Layout` with a comm for each, and leaves it open.

    It speaks the current language: its page has the words for it, and what is sent is said in it.
    """

    _says: Any = None
    _handlers: Handlers = MappingProxyType({})
    _again: Again | None = None
    _sayings = traitlets.Any(None).tag(sync=True)

    def __init__(self, **kwargs: Any) -> None:
        self._drops, self._ready = front_end().drops, False
        if self._drops:
            self._again = Again()
        self._page = marimo_page.now()
        with marimo_page.entered():
            super().__init__(_sayings=words_for(getattr(self, "_esm", "")), **kwargs)
        speaks(self)

    def language_changed(self) -> None:
        """Give the page its words in the language that is spoken now; it draws itself anew."""
        if self.comm is not None:  # one that is closed has no page
            with marimo_page.going_on(self._page):
                self._sayings = words_for(getattr(self, "_esm", ""))

    def tell_all(self) -> None:
        """Send all that a page must know, to one that has missed some or all of it."""

    def send(self, content: Any, buffers: list[Any] | None = None) -> None:
        """Send a message to the page, with its sentences said."""
        super().send(said(content, plain=self._drops), buffers)  # marimo's JSON makes an object of a sentence
        if self._again is not None and self._again.due():
            self.tell_all()

    def lacks(self) -> bool:
        """Whether the page that has said `ready` now lacks messages that were sent before.

        The first one has every message since the beginning; one that was loaded again, or lost one, has not, and none
        has of a front end that drops them.
        """
        again, self._ready = self._ready, True
        return again or self._drops

    def _handle_custom_msg(self, content: Any, buffers: Any) -> None:
        self._again = None  # the page is there: nothing is told twice any more
        with marimo_page.going_on(self._page):
            super()._handle_custom_msg(content, buffers)

    def listen(self, says: Any, handlers: Handlers) -> None:
        """Have what the page says taken by the handler of its name; what cannot be taken is warned of.

        Args:
            says: The union of what may come, from `protocol`.
            handlers: One for each of them, but for `unknown`.
        """
        self._says = says
        self._handlers = {"unknown": lambda m, _: _warn(puzzled(m)), **handlers}
        self.on_msg(self._on_message)

    def _on_message(self, _widget: Any, content: Any, buffers: Any) -> None:
        try:
            dispatch(content, list(buffers or ()), self._says, self._handlers)
        except MessageError as err:
            _warn(str(err))

    def send_lean(self, content: Mapping[str, Any], buffers: list[Any] | None = None) -> None:
        """As `send`, without naming the cell that runs: that is 224 of the 645 bytes around each message.

        A front end finds the widget by its comm. Where the kernel is not ipykernel it is a plain `send`.
        """
        comm = self.comm
        kernel = getattr(comm, "kernel", None)
        if kernel is None or not hasattr(comm, "topic") or not hasattr(kernel, "iopub_socket"):
            self.send(content, buffers)
            return
        message = {"data": {"method": "custom", "content": said(content)}, "comm_id": comm.comm_id}
        kernel.session.send(kernel.iopub_socket, "comm_msg", message, parent={}, ident=comm.topic, buffers=buffers)

    def close(self) -> None:
        """Close the widget and the layout that was made for it."""
        layout = getattr(self, "layout", None)
        super().close()
        if layout is not None:
            layout.close()


class Again:
    """When a page that may have missed what it was told is told all of it again: at times that double, so twice at most.

    For front ends that drop what comes before the page has loaded a widget, and do not let it ask while a cell runs.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._begin_s, self._next_s = clock, clock(), _FIRST_AGAIN_S

    def due(self) -> bool:
        """Whether it is time, once for each time."""
        passed_s = self._clock() - self._begin_s
        if passed_s < self._next_s:
            return False
        self._next_s = 2 * passed_s
        return True


def _warn(words: str) -> None:
    warnings.warn(words, stacklevel=3)
