"""Captions as SRT. Of several answers the times are those of their sounds played one behind the other, without a pause."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from omni_nb import quantities
from omni_nb.escape import visible
from omni_nb.reply.reply import Reply
from omni_nb.saving.cues import Cue, cues_of


def srt(replies: Sequence[Reply]) -> str:
    """The captions; empty where no sound has words."""
    cues = list(_one_behind_the_other(replies))
    return "".join(
        f"{n}\n{quantities.subtitle_time(c.start_s)} --> {quantities.subtitle_time(c.end_s)}\n{_words(c.text)}\n\n"
        for n, c in enumerate(cues, 1)
    )


def _one_behind_the_other(replies: Sequence[Reply]) -> Iterator[Cue]:
    before_s = 0.0
    for reply in replies:
        if reply.audio is not None:
            for cue in cues_of(reply):
                yield Cue(start_s=before_s + cue.start_s, end_s=before_s + cue.end_s, text=cue.text)
            before_s += reply.audio.duration_s


def _words(text: str) -> str:
    r"""In SRT `-->` is a time, `<…>` may be a style and `{\…}` a command to the player; no line is empty."""
    plain = " ".join(visible(text).split())
    return plain.replace("-->", "→").replace("<", "‹").replace("{\\", "{ \\")
