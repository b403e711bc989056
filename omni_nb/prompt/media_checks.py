"""The media of a prompt against the limits of a model: kinds, counts, bytes, sides, lengths, frames.

Limits are the catalog's. What is not known (the length of a URL's video) is a note, never a problem.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterator

from omni_nb import catalog, quantities
from omni_nb.catalog import MediaLimit, Model
from omni_nb.messages import _, both, joined, listed
from omni_nb.notes import Note
from omni_nb.prompt.media import in_sentence
from omni_nb.prompt.parts import FPS_RANGE, USUAL_FPS, FramesPart, MediaPart, Prompt, fps_sent
from omni_nb.prompt.report import Problem

_SHRINK = {
    "image": _("Make the picture smaller or save it as JPEG."),
    "audio": _("Trim it, or re-encode it: mono mp3 at 32 kbit/s takes 4 kB per second."),
    "video": _("Trim it, make it smaller, or send some of its frames with video([...])."),
}


def media_problems(prompt: Prompt, model: Model, *, inline_limit: int | None) -> Iterator[Problem]:
    """What would be refused of a prompt's media.

    Args:
        prompt: Its media are looked at.
        model: Its limits.
        inline_limit: How long the base64 of one file may be, in bytes; None where nobody says.
    """
    yield from _count_problems(prompt, model)
    for i, part in enumerate(prompt.media):
        for problem in _part_problems(part, model, inline_limit=inline_limit):
            yield dataclasses.replace(problem, part=i)


def media_notes(prompt: Prompt) -> tuple[Note, ...]:
    """What was done to its media so that they can be sent, and what is wrong with them."""
    found: list[str] = []
    for m in prompt.media:
        inner = m.frames if isinstance(m, FramesPart) else (m,)
        found += [m.note] if isinstance(m, FramesPart) and m.note else []
        found += [f"{p.name}: {p.note}" for p in inner if p.note]
    return tuple(Note("media", text) for text in dict.fromkeys(found))


def unknowns(prompt: Prompt, model: Model) -> Iterator[Note]:
    """Notes on what is not known of a prompt's media, and on what cannot be said of them to the service."""
    for part in prompt.media:
        yield from _unknown_of(part, model)
    if any(isinstance(p, MediaPart) and p.url for p in prompt.media):
        yield Note("media_unchecked", _("the service fetches the URL, so its size and length are not checked here"))


def _unknown_of(part: MediaPart | FramesPart, model: Model) -> Iterator[Note]:
    if isinstance(part, FramesPart):
        if part.fps is None:
            yield Note(
                "frame_rate",
                _(
                    "the frame rate is unknown, so none is sent; the service assumes {usual_fps} frames per second",
                    usual_fps=f"{USUAL_FPS:g}",
                ),
            )
        elif not FPS_RANGE[0] <= part.fps <= FPS_RANGE[1]:
            told = _(
                "the service does not support {n} frame per second: {fps_sent} is sent instead|the service does not support {n} frames per second: {fps_sent} is sent instead",
                n=f"{part.fps:.3g}",
                fps_sent=f"{fps_sent(part):g}",
            )
            yield Note("frame_rate", told)
    elif part.kind != "image" and part.info is not None and part.info.duration_s is None:
        most = getattr(model, part.kind).max_s
        yield Note(
            "media_unchecked",
            _("the length of {name} is unknown: its file does not say", name=in_sentence(part.name, part.kind))
            + (_("; {id} takes up to {seconds}", id=model.id, seconds=quantities.seconds(most, 0)) if most else ""),
        )


KINDS = {"image": _("image"), "audio": _("audio"), "video": _("video")}
MANY = {"image": _("pictures"), "audio": _("sounds"), "video": _("videos")}


def _kinds(prompt: Prompt) -> dict[str, list[MediaPart | FramesPart]]:
    kinds: dict[str, list[MediaPart | FramesPart]] = {}
    for part in prompt.media:
        kinds.setdefault("video" if isinstance(part, FramesPart) else part.kind, []).append(part)
    return kinds


def _count_problems(prompt: Prompt, model: Model) -> Iterator[Problem]:
    kinds = _kinds(prompt)
    if kinds and model.text_only:
        yield Problem(
            code="text_only_model", cause=_('{id} takes text only, got {kinds}', id=model.id, kinds=listed(KINDS[kind] for kind in kinds)),
            repair=_("Use {model} for media.", model=catalog.model_for("video").id),
        )  # fmt: skip
    elif len(kinds) > 1 and not model.mixes:
        yield Problem(
            code="one_other_modality", cause=_('{id} takes text and one other kind in a message, got {kinds}', id=model.id, kinds=both(KINDS[kind] for kind in kinds)),
            repair=_("Send them in separate turns of a chat, or use {model}, which accepts mixed media.", model=catalog.model_for("mixes").id),
        )  # fmt: skip
    for kind, parts in kinds.items():
        limit: MediaLimit = getattr(model, kind)
        by_url = all(isinstance(p, MediaPart) and p.url for p in parts)
        top = limit.max_count_url if by_url and limit.max_count_url else limit.max_count
        if top == 0 and not model.text_only:
            yield Problem(
                code=f"no_{kind}_input", cause=_('{id} takes no {kinds}', id=model.id, kinds=MANY[kind]),
                repair=_("Leave them out, or use a model that takes them, such as {model}.", model=catalog.model_for("video").id),
            )  # fmt: skip
        elif top is not None and len(parts) > top:
            yield Problem(
                code=f"too_many_{kind}s", cause=_("{n} attachments of type {kind} in one message, {id} takes up to {top}", n=len(parts), kind=KINDS[kind], id=model.id, top=top),
                repair=_("Send them in separate turns of a chat."), most=top,
            )  # fmt: skip


