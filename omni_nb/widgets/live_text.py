"""LiveText: a reply's words while they come. It is sent only what changed.

Per-token `Markdown` updates cost 957 bytes a character and 76 s of browser for 10,000 characters;
this costs about as much as the text weighs, however long it grows. It renders nothing itself:
it takes finished, sanitised HTML.
"""

from __future__ import annotations

from typing import Any

from omni_nb.widgets.base import BaseWidget, script, style
from omni_nb.widgets.protocol.pages import FromText, Gone, Ready, TextAll, TextChange


class LiveText(BaseWidget):
    """Finished blocks of HTML, one block that still grows, and a line of status.

    Nothing is kept in traits: they would be sent again at every change. The front end listens
    from its `initialize` on, says `ready`, and gets a snapshot; a gap in the sequence asks for one.
    """

    _esm = script("messages.js", "announce.js", "copying.js", "answer.js", "live_text.js")
    _css = style("enlarged.css", used_by=_esm)

    def __init__(self, **kwargs: Any) -> None:
        self._begin()
        self.finished = False
        super().__init__(**kwargs)
        self.listen(FromText, {"ready": self._on_ready, "gone": self._on_gone})

    def _begin(self) -> None:
        self._seq = 0
        self._blocks: list[str] = []
        self._tail = self._status = ""

    def reset(self) -> None:
        """Forget the words and be ready for the next reply."""
        self._begin()
        self.send(self._whole())

    def push(self, blocks: list[str], tail: str | None, status: str | None = None) -> None:
        """Add finished blocks, and show the growing block and the line of status as they are now; None: as before."""
        tail = self._tail if tail is None else tail
        change: TextChange = {"t": "change", "seq": self._seq + 1}
        if blocks:
            # the first of them is the block that has grown: the page has most of it
            known = common_length(self._tail, blocks[0])
            change["known"], change["blocks"] = utf16_length(blocks[0][:known]), [blocks[0][known:], *blocks[1:]]
            self._blocks += blocks
            self._tail = ""
        keep = common_length(self._tail, tail)
        if len(tail) > keep or keep < len(self._tail):
            change["keep"], change["more"] = utf16_length(tail[:keep]), tail[keep:]
        self._tail = tail
        if status is not None and status != self._status:
            self._status = change["status"] = status
        if len(change) > 2:
            self._seq += 1
            self.send_lean(change)

    def _on_ready(self, _m: Ready, _: list[Any]) -> None:
        self.tell_all()

    def tell_all(self) -> None:
        """Send all of it."""
        if self._seq:
            self.send(self._whole())

    def _whole(self) -> TextAll:
        return {
            "t": "all", "seq": self._seq, "blocks": self._blocks, "more": self._tail, "status": self._status,
            "over": self.finished,
        }  # fmt: skip

    def _on_gone(self, _m: Gone, _: list[Any]) -> None:
        if self.finished:
            self.close()


def common_length(a: str, b: str) -> int:
    """Length of the common beginning, by halving."""
    low, high = 0, min(len(a), len(b))
    while low < high:
        mid = (low + high + 1) // 2
        if a[low:mid] == b[low:mid]:
            low = mid
        else:
            high = mid - 1
    return low


def utf16_length(text: str) -> int:
    """Length as JavaScript counts: characters beyond the basic plane count twice."""
    return len(text.encode("utf-16-le")) // 2
