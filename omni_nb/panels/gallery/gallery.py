"""Gallery: what `omni.voices()` returns. A table of voices, and in a notebook the tool to hear, filter and pick them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from omni_nb import catalog
from omni_nb.catalog import Model
from omni_nb.front_end.shown import Shown
from omni_nb.messages import _
from omni_nb.panels.comparison.asking_form import Asks
from omni_nb.panels.sampling import Sampler
from omni_nb.session.limiter import Limiter
from omni_nb.show import display
from omni_nb.show.catalog_tables import voices_table
from omni_nb.show.table import Table

if TYPE_CHECKING:
    from omni_nb.panels.gallery.panel import GalleryPanel


class Gallery(Table, Shown):
    """The voices of a model: a list of rows (dicts), with what is known of each.

    As a cell's last line in a notebook it is a tool: hear voices, filter them, pick some. `omni.compare("…",
    voices=gallery)` compares those that are picked.

    Args:
        model: Whose voices.
        sampler: Asks them to speak.
        limiter: Says when one may be asked.
        asks: Asks voices to read words side by side.
        extra: Ids of voices that the catalog does not know: one that was cloned.

    Attributes:
        model: The model's id.
    """

    def __init__(
        self, model: Model, *, sampler: Sampler, limiter: Limiter, asks: Asks, extra: Iterable[str] = ()
    ) -> None:  # fmt: skip
        table = voices_table(model)
        super().__init__(table, note=table.note, aside=table.aside)
        self.model = model.id
        self._sampler, self._limiter, self._asks, self._extra = sampler, limiter, asks, tuple(extra)
        self._picked: tuple[str, ...] = ()
        self._panel: GalleryPanel | None = None

    @property
    def picked(self) -> tuple[str, ...]:
        """Ids of the voices that are picked, in that order. Set it with ids to pick from Python."""
        return self._picked

    @picked.setter
    def picked(self, ids: Iterable[str]) -> None:
        given = (ids,) if isinstance(ids, str) else tuple(ids)
        known = catalog.model(self.model)
        for id in given:
            if not isinstance(id, str) or not id.strip():
                raise TypeError(_("picked must hold voice ids, got {id}", id=repr(id)))
            other = catalog.model_with(id)
            if known.voices and known.voice(id) is None and other is not None:
                near = known.voices_like(id) or [v.id for v in known.voices[:3]]
                raise ValueError(
                    _(
                        "{model} has no voice {id} ({other} has); pick from it, such as {near}",
                        model=self.model,
                        id=repr(id),
                        other=other.id,
                        near=", ".join(near),
                    )
                )
        self._picked = tuple(dict.fromkeys(given))
        if self._panel is not None:
            self._panel.redraw()

    def __reduce__(self) -> tuple[Any, ...]:
        """Copied or sent elsewhere it is the table alone: what asks stays here."""
        return Table, (list(self),), {"note": self.note, "aside": self.aside}

    def _ipython_display_(self) -> None:
        model = catalog.model(self.model)
        if not display.shows_widgets() or not model.audio_out:
            raise NotImplementedError  # IPython takes the table then
        from omni_nb.panels.gallery.panel import GalleryPanel

        if self._panel is not None:
            self._panel.close()
        kept = {"text/html": self._repr_html_(), "text/plain": repr(self)}
        self._panel = GalleryPanel(
            model, picks=self, sampler=self._sampler, limiter=self._limiter, kept=kept, asks=self._asks, extra=self._extra,
        )  # fmt: skip
        self._panel.show()
