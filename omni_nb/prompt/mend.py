"""What mends a refusal, as a button: what is offered for a problem, and the prompt it makes.

Pure: a prompt goes in, another comes out. What changes no part (another model, thinking off) is
offered as an option to set; what needs a person (a URL) only as an offer. It sends nothing.
"""

from __future__ import annotations

import dataclasses
import io
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from omni_nb.prompt import catalog
from omni_nb.prompt.catalog import Model
from omni_nb.prompt.media import identify
from omni_nb.prompt.parts import FramesPart, MediaPart, Part, Prompt, TextPart
from omni_nb.prompt.preflight import Problem
from omni_nb.sound.clip import Clip, import_av

Way = Literal["trim", "reencode", "pad", "shrink", "enlarge", "crop", "frames", "fewer", "keep", "set", "split", "url"]
_MIXER, _SPEAKER = "qwen3.5-omni-flash", "qwen3-omni-flash"
_MP3_PADDING_S = 0.1  # an mp3 is up to two frames longer than what was put in
_LISTEN_FIRST = ("Here is {} first; the question comes next.", "先给你{}，问题在下一条。")
_NAMES_ZH = {"image": "图片", "audio": "声音", "video": "视频"}
_ARTICLES = {"image": "a picture", "audio": "a sound", "video": "a film"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mend:
    """One way out of a problem.

    Attributes:
        way: What is done. `set` sets `option` to `value`; `split` and `url` are left to the one who asks.
        title: For a button.
        part: Which of `prompt.media` is changed, or None.
        most: The limit to keep: seconds, bytes or pieces.
        kind: For `keep`: the kind of media that stays.
    """

    way: Way
    title: str
    part: int | None = None
    most: float = 0.0
    kind: str = ""
    option: str = ""
    value: Any = None


def offers(problem: Problem, prompt: Prompt, model: Model) -> tuple[Mend, ...]:
    """What can be done about a problem, the gentlest first. Empty where only other words help."""
    found = _SETTINGS.get(problem.code)
    if found is not None:
        return found
    if problem.code == "voice_of_another_model":
        return (Mend(way="set", title=f"use {model.default_voice}", option="voice", value=model.default_voice),)
    if problem.code == "one_other_modality":
        return tuple(_one_kind(prompt))
    if problem.code.startswith("too_many_") and problem.most is not None:
        kind = problem.code.removeprefix("too_many_").removesuffix("s")
        n = int(problem.most)
        return (
            Mend(way="keep", title=f"keep the first {n if n > 1 else 'one'}", kind=kind, most=n),
            Mend(way="split", title="split into turns"),
        )
    if problem.part is not None:
        return tuple(_for_a_part(problem, prompt.media[problem.part], problem.part))
    return ()


def mended(mend: Mend, prompt: Prompt) -> Prompt:
    """The prompt with that mend. Sound and film are decoded: this may take seconds.

    Raises:
        MediaError: The part cannot be read.
        ValueError: A mend that changes no part.
    """
    if mend.way in ("set", "split", "url"):
        raise ValueError(f"{mend.way!r} is not done to a part")
    if mend.way == "keep":
        return _with_media(prompt, _kept(mend, prompt))
    assert mend.part is not None
    media = list(prompt.media)
    media[mend.part] = _changed(mend, media[mend.part])
    return _with_media(prompt, media)


def split(prompt: Prompt, model: Model) -> tuple[Prompt, ...]:
    """As turns that each hold what the model takes at once; the words come with the last.

    Sounds that are too long are cut. One that fits is returned as it is.
    """
    groups: list[list[MediaPart | FramesPart]] = []
    for kind, parts in _by_kind(prompt).items():
        limit = getattr(model, kind)
        pieces = [piece for part in parts for piece in _pieces(part, limit.max_s)]
        step = limit.max_count or len(pieces)
        groups += [pieces[i : i + step] for i in range(0, len(pieces), step)]
    if len(groups) < 2:
        return (_with_media(prompt, groups[0]),) if groups else (prompt,)
    zh = any(ord(c) >= 0x2E80 for c in prompt.text)
    turns = [Prompt((*group, TextPart(_listen_first(group[0], zh)))) for group in groups[:-1]]
    return (*turns, _with_media(prompt, groups[-1]))


_SETTINGS: dict[str, tuple[Mend, ...]] = {
    "no_audio_output": (
        Mend(way="set", title="text only", option="sound", value=False),
        Mend(way="set", title=f"use {_SPEAKER}", option="model", value=_SPEAKER),
    ),
    "thinking_with_audio": (
        Mend(way="set", title="thinking off", option="thinking", value=False),
        Mend(way="set", title="text only", option="sound", value=False),
    ),
    "no_thinking": (Mend(way="set", title="thinking off", option="thinking", value=False),),
    "text_only_model": (Mend(way="set", title=f"use {_SPEAKER}", option="model", value=_SPEAKER),),
    "realtime_model": (Mend(way="set", title=f"use {_SPEAKER}", option="model", value=_SPEAKER),),
    "stream_only": (Mend(way="set", title="stream it", option="stream", value=True),),
    "too_many_tokens": (Mend(way="set", title="forget the earlier turns", option="history", value=0),),
}


def _one_kind(prompt: Prompt) -> Iterator[Mend]:
    for kind, parts in _by_kind(prompt).items():
        only = {"image": "picture", "audio": "sound", "video": "film"}[kind] + ("s" if len(parts) > 1 else "")
        yield Mend(way="keep", title=f"keep the {only} only", kind=kind, most=math.inf)
    yield Mend(way="split", title="split into turns")
    yield Mend(way="set", title=f"use {_MIXER}, which mixes", option="model", value=_MIXER)


def _for_a_part(problem: Problem, part: MediaPart | FramesPart, i: int) -> Iterator[Mend]:
    most = problem.most or 0.0
    if problem.code in ("audio_too_long", "video_too_long"):
        yield Mend(way="trim", title=f"trim to {_length(most)}", part=i, most=most)
        if part_kind(part) == "audio":
            yield Mend(way="split", title="split into turns")
        else:
            yield Mend(way="frames", title="send frames of it", part=i)
    elif problem.code == "audio_too_short":
        yield Mend(way="pad", title="pad with silence", part=i)
    elif problem.code in ("base64_too_large", "audio_too_large", "video_too_large", "image_too_large"):
        yield from _smaller(part, i, most)
        yield Mend(way="url", title="give a URL instead", part=i)
    elif problem.code == "image_too_small":
        yield Mend(way="enlarge", title="enlarge it", part=i)
    elif problem.code == "image_too_long":
        yield Mend(way="crop", title="crop it", part=i)
    elif problem.code == "frame_count" and isinstance(part, FramesPart) and len(part.frames) > most:
        yield Mend(way="fewer", title=f"choose {most:.0f} frames", part=i, most=most)


def _smaller(part: MediaPart | FramesPart, i: int, most: float) -> Iterator[Mend]:
    kind = part_kind(part)
    if isinstance(part, FramesPart) or kind == "image":
        yield Mend(way="shrink", title="make it smaller", part=i, most=most)
    elif kind == "audio":
        # 4,000 bytes a second; a little is left for the frame at the end
        longest = most / 4_000 - 1
        if part.info is None or part.info.duration_s <= longest:
            yield Mend(way="reencode", title="re-encode so that it fits", part=i)
        else:
            yield Mend(way="trim", title=f"re-encode and trim to {_length(longest)}", part=i, most=longest)
    else:
        if part.info is not None and part.info.duration_s:
            fits = math.floor(part.info.duration_s * most / part.size_bytes * 0.95)
            if fits >= 2:
                yield Mend(way="trim", title=f"trim to {_length(fits)}", part=i, most=fits)
        yield Mend(way="frames", title="send frames of it", part=i)


def part_kind(part: MediaPart | FramesPart) -> str:
    """`image`, `audio` or `video`; frames are a film."""
    return "video" if isinstance(part, FramesPart) else part.kind


def _by_kind(prompt: Prompt) -> dict[str, list[MediaPart | FramesPart]]:
    kinds: dict[str, list[MediaPart | FramesPart]] = {}
    for part in prompt.media:
        kinds.setdefault(part_kind(part), []).append(part)
    return kinds


def _with_media(prompt: Prompt, media: Sequence[MediaPart | FramesPart]) -> Prompt:
    words: list[Part] = [p for p in prompt.parts if isinstance(p, TextPart)]
    return Prompt((*media, *words), prompt.notes)


def _kept(mend: Mend, prompt: Prompt) -> list[MediaPart | FramesPart]:
    if mend.most == math.inf:
        return [p for p in prompt.media if part_kind(p) == mend.kind]
    out, left = [], int(mend.most)
    for part in prompt.media:
        if part_kind(part) == mend.kind:
            if not left:
                continue
            left -= 1
        out.append(part)
    return out


def _listen_first(part: MediaPart | FramesPart, zh: bool) -> str:
    kind = part_kind(part)
    return _LISTEN_FIRST[zh].format(_NAMES_ZH[kind] if zh else _ARTICLES[kind])


def _pieces(part: MediaPart | FramesPart, max_s: float | None) -> list[MediaPart | FramesPart]:
    if isinstance(part, FramesPart) or part.kind != "audio" or part.info is None or part.data is None:
        return [part]
    if not max_s or part.info.duration_s <= max_s:
        return [part]
    clip, n = Clip.read(part.data), math.ceil(part.info.duration_s / (max_s - _MP3_PADDING_S))
    each = clip.duration_s / n
    return [
        _part("audio", clip.cut(k * each, (k + 1) * each).encode_small(), f"{part.name} ({k + 1} of {n})")
        for k in range(n)
    ]


def _changed(mend: Mend, part: MediaPart | FramesPart) -> MediaPart | FramesPart:
    if isinstance(part, FramesPart):
        if mend.way == "fewer":
            return _fewer(part, int(mend.most))
        return dataclasses.replace(part, frames=tuple(_smaller_picture(f, mend.most) for f in part.frames))
    assert part.data is not None  # a URL has no problem that is mended here
    if part.kind == "audio":
        return _changed_sound(mend, part, part.data)
    if part.kind == "video":
        if mend.way == "frames":
            return frames_of(part, 32)
        return _part("video", _trimmed_film(part.data, mend.most), part.name)
    if mend.way == "shrink":
        return _smaller_picture(part, mend.most)
    return _reshaped(part, part.data)


def _changed_sound(mend: Mend, part: MediaPart, data: bytes) -> MediaPart:
    clip = Clip.read(data)
    if mend.way == "pad":
        room = np.zeros(max(0, round(0.3 * clip.sample_rate) - len(clip)), np.int16)
        return _part("audio", Clip(np.concatenate([clip.samples, room]), clip.sample_rate).encode(), part.name)
    if mend.way == "trim":
        clip = clip.cut(0, mend.most - _MP3_PADDING_S)
    return _part("audio", clip.encode_small(), part.name)


def _smaller_picture(part: MediaPart, most_bytes: float) -> MediaPart:
    """JPEG, at most 1,536 pixels wide or high, then a quarter smaller until it fits."""
    assert part.data is not None
    from PIL import Image

    with Image.open(io.BytesIO(part.data)) as opened:
        picture = opened.convert("RGB")
    side, data = 1_536, part.data
    while side >= 16:
        picture.thumbnail((side, side))
        out = io.BytesIO()
        picture.save(out, format="JPEG", quality=85)
        data = out.getvalue()
        if len(data) <= most_bytes:
            break
        side = side * 3 // 4
    return _part("image", data, part.name)


def _reshaped(part: MediaPart, data: bytes) -> MediaPart:
    """Enlarged until both sides are long enough, and cropped to a ratio that is taken."""
    from PIL import Image

    low, ratio = int(catalog.limit("image_min_side_px")), int(catalog.limit("image_max_aspect"))
    with Image.open(io.BytesIO(data)) as opened:
        picture = opened.convert("RGB")
    w, h = picture.size
    w, h = min(w, h * ratio), min(h, w * ratio)
    picture = picture.crop(
        ((picture.width - w) // 2, (picture.height - h) // 2, (picture.width + w) // 2, (picture.height + h) // 2)
    )
    times = math.ceil(low / min(w, h))
    picture = picture.resize((w * times, h * times))
    out = io.BytesIO()
    picture.save(out, format="PNG")
    return _part("image", out.getvalue(), part.name)


def _fewer(film: FramesPart, n: int) -> FramesPart:
    chosen = np.linspace(0, len(film.frames) - 1, n).round().astype(int)
    fps = max(0.1, film.fps * n / len(film.frames))
    return FramesPart(tuple(film.frames[i] for i in chosen), fps)


def frames_of(film: MediaPart, n: int) -> FramesPart:
    """Up to `n` pictures of a film, evenly spread, 640 pixels at most. Its sound is left out.

    Raises:
        MissingExtra: PyAV is not installed.
    """
    assert film.data is not None
    av = import_av()
    with av.open(io.BytesIO(film.data)) as container:
        stream = container.streams.video[0]
        length = film.info.duration_s if film.info else 0.0
        step, due = length / n, 0.0
        pictures: list[bytes] = []
        for frame in container.decode(stream):
            if (frame.time or 0.0) >= due and len(pictures) < n:
                pictures.append(_jpeg(frame.to_image()))
                due += step
    frames = tuple(_part("image", data, f"{film.name} {i + 1}") for i, data in enumerate(pictures))
    return FramesPart(frames, min(10.0, max(0.1, len(frames) / max(length, 0.1))))


def miniature(data: bytes, side_px: int) -> bytes:
    """A picture as a JPEG that fits into a square, on white."""
    from PIL import Image

    with Image.open(io.BytesIO(data)) as opened:
        opened.draft("RGB", (side_px * 2, side_px * 2))  # a large JPEG is decoded small
        picture = opened.convert("RGBA")
    picture.thumbnail((side_px, side_px))
    ground = Image.new("RGB", picture.size, "white")
    ground.paste(picture, mask=picture.getchannel("A"))
    out = io.BytesIO()
    ground.save(out, format="JPEG", quality=80)
    return out.getvalue()


def _jpeg(picture: Any) -> bytes:
    picture.thumbnail((640, 640))
    out = io.BytesIO()
    picture.save(out, format="JPEG", quality=80)
    return out.getvalue()


def _trimmed_film(data: bytes, most_s: float) -> bytes:
    """The beginning of a film, its packets copied and not encoded again."""
    av, out = import_av(), io.BytesIO()
    with av.open(io.BytesIO(data)) as source:
        name = source.format.name.split(",")
        fmt = "mp4" if "mp4" in name else "matroska" if "matroska" in name else name[0]
        with av.open(out, "w", format=fmt) as sink:
            tracks = [s for s in source.streams if s.type in ("video", "audio")]
            copies = {s.index: sink.add_stream_from_template(s) for s in tracks}
            for packet in source.demux(tracks):
                # half a frame off the end: the service counts the last frame's own length
                if packet.dts is None or float(packet.pts * packet.time_base) >= most_s - 0.05:
                    continue
                packet.stream = copies[packet.stream.index]
                sink.mux(packet)
    return out.getvalue()


def _part(kind: Literal["image", "audio", "video"], data: bytes, name: str) -> MediaPart:
    return MediaPart(kind, data, None, identify(data, name=name), name)


def _length(t_s: float) -> str:
    return f"{t_s:.0f} s" if t_s < 120 else f"{int(t_s) // 60} min" + (f" {int(t_s) % 60} s" if int(t_s) % 60 else "")
