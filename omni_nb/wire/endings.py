"""What a finish reason means, whoever wrote it."""

from __future__ import annotations

from typing import Literal

Meaning = Literal["whole", "limit", "filtered", "failed", "tools", "declined", "unknown"]
"""`whole`: that is all. `limit`: cut at the longest length. `filtered`: a content check stopped it. `failed`: the
server gave up. `tools`: it waits for the result of a tool. `declined`: the model refuses."""

_MEANINGS: dict[Meaning, tuple[str, ...]] = {
    "whole": ("stop", "eos", "eos_token", "end_turn", "stop_sequence", "complete", "completed", "done", "finished", "end"),
    "limit": ("length", "max_tokens", "max_output_tokens", "max_length", "model_length", "token_limit", "context_length",
              "model_context_window_exceeded", "max_completion_tokens"),
    "filtered": ("content_filter", "content_filtered", "safety", "sensitive", "recitation", "prohibited_content", "blocklist", "spii",
                 "data_inspection_failed", "image_safety", "language", "moderation", "guardrail_intervened", "content-filter"),
    "failed": ("error", "abort", "aborted", "cancel", "cancelled", "canceled", "failed", "failure", "timeout", "timed_out", "network_error",
               "insufficient_system_resource", "internal_error", "server_error", "malformed_function_call", "preempted", "interrupted"),
    "tools": ("tool_calls", "tool_call", "function_call", "tool_use", "tool-calls", "pause_turn"),
    "declined": ("refusal", "refused"),
}  # fmt: skip
_BY_REASON = {reason: meaning for meaning, reasons in _MEANINGS.items() for reason in reasons}


def meaning_of(reason: str) -> Meaning:
    """Of one finish reason."""
    return _BY_REASON.get(reason.strip().casefold(), "unknown")
