"""GalleryPanel: the voices of a model in the notebook, kept in step with what a person wants and what comes.

Its state changes on the event loop only; what takes long (files, loudness, pitch) runs on a thread and comes back.
"""

from __future__ import annotations

import asyncio
import time
import uuid
import weakref
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from omni_nb.catalog import Model, Voice
from omni_nb.compare.cell import Cell
from omni_nb.escape import visible
from omni_nb.messages import _, say, speaks
from omni_nb.panels.comparison import shown
from omni_nb.panels.comparison.asking_form import Asks
from omni_nb.panels.comparison.hearing import Hearing, HearingOf
from omni_nb.panels.comparison.sound_feed import SoundFeed
from omni_nb.panels.gallery.choosing import Chosen, Shown
from omni_nb.panels.gallery.rows import row
from omni_nb.panels.gallery.side_by_side import SideBySide
from omni_nb.panels.gallery.telling import about, picked, progress
from omni_nb.panels.gallery.voice_cells import VoiceCells
from omni_nb.panels.page_life import Views, weak_listener
from omni_nb.panels.sampling import Sampler
from omni_nb.panels.tasks import Tasks, in_words
from omni_nb.session.event_loop import EVENT_LOOP
from omni_nb.session.limiter import Limiter
from omni_nb.show import display
from omni_nb.sound.clip import Clip
from omni_nb.sound.pitch import pitch
from omni_nb.widgets.gallery import GalleryView
from omni_nb.widgets.protocol import gallery as says
from omni_nb.widgets.protocol.comparison import AskAgain, CellHeard, PinCell, StopCells
from omni_nb.widgets.protocol.pages import Ready, Unknown
from omni_nb.widgets.protocol.reading import Handlers, Message, dispatch, puzzled

_LOOK_S, _DRAW_S = 0.05, 0.2


class Picks(Protocol):
    """Who holds what is picked: the value that Python has."""

    picked: tuple[str, ...]


