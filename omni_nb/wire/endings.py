"""How a reply ended, in one word; and what a finish reason means, whoever wrote it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final, Literal

from omni_nb.errors import OmniError, ServerError

Ending = Literal[
    "in_progress", "done", "empty", "length", "tools", "declined", "filtered", "failed", "incomplete", "cut", "too_much", "stopped"
]  # fmt: skip
"""`in_progress`: no end was seen yet.

Complete: `done`: that is all. `empty`: that is all, and there is no answer in it. `length`: as long as it may be, see
`max_tokens`. `tools`: the model asks for tool calls. `declined`: the model refuses.

Not complete, and `Reply.error` says why: `filtered`: a content check ended it. `failed`: the server, or the way to it,
gave up. `incomplete`: the server ended it without saying so, or part of it is unreadable. `cut`: the line broke, or
nothing more came. `too_much`: it was over a limit of ours (`Limits`). `stopped`: the user did.
"""
COMPLETE: Final[frozenset[Ending]] = frozenset({"done", "empty", "length", "tools", "declined"})

Meaning = Literal["done", "length", "filtered", "failed", "tools", "declined", "unknown"]

_MEANINGS: dict[Meaning, tuple[str, ...]] = {
    "done": ("stop", "eos", "eos_token", "end_turn", "stop_sequence", "complete", "completed", "done", "finished", "end"),
    "length": ("length", "max_tokens", "max_output_tokens", "max_length", "model_length", "token_limit", "context_length",
               "model_context_window_exceeded", "max_completion_tokens"),
    "filtered": ("content_filter", "content_filtered", "safety", "sensitive", "recitation", "prohibited_content", "blocklist", "spii",
                 "data_inspection_failed", "image_safety", "language", "moderation", "guardrail_intervened", "content_policy_violation"),
    "failed": ("error", "abort", "aborted", "cancel", "cancelled", "canceled", "failed", "failure", "timeout", "timed_out", "network_error",
               "insufficient_system_resource", "internal_error", "server_error", "malformed_function_call", "preempted", "interrupted"),
    "tools": ("tool_calls", "tool_call", "function_call", "tool_use", "pause_turn"),
    "declined": ("refusal", "refused"),
}  # fmt: skip
_BY_REASON = {reason: meaning for meaning, reasons in _MEANINGS.items() for reason in reasons}
# A reason that is not in the table is told by the words in it: `content_filter_triggered`, `abort:client`, `engine_overloaded`.
_BY_WORD: tuple[tuple[Meaning, frozenset[str]], ...] = (
    ("filtered", frozenset({"filter", "filtered", "safety", "moderation", "moderated", "guardrail", "guardrails", "toxic", "toxicity",
                            "prohibited", "blocked", "sensitive", "inspection", "violation"})),
    ("failed", frozenset({"error", "fail", "failed", "failure", "abort", "aborted", "cancel", "cancelled", "canceled", "overload", "overloaded",
                          "load", "timeout", "quota", "malformed", "unexpected", "unavailable", "crashed"})),
    ("length", frozenset({"length", "tokens", "context"})),
)  # fmt: skip
_BY_CODE: dict[str, Ending] = {
    "content_filter": "filtered",
    "cut": "cut",
    "stalled": "cut",
    "incomplete": "incomplete",
    "too_much": "too_much",
    "stopped": "stopped",
}


def meaning_of(reason: str) -> Meaning:
    """Of one finish reason, in whatever case it is written: `max_tokens`, `MaxTokens`, `MAX-TOKENS`."""
    snake = _snake(reason)
    if snake in _BY_REASON:
        return _BY_REASON[snake]
    words = set(re.split(r"[^a-z]+", snake))
    return next((meaning for meaning, telling in _BY_WORD if words & telling), "unknown")


def _snake(word: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])|[-\s]+", "_", word.strip()).casefold()


def of_error(error: OmniError) -> Ending:
    """The word for a reply that is not whole."""
    # By the whole code, not by words in it: `schema_violation` and `account_blocked` are no content checks.
    codes = re.split(r"[.:/]", error.service_code or "") if isinstance(error, ServerError) else []
    if any(_BY_REASON.get(_snake(code)) == "filtered" for code in codes):
        return "filtered"
    return _BY_CODE.get(error.code, "failed")


def of_whole(reasons: Iterable[str], *, answered: bool, tools: bool = False, declined: bool = False) -> Ending:
    """The word for a reply that is whole.

    Args:
        reasons: All finish reasons that came. The one that a person must know of counts.
        answered: It holds words, sound or a tool call.
        tools: It holds a tool call: not every server says so in its finish reason.
        declined: The model's refusal came in a field of its own.
    """
    found = {meaning_of(reason) for reason in reasons}
    if "length" in found:
        return "length"
    if declined or "declined" in found:
        return "declined"
    if tools or "tools" in found:
        return "tools"
    return "done" if answered else "empty"
