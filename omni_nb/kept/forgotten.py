"""What was deleted of a history, in numbers and words."""

from __future__ import annotations

from dataclasses import dataclass

from omni_nb import quantities
from omni_nb.kept.replies import Gone
from omni_nb.messages import _, clauses


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgotten:
    """What was deleted.

    Attributes:
        replies: How many.
        sounds, media: Those that no other reply needs: sounds, and pictures, sounds and videos of questions.
        size_bytes: So much smaller is the file.
        pinned: How many were left because they are pinned.
    """

    replies: int = 0
    sounds: int = 0
    media: int = 0
    size_bytes: int = 0
    pinned: int = 0

    @classmethod
    def of(cls, gone: Gone, *, size_bytes: int, pinned: int) -> Forgotten:
        """From what the tables lost."""
        codecs = [codec for codec, _size in gone.media]
        return cls(
            replies=gone.replies, sounds=sum(map(codecs.count, ("samples", "flac", "pcm"))), media=codecs.count("raw"), size_bytes=size_bytes, pinned=pinned,
        )  # fmt: skip

    def __str__(self) -> str:
        what = _("{n} reply is deleted|{n} replies are deleted", n=self.replies)
        sounds = _("{n} sound with it|{n} sounds with them", n=self.sounds) if self.sounds else ""
        media = _("{n} file of a question, which no other needs|{n} files of questions, which no other needs", n=self.media) if self.media else ""  # fmt: skip
        size = _("the history is {size} smaller", size=quantities.size(self.size_bytes)) if self.size_bytes else ""
        pinned = _("{n} stays: it is pinned|{n} stay: they are pinned", n=self.pinned) if self.pinned else ""
        return str(clauses([what, sounds, media, size, pinned]))

    __repr__ = __str__
