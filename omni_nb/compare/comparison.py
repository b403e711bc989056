"""Comparison: replies side by side, as a value. What shows it, plays it and asks for it stands above."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol, overload

from omni_nb import catalog
from omni_nb.compare.cell import Cell
from omni_nb.compare.differences import Differences, differences
from omni_nb.compare.grid import names
from omni_nb.compare.measures import Measures
from omni_nb.compare.outlets import Outlets
from omni_nb.compare.stability import Stability, stability
from omni_nb.escape import short
from omni_nb.front_end.shown import Shown
from omni_nb.messages import _


class Asks(Protocol):
    """What a comparison needs of `Omni`, to be asked further."""

    def ask_again(self, comparison: Comparison, *, show: bool | None = None) -> Comparison:
        """Ask what was not answered in whole."""
        ...

    def ablate(self, comparison: Comparison, *, show: bool | None = None) -> Comparison:
        """Ask the same without each part."""
        ...


@dataclass(frozen=True, slots=True)
class Comparison(Outlets, Shown):
    """Cells in order, each with its reply, its measures and its place. Two with equal cells are
    equal.

    It never changes: sorting, filtering, pinning and removing return another one. A cell is named by its number, or by
    its name if no other cell has that name.

    Attributes:
        cells: In the order in which they are shown.
        asks: What asks again. Only in memory: a comparison read from disk has none.
    """

    cells: tuple[Cell, ...]
    asks: Asks | None = field(default=None, repr=False, compare=False)

    @property
    def names(self) -> tuple[str, ...]:
        """What each cell is called: what tells it from the others."""
        return names([c.place for c in self.cells])

    def index(self, of: int | str) -> int:
        """The number of a cell.

        Raises:
            IndexError, KeyError: There is no such cell, or several have that name.
            TypeError: That is neither a number nor a name.
        """
        if not isinstance(of, str):
            if not hasattr(of, "__index__") or isinstance(of, bool):
                raise TypeError(_("cells are selected by number or name, not by {of}", of=short(repr(of))))
            if not -len(self) <= of < len(self):
                raise IndexError(_("no cell {of}: there are {count}, the first is 0", of=of, count=len(self)))
            return of % len(self)
        found = [n for n, name in enumerate(self.names) if name == of]
        if len(found) != 1:
            name, names = repr(short(of)), short(", ".join(dict.fromkeys(self.names)), 300)
            raise KeyError(
                _(
                    "{count} cells are called {name}: give a number; there are {names}",
                    count=len(found),
                    name=name,
                    names=names,
                )
                if found
                else _("unknown cell {name}; available: {names}", name=name, names=names)
            )
        return found[0]

    @overload
    def __getitem__(self, of: int | str) -> Cell: ...

    @overload
    def __getitem__(self, of: slice) -> Comparison: ...

    def __getitem__(self, of: int | str | slice) -> Cell | Comparison:
        if isinstance(of, slice):
            return dataclasses.replace(self, cells=self.cells[of])
        return self.cells[self.index(of)]

    def __iter__(self) -> Iterator[Cell]:
        return iter(self.cells)

    def __len__(self) -> int:
        return len(self.cells)

    @property
    def failed(self) -> Comparison:
        """The cells without a complete answer."""
        return self.filter(lambda cell: not cell.ok)

    @property
    def pinned(self) -> Comparison:
        """The favourites."""
        return self.filter(lambda cell: cell.pinned)

    def pin(self, *of: int | str, on: bool = True) -> Comparison:
        """Mark the cells `of` (numbers or names) as favourites, or with `on=False` no longer."""
        at = {self.index(one) for one in of}
        cells = (dataclasses.replace(c, pinned=on) if n in at else c for n, c in enumerate(self.cells))
        return dataclasses.replace(self, cells=tuple(cells))

    def remove(self, *of: int | str) -> Comparison:
        """A comparison without the cells `of` (numbers or names)."""
        at = {self.index(one) for one in of}
        return dataclasses.replace(self, cells=tuple(c for n, c in enumerate(self.cells) if n not in at))

    def replaced(self, at: int, cell: Cell) -> Comparison:
        """A comparison with another cell at that place: one that was asked again."""
        cells = list(self.cells)
        cells[at] = cell
        return dataclasses.replace(self, cells=tuple(cells))

    def filter(self, keep: Callable[[Cell], bool] | None = None, **facts: Any) -> Comparison:
        """A comparison of the cells that fit.

        Args:
            keep: Any test of a cell.
            facts: `voice`, `model`, `prompt`, `repeat`, or of the voice in the catalog: `gender`, `dialect`,
                `language` (a code, as `en`). One value or several: `voice=["Cherry", "Ethan"]`. `dialect="none"` is
                "known to speak none", and None "not known".

        Raises:
            TypeError: There is no such fact, or that is no test.
        """
        if wrong := facts.keys() - _FACTS.keys():
            raise TypeError(
                _(
                    "cannot filter by {wrong}; available: {facts}",
                    wrong=", ".join(sorted(wrong)),
                    facts=", ".join(_FACTS),
                )
            )

        if keep is not None and not callable(keep):
            raise TypeError(
                _("filter() takes a function of a cell, or the value to keep: voice={keep}", keep=repr(keep))
            )
        wanted = {name: _wanted(given) for name, given in facts.items()}

        def fits(cell: Cell) -> bool:
            known = all(any(one in some for one in _FACTS[name](cell)) for name, some in wanted.items())
            return known and (keep is None or bool(keep(cell)))

        return dataclasses.replace(self, cells=tuple(filter(fits, self.cells)))

    def sort(self, by: str | Callable[[Cell], Any], *, reverse: bool = False) -> Comparison:
        """Ordered by a measure (`"pitch_hz"`), by what `filter` knows (`"gender"`), or by anything of a cell.

        Cells without such a value come last in either direction. With `reverse=True` the largest comes first.

        Raises:
            ValueError: There is no such measure.
            TypeError: That is none.
        """
        key = by if callable(by) else _measure(by)
        keyed = [(key(cell), cell) for cell in self.cells]
        unknown = [pair for pair in keyed if pair[0] is None or pair[0] != pair[0]]  # NaN has no place in an order
        known = [pair for pair in keyed if not (pair[0] is None or pair[0] != pair[0])]
        known.sort(key=lambda pair: pair[0], reverse=reverse)
        return dataclasses.replace(self, cells=tuple(cell for _, cell in [*known, *unknown]))

    def diff(self, of: int | str, to: int | str) -> Differences:
        """What differs between the words of the cells `of` and `to`, run by run; a notebook shows it as one marked text."""
        return differences(self[of].text, self[to].text)

    def stability(self) -> dict[str, Stability]:
        """How alike the repeats of each cell are: in words, in length, in how long they took; by the cell's name."""
        groups: dict[Any, list[Cell]] = {}
        for cell in self.cells:
            alike = dataclasses.replace(cell.place, repeat=0)
            groups.setdefault((alike, *alike.variables.items()), []).append(cell)
        called = names([cells[0].place for cells in groups.values()])
        return {
            name: stability([c.reply for c in cells if c.reply is not None])
            for name, cells in zip(called, groups.values(), strict=True)
        }

    def ask_again(self, *, show: bool | None = None) -> Comparison:
        """Ask the cells without a complete answer again; the others stay as they are. `show` as in `Omni`.

        Raises:
            ValueError: It was read from disk: `omni.ask_again(comparison)` says who shall ask.
        """
        return self._asker("ask_again").ask_again(self, show=show)

    def ablate(self, *, show: bool | None = None) -> Comparison:
        """Ask the same without each part of the question, in text: did the answer need the picture?

        Returns:
            A comparison of the whole question and of each that lacks a part; `diff` shows what the part changed.

        Raises:
            ValueError: It was read from disk, or there is no part that could be left out.
        """
        return self._asker("ablate").ablate(self, show=show)

    def _asker(self, name: str) -> Asks:
        if self.asks is None:
            raise ValueError(_("it is unknown which Omni asked this: use omni.{name}(comparison)", name=name))
        return self.asks

    def __copy__(self) -> Comparison:
        return self  # nothing changes it

    def __deepcopy__(self, memo: Any) -> Comparison:
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        return Comparison, (self.cells,)  # who asks holds a connection and a key

    def _ipython_display_(self) -> None:
        from omni_nb.panels.comparison.showing import show_comparison

        show_comparison(self)

    def __repr__(self) -> str:
        bad = len(self.failed)
        return f"<Comparison of {len(self)} cell{'s' if len(self) != 1 else ''}{f', {bad} not whole' if bad else ''}>"


