"""How one medium looks on a page: its facts in words, its player, its small picture. Plain HTML.

A notebook that somebody else made is shown *untrusted*: JupyterLab keeps `<audio controls src="data:…">` and
`<img src="data:…">` of it, and strips `<source src="data:…">` (IPython's own player is mute then), inline `<svg>`
every `aria-` attribute and every `<script>`, without a word. So each player and each picture of this package is made here,
and is whole without the one script that there is: `with_players`.
"""

from __future__ import annotations

import base64
import contextlib
import re

from omni_nb import escape, quantities
from omni_nb.messages import _
from omni_nb.prompt import media as prompt_media
from omni_nb.prompt.media import identify
from omni_nb.prompt.parts import FramesPart, MediaPart, Prompt
from omni_nb.prompt.remedies import part_kind
from omni_nb.prompt.transcode import frames_of, miniature
from omni_nb.show.looks import QUIET
from omni_nb.sound.clip import Clip
from omni_nb.sound.plots import svg_data_url, waveform_svg
from omni_nb.widgets.saved_player import saved_player_script

_THUMB_PX = 128
_PICTURE_PX = 960  # what a notebook keeps: of 480 a screenshot had 26 kB, of 960 it has 80, and can be read
_LARGE_PX, _LARGE_BYTES = 2_560, 2_000_000  # what is fetched to be looked at: as it is, if it is no more than that
_SHOWN_PX = (240, 160)
_STRIP = 6
_LONGEST_PLAYED_S = 180.0  # as a small mp3 that is a megabyte of notebook; what is longer is drawn instead
_LOOK = "max-width:240px;max-height:160px;border-radius:6px;display:block"
_SAVED = "omni-nb-saved"  # `saved_player.js` finds it by that
_PIECE = re.compile(r"(.*) \((\d+) of (\d+)\)", re.DOTALL)  # of a sound that was split


def player(
    data: bytes, mime: str, words: str, hook: str = "", width: str = "300px;max-width:100%", *, length_s: float = 0.0
) -> str:
    """A player for encoded bytes; `words` say what it is to those who hover, cannot see it, or have no player.

    `hook` is what a page of ours finds it by, as its `data-cell`. `length_s` is how long the sound is: an mp3 is padded, by
    up to 0.1 s, which a player of ours must not tell.

    Bytes, not samples: IPython's `Audio(ndarray)` normalises loudness, a peak of 2,198 came back as 32,767.
    The length is asked of the bytes at once and nothing plays by itself.
    """
    name = escape.html(words)
    src = f"data:{mime};base64,{base64.b64encode(data).decode()}"
    hook = f' data-cell="{escape.html(hook)}"' if hook else ""
    length = f' data-s="{length_s:.3f}"' if length_s else ""
    return (
        f'<audio controls preload="metadata"{hook} src="{src}"{length} title="{name}" aria-label="{name}" style="display:block;width:{width}">'
        f"{name}</audio>"
    )


def sound(clip: Clip, data: bytes, mime: str, words: str, picture_words: str = "") -> str:
    """A sound as it stays: the picture of it, its ends in seconds, and a player for the encoded bytes.

    Where script may run, what `with_players` puts behind makes one player of them, in which the picture can be clicked.
    """
    picture_words = picture_words or words
    wave = picture(svg_data_url(waveform_svg(clip)), picture_words, "display:block;width:100%;height:44px")
    audio = player(data, mime, words, width="100%", length_s=clip.duration_s)
    ends = f"<span>{quantities.clock(0.0)}</span><span>{quantities.duration(clip.duration_s)}</span>"
    below = f'<div aria-hidden="true" style="{QUIET};display:flex;justify-content:space-between">{ends}</div>'
    return with_picture(wave, below + audio, digest=clip.digest)


