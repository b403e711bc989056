"""What stands below the list: a composer that goes on from a reply, or a comparison of those that are picked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from omni_nb.compare.of_replies import comparison_of
from omni_nb.messages import _
from omni_nb.panels.comparison import shown
from omni_nb.panels.comparison.panel import ComparisonPanel
from omni_nb.panels.comparison.sources import KeptCells
from omni_nb.panels.composer.composer import Composer
from omni_nb.panels.history.going_on import composer_from
from omni_nb.panels.history.staying import Staying
from omni_nb.reply.reply import Reply
from omni_nb.widgets.history import HistoryView

if TYPE_CHECKING:
    from omni_nb.omni import Omni


class BelowList:
    """Holds it (`there`), and shows it in the widget. Both ways to make something wait for the event loop: call them elsewhere.

    Args:
        widget: The history's.
        staying: Keeps conversations in the notebook.
        omni: Who is asked by a composer; None: `Omni()`.
    """

    def __init__(self, widget: HistoryView, staying: Staying, omni: Omni | None) -> None:
        self._widget, self._staying, self._omni = widget, staying, omni
        self.there: Composer | ComparisonPanel | None = None

    @property
    def busy(self) -> bool:
        """A composer is being answered."""
        return isinstance(self.there, Composer) and self.there.busy

    def compose(self, reply: Reply) -> None:
        """Show a composer that stands behind this reply.

        Raises:
            ValueError: The one that is there is being answered.
            OmniError: There is no key for whom `Omni()` asks.
        """
        self._check()
        composer = composer_from(reply, self._omni)
        self.close()
        self.there = composer
        form = composer.widget
        composer.stay_in(self._staying.part())
        self._widget.set("below", {"id": form.model_id, "kind": "composer"})

    def compare(self, replies: Sequence[Reply]) -> None:
        """Show these side by side.

        Raises:
            ValueError: There are not two, or the composer that is there is being answered.
            MissingExtra: `omni_nb[compare]` is not installed.
        """
        self._check()
        if len(replies) < 2:
            raise ValueError(_("a comparison needs at least two replies: pick another one"))
        panel = ComparisonPanel(KeptCells(comparison_of(replies)), can_ask=False)
        self.close()
        self.there = panel
        shown.hold(panel)
        self._widget.set("below", {"id": panel.widget.model_id, "kind": "comparison"})

    def shut(self) -> None:
        """Take it away, as a person wants it.

        Raises:
            ValueError: It is a composer that is being answered.
        """
        self._check()
        self.close()
        self._widget.set("below", {"id": "", "kind": ""})

    def close(self) -> None:
        """Take it away. What was said stays in the notebook, and in the history."""
        there, self.there = self.there, None
        if there is not None:
            there.close()

    def _check(self) -> None:
        if self.busy:
            raise ValueError(_("a reply is still being received: stop it first, or wait for it"))
