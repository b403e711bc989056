"""What mends a refusal, as a button: what is offered for a problem, and the prompt it makes.

Pure: a prompt goes in, another comes out; `remake` makes the media. What changes no part (another model, thinking off) is
offered as an option to set; what needs a person (a URL) only as an offer. It sends nothing.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from omni_nb import catalog, quantities
from omni_nb.catalog import Model
from omni_nb.messages import Message, _
from omni_nb.prompt import transcode
from omni_nb.prompt.media import Kind
from omni_nb.prompt.media_checks import MANY
from omni_nb.prompt.parts import FPS_RANGE, FramesPart, MediaPart, Prompt, TextPart
from omni_nb.prompt.report import Problem

Way = Literal["trim", "reencode", "pad", "shrink", "enlarge", "crop", "frames", "fewer", "keep", "set", "split", "url"]
_LISTEN_FIRST = ("Here is {} first; the question comes next.", "先给你{}，问题在下一条。")
_NAMES_ZH = {"image": "图片", "audio": "声音", "video": "视频"}
_FRAMES, _MOST_FRAMES = 32, 128  # of 640 pixels: 128 are 4 to 8 MB
_ARTICLES = {"image": "a picture", "audio": "a sound", "video": "a video"}


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
    if problem.code in _SETTINGS or problem.code in _ROLES:
        return (*_SETTINGS.get(problem.code, ()), *_other_model(problem, model))
    if problem.code == "voice_of_another_model":
        return (Mend(way="set", title=f"use {model.default_voice}", option="voice", value=model.default_voice),)
    if problem.code == "one_other_modality":
        return tuple(_one_kind(prompt))
    if problem.code.startswith("no_") and problem.code.endswith("_input"):
        return (_without(problem.code.removeprefix("no_").removesuffix("_input")),)
    if problem.code.startswith("too_many_") and problem.most is not None:
        kind = problem.code.removeprefix("too_many_").removesuffix("s")
        n = int(problem.most)
        return (
            Mend(way="keep", title=_("keep the first one|keep the first {n}", n=n), kind=kind, most=n),
            Mend(way="split", title=_("split into turns")),
        )
    if problem.part is not None:
        return tuple(_for_a_part(problem, prompt.media[problem.part], problem.part, model))
    return ()


def mended(mend: Mend, prompt: Prompt) -> Prompt:
    """The prompt with that mend. Sound and video are decoded: this may take seconds.

    Raises:
        MediaError: The part cannot be read.
        ValueError: A mend that changes no part.
    """
    if mend.way in ("set", "split", "url"):
        raise ValueError(_("{way} does not apply to a single attachment", way=repr(mend.way)))
    if mend.way == "keep":
        return _with_media(prompt, _kept(mend, prompt))
    assert mend.part is not None
    at = [i for i, p in enumerate(prompt.parts) if not isinstance(p, TextPart)][mend.part]
    new = _changed(mend, prompt.media[mend.part])
    return Prompt((*prompt.parts[:at], new, *prompt.parts[at + 1 :]), prompt.notes)


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
    "no_audio_output": (Mend(way="set", title=_("text only"), option="sound", value=False),),
    "thinking_with_audio": (
        Mend(way="set", title=_("thinking off"), option="thinking", value=False),
        Mend(way="set", title=_("text only"), option="sound", value=False),
    ),
    "no_thinking": (Mend(way="set", title=_("thinking off"), option="thinking", value=False),),
    "stream_only": (Mend(way="set", title=_("stream it"), option="stream", value=True),),
    "too_many_tokens": (Mend(way="set", title=_("forget the earlier turns"), option="history", value=0),),
}
_ROLES: dict[str, catalog.Role] = {"no_audio_output": "speaks", "text_only_model": "video", "realtime_model": "default"}


def _other_model(problem: Problem, model: Model) -> Iterator[Mend]:
    """One that does it; for a realtime model the one that its id is made from, as the check says."""
    if problem.code in _ROLES:
        sibling = catalog.model(model.realtime_of)
        yield _use(sibling if sibling.known else catalog.model_for(_ROLES[problem.code]))


def _use(model: Model, *, mixes: bool = False) -> Mend:
    title = _("use {model}, which accepts mixed media", model=model.id) if mixes else _("use {model}", model=model.id)
    return Mend(way="set", title=title, option="model", value=model.id)


def _only(kind: str, n: int) -> Message:
    if kind == "image":
        return _("keep the picture only|keep the pictures only", n=n)
    return (
        _("keep the sound only|keep the sounds only", n=n)
        if kind == "audio"
        else _("keep the video only|keep the videos only", n=n)
    )


def _one_kind(prompt: Prompt) -> Iterator[Mend]:
    for kind, parts in _by_kind(prompt).items():
        yield Mend(way="keep", title=_only(kind, len(parts)), kind=kind, most=math.inf)
    yield Mend(way="split", title=_("split into turns"))
    yield _use(catalog.model_for("mixes"), mixes=True)


def _without(kind: str) -> Mend:
    """Media that a model takes none of."""
    return Mend(way="keep", title=_("leave out the {kinds}", kinds=MANY[kind]), kind=kind, most=0)


def _for_a_part(problem: Problem, part: MediaPart | FramesPart, i: int, model: Model) -> Iterator[Mend]:
    most = problem.most or 0.0
    if problem.code in ("audio_too_long", "video_too_long"):
        yield Mend(way="trim", title=_("trim to {limit}", limit=quantities.limit(most)), part=i, most=most)
        if part_kind(part) == "audio":
            yield Mend(way="split", title=_("split into turns"))
        else:
            yield _in_frames(part, i, model)
    elif problem.code == "audio_too_short":
        yield Mend(way="pad", title=_("pad with silence"), part=i)
    elif problem.code in (
        "base64_too_large",
        "audio_too_large",
        "video_too_large",
        "image_too_large",
        "image_too_many_pixels",
    ):
        yield from _smaller(part, i, most, model)
        yield Mend(way="url", title=_("give a URL instead"), part=i)
    elif problem.code == "image_too_small":
        yield Mend(way="enlarge", title=_("enlarge it"), part=i)
    elif problem.code == "image_too_long":
        yield Mend(way="crop", title=_("crop it"), part=i)
    elif problem.code == "frame_count" and isinstance(part, FramesPart) and len(part.frames) > most:
        yield Mend(way="fewer", title=_("choose {most} frames", most=f"{most:.0f}"), part=i, most=most)


def _smaller(part: MediaPart | FramesPart, i: int, most: float, model: Model) -> Iterator[Mend]:
    kind = part_kind(part)
    if isinstance(part, FramesPart) or kind == "image":
        yield Mend(way="shrink", title=_("make it smaller"), part=i, most=most)
    elif kind == "audio":
        # 4,000 bytes a second; a little is left for the frame at the end
        longest = most / 4_000 - 1
        known = part.info.duration_s if part.info is not None else None
        if known is not None and known <= longest:
            yield Mend(way="reencode", title=_("re-encode so that it fits"), part=i)
        else:
            yield Mend(
                way="trim",
                title=_("re-encode and trim to {limit}", limit=quantities.limit(longest)),
                part=i,
                most=longest,
            )
    else:
        if part.info is not None and part.info.duration_s:
            fits = math.floor(part.info.duration_s * most / part.size_bytes * 0.95)
            if fits >= 2:
                yield Mend(way="trim", title=_("trim to {limit}", limit=quantities.limit(fits)), part=i, most=fits)
        yield _in_frames(part, i, model)


def _in_frames(part: MediaPart | FramesPart, i: int, model: Model) -> Mend:
    """32 of them; of a long video as many as the slowest rate that can be said wants, and the model takes."""
    info = part.info if isinstance(part, MediaPart) else None
    length = (info.duration_s if info is not None else None) or 0.0
    n = min(max(_FRAMES, math.ceil(length * FPS_RANGE[0])), model.frames.max or _MOST_FRAMES, _MOST_FRAMES)
    return Mend(way="frames", title=_("send frames of it"), part=i, most=n)


def part_kind(part: MediaPart | FramesPart) -> Kind:
    """`image`, `audio` or `video`; frames are a video."""
    return "video" if isinstance(part, FramesPart) else part.kind


def _by_kind(prompt: Prompt) -> dict[str, list[MediaPart | FramesPart]]:
    kinds: dict[str, list[MediaPart | FramesPart]] = {}
    for part in prompt.media:
        kinds.setdefault(part_kind(part), []).append(part)
    return kinds


def _with_media(prompt: Prompt, media: Sequence[MediaPart | FramesPart]) -> Prompt:
    """Its words, and of its media these, each where it stood; pieces of a medium stand in front."""
    left = {id(m) for m in media}
    there = {id(p) for p in prompt.media}
    pieces = [m for m in media if id(m) not in there]
    kept = [p for p in prompt.parts if isinstance(p, TextPart) or id(p) in left]
    return Prompt((*pieces, *kept), prompt.notes)


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


def _pieces(part: MediaPart | FramesPart, max_s: float | None) -> Sequence[MediaPart | FramesPart]:
    if isinstance(part, FramesPart) or part.kind != "audio" or part.info is None or part.data is None:
        return [part]
    length = part.info.duration_s
    return [part] if not max_s or length is None or length <= max_s else transcode.sound_pieces(part, max_s)


def _changed(mend: Mend, part: MediaPart | FramesPart) -> MediaPart | FramesPart:
    if isinstance(part, FramesPart):
        return (
            transcode.fewer_frames(part, int(mend.most))
            if mend.way == "fewer"
            else transcode.smaller_frames(part, mend.most)
        )
    if part.kind == "video":
        return (
            transcode.frames_of(part, int(mend.most))
            if mend.way == "frames"
            else transcode.trimmed_video(part, mend.most)
        )
    if part.kind == "image":
        return transcode.smaller_picture(part, mend.most) if mend.way == "shrink" else transcode.reshaped_picture(part)
    if mend.way == "pad":
        return transcode.padded_sound(part)
    return transcode.small_sound(part, mend.most if mend.way == "trim" else None)