def _measure(name: str) -> Callable[[Cell], Any]:
    if not isinstance(name, str):
        raise TypeError(
            _(
                "sort() takes the name of a measure, or a function that gives a cell's value, not {name}",
                name=type(name).__name__,
            )
        )
    if name in _FACTS:
        return lambda cell: next(iter(_FACTS[name](cell)), None)
    there = [f.name for f in dataclasses.fields(Measures)]
    if name not in there:
        near = catalog.nearest(name, there)
        raise ValueError(
            _("unknown measure {name}; did you mean {near}?", name=repr(name), near=near[0])
            if near
            else _("unknown measure {name}; available: {measures}", name=repr(name), measures=", ".join(there))
        )
    return lambda cell: getattr(cell.measures, name)


def _wanted(given: Any) -> tuple[Any, ...]:
    """One value, or several: a list, a set, a column of a table."""
    several = isinstance(given, Iterable) and not isinstance(given, str | bytes | Mapping)
    return tuple(given) if several else (given,)


_FACTS: dict[str, Callable[[Cell], tuple[Any, ...]]] = {
    "voice": lambda cell: (cell.place.voice,),
    "model": lambda cell: (cell.place.model,),
    "prompt": lambda cell: (cell.place.prompt,),
    "repeat": lambda cell: (cell.place.repeat,),
    "gender": lambda cell: ((cell.voice.gender or None) if cell.voice else None,),
    "dialect": lambda cell: (cell.dialect,),
    "language": lambda cell: cell.voice.speaks if cell.voice else (),
}
"""What is known of a cell, to filter and sort by; a voice has several languages, its first ones first."""
