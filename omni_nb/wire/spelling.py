"""Keys of chunks, put right where they are misspelt."""

from __future__ import annotations

import difflib
import functools
from typing import Any

CHUNK = frozenset({
    "id", "object", "created", "model", "choices", "usage", "system_fingerprint", "service_tier", "error", "modality", "metrics",
    "sample_rate_hz", "sample_rate", "provider", "request_id", "obfuscation", "prompt_logprobs", "prompt_token_ids", "kv_transfer_params",
    "code", "message", "detail", "type", "data", "output", "status", "x_groq", "audio", "channels", "timings", "prompt_filter_results",
})  # fmt: skip
CHOICE = frozenset({
    "delta", "message", "finish_reason", "index", "logprobs", "stop_reason", "token_ids", "matched_stop", "native_finish_reason",
    "text", "error", "usage", "modality", "content_filter_results", "finish_details",
})  # fmt: skip
DELTA = frozenset({
    "content", "audio", "role", "reasoning_content", "reasoning", "tool_calls", "refusal", "function_call", "annotations",
    "reasoning_details", "thinking", "thinking_blocks", "images", "name", "provider_specific_fields",
})  # fmt: skip
AUDIO = frozenset({
    "data", "transcript", "id", "expires_at", "format", "sample_rate", "sample_rate_hz", "sampling_rate", "rate", "channels", "url",
    "b64_json", "mime_type", "index",
})  # fmt: skip


def spelled(d: dict[str, Any], known: frozenset[str]) -> dict[str, Any]:
    """The dict with misspelt keys put right. Nearly always the dict itself."""
    if known.issuperset(d):
        return d
    fixed = dict(d)
    for key in d.keys() - known:
        right = _nearest(key, known)
        if right and not d.get(right):
            fixed[right] = fixed.pop(key)
    return fixed


@functools.lru_cache(maxsize=1024)
def _nearest(key: str, known: frozenset[str]) -> str | None:
    if len(key) > 40:
        return None
    return next(iter(difflib.get_close_matches(key, known, n=1, cutoff=0.84)), None)
