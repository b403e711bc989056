"""Shown: what shows itself as a cell's last line. It says how once, and each front end finds it."""

from __future__ import annotations

from omni_nb.front_end import marimo_page
from omni_nb.front_end.kind import front_end


class Shown:
    """Something that puts outputs into the cell that shows it, by `_ipython_display_`."""

    __slots__ = ()

    def _ipython_display_(self) -> None:
        """Show it; IPython calls this.

        Raises:
            NotImplementedError: Its `_repr_html_` is all that there is to show.
        """
        raise NotImplementedError

    def _display_(self) -> object:
        """The same for marimo, which wants an object in return: of a cell's last line, or of a part of its layout."""
        if front_end().kind != "marimo":
            return repr(self)
        marimo_page.hold(self)
        try:
            return marimo_page.gathered(self._ipython_display_)
        except NotImplementedError:
            return marimo_page.html(self._repr_html_()) if hasattr(self, "_repr_html_") else repr(self)
