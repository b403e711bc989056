"""Which dialect a server speaks: from its host, then from what it refuses, then from what it sends.

Only known refusals teach anything; an unknown one is an error for the user, not a reason to guess.
"""

from __future__ import annotations

import re
from typing import Literal, get_args

from omni_nb.prompt import catalog
from omni_nb.wire import dashscope, openai_chat, plain, sglang_omni, vllm_omni
from omni_nb.wire.dialect import Dialect
from omni_nb.wire.sse import Chunk

DialectName = Literal["dashscope", "openai", "openrouter", "vllm-omni", "sglang-omni", "plain"]

DIALECTS: dict[str, Dialect] = {
    d.name: d
    for d in (
        dashscope.DIALECT, openai_chat.DIALECT, openai_chat.OPENROUTER, vllm_omni.DIALECT, sglang_omni.DIALECT, plain.DIALECT
    )
}  # fmt: skip

# (words of a refusal, the dialect that such a server speaks)
_LESSONS: tuple[tuple[re.Pattern[str], DialectName], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE | re.DOTALL), name)  # type: ignore[misc]
    for pattern, name in (
        (r"provided URL does not appear to be valid", "dashscope"),
        (r"audio\.format.*does not support.*wav.*pcm16|Supported values are: 'pcm16'", "openai"),
        (r"input_audio.*(expected|must be).*base64", "openai"),
        (r"(unrecogni[sz]ed|unknown|unsupported|extra).*\b(modalities|audio)\b|audio output is not supported", "plain"),
        (r"(unknown|unsupported|invalid).*(part|content).*type.*(input_audio|['\"]video['\"])", "vllm-omni"),
        (r"(incorrect|invalid).*(base64|padding)|use (the )?['\"`]?audio_url", "vllm-omni"),
        (r"use (the )?(top-level )?['\"`]?audios", "sglang-omni"),
    )
)


def by_name(name: str) -> Dialect:
    """The dialect of that name.

    Raises:
        ValueError: No such dialect.
    """
    if name not in DIALECTS:
        raise ValueError(f"no dialect {name!r}; there are auto, {', '.join(get_args(DialectName))}")
    return DIALECTS[name]


def from_host(hostname: str, model_id: str) -> Dialect:
    """The first guess: the host's owner, else what the model's name says."""
    owner = catalog.host(hostname)
    return DIALECTS[owner.dialect if owner else catalog.model(model_id).dialect]


def from_refusal(message: str, current: Dialect) -> Dialect | None:
    """What a 400 teaches, or None if it is not about the dialect."""
    for pattern, name in _LESSONS:
        if pattern.search(message):
            return DIALECTS[name] if name != current.name else None
    return None


def from_chunk(chunk: Chunk, current: Dialect) -> Dialect | None:
    """Another dialect that this chunk gives away, or None."""
    if current.recognises(chunk):
        return None
    return next((d for d in DIALECTS.values() if d is not current and d.recognises(chunk)), None)
