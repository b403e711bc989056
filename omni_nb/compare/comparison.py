"""Comparison: replies side by side, as a value. What shows it, plays it and asks for it stands above."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from omni_nb import catalog
from omni_nb.catalog import Voice
from omni_nb.compare.grid import Place, names
from omni_nb.compare.measures import Measures
from omni_nb.compare.words import WordMatch
from omni_nb.errors import OmniError
from omni_nb.prompt.request import Request
from omni_nb.reply.reply import Reply
from omni_nb.sound.clip import Clip


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One answer of a comparison.

    Attributes:
        place: Where it stands in the grid.
        request: What was asked. Only in memory, as with a reply.
        reply: What came, whole or cut; None where nothing came.
        error: Why nothing came, or why it is not complete.
        measures: Numbers of what came; all None until it is there.
        verbatim: The words that were to be read, where reading was asked for; else empty.
        words: What came against `verbatim`, by the service's own text; None where a question was asked.
        heard: What another model heard in the sound, where that was asked for; None where it was not, or failed.
        heard_words: The same against `verbatim`, or against the reply's own text where a question was asked.
        tries: How often it was asked: more than once where other words were read.
        pinned: A favourite.
    """

    place: Place
    request: Request | None = field(default=None, repr=False, compare=False)
    reply: Reply | None = None
    error: OmniError | None = None
    measures: Measures = field(default_factory=Measures)
    verbatim: str = ""
    words: WordMatch | None = None
    heard: str | None = None
    heard_words: WordMatch | None = None
    tries: int = 1
    pinned: bool = False

    @property
    def clip(self) -> Clip | None:
        """Its sound, or None."""
        return self.reply.audio if self.reply is not None else None

    @property
    def text(self) -> str:
        """Its words."""
        return self.reply.text if self.reply is not None else ""

    @property
    def ok(self) -> bool:
        """It was answered in whole."""
        return self.reply is not None and self.reply.complete

    @property
    def words_differ(self) -> bool:
        """Other words were read than were given, or heard than were given or written."""
        return any(match is not None and not match.same for match in (self.words, self.heard_words))

    @property
    def voice(self) -> Voice | None:
        """What the catalog knows of its voice."""
        return catalog.model(self.place.model).voice(self.place.voice) if self.place.voice else None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Cells in order, each with its reply, its measures and its place. Equal when they are equal.

    Nothing changes it: what sorts, filters, pins or removes makes another one. A cell is named by its number, or by
    its name where only one has it.

    Attributes:
        cells: In the order in which they are shown.
    """

    cells: tuple[Cell, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """What each cell is called: what tells it from the others."""
        return names([c.place for c in self.cells])

    def index(self, of: int | str) -> int:
        """The number of a cell.

        Raises:
            IndexError, KeyError: There is no such cell, or several have that name.
        """
        if not isinstance(of, str):
            if not -len(self) <= of < len(self):
                raise IndexError(f"there is no cell {of}: there are {len(self)}, the first is 0")
            return of % len(self)
        found = [n for n, name in enumerate(self.names) if name == of]
        if len(found) != 1:
            what = "there is none" if not found else f"{len(found)} cells are called so: give a number"
            raise KeyError(f"{of!r}: {what}; there are {', '.join(dict.fromkeys(self.names))}")
        return found[0]

    def __getitem__(self, of: int | str) -> Cell:
        return self.cells[self.index(of)]

    def __iter__(self) -> Iterator[Cell]:
        return iter(self.cells)

    def __len__(self) -> int:
        return len(self.cells)

    @property
    def failed(self) -> Comparison:
        """The cells that were not answered in whole."""
        return self.filter(lambda cell: not cell.ok)

    @property
    def pinned(self) -> Comparison:
        """The favourites."""
        return self.filter(lambda cell: cell.pinned)

    def pin(self, *of: int | str, on: bool = True) -> Comparison:
        """Mark favourites, or with `on=False` no longer."""
        at = {self.index(one) for one in of}
        cells = (dataclasses.replace(c, pinned=on) if n in at else c for n, c in enumerate(self.cells))
        return dataclasses.replace(self, cells=tuple(cells))

    def remove(self, *of: int | str) -> Comparison:
        """Without these."""
        at = {self.index(one) for one in of}
        return dataclasses.replace(self, cells=tuple(c for n, c in enumerate(self.cells) if n not in at))

    def replaced(self, at: int, cell: Cell) -> Comparison:
        """With another cell at that place: one that was asked again."""
        cells = list(self.cells)
        cells[at] = cell
        return dataclasses.replace(self, cells=tuple(cells))

    def filter(self, keep: Callable[[Cell], bool] | None = None, **facts: Any) -> Comparison:
        """The cells of which that is true.

        Args:
            keep: Any test of a cell.
            facts: `voice`, `model`, `prompt`, `repeat`, or of the voice in the catalog: `gender`, `dialect`,
                `language` (a code, as `en`).

        Raises:
            TypeError: There is no such fact.
        """
        if wrong := facts.keys() - _FACTS.keys():
            raise TypeError(f"there is no {', '.join(sorted(wrong))} to filter by; there are {', '.join(_FACTS)}")

        def fits(cell: Cell) -> bool:
            return (keep is None or keep(cell)) and all(_FACTS[k](cell, v) for k, v in facts.items())

        return dataclasses.replace(self, cells=tuple(filter(fits, self.cells)))

    def sort(self, by: str | Callable[[Cell], Any], *, reverse: bool = False) -> Comparison:
        """Ordered by a measure (`"pitch_hz"`), or anything of a cell; what has no such value comes last, always.

        Raises:
            ValueError: There is no such measure.
        """
        key = by if callable(by) else _measure(by)
        keyed = [(key(cell), cell) for cell in self.cells]
        known = sorted((pair for pair in keyed if pair[0] is not None), key=lambda pair: pair[0], reverse=reverse)
        unknown = [pair for pair in keyed if pair[0] is None]
        return dataclasses.replace(self, cells=tuple(cell for _, cell in [*known, *unknown]))

    def __repr__(self) -> str:
        bad = len(self.failed)
        return f"<Comparison of {len(self)} cell{'s' if len(self) != 1 else ''}{f', {bad} not whole' if bad else ''}>"


def _measure(name: str) -> Callable[[Cell], Any]:
    there = [f.name for f in dataclasses.fields(Measures)]
    if name not in there:
        near = catalog.nearest(name, there)
        raise ValueError(f"there is no measure {name!r}; {f'did you mean {near[0]}?' if near else ', '.join(there)}")
    return lambda cell: getattr(cell.measures, name)


def _is(value: Any, wanted: Any) -> bool:
    return value in wanted if isinstance(wanted, Sequence | set) and not isinstance(wanted, str) else value == wanted


_FACTS: dict[str, Callable[[Cell, Any], bool]] = {
    "voice": lambda cell, wanted: _is(cell.place.voice, wanted),
    "model": lambda cell, wanted: _is(cell.place.model, wanted),
    "prompt": lambda cell, wanted: _is(cell.place.prompt, wanted),
    "repeat": lambda cell, wanted: _is(cell.place.repeat, wanted),
    "gender": lambda cell, wanted: cell.voice is not None and _is(cell.voice.gender, wanted),
    "dialect": lambda cell, wanted: cell.voice is not None and _is(cell.voice.dialect, wanted),
    "language": lambda cell, wanted: cell.voice is not None and wanted in cell.voice.speaks,
}
