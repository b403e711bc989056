"""What the service refuses, in the service's words. Written by hand, not from our own preflight."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from omni_nb import catalog
from omni_nb.servers.simulator.look import Seen
from omni_nb.servers.simulator.request import Asked, Refusal

_ALGO = "<400> InternalError.Algo.InvalidParameter: "
_SAME = "Multiple inputs of the same modality or mixed modality inputs are currently not applicable to the omni model."
_URL = "The provided URL does not appear to be valid. Ensure it is correctly formatted."


# What each parameter may be at DashScope: narrower than the description, and in its words.
_RANGES: tuple[tuple[str, Callable[[float], bool], str], ...] = (
    ("temperature", lambda v: 0 <= v < 2, "Temperature should be in [0.0, 2.0)"),
    ("top_p", lambda v: 0 < v <= 1, "Range of top_p should be (0.0, 1.0]"),
    ("top_logprobs", lambda v: 0 <= v <= 5, "Range of top_logprobs should be [0, 5]"),
)


def refuse(asked: Asked, seen: tuple[Seen, ...], dialect: str) -> None:
    """Raise the first refusal that such a server would make; otherwise do nothing."""
    _not_done(asked.body)
    if dialect == "dashscope":
        _dashscope(asked, seen)
    elif dialect in ("openai", "openrouter"):
        _openai(asked, dialect)
    elif dialect.startswith("vllm") or dialect == "plain":
        for media in asked.media:
            if media.kind == "audio" and not media.bare and not media.url and _empty_mime(asked):
                raise Refusal(400, "Incorrect padding: invalid base64-encoded audio in 'input_audio'", code="400")


def _not_done(body: dict[str, Any]) -> None:
    """What the simulator does not do is refused: an answer that passes over it would teach a falsehood."""
    if (body.get("n") or 1) > 1:
        raise Refusal(400, "Range of n should be [1, 1]: one choice at a time.", param="n")
    if body.get("logprobs") or body.get("top_logprobs"):
        raise Refusal(400, "logprobs are not supported by this model.", param="logprobs")
    if body.get("functions") or body.get("function_call"):
        raise Refusal(
            400,
            "'functions' and 'function_call' are no longer supported: use 'tools' and 'tool_choice'.",
            param="functions",
        )
    if (body.get("response_format") or {}).get("type") in ("json_object", "json_schema") and "audio" in (
        body.get("modalities") or ()
    ):
        raise Refusal(400, "response_format must be text when sound is asked for.", param="response_format")


def _empty_mime(asked: Asked) -> bool:
    """`data:;base64,` inside `input_audio`, which only DashScope takes."""
    content = asked.body["messages"][-1].get("content")
    parts = content if isinstance(content, list) else []
    return any(p["type"] == "input_audio" and p["input_audio"]["data"].startswith("data:") for p in parts)


def _dashscope(asked: Asked, seen: tuple[Seen, ...]) -> None:
    model = asked.model
    if not model.known or model.dialect != "dashscope":
        raise Refusal(
            404, f"The model `{model.id}` does not exist or you do not have access to it.",
            code="model_not_found",
        )  # fmt: skip
    for name, fits, words in _RANGES:
        value = asked.body.get(name)
        if value is not None and not fits(value):
            raise Refusal(400, f"{_ALGO}{words}", param=name)
    if asked.most_tokens is not None and asked.most_tokens > (model.output_tokens or 1 << 62):
        raise Refusal(400, f"{_ALGO}Range of max_tokens should be [1, {model.output_tokens}]", param="max_tokens")
    if model.stream_only and not asked.stream:
        raise Refusal(
            400, "This model only support stream mode, please enable the stream parameter to access the model."
        )
    if asked.thinking and model.thinking == "never":
        raise Refusal(400, f"The model {model.id} does not support enable_thinking.")
    if asked.thinking and asked.sound:
        raise Refusal(400, f"{_ALGO}Audio output is not supported when enable_thinking is true.")
    if asked.sound and asked.audio_format not in ("wav", ""):
        raise Refusal(400, f"{_ALGO}Input should be 'wav': parameters.audio.format")
    _dashscope_media(asked, seen)
    if len(asked.all_text) > 4 * (model.input_tokens or 1 << 40):
        raise Refusal(400, f"{_ALGO}Range of input length should be [1, {model.input_tokens}]")
    _dashscope_voice(asked)


def _dashscope_voice(asked: Asked) -> None:
    model, voice = asked.model, asked.voice
    if not asked.sound or voice is None or not model.voices or model.voice(voice):
        return
    if model.legacy:
        *most, last = [f"'{v.id}'" for v in model.voices]
        raise Refusal(400, f"{_ALGO}Input should be {', '.join(most)} or {last}: parameters.audio.voice")
    if not model.clones_voices or catalog.model_with(voice):
        raise Refusal(400, f"{_ALGO}Voice '{voice}' is not supported.", in_stream=True)


def _dashscope_media(asked: Asked, seen: tuple[Seen, ...]) -> None:
    model = asked.model
    kinds, limits = [m.kind for m in asked.media], catalog.limits()
    if not model.mixes and (len(set(kinds)) > 1 or kinds.count("audio") > 1 or kinds.count("video") > 1):
        raise Refusal(400, f"{_ALGO}{_SAME}")
    for media, found in zip(asked.media, seen, strict=True):
        if media.bare:
            raise Refusal(400, f"{_ALGO}{_URL}")
        if media.data_uri_bytes > (most := catalog.gateway_limit("dashscope") or math.inf):
            raise Refusal(400, f"{_ALGO}Exceeded limit on max bytes per data-uri item : {most}")
        if media.url:
            continue
        if media.kind == "audio" and (
            not media.data or (found.duration_s is not None and found.duration_s < limits.audio_min_s)
        ):
            raise Refusal(400, f"{_ALGO}The audio is empty")
        if media.kind == "video" and (found.duration_s or 0) > (model.video.max_s or 1e9):
            raise Refusal(400, f"{_ALGO}The video file is too long")
        if media.kind == "image" and 0 < min(found.width_px, found.height_px) < limits.image_min_side_px:
            raise Refusal(
                400,
                f"{_ALGO}The image length and width do not meet the model restrictions. [height or width must be larger than {limits.image_min_side_px - 1}]",
            )


def _openai(asked: Asked, dialect: str) -> None:
    if asked.body.get("stream_options") and not asked.stream:
        raise Refusal(
            400, "The 'stream_options' parameter is only allowed when 'stream' is enabled.", param="stream_options"
        )
    if asked.body.get("tools") == []:
        raise Refusal(400, "[] is too short - 'tools'", param="tools")
    if asked.sound and asked.stream and asked.audio_format != "pcm16":
        raise Refusal(
            400, f"Unsupported value: 'audio.format' does not support '{asked.audio_format}' when stream=true. Supported values are: 'pcm16'.",
            code="unsupported_value",
        )  # fmt: skip
    if asked.sound and not asked.stream and dialect == "openrouter":
        raise Refusal(400, "Audio output requires stream: true", code="400")
    for media in asked.media:
        if media.kind == "audio" and not media.bare:
            raise Refusal(
                400, "Invalid value for 'input_audio.data': expected base64-encoded audio bytes.", code="invalid_value"
            )
        if media.kind == "video":
            raise Refusal(
                400,
                "Invalid value: 'video_url'. Supported values are: 'text', 'image_url', 'input_audio', 'refusal', and 'file'.",
            )
