"""Which dialect a server speaks: from its host, then from marks in what it sends. (What it refuses: `lessons`.)"""

from __future__ import annotations

from typing import get_args

from omni_nb import catalog
from omni_nb.catalog import DialectName
from omni_nb.wire.dialects import dashscope, openai_chat, plain, sglang_omni, vllm_omni
from omni_nb.wire.dialects.dialect import Dialect
from omni_nb.wire.sse import Chunk

DIALECTS: dict[str, Dialect] = {
    d.name: d
    for d in (
        dashscope.DIALECT, openai_chat.DIALECT, openai_chat.OPENROUTER, vllm_omni.DIALECT, sglang_omni.DIALECT, plain.DIALECT
    )
}  # fmt: skip


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


def from_chunk(chunk: Chunk, current: Dialect) -> Dialect | None:
    """Another dialect that this chunk gives away, or None."""
    if current.recognises(chunk):
        return None
    return next((d for d in DIALECTS.values() if d is not current and d.recognises(chunk)), None)