def with_picture(drawing: str, audio: str, *, digest: str = "", span_s: float = 0.0) -> str:
    """A picture and below it its player, which become one player where script may run.

    `digest` names the sound, for a live player that still sounds. `span_s`: so many seconds are the whole width, where
    several are drawn on one scale, 600 wide; else it is the sound's own length.
    """
    span = f' data-span="{span_s:.3f}"' if span_s else ""
    return (
        f'<div class="{_SAVED}" data-sound="{digest}"{span} style="width:600px;max-width:100%">{drawing}{audio}</div>'
    )


def with_players(html: str) -> str:
    """The same output, with the script behind it that makes players of its sounds, if there are any: once in each output."""
    return html + saved_player_script() if f'class="{_SAVED}"' in html else html


def picture(src: str, words: str, look: str = _LOOK, *, large: str = "", width_px: int = 0) -> str:
    """A picture from a data URL.

    `large`: it is worth to be seen so, and this is what `at_its_best` knows it by; `width_px`: its own width then. A page
    of ours finds it by its class.
    """
    hook = f'class="omni-nb-picture" data-at="{large}" data-width="{width_px}" ' if large else ""
    return f'<img {hook}alt="{escape.html(words)}" src="{src}" style="{look}">'


def drawn(part: MediaPart | FramesPart, *, at: int = 0, picture_px: int = _PICTURE_PX) -> str:
    """Picture, player or strip of frames, with its name and facts below it. It decodes and encodes: that takes time.

    What cannot be decoded here, and what a URL names, is words alone: nothing is loaded from elsewhere.

    Args:
        part: What is shown.
        at: Its place among the media of its prompt.
        picture_px: The longer side of a picture, at most.
    """
    words = described(part)
    try:
        shown = _shown(part, words, at, picture_px)
    except Exception:  # what was asked has been sent already: a look that fails must not end the reply
        shown = ""
    return f'<div style="max-width:100%">{shown}<div style="{QUIET}">{escape.html(words)}</div></div>'


def described(part: MediaPart | FramesPart) -> str:
    """Its name and its facts, in one line."""
    return f"{name_of(part)} · {facts_of(part)}"


def name_of(part: MediaPart | FramesPart) -> str:
    """What a person calls it: the file's name, else what kind of thing it is."""
    return called(part.name if isinstance(part, MediaPart) else "", part)


def called(name: str, part: MediaPart | FramesPart) -> str:
    """That name of a part, for people: what is only said because there is none is said in their language."""
    if piece := _PIECE.fullmatch(name):
        return str(_("{name} ({n} of {all})", name=called(piece[1], part), n=piece[2], all=piece[3]))
    return str(prompt_media.called(name, part_kind(part)))


def kind_name(part: MediaPart | FramesPart) -> str:
    """`picture`, `sound` or `video`."""
    return prompt_media.KIND_NAMES[part_kind(part)]


def at_its_best(prompt: Prompt, at: str) -> tuple[bytes, str] | None:
    """A picture as it is sent, or large, and its MIME type: the one that `picture` was given `at` for. It may decode.

    None: there is no such picture.
    """
    with contextlib.suppress(Exception):  # what the page has is shown, then
        part, frame = (int(n) for n in at.split("."))
        medium = prompt.media[part]
        moving = isinstance(medium, FramesPart) or medium.kind == "video"
        data = (_strip_of(medium) if moving else [getattr(medium, "data", None) or b""])[frame]
        found = identify(data)
        if found.kind != "image":
            return None
        if len(data) <= _LARGE_BYTES:
            return data, found.mime
        return miniature(data, _LARGE_PX), "image/jpeg"
    return None


def _shown(part: MediaPart | FramesPart, words: str, at: int, picture_px: int) -> str:
    if isinstance(part, MediaPart) and part.data is None:
        return ""
    if isinstance(part, FramesPart) or part.kind == "video":
        return _strip(part, words, at)
    assert part.data is not None
    if part.kind == "image":
        return _that_grows(part, words, at, picture_px)
    clip = Clip.read(part.data)
    if clip.duration_s <= _LONGEST_PLAYED_S:
        with contextlib.suppress(RuntimeError):  # a libsndfile that was built without mp3
            return sound(clip, clip.encode_small(), "audio/mpeg", words)
    return picture(svg_data_url(waveform_svg(clip, bins=60, width=128, height=80)), words)


