"""The history as people have it in Python: replies to go through, search, mark, export and forget."""

from __future__ import annotations

import contextlib
import operator
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from numbers import Real
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

from omni_nb.errors import OmniError
from omni_nb.front_end.shown import Shown
from omni_nb.kept import conversations, mending
from omni_nb.kept.archive import Archive, archive_at
from omni_nb.kept.arguments import ids, moment, taken
from omni_nb.kept.complaints import NAME
from omni_nb.kept.export import export
from omni_nb.kept.forgotten import Forgotten
from omni_nb.kept.mending import Repaired, Verified
from omni_nb.kept.searching import MOST_TERMS, Query, terms, whole_characters
from omni_nb.messages import _
from omni_nb.paths import local_path
from omni_nb.reply.reply import Reply

if TYPE_CHECKING:
    from pandas import DataFrame

    from omni_nb.compare.comparison import Comparison

_DAY_S = 86_400.0
_SAME: Any = object()
_COUNTED = ("model", "voice", "server", "ending")
_WHOLE = ("input_tokens", "output_tokens", "vote")


class History(Shown):
    """Replies that were kept, newest first; made by `omni_nb.history()` and `omni.history()`.

    `for reply in history`, `history[0]`, `history[:10]`, `len(history)`; each is a `Reply` with its question, as it was
    when it came. A search gives a smaller history. Other kernels may add to it at any time.

    Raises:
        OmniError: It cannot be read: damaged (`code` is `history_damaged`), of a later version (`history_newer`),
            another program's file (`history_foreign`). So does each of its methods.
    """

    def __init__(self, archive: Archive, query: Query | None = None, *, omni: Any = None) -> None:
        self._archive, self._query, self._omni = archive, query or Query(), omni

    @property
    def path(self) -> Path:
        """Its file. While a kernel writes, `-wal` and `-shm` beside it belong to it."""
        return self._archive.path

    def search(
        self, words: str = "", *, model: str | None = None, voice: str | None = None, server: str | None = None,
        ending: str | None = None, pinned: bool | None = None, complete: bool | None = None, simulated: bool | None = None,
        sound: bool | None = None, since: str | date | None = None, until: str | date | None = None,
    ) -> History:  # fmt: skip
        """Those in which all of this is so.

        Args:
            words: Words or parts of words, in question, answer, thinking or system prompt: all of them must be there, in any
                order. "In quotation marks" as they stand. Capitals do not matter; Chinese is found from one character on.
            model: As it stands in the reply, and so the next three.
            voice: The voice.
            server: Who was asked.
            ending: How it ended.
            pinned: Whether it is.
            complete: Whether all came.
            simulated: Whether it is the simulator's.
            sound: Whether it has some.
            since: A day, a time, or the beginning of one in UTC: `"2026-11"`, `date(2026, 11, 30)`.
            until: Likewise; it is meant, too.
        """
        for name, value in (("pinned", pinned), ("complete", complete), ("simulated", simulated), ("sound", sound)):
            taken(name, value, bool, _("True or False"))
        for name, text in (
            ("words", words),
            ("model", model),
            ("voice", voice),
            ("server", server),
            ("ending", ending),
        ):
            taken(name, text, str, _("words (str)"))
        if len(terms(words or "")) > MOST_TERMS:
            raise ValueError(_("search looks for {most} words at most", most=MOST_TERMS))
        more = Query(
            words=words, model=model, voice=voice, server=server, ending=ending, pinned=pinned, complete=complete,
            simulated=simulated, sound=sound, since=moment(since), until=moment(until),
        ).asked  # fmt: skip
        if "words" in more and self._query.words:
            more["words"] = f"{self._query.words} {words}"
        return History(self._archive, replace(self._query, **more), omni=self._omni)

    def get(self, id: str) -> Reply | None:
        """The reply of that id, wherever it stands; None if there is none."""
        return self._archive.find(*ids((id,)))

    def __iter__(self) -> Iterator[Reply]:
        for number in self._archive.numbers(self._query):
            if (reply := self._archive.reply(number)) is not None:
                yield reply

    def __len__(self) -> int:
        return self._archive.count(self._query)

    def __bool__(self) -> bool:
        return True

    @overload
    def __getitem__(self, which: int) -> Reply: ...

    @overload
    def __getitem__(self, which: slice) -> list[Reply]: ...

    def __getitem__(self, which: int | slice) -> Reply | list[Reply]:
        numbers = self._archive.numbers(self._query)
        if isinstance(which, slice):
            return [reply for n in numbers[which] if (reply := self._archive.reply(n)) is not None]
        reply = self._archive.reply(numbers[which])
        if reply is None:
            raise OmniError(_("this reply is damaged, or was deleted meanwhile"), code="reply_damaged", repair=_("omni_nb.history().verify() looks into it."))  # fmt: skip
        return reply

    def to_rows(self, limit: int | None = None, *, offset: int = 0) -> list[dict[str, Any]]:
        """A dict for each, newest first: what is known of it without its sound; long words are cut.

        Args:
            limit: So many at most.
            offset: Leave out so many of the newest.
        """
        found = self._archive.rows(self._query, limit=-1 if limit is None else limit, offset=offset)
        return [{**row, **{name: bool(row[name]) for name in ("complete", "simulated", "pinned")}} for row in found]

    def counts(self, fact: str) -> dict[str, int]:
        """How many there are of each `model`, `voice`, `server` or `ending`, the most frequent first.

        Raises:
            ValueError: Another fact.
        """
        if fact not in _COUNTED:
            raise ValueError(_("counts() counts {facts}, not {fact}", facts=", ".join(_COUNTED), fact=repr(fact)))
        return self._archive.counts(self._query, fact)

    def compare(self, *which: str | Reply) -> Comparison:
        """Put replies side by side: a comparison of answers that were asked one by one.

        Args:
            which: Replies, or their ids, in the order in which they shall stand; none: all of this history (or search).

        Raises:
            MissingExtra: One has sound, and `omni_nb[compare]` is not installed.
            ValueError: There is none of such an id, or nothing at all.
        """
        from omni_nb.compare.of_replies import comparison_of

        found = [self.get(id) for id in ids(which)] if which else list(reversed(list(self)))
        if not found or None in found:
            raise ValueError(_("there is no such reply in this history: {ids}", ids=", ".join(ids(which))))
        return comparison_of([reply for reply in found if reply is not None])

    def to_frame(self) -> DataFrame:
        """The same as a DataFrame.

        Raises:
            MissingExtra: pandas is not installed.
        """
        from omni_nb.compare.frames import frame

        return frame(self.to_rows(), whole=_WHOLE)

    def export(self, folder: str | Path) -> Path:
        """Write all of them as plain files: words (.md), sound (.flac), files of questions, all that is known (.json), a list (.csv).

        Returns:
            The folder. Secrets are not in it; what was in it already and has other names stays.
        """
        return export(self, self.to_rows(), folder)

    def pin(self, *which: str | Reply, pinned: bool = True) -> int:
        """Pin replies, so that no bound ever drops them, or unpin them; by their ids. Returns how many there were."""
        return self._mark(which, "pinned", int(pinned))

    def vote(self, which: str | Reply, vote: int | None) -> int:
        """Give a reply a whole number of your own (1, 0, -1, stars …); None takes it back."""
        return self._mark((which,), "vote", None if vote is None else operator.index(vote))

    def remark(self, which: str | Reply, words: str) -> int:
        """Write a remark on a reply; "" takes it back."""
        taken("words", words, str, _("words (str)"))
        return self._mark((which,), "remark", whole_characters(words or ""))

    def forget(self, *which: str | Reply, everything: bool = False) -> Forgotten:
        """Delete replies, their sounds and the media that no other one needs, so that nothing of them can be found in the file.

        Their turns in conversations that a cell remembers go too, and their files in the folder of earlier versions.

        Args:
            which: Replies, or their ids.
            everything: All of this history (or search) but what is pinned.

        Returns:
            What went.

        Raises:
            ValueError: Nothing was named.
        """
        if bool(which) == everything:
            raise ValueError(
                _("name the replies to delete, or say everything=True for all of this history, but not both")
            )
        pinned = 0
        if everything:
            kept = replace(self._query, pinned=True)
            pinned = self._archive.count(kept) if self._query.pinned is None else 0
            numbers = self._archive.numbers(replace(self._query, pinned=bool(self._query.pinned)))
        else:
            numbers = self._archive.numbers_of(ids(which))
        gone, size = self._archive.forget(numbers)
        if self._archive is archive_at():
            with contextlib.suppress(OmniError):
                conversations.forget(set(gone.ids))
        return Forgotten.of(gone, size_bytes=size, pinned=pinned)

    def bound(self, *, size_bytes: float | None = _SAME, age_days: float | None = _SAME) -> None:
        """Set how much is kept, for every program that uses this file: beyond it the oldest go, pinned ones never.

        Args:
            size_bytes: The most bytes of the file; 4 GB at first. None: no bound.
            age_days: The longest time; at first there is no bound.
        """
        size, age_s = self._archive.bounds()
        for name, value in (("size_bytes", size_bytes), ("age_days", age_days)):
            if value is not _SAME and value is not None and not (isinstance(value, Real) and value > 0):
                raise ValueError(_("{name} must be a number over 0, or None for no bound, got {value}", name=name, value=repr(value)))  # fmt: skip
        size = size if size_bytes is _SAME else size_bytes
        age_s = age_s if age_days is _SAME else None if age_days is None else age_days * _DAY_S
        self._archive.bound(*(None if bound is None else float(bound) for bound in (size, age_s)))

    def verify(self) -> Verified:
        """Look through all of it, byte by byte: `.ok`, `.problems`."""
        return mending.verify(self._archive)

    def repair(self) -> Repaired:
        """Make the file anew of all that can be read of it, if it is damaged. The damaged file is kept beside it.

        Raises:
            OmniError, OSError: It cannot be written to.
        """
        return mending.repair(self._archive)

    def _mark(self, which: Sequence[str | Reply], column: str, value: Any) -> int:
        return self._archive.mark(self._archive.numbers_of(ids(which)), column, value)

    def __reduce__(self) -> tuple[Any, ...]:
        """For pickle: it is opened anew."""
        return _opened_again, (None if self._archive is archive_at() else str(self.path), self._query)

    def _ipython_display_(self) -> None:
        from omni_nb.panels.history.showing import show_history

        show_history(self, self._omni)

    def __repr__(self) -> str:
        from omni_nb.show.history_table import as_table

        return repr(as_table(self))

    def _repr_html_(self) -> str:
        from omni_nb.show.history_table import as_table

        return as_table(self)._repr_html_()


def history(path: str | Path | None = None) -> History:
    """The replies that were kept by whichever kernel: to browse, search, hear, pin, export, forget.

    Args:
        path: Another history than the user's own: a file, or a folder with one in it (`Omni(keep=path)` writes there).
    """
    if path is None:
        return History(archive_at())
    place = local_path(path)
    return History(archive_at(place / NAME if place.is_dir() else place))


def _opened_again(path: str | None, query: Query) -> History:
    return History(archive_at(None if path is None else Path(path)), query)
