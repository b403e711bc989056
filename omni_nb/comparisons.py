"""What `Omni` has of comparisons: a class of its own, because `Omni` is one of many doors already."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Unpack

from omni_nb import catalog
from omni_nb.compare.comparison import Comparison
from omni_nb.comparing import Comparing, asked
from omni_nb.panels.gallery.gallery import Gallery
from omni_nb.prompt.options import AskOptions, taken
from omni_nb.prompt.parts import PartLike
from omni_nb.session.limiter import AT_ONCE


class Comparisons:
    """Asks side by side."""

    _comparing: Comparing

    def compare(
        self, *parts: PartLike, prompts: Sequence[Any] | Mapping[str, Any] | None = None, voices: Sequence[str] | Gallery | str | None = None,
        models: Sequence[str] | str | None = None, repeats: int = 1, variables: Any = None, say: bool = False,
        word_retries: int = 0, verify: str | None = None, at_once: int = AT_ONCE, per_minute: int | None = None,
        confirm: bool = False, reuse: bool = False, show: bool | None = None, **options: Unpack[AskOptions],
    ) -> Comparison:  # fmt: skip
        """Ask every voice, model and prompt of a grid at once, and hear and see the answers side by side.

        Args:
            parts: The question, as for `ask`.
            prompts: Several questions instead: each is words, or a list of parts; a dict gives them names.
            voices: Ids, or a gallery with picked ones; `"all"` for every voice that is known of the (first) model.
            models: Ids; by default this one's.
            repeats: How often each is asked.
            variables: Values for the `{placeholders}` of the question: a dict of lists, or the rows of a DataFrame.
            say: Have the words read out exactly, as `say` does, and compare what came with them.
            word_retries: How often a cell is asked again that read other words; the nearest is kept.
            verify: A model that is asked what it hears in each answer, for the sound may differ from the text.
            at_once: The most requests under way together. When the server says "too fast", all of them wait.
            per_minute: The most requests in any 60 seconds.
            confirm: Ask even where there are more than 200 cells.
            reuse: Take answers to the very same requests from the history, with a note; the rest is asked.
            show: As in `Omni`.
            options: As for `ask`, for every cell; `model` and `voice` are a grid of one.

        Returns:
            The comparison: a value with a cell for each place in the grid, also for what failed. What is pinned or
            asked again on the page later is in `omni.last_comparison`.

        Raises:
            MissingExtra: `omni_nb[compare]` is not installed.
            ValueError: There is no cell, a voice belongs to another model, or the grid is large and not confirmed.
            Interrupted: The kernel was interrupted; `.comparison` holds what had come.
        """
        one_voice, one_model = options.pop("voice", None), options.pop("model", None)
        voices, models = one_voice if voices is None else voices, one_model if models is None else models
        return self._comparing.compare(
            asked(parts, prompts, variables=variables, say=taken("say", say, none=False)), models=models, voices=voices,
            repeats=repeats, word_retries=taken("word_retries", word_retries, none=False), verify=verify, at_once=at_once, per_minute=per_minute, confirm=confirm, reuse=taken("reuse", reuse, none=False), show=show, options=options,
        )  # fmt: skip

    @property
    def last_comparison(self) -> Comparison | None:
        """The latest comparison as it is now: with what was pinned and asked again since."""
        return self._comparing.last

    def voices(self, model: str | None = None) -> Gallery:
        """The voices of a model (this one's by default) to hear, filter and pick; in Python a table, and `.picked`."""
        return self._comparing.voices(catalog.model(model or self._comparing.model))
