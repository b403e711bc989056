"""Saves a conversation: the ending of the name says as what."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import BinaryIO

import numpy as np

from omni_nb.escape import short
from omni_nb.messages import _
from omni_nb.paths import local_path, replacing
from omni_nb.reply.reply import Reply
from omni_nb.saving.contents import Contents
from omni_nb.saving.file_names import stem_of
from omni_nb.saving.markdown_file import markdown
from omni_nb.saving.page import page
from omni_nb.saving.srt import srt
from omni_nb.saving.talk import Talk, turn_of
from omni_nb.sound.clip import Clip
from omni_nb.sound.files import FORMATS

WORDS = (".md", ".html", ".zip", ".srt")
"""What words can be saved as; beside them `.markdown` and `.htm` are known."""
_SAME = {".markdown": ".md", ".htm": ".html"}
_SOUNDS = tuple(f".{name}" for name in FORMATS)


def save(talk: Talk, path: str | Path) -> Path:
    """Write a conversation, whole or not at all. What is there already is replaced.

    Args:
        talk: What was said.
        path: `.md` is its words; `.html` a page that plays offline; `.zip` both, with every sound (exact, with captions)
            and every attachment; `.srt` captions; `.wav` `.flac` `.mp3` `.ogg` `.opus` all answers' sound, one behind the
            other, to which these captions belong.

    Returns:
        Where it is.

    Raises:
        ValueError: Another ending; nothing was said; captions or sound are asked for where there are none.
        MediaError: There is no such folder, or it may not be written to.
    """
    target = local_path(path)
    ending = ending_of(target)
    if ending in _SOUNDS:
        return _joined(_one_line(talk, ending)).save(target)
    data = content(talk, ending)
    with replacing(target) as file:
        file.write(data)
    return target


def save_reply(reply: Reply, path: str | Path) -> Path:
    """The same for one reply with its question."""
    return save(Talk.of([turn_of(reply)]), path)


def ending_of(target: Path) -> str:
    """The ending of a name, as it is known here.

    Raises:
        ValueError: A conversation cannot be saved as that.
    """
    ending = target.suffix.lower()
    ending = _SAME.get(ending, ending)
    if ending not in (*WORDS, *_SOUNDS):
        what = (
            _("as {ending}", ending=ending)
            if ending
            else _("as {name}, a name without an ending", name=repr(short(target.name)))
        )
        raise ValueError(
            _(
                "a conversation cannot be saved {what}; use one of {names}",
                what=what,
                names=", ".join((*WORDS, *_SOUNDS)),
            )
        )
    return ending


def is_of_words(path: str | Path) -> bool:
    """Whether that name asks for words, a page or all of it, rather than for the sound alone."""
    ending = local_path(path).suffix.lower()
    return _SAME.get(ending, ending) in WORDS


def content(talk: Talk, ending: str) -> bytes:
    """What would be written into a file of that ending: one of `WORDS`.

    Raises:
        ValueError: As `save`.
    """
    if not talk.turns:
        raise ValueError(_("there is nothing to save yet: nothing was asked in this conversation"))
    made: Mapping[str, Callable[[], bytes]] = {
        ".md": lambda: _bytes(markdown(talk)),
        ".html": lambda: _bytes(page(talk)),
        ".zip": lambda: _zip(talk),
        ".srt": lambda: _captions(talk),
    }
    return made[ending]()


def usual_name(talk: Talk, ending: str) -> str:
    """A name for a file that nobody has named: of the first words that were asked."""
    return stem_of(talk.title, "conversation") + ending


def _one_line(talk: Talk, ending: str) -> list[Reply]:
    """The replies that sound, in the order of one branch.

    Raises:
        ValueError: There are several branches, or there is no sound.
    """
    if not talk.turns:
        raise ValueError(_("there is nothing to save yet: nothing was asked in this conversation"))
    if len(talk.branches) > 1:
        raise ValueError(
            _(
                "a {ending} file holds one branch of a conversation: save the branches one by one, or as .zip",
                ending=ending,
            )
        )
    found = [t.reply for t in talk.turns if t.reply is not None and t.reply.audio is not None and len(t.reply.audio)]
    if not found:
        raise ValueError(
            _(
                "no answer in this conversation has sound, and a {ending} file needs sound: save it as .md or .html",
                ending=ending,
            )
        )
    return found


def _captions(talk: Talk) -> bytes:
    words = srt(_one_line(talk, ".srt"))
    if not words:
        raise ValueError(
            _("there is no speech in these sounds, so there is nothing to caption: save the sound, or .html")
        )
    return _bytes(words)


def _joined(replies: list[Reply]) -> Clip:
    clips = [r.audio for r in replies if r.audio is not None]
    rate_hz = max(c.sample_rate for c in clips)
    return Clip(np.concatenate([c.resample(rate_hz).samples for c in clips]), rate_hz)


def _zip(talk: Talk) -> bytes:
    out = io.BytesIO()
    _write_zip(talk, out)
    return out.getvalue()


def _write_zip(talk: Talk, file: BinaryIO) -> None:
    contents = Contents(talk.turns)
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("conversation.md", _bytes(markdown(talk, contents)), zipfile.ZIP_DEFLATED)
        archive.writestr("conversation.html", _bytes(page(talk)), zipfile.ZIP_DEFLATED)
        for name, data in contents.files():
            archive.writestr(name, data, zipfile.ZIP_STORED)  # most of it is compressed already


def _bytes(text: str) -> bytes:
    return text.encode(errors="replace")
