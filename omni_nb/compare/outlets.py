"""What becomes of a comparison: files, tables, pictures, pages. The methods; the work is done where it belongs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, cast

from omni_nb.compare.facts import short, why_silent
from omni_nb.compare.frames import WHOLE, frame, rows
from omni_nb.messages import _
from omni_nb.paths import local_path

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from pandas import DataFrame

    from omni_nb.compare.comparison import Comparison
    from omni_nb.panels.listening.listening_test import ListeningTest

_DRAWN = ("duration_s", "loudness_lufs", "pitch_hz")  # beside a picture's name


class Outlets:
    """A comparison's way out of memory."""

    __slots__ = ()

    @property
    def _whole(self) -> Comparison:
        return cast("Comparison", self)

    def show(self) -> None:
        """Display it in a notebook as it stays there: words, pictures on one scale, players, measures; no widget."""
        from omni_nb.show.comparison import show_comparison

        show_comparison(self._whole)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        from omni_nb.show.comparison import bundle

        return bundle(self._whole)

    def save(self, path: str | Path, *, title: str = "") -> Path:
        """Write it: `voices.html` is a page that plays by itself, offline; a folder, or `voices.zip`, is all of it.

        The folder holds a FLAC for each sound, exact, and one text file; what was asked with media is not kept, only its
        words. What is there already is replaced when all of the new one is written.

        Args:
            path: Where. The ending says what is written.
            title: Of the page; how many of what, if empty.

        Raises:
            ValueError: The name ends like something else, or a title is given where there is no page.
            MediaError: It could not be written.
        """
        target = local_path(path)
        if target.suffix.lower() in (".html", ".htm"):
            from omni_nb.panels.comparison.page import save_page

            return save_page(self._whole, target, title=title)
        if title:
            raise ValueError(
                _("only a page has a title: save it as .html, or leave the title out for {name}", name=target.name)
            )
        from omni_nb.compare import disk

        return disk.write(self._whole, target)

    @classmethod
    def load(cls, path: str | Path) -> Comparison:
        """Read a folder or zip at `path` that `save` has written: equal to what was saved.

        What is damaged or missing is left out and told by a warning, and by a note of the reply.

        Raises:
            FileMissing: There is nothing of that name.
            MediaError: It is no comparison.
        """
        from omni_nb.compare import disk

        return disk.read(path)

    def listen(
        self, test: str = "ab", *, listener: str = "me", seed: int = 0, repeats: int | None = None, **more: Any
    ) -> ListeningTest:
        """A blind listening test of these: names hidden, loudness matched, every answer on disk at once.

        The same call goes on where it was. Cells without whole sound are left out.

        Args:
            test: `"ab"` which of two is better, or neither; `"abx"` which of two is X; `"acr"` (also `"mos"`) one on five
                points; `"ccr"` two on seven.
            listener: Whose answers these are.
            seed: Order and sides follow from it and from the listener.
            repeats: So many trials come again, hidden. None: about one in six.
            more: As `omni_nb.listen` takes it: `practice`, `most_trials`, `different_words`, `match_loudness`, `folder`,
                `title`, `question`, `adaptive`.

        Raises:
            ValueError: There is nothing to compare, or an argument makes no sense.
            OmniError: Loudness cannot be measured (`omni_nb[compare]`), or the folder cannot be written to.
        """
        from omni_nb.panels.listening.making import listen

        return listen(self._whole, test, listener=listener, seed=seed, repeats=repeats, **more)

    def plot(
        self,
        *,
        kind: Literal["waveform", "spectrogram"] = "waveform",
        theme: Literal["light", "dark"] | None = None,
    ) -> NDArray[np.object_]:
        """Draw each cell's sound as a small picture, all on one scale of time and level.

        Args:
            kind: `waveform` or `spectrogram`.
            theme: Colours for a light or a dark page. None: those of the matplotlib style that was chosen, else
                transparent and readable on both.

        Returns:
            The matplotlib axes, shape (n,), in the order of the cells. `axes[0].figure` is the figure.

        Raises:
            ValueError: There are no cells, or no such kind or theme.
        """
        from omni_nb.sound.small_multiples import plot_all

        return plot_all(
            [c.clip for c in self._whole], names=self._whole.names, facts=[" · ".join(short(c.measures, _DRAWN)) for c in self._whole],
            why=[why_silent(c) for c in self._whole], kind=kind, theme=theme,
        )  # fmt: skip

    def to_rows(self) -> list[dict[str, Any]]:
        """A dict for each cell: where it stands, what the catalog knows of its voice, what came, its measures.

        Variables of the prompt are columns of their names (`variable_text`, where `text` is one of ours). None is
        "not known", which is not 0; a dialect is `none` where the voice is known to speak none.
        """
        return rows(self._whole)

    def to_frame(self) -> DataFrame:
        """The same as a pandas DataFrame. Whole numbers that may be unknown are `Int64`.

        Raises:
            MissingExtra: pandas is not installed; `omni_nb[frames]` brings it.
        """
        return frame(rows(self._whole), whole=WHOLE)