def _part_problems(part: MediaPart | FramesPart, model: Model, *, inline_limit: int | None) -> Iterator[Problem]:
    if isinstance(part, FramesPart):
        yield from _frames_problems(part, model)
        for frame in part.frames:
            yield from _part_problems(frame, model, inline_limit=inline_limit)
        return
    if part.info is None:  # a URL is not looked into
        return
    limit: MediaLimit = getattr(model, part.kind)
    label = in_sentence(part.name, part.kind)
    if limit.max_bytes and part.size_bytes > limit.max_bytes:
        yield Problem(
            code=f"{part.kind}_too_large", cause=_("{label} is {size}, {id} takes up to {size2}", label=label, size=quantities.exact_size(part.size_bytes), id=model.id, size2=quantities.exact_size(limit.max_bytes)),
            repair=_SHRINK[part.kind], most=limit.max_bytes,
        )  # fmt: skip
    encoded = -(-part.size_bytes // 3) * 4
    if inline_limit and encoded > inline_limit:
        yield Problem(
            code="base64_too_large",
            cause=_("{label} is {size} as base64; at most {size2} can be sent inline", label=label, size=quantities.exact_size(encoded), size2=quantities.exact_size(inline_limit)),
            repair=joined([_SHRINK[part.kind], _("Or give a public URL instead.")]),
            most=inline_limit // 4 * 3,
        )  # fmt: skip
    if part.kind == "image" or part.kind == "video":
        yield from _side_problems(part, label)
    if part.kind == "image" and (n := part.info.width_px * part.info.height_px) > catalog.limits().image_max_pixels:
        yield Problem(
            code="image_too_many_pixels",
            cause=_('{label} is {width_px} × {height_px} pixels ({n} megapixels); servers open up to {image_max_pixels} megapixels', label=label, width_px=f'{part.info.width_px:,}', height_px=f'{part.info.height_px:,}', n=f'{n / 1000000.0:.0f}', image_max_pixels=f'{catalog.limits().image_max_pixels / 1000000.0:.0f}'),
            repair=_("Make the picture smaller: a model sees a few megapixels of it."), most=catalog.inline_file_limit(catalog.default_model().dialect),
        )  # fmt: skip
    yield from _length_problems(part, model, limit, label)


def _side_problems(part: MediaPart, label: str) -> Iterator[Problem]:
    assert part.info is not None
    w, h, least, fold = (
        part.info.width_px,
        part.info.height_px,
        catalog.limits().image_min_side_px,
        catalog.limits().image_max_aspect,
    )
    if 0 < min(w, h) < least:
        yield Problem(
            code="image_too_small", cause=_('{label} is {w} × {h} pixels; both sides must be over {least}', label=label, w=w, h=h, least=least - 1),
            repair=_("Enlarge it: both sides must be over {least} pixels.", least=least - 1),
        )  # fmt: skip
    elif min(w, h) and max(w, h) / min(w, h) > fold:
        yield Problem(
            code="image_too_long", cause=_("{label} is {w} × {h} pixels; its aspect ratio may be {fold}:1 at most", label=label, w=w, h=h, fold=fold),
            repair=_("Crop it to {most}:1 at most.", most=fold),
        )  # fmt: skip


def _length_problems(part: MediaPart, model: Model, limit: MediaLimit, label: str) -> Iterator[Problem]:
    assert part.info is not None
    length = part.info.duration_s
    if part.kind == "image" or length is None:  # what is unknown is a note
        return
    if limit.max_s and length > limit.max_s:
        yield Problem(
            code=f"{part.kind}_too_long", cause=_("{label} lasts {seconds}, {id} takes up to {seconds2}", label=label, seconds=quantities.seconds(length), id=model.id, seconds2=quantities.seconds(limit.max_s, 0)),
            repair=_("Trim it to {length}, or split it into turns.", length=quantities.whole_seconds(limit.max_s)),
            most=limit.max_s,
        )  # fmt: skip
    short = catalog.limits().audio_min_s if part.kind == "audio" else limit.min_s
    if short and length < short:
        yield Problem(
            code=f"{part.kind}_too_short", cause=_('{label} lasts {seconds}; under {limit} is refused', label=label, seconds=quantities.seconds(length, 2), limit=quantities.limit(short)),
            repair=_("Give a longer one."),
        )  # fmt: skip


def _frames_problems(part: FramesPart, model: Model) -> Iterator[Problem]:
    low, high = model.frames.min or 1, model.frames.max or math.inf
    n = len(part.frames)
    if not low <= n <= high:
        yield Problem(
            code="frame_count", cause=_("a video of {n} frame, {id} takes {low} to {high}|a video of {n} frames, {id} takes {low} to {high}", n=n, id=model.id, low=low, high=high),
            repair=_("Choose fewer frames: {most} at most.", most=high)
            if n > low else _("Give more frames ({least} at least), or a single image().", least=low),
            most=high,
        )  # fmt: skip