def _that_grows(part: MediaPart, words: str, at: int, picture_px: int) -> str:
    """A small picture that holds more than it shows: its corner can be dragged, where no script may run too."""
    assert part.data is not None
    w, h = (part.info.width_px, part.info.height_px) if part.info is not None else (0, 0)
    shown = min(_SHOWN_PX[0], w, round(_SHOWN_PX[1] * w / h)) if w and h else _SHOWN_PX[0]
    look = "width:100%;height:auto;border-radius:6px;display:block"
    one = picture(_jpeg_url(part.data, picture_px), words, look, large=f"{at}.0", width_px=w)
    return f'<div style="width:{shown}px;min-width:24px;max-width:100%;overflow:hidden;resize:horizontal">{one}</div>'


def _strip_of(part: MediaPart | FramesPart) -> list[bytes]:
    """The frames that stand for a video."""
    if isinstance(part, FramesPart):
        return [part.frames[i].data or b"" for i in _spread(len(part.frames), _STRIP)]
    return [f.data or b"" for f in frames_of(part, _STRIP).frames]


def _strip(part: MediaPart | FramesPart, words: str, at: int) -> str:
    look = "max-width:128px;max-height:96px;border-radius:4px;display:block"
    first = part.frames[0] if isinstance(part, FramesPart) else part
    width_px = first.info.width_px if first.info is not None else 0
    row = "".join(
        picture(_jpeg_url(data, _THUMB_PX), _("frame {n} of {words}", n=n + 1, words=words), look, large=f"{at}.{n}", width_px=width_px)
        for n, data in enumerate(_strip_of(part))
    )  # fmt: skip
    return f'<div style="display:flex;flex-wrap:wrap;gap:4px">{row}</div>'


def _spread(n: int, most: int) -> list[int]:
    """Up to `most` of `n`, evenly, the first and the last among them."""
    return list(range(n)) if n <= most else [round(i * (n - 1) / (most - 1)) for i in range(most)]


def facts_of(part: MediaPart | FramesPart) -> str:
    """Size, length and weight in a few words."""
    if isinstance(part, FramesPart):
        rate = _("rate unknown") if part.fps is None else _("{fps} a second", fps=f"{part.fps:.2g}")
        size = quantities.size(sum(f.size_bytes for f in part.frames))
        return _("{n} frame, {rate} · {size}|{n} frames, {rate} · {size}", n=len(part.frames), rate=rate, size=size)
    if part.url:
        return _("by URL: fetched by the service, not checked here")
    info = part.info
    facts = []
    if info is not None and info.width_px:
        facts.append(f"{info.width_px} × {info.height_px}")
    if info is not None and info.kind != "image":
        facts.append(_("length unknown") if info.duration_s is None else quantities.duration(info.duration_s))
    if info is not None:
        facts.append(info.format)
    return " · ".join(map(str, [*facts, quantities.size(part.size_bytes)]))


def thumbnail(part: MediaPart | FramesPart) -> str:
    """A data URL of a small picture: the picture, the waveform, the first frame. Empty where there is none.

    It decodes: call it beside whatever must not wait.
    """
    try:
        if isinstance(part, FramesPart):
            return _jpeg_url(part.frames[0].data or b"", _THUMB_PX)
        if part.data is None:
            return ""
        if part.kind == "audio":
            return svg_data_url(waveform_svg(Clip.read(part.data), bins=60, width=128, height=80))
        return _jpeg_url((frames_of(part, 1).frames[0].data if part.kind == "video" else part.data) or b"", _THUMB_PX)
    except Exception:  # a card without a picture is still a card
        return ""


def _jpeg_url(data: bytes, side_px: int) -> str:
    return f"data:image/jpeg;base64,{base64.b64encode(miniature(data, side_px)).decode()}"
