"""What goes into a zip beside the words of a conversation: each sound, its captions, each attachment, with its name there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from omni_nb.prompt.media import identify
from omni_nb.prompt.parts import FramesPart, MediaPart
from omni_nb.reply.reply import Reply
from omni_nb.saving.file_names import stem_of, suffix_of
from omni_nb.saving.srt import srt
from omni_nb.saving.talk import ConversationTurn
from omni_nb.sound.files import rate_for


@dataclass(slots=True)
class TurnFiles:
    """The files of one turn, by their names in the zip: relative, of plain characters, each once.

    Attributes:
        sound: The answer's sound, exact; empty where there is none.
        captions: What is said in it and when; empty where nothing is.
        undecoded: Sound that came and could not be decoded.
        attachments: For each medium of the question the names of its files: none of what is a URL, several of frames.
    """

    sound: str = ""
    captions: str = ""
    undecoded: str = ""
    attachments: list[list[str]] = field(default_factory=list)


class Contents:
    """The files of a conversation's turns.

    Attributes:
        of_turn: By the turn's place among them.
    """

    def __init__(self, turns: Sequence[ConversationTurn]) -> None:
        self._turns = turns
        self._attached: dict[bytes, str] = {}
        self.of_turn = [self._files(n, turn) for n, turn in enumerate(turns, 1)]

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Name and content of each. Sound is encoded as it is asked for."""
        for turn, files in zip(self._turns, self.of_turn, strict=True):
            reply = turn.reply
            if reply is not None and reply.audio is not None and files.sound:
                yield files.sound, reply.audio.encode("wav" if files.sound.endswith(".wav") else "flac")
            if reply is not None and files.captions:
                yield files.captions, srt([reply]).encode()
            if reply is not None and files.undecoded:
                yield files.undecoded, reply.undecoded
        for data, name in self._attached.items():
            yield name, data

    def _files(self, n: int, turn: ConversationTurn) -> TurnFiles:
        found = TurnFiles(attachments=[self._of_part(n, part) for part in turn.prompt.media])
        if (reply := turn.reply) is None:
            return found
        if reply.audio is not None and len(reply.audio):
            exact = rate_for("flac", reply.audio.sample_rate) == reply.audio.sample_rate
            found.sound = f"sounds/{n:02d}-answer.{'flac' if exact else 'wav'}"
            found.captions = f"sounds/{n:02d}-answer.srt" if _speaks(reply) else ""
        if reply.undecoded:
            found.undecoded = f"sounds/{n:02d}-undecoded.bin"
        return found

    def _of_part(self, n: int, part: MediaPart | FramesPart) -> list[str]:
        media = part.frames if isinstance(part, FramesPart) else (part,)
        return [self._attach(n, one) for one in media if one.data]

    def _attach(self, n: int, part: MediaPart) -> str:
        """The same bytes are kept once, under the name that they had first."""
        data = part.data or b""
        if data not in self._attached:
            stem = stem_of(part.name.rpartition(".")[0] or part.name, part.kind)
            ending = suffix_of(f".{(part.info or identify(data)).format}", "bin")
            name, more = f"attachments/{n:02d}-{stem}.{ending}", 1
            taken = {name.casefold() for name in self._attached.values()}  # disks that know no capitals
            while name.casefold() in taken:
                more += 1
                name = f"attachments/{n:02d}-{stem}-{more}.{ending}"
            self._attached[data] = name
        return self._attached[data]


def _speaks(reply: Reply) -> bool:
    return bool(srt([reply]))
