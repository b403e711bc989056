"""Where the same words stand in the sounds of a comparison, for switching from one to the other in mid-sentence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from omni_nb.compare.cell import Cell
from omni_nb.sound.align_clips import align_clips
from omni_nb.widgets.protocol.comparison import SameWords, WordPlaces

NONE: Final[SameWords] = {"cells": {}}
_MOST_S = 1_800.0  # of sound together: 16 minutes take about half a minute


def word_places(cells: Mapping[int, Cell]) -> SameWords:
    """Of all cells that say the same words; none where there are not two. Takes a second for each minute of sound or less."""
    clips = {n: cell.clip for n, cell in cells.items() if cell.clip is not None and len(cell.clip)}
    if len(clips) < 2 or sum(clip.duration_s for clip in clips.values()) > _MOST_S:
        return NONE
    alignment = align_clips(list(clips.values()))
    places: dict[str, WordPlaces] = {}
    for i, n in enumerate(clips):
        own, common = alignment.clock(i)
        if own:
            places[str(n)] = {"own": own, "common": common}
    if len(places) < 2:
        return NONE
    # Not from where the word began: what can be heard of that is in the same word in 88 (en) to 96 % (zh) of moments only,
    # the moment itself in 99 (`benchmarks/alignment.py`).
    return {"cells": places}
