"""The check before anything is sent: what would be refused, what it weighs, what it costs.

It reads the catalog and the prompt and sends nothing. Whatever is only unknown (a new model, a
cloned voice, the length of a URL's film) is a note; only what the service is known to refuse is
a problem.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterator
from dataclasses import dataclass

from omni_nb import catalog, escape
from omni_nb.catalog import MediaLimit, Model
from omni_nb.errors import PromptRefused
from omni_nb.prompt.parts import FPS_RANGE, FramesPart, MediaPart, Prompt, fps_sent


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One reason for a refusal, and its repair in English and Chinese.

    Attributes:
        part: Which of `prompt.media` it is about, or None.
        most: The limit that was passed, in the unit of the problem (seconds, bytes, pieces), or None.
    """

    code: str
    cause: str
    repair: str
    repair_zh: str = ""
    part: int | None = None
    most: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """Estimated input tokens by kind.

    Attributes:
        partial: There is also something of unknown length or size, which is not counted.
    """

    text: int = 0
    audio: int = 0
    visual: int = 0
    partial: bool = False

    @property
    def total(self) -> int:
        """All kinds together."""
        return self.text + self.audio + self.visual

    @property
    def words(self) -> str:
        """`about 1,234`, or `at least 1,234` where not all could be counted."""
        return f"{'at least' if self.partial else 'about'} {self.total:,}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What `check` found.

    Attributes:
        problems: What would be refused.
        notes: What is unknown or worth knowing.
        tokens: Estimated input tokens.
        input_cost: Estimated cost of the input in `currency`, None if a price is not known.
        prices_date: The day of the prices.
    """

    model: str
    problems: tuple[Problem, ...]
    notes: tuple[str, ...]
    tokens: Tokens
    input_cost: float | None
    currency: str = "CNY"
    prices_date: str = ""

    @property
    def ok(self) -> bool:
        """Nothing is known that would be refused."""
        return not self.problems

    def raise_if_refused(self) -> None:
        """Raise `PromptRefused` with all problems, if there are any."""
        if self.problems:
            raise PromptRefused(
                "this would be refused: " + "; ".join(p.cause for p in self.problems),
                report=self,
                code=self.problems[0].code,
                repair=" ".join(dict.fromkeys(p.repair for p in self.problems)),
                repair_zh="".join(dict.fromkeys(p.repair_zh for p in self.problems)),
            )

    def __str__(self) -> str:
        cost = (
            f", {'at least' if self.tokens.partial else 'about'} {self.input_cost:.5f} {self.currency} (prices of {self.prices_date})"
            if self.input_cost is not None
            else ""
        )
        lines = [f"{self.model}: {self.tokens.words} input tokens{cost}"]
        lines += [f"✗ {p.cause}\n  → {p.repair}" for p in self.problems]
        lines += [f"· {n}" for n in self.notes]
        return escape.visible("\n".join(lines if self.problems or self.notes else [*lines, "✓ nothing to object"]))

    def _repr_html_(self) -> str:
        return f'<pre style="white-space:pre-wrap">{escape.html(self)}</pre>'


def check(
    prompt: Prompt,
    model: Model,
    *,
    voice: str | None = None,
    sound: bool = True,
    thinking: bool = False,
    dialect: str = "dashscope",
    stream: bool = True,
    history_text: str = "",
) -> Report:
    """Check a prompt against what is known of a model. Sends nothing.

    Args:
        prompt: The turn to be sent.
        model: From `catalog.model(id)`.
        voice: The voice asked for, or None for the default.
        sound: Sound is asked for.
        thinking: Thinking is asked for.
        dialect: The server's dialect; DashScope's inline limit holds only there.
        stream: The reply is asked for as a stream.
        history_text: Earlier turns, for the estimate.
    """
    problems = [
        *_mode_problems(model, voice, sound, thinking, stream),
        *_count_problems(prompt, model),
        *(
            dataclasses.replace(problem, part=i)
            for i, part in enumerate(prompt.media)
            for problem in _part_problems(part, model, inline_limit=dialect == "dashscope")
        ),
    ]
    tokens = _tokens(prompt, model, history_text)
    if model.input_tokens and tokens.total > model.input_tokens:
        problems.append(Problem(
            code="too_many_tokens", cause=f"{tokens.words} input tokens, {model.id} takes {model.input_tokens:,}",
            repair="Shorten the prompt, send fewer or smaller media, or drop earlier turns.", repair_zh="请缩短输入或减少历史轮次。",
        ))  # fmt: skip
    return Report(
        model=model.id, problems=tuple(problems), notes=tuple(_notes(prompt, model, voice, sound)), tokens=tokens,
        input_cost=_input_cost(tokens, model), currency=str(catalog.raw()["currency"]), prices_date=catalog.date(),
    )  # fmt: skip


def _mode_problems(model: Model, voice: str | None, sound: bool, thinking: bool, stream: bool) -> Iterator[Problem]:
    if "-realtime" in model.id:
        yield Problem(
            code="realtime_model", cause=f"{model.id} speaks another protocol (WebSocket), not chat completions",
            repair=f"Use {model.id.split('-realtime')[0]}.", repair_zh="该模型使用 WebSocket 协议，请改用非 realtime 的模型。",
        )  # fmt: skip
    if sound and not model.audio_out:
        yield Problem(
            code="no_audio_output", cause=f"{model.id} answers in text only",
            repair="Ask with modalities=['text'], or use qwen3-omni-flash.", repair_zh="该模型只输出文本。",
        )  # fmt: skip
    if sound and thinking:
        yield Problem(
            code="thinking_with_audio", cause="thinking and sound cannot be had together",
            repair="Leave thinking off, or ask with modalities=['text'].", repair_zh="思考模式下不能输出语音。",
        )  # fmt: skip
    if thinking and model.thinking == "never":
        yield Problem(
            code="no_thinking", cause=f"{model.id} does not support thinking",
            repair="Leave thinking off, or use qwen3-omni-flash.", repair_zh="该模型不支持思考模式。",
        )  # fmt: skip
    if model.stream_only and not stream:
        yield Problem(
            code="stream_only", cause=f"{model.id} can only be streamed",
            repair="Leave stream=False out.", repair_zh="该模型仅支持流式输出。",
        )  # fmt: skip
    if sound and voice and model.voices and model.voice(voice) is None and (other := _owner_of(voice)):
        near = catalog.nearest(voice, [v.id for v in model.voices]) or [v.id for v in model.voices[:4]]
        yield Problem(
            code="voice_of_another_model", cause=f"voice {voice!r} belongs to {other}, not to {model.id}",
            repair=f"Use {', '.join(near)}; omni.voices() shows all.", repair_zh=f"该模型可用音色：{'、'.join(near)}。",
        )  # fmt: skip


def _owner_of(voice: str) -> str | None:
    return next((m.id for m in catalog.models() if m.voice(voice)), None)


def _kinds(prompt: Prompt) -> dict[str, list[MediaPart | FramesPart]]:
    kinds: dict[str, list[MediaPart | FramesPart]] = {}
    for part in prompt.media:
        kinds.setdefault("video" if isinstance(part, FramesPart) else part.kind, []).append(part)
    return kinds


def _count_problems(prompt: Prompt, model: Model) -> Iterator[Problem]:
    kinds = _kinds(prompt)
    if kinds and model.text_only:
        yield Problem(
            code="text_only_model", cause=f"{model.id} takes text only, got {', '.join(kinds)}",
            repair="Use qwen3-omni-flash for media.", repair_zh="该模型只接受文本输入。",
        )  # fmt: skip
    elif len(kinds) > 1 and not model.mixes:
        yield Problem(
            code="one_other_modality", cause=f"{model.id} takes text and one other kind in a message, got {' and '.join(kinds)}",
            repair="Send them in separate turns of a chat, or use qwen3.5-omni-flash, which mixes.",
            repair_zh="该模型一次只接受文本加一种其他模态，请分多轮发送，或使用 qwen3.5-omni-flash。",
        )  # fmt: skip
    for kind, parts in kinds.items():
        limit: MediaLimit = getattr(model, kind)
        by_url = all(isinstance(p, MediaPart) and p.url for p in parts)
        top = limit.max_count_url if by_url and limit.max_count_url else limit.max_count
        if top is not None and len(parts) > top:
            yield Problem(
                code=f"too_many_{kind}s", cause=f"{len(parts)} of kind {kind} in one message, {model.id} takes {top}",
                repair="Send them in separate turns of a chat.", repair_zh="请分多轮发送。", most=top,
            )  # fmt: skip


def _part_problems(part: MediaPart | FramesPart, model: Model, *, inline_limit: bool) -> Iterator[Problem]:
    if isinstance(part, FramesPart):
        yield from _frames_problems(part, model)
        for frame in part.frames:
            yield from _part_problems(frame, model, inline_limit=inline_limit)
        return
    if part.info is None:  # a URL is not looked into
        return
    limit: MediaLimit = getattr(model, part.kind)
    label = part.name or f"the {part.kind}"
    if limit.max_bytes and part.size_bytes > limit.max_bytes:
        yield Problem(
            code=f"{part.kind}_too_large", cause=f"{label} has {part.size_bytes:,} bytes, {model.id} takes {limit.max_bytes:,}",
            repair=_SHRINK[part.kind], repair_zh="文件过大，请压缩或截短。", most=limit.max_bytes,
        )  # fmt: skip
    encoded = -(-part.size_bytes // 3) * 4
    if inline_limit and encoded > catalog.limit("base64_max_bytes"):
        yield Problem(
            code="base64_too_large",
            cause=f"{label} becomes {encoded:,} bytes of base64, {catalog.limit('base64_max_bytes'):,.0f} travel inline",
            repair=_SHRINK[part.kind] + " Or give a public URL instead.", repair_zh="base64 超过 10 MB，请压缩、截短或改用公网 URL。",
            most=catalog.limit("base64_max_bytes") // 4 * 3,
        )  # fmt: skip
    if part.kind == "image" or part.kind == "video":
        yield from _side_problems(part, label)
    if part.kind == "image" and (n := part.info.width_px * part.info.height_px) > catalog.limit("image_max_pixels"):
        yield Problem(
            code="image_too_many_pixels",
            cause=f"{label} is {part.info.width_px:,} × {part.info.height_px:,} pixels ({n / 1e6:.0f} megapixels); "
            f"servers open up to {catalog.limit('image_max_pixels') / 1e6:.0f} megapixels",
            repair="Make the picture smaller: a model sees a few megapixels of it.", repair_zh="图片过大，请先缩小。", most=catalog.limit("base64_max_bytes") // 4 * 3,
        )  # fmt: skip
    yield from _length_problems(part, model, limit, label)


_SHRINK = {
    "image": "Make the picture smaller or save it as JPEG.",
    "audio": "Trim it, or re-encode it: mono mp3 at 32 kbit/s takes 4 kB a second.",
    "video": "Trim it, make it smaller, or send some of its frames with video([...]).",
}


def _side_problems(part: MediaPart, label: str) -> Iterator[Problem]:
    assert part.info is not None
    w, h = part.info.width_px, part.info.height_px
    if 0 < min(w, h) < catalog.limit("image_min_side_px"):
        yield Problem(
            code="image_too_small", cause=f"{label} is {w} × {h} pixels; both sides must be over 10",
            repair="Enlarge it.", repair_zh="图片宽高均须大于 10 像素。",
        )  # fmt: skip
    elif min(w, h) and max(w, h) / min(w, h) > catalog.limit("image_max_aspect"):
        yield Problem(
            code="image_too_long", cause=f"{label} is {w} × {h} pixels; the sides may differ 200-fold at most",
            repair="Crop it.", repair_zh="图片宽高比不得超过 200:1。",
        )  # fmt: skip


def _length_problems(part: MediaPart, model: Model, limit: MediaLimit, label: str) -> Iterator[Problem]:
    assert part.info is not None
    length = part.info.duration_s
    if part.kind == "image" or length is None:  # what is unknown is a note
        return
    if limit.max_s and length > limit.max_s:
        yield Problem(
            code=f"{part.kind}_too_long", cause=f"{label} lasts {length:,.1f} s, {model.id} takes {limit.max_s:,.0f} s",
            repair=f"Trim it to {limit.max_s:,.0f} s, or split it into turns.", repair_zh=f"请截短至 {limit.max_s:,.0f} 秒以内。",
            most=limit.max_s,
        )  # fmt: skip
    short = catalog.limit("audio_min_s") if part.kind == "audio" else limit.min_s
    if short and length < short:
        yield Problem(
            code=f"{part.kind}_too_short", cause=f"{label} lasts {length:.2f} s; under {short:g} s is refused",
            repair="Give a longer one.", repair_zh="时长过短。",
        )  # fmt: skip


def _frames_problems(part: FramesPart, model: Model) -> Iterator[Problem]:
    low, high = model.frames.get("min", 1), model.frames.get("max", math.inf)
    n = len(part.frames)
    if not low <= n <= high:
        yield Problem(
            code="frame_count", cause=f"a film of {n} frames, {model.id} takes {low} to {high}",
            repair="Choose fewer frames." if n > low else "Give more frames, or a single image().", repair_zh=f"帧数须为 {low}–{high}。",
            most=high,
        )  # fmt: skip


def media_notes(prompt: Prompt) -> tuple[str, ...]:
    """What was done to its media so that they can be sent, and what is wrong with them."""
    found: list[str] = []
    for m in prompt.media:
        inner = m.frames if isinstance(m, FramesPart) else (m,)
        found += [m.note] if isinstance(m, FramesPart) and m.note else []
        found += [f"{p.name}: {p.note}" for p in inner if p.note]
    return tuple(dict.fromkeys(found))


def _notes(prompt: Prompt, model: Model, voice: str | None, sound: bool) -> Iterator[str]:
    yield from prompt.notes
    yield from media_notes(prompt)
    if not model.known:
        near = catalog.nearest(model.id, [m.id for m in catalog.models()])
        yield (
            f"model {model.id!r} is not in the catalog of {catalog.date()}"
            + (f"; similar: {', '.join(near)}" if near else "")
            + ". Sent as it is"
        )
    if model.note:
        yield f"{model.id}: {model.note}"
    if sound and voice and model.voices and model.voice(voice) is None and _owner_of(voice) is None:
        near = catalog.nearest(voice, [v.id for v in model.voices])
        yield (
            f"voice {voice!r} is not known for {model.id}"
            + (f"; similar: {', '.join(near)}" if near else "")
            + ". Sent as it is"
        )
    for part in prompt.media:
        yield from _part_notes(part, model)
    if any(isinstance(p, MediaPart) and p.url for p in prompt.media):
        yield "a URL is fetched by the service, not here: its size and length are not checked"


def _part_notes(part: MediaPart | FramesPart, model: Model) -> Iterator[str]:
    if isinstance(part, FramesPart):
        if part.fps is None:
            yield "how fast these frames follow each other is not known, so it is not said; the service takes 2 a second"
        elif not FPS_RANGE[0] <= part.fps <= FPS_RANGE[1]:
            yield f"{part.fps:.3g} frames a second cannot be said to the service: it is told {fps_sent(part):g}"
    elif part.kind != "image" and part.info is not None and part.info.duration_s is None:
        most = getattr(model, part.kind).max_s
        yield (
            f"the length of {part.name or f'the {part.kind}'} is not known: its file does not say it"
            + (f"; {model.id} takes up to {most:,.0f} s" if most else "")
        )


def _tokens(prompt: Prompt, model: Model, history_text: str) -> Tokens:
    words = prompt.text + history_text
    wide = sum(ord(c) >= 0x2E80 for c in words)
    text = math.ceil(wide * 0.7 + (len(words) - wide) / 4)
    found = [_media_tokens(part, model) for part in prompt.media]
    known = [f for f in found if f is not None]
    return Tokens(
        text=text, audio=sum(a for a, _ in known), visual=sum(v for _, v in known), partial=len(known) < len(found)
    )


def _media_tokens(part: MediaPart | FramesPart, model: Model) -> tuple[int, int] | None:
    """Of sound and of pictures; None where the length is unknown."""
    rate, patch = model.tokens.get("audio_in_per_s", 12.5), int(model.tokens.get("image_patch_px", 32))
    if isinstance(part, FramesPart):
        info = part.frames[0].info
        return 0, math.ceil(len(part.frames) / 2) * (_patches(info.width_px, info.height_px, patch) if info else 0) + 2
    info = part.info
    if info is not None and part.kind == "image":
        return 0, _patches(info.width_px, info.height_px, patch) + 2
    if info is None or info.duration_s is None:
        return None
    # the service counts any sound under a second as one second
    sound = math.ceil(max(info.duration_s, 1) * rate)
    if part.kind == "audio":
        return sound, 0
    frames = max(info.duration_s * 2, 2)
    return (sound if info.has_sound else 0), math.ceil(frames / 2) * _patches(info.width_px, info.height_px, patch) + 2


def _patches(width: int, height: int, patch: int) -> int:
    """Sides rounded to the patch, then clamped to 4…1280 patches (facts: h·w/f² + 2)."""
    return max(4, min(1280, max(1, round(width / patch)) * max(1, round(height / patch))))


def _input_cost(tokens: Tokens, model: Model) -> float | None:
    p = model.price
    pairs = ((tokens.text, p.text_in), (tokens.audio, p.audio_in), (tokens.visual, p.visual_in))
    if any(n and price is None for n, price in pairs) or p.text_in is None:
        return None
    return sum(n * (price or 0) for n, price in pairs) / 1e6