class GalleryPanel:
    """Shows voices, and does with them what a person wants.

    Args:
        model: Whose voices.
        picks: Holds what is picked.
        sampler: Asks voices to speak.
        limiter: Says when one may be asked.
        kept: The output that stays in the notebook.
        extra: Ids of voices that the catalog does not know.
        asks: Has voices read words side by side.
        clock: Seconds, for tests.
    """

    def __init__(
        self, model: Model, *, picks: Picks, sampler: Sampler, limiter: Limiter, kept: display.Bundle,
        asks: Asks, extra: Sequence[str] = (), clock: Callable[[], float] = time.monotonic,
    ) -> None:  # fmt: skip
        self._model, self._picks, self._sampler, self._clock = model, picks, sampler, clock
        self._key = uuid.uuid4().hex[:10]
        self._voices = [*model.voices, *(Voice(id=id) for id in extra)]
        self._cells = VoiceCells(
            model, [v.id for v in self._voices], sampler=sampler, limiter=limiter, complain=self._complain
        )
        self._chosen = Chosen()
        self._feed, self._hearing = SoundFeed(), HearingOf()
        self._heard: dict[int, Hearing] = {}
        self._pitches: dict[int, tuple[Clip, float | None]] = {}
        self._following = self._measuring = False
        self._drawn_s = float("-inf")
        self._tasks = Tasks(self._complain)
        self._views = Views(self._tasks, busy=lambda: not self._cells.done, close=self.close)
        self.handlers: Handlers = {
            **self._views.handlers, "ready": self._on_ready, "unknown": self._on_unknown, "choose": self._on_choose,
            "hear": self._on_hear, "hear_all": self._on_hear_all, "again": self._on_again, "stop": self._on_stop, "pin": self._on_pin,
            "hears": self._on_hears, "add": self._on_add, "compare": self._on_compare,
        }  # fmt: skip
        self._widget = GalleryView(weak_listener(weakref.WeakMethod(self.take)))
        self._side_by_side = SideBySide(model, asks, self._tasks, self._widget, key=self._key, kept=kept)
        self._tasks.on_loop(self._begin)
        speaks(self)

    def language_changed(self) -> None:
        """Say what is shown in the language that is spoken now; what stays in the notebook stands as it was said."""
        EVENT_LOOP.call(self._say_anew)

    def _say_anew(self) -> None:
        self._widget.set("about", about(self._model, self._key))
        self._widget.set("notice", "")
        self._draw()

    @property
    def widget(self) -> GalleryView:
        """What is shown."""
        return self._widget

    def show(self) -> None:
        """Display it in the cell that runs, and below it what stays in the notebook."""
        shown.hold(self)
        display.show_object(self._widget)
        self._side_by_side.show()

    def close(self) -> None:
        """Take it away. What stays in the notebook stays."""
        EVENT_LOOP.call(self._cells.cancel)
        self._side_by_side.close()
        self._widget.close()
        shown.let_go(self)

    def redraw(self) -> None:
        """What is picked is another, whoever did it."""
        EVENT_LOOP.call(self._draw)

    # -- what is shown -------------------------------------------------------------------------

    def _begin(self) -> None:
        self._widget.set("about", about(self._model, self._key))
        self._widget.set("notice", "")
        self._widget.set("compared", {"id": ""})
        self._draw()
        self._tasks.spawn(self._load())

    async def _load(self) -> None:
        """Bring what is kept, before anybody asks for it."""
        await self._cells.load()
        self._follow()

    def _follow(self) -> None:
        """Until nothing is under way and all is measured."""
        if not self._following:
            self._following = True
            self._tasks.spawn(self._following_on())

    async def _following_on(self) -> None:
        try:
            while True:
                done = self._cells.done
                if pieces := self._feed.due(self._cells, self._clock()):
                    self._widget.push(pieces)
                if done or self._clock() - self._drawn_s >= _DRAW_S:
                    self._draw()  # behind the sound: a page that is told of a voice's end has all of it
                    self._measure_soon()
                if done and not self._measuring:
                    return
                await asyncio.sleep(_LOOK_S)
        except Exception as err:
            self._complain(in_words(err))
        finally:
            self._following = False

    def _measure_soon(self) -> None:
        """Beside what comes: the first time libraries are loaded, and sound must not wait for that."""
        cells = {n: self._cells.cell(n) for n in range(len(self._cells)) if self._cells.state(n) == "done"}
        if not self._measuring and any(self._pitches.get(n, (None,))[0] is not cell.clip for n, cell in cells.items()):
            self._measuring = True
            self._tasks.spawn(self._measure(cells))

    async def _measure(self, cells: Mapping[int, Cell]) -> None:
        """How loud each is heard, which depends on the others; how deep it is."""
        try:
            self._heard = await asyncio.to_thread(self._hearing.of, cells)
            for n, cell in cells.items():
                if cell.clip is not None and self._pitches.get(n, (None,))[0] is not cell.clip:
                    self._pitches[n] = (cell.clip, (await asyncio.to_thread(pitch, cell.clip)).median_hz)
            self._draw()
        except Exception as err:
            self._complain(in_words(err))
        finally:
            self._measuring = False

    def _draw(self) -> None:
        self._drawn_s = self._clock()
        sources = len({v.source for v in self._voices}) > 1
        for n, one in enumerate(known := self._known()):
            cell, state = self._cells.cell(n), self._cells.state(n)
            self._widget.set(
                f"cell:{n}", row(one, cell, state, self._heard.get(n, Hearing()), self._cells.fold(n), sources=sources)
            )
        self._widget.set("arrangement", arrangement := self._chosen.view(known))
        missing = [int(n) for n in arrangement["cells"] if self._cells.state(int(n)) == "unasked"]
        self._widget.set("progress", progress(self._cells, missing, self._model, self._sampler))
        self._widget.set("picked", picked(self._picks.picked, self._model, self._sampler))

    def _known(self) -> list[Shown]:
        picked = set(self._picks.picked)
        return [
            Shown(voice=v, picked=v.id in picked, pitch_hz=self._pitches[n][1] if n in self._pitches else None)
            for n, v in enumerate(self._voices)
        ]

    def _complain(self, text: str) -> None:
        self._widget.set("notice", visible(say(text)))

    # -- what the page says --------------------------------------------------------------------

    def take(self, content: Message, buffers: list[Any]) -> None:
        """Give a message to its handler. Whatever goes wrong is said on the page: nobody else would hear of it."""
        try:
            dispatch(content, buffers, says.FromGallery, self.handlers)
        except Exception as err:
            self._complain(in_words(err))

    def _on_ready(self, _m: Ready, _: Any) -> None:
        if self._widget.lacks():
            self._feed.forget()
            self._follow()

    def _on_unknown(self, m: Unknown, _: Any) -> None:
        self._complain(puzzled(m))

    def _on_choose(self, m: says.ChooseVoices, _: Any) -> None:
        self._chosen = Chosen(m["text"], m["by"], m["reverse"], m["facts"])
        self._draw()

    def _on_hear(self, m: says.HearVoice, _: Any) -> None:
        self._ask([self._number(m["cell"])])

    def _on_hear_all(self, _m: says.HearVoices, _: Any) -> None:
        self._ask([int(n) for n in self._chosen.view(self._known())["cells"]])

    def _on_again(self, m: AskAgain, _: Any) -> None:
        failed = [n for n in range(len(self._cells)) if self._cells.state(n) == "failed"]
        self._ask([self._number(m["cell"])] if "cell" in m else failed, again=True)

    def _ask(self, cells: Sequence[int], *, again: bool = False) -> None:
        self._widget.set("notice", "")
        for n in cells:
            self._cells.ask(n, again=again)
        self._draw()
        self._follow()

    def _on_stop(self, _m: StopCells, _: Any) -> None:
        self._cells.cancel()

    def _on_pin(self, m: PinCell, _: Any) -> None:
        id, was = self._cells.voice(self._number(m["cell"])), self._picks.picked
        self._picks.picked = (*(one for one in was if one != id), *((id,) if m["on"] else ()))

    def _on_hears(self, m: CellHeard, _: Any) -> None:
        self._feed.heard = None if m["cell"] is None else self._number(m["cell"])

    def _on_add(self, m: says.AddVoice, _buffers: Any) -> None:
        id = m["voice"].strip()
        ids = [v.id for v in self._voices]
        if not id:
            raise ValueError(_("a voice is added by its id, and none was given"))
        if id not in ids:
            self._voices.append(Voice(id=id))
            ids.append(id)
            self._cells.add(id)
        self._chosen = Chosen()
        self._ask([ids.index(id)])

    def _on_compare(self, m: says.CompareVoices, _: Any) -> None:
        self._widget.set("notice", "")
        self._side_by_side.begin(m["words"], self._picks.picked)

    def _number(self, cell: str) -> int:
        if not cell.isdecimal() or int(cell) >= len(self._cells):
            raise ValueError(_("there is no voice {cell} here: reload the page", cell=repr(cell)))
        return int(cell)
