"""Faults on request: what services do on bad days, to be met on a good one."""

from __future__ import annotations

import threading

from omni_nb.servers.simulator.request import Refusal

HTTP_FAULTS: dict[str, tuple[int, str, str, str]] = {
    "401": (401, "Incorrect API key provided. ", "invalid_api_key", "invalid_request_error"),
    "403": (403, "Access to model denied. Please make sure you are eligible for using the model.", "access_denied", "access_denied"),
    "404": (404, "The model does not exist or you do not have access to it.", "model_not_found", "invalid_request_error"),
    "429": (429, "You exceeded your current requests list.", "limit_requests", "limit_requests"),
    "500": (500, "An internal error has occured, please try again later or contact service support.", "internal_error", "internal_error"),
    "503": (503, "Model serving is not available now, please try again later.", "ModelUnavailable", "ModelUnavailable"),
    "arrearage": (400, "Access denied, please make sure your account is in good standing.", "Arrearage", "Arrearage"),
    "inspection": (400, "Input data may contain inappropriate content.", "data_inspection_failed", "data_inspection_failed"),
}  # fmt: skip

STREAM_FAULTS: dict[str, str] = {
    "stream-error": "an error object half-way inside the 200 stream",
    "stall": "half the reply, then silence",
    "cut-mid-sample": "the line breaks after half a sample",
    "cut-mid-json": "the line breaks inside a JSON object",
    "end-mid-json": "the body ends properly, but inside a JSON object",
    "no-finish": "the body ends without a finish reason and without [DONE]",
    "no-done": "a finish reason and usage, but no [DONE]",
    "no-usage": "no usage, although asked for",
    "padded-base64": "base64 with padding in the middle",
    "odd-splits": "sound cut at odd bytes, base64 cut anywhere, network writes of a few bytes",
    "header-per-chunk": "a complete wav file in every chunk",
    "header-first": "a RIFF header in the first chunk only, of unknown size (0xFFFFFFFF)",
    "header-zero": "a RIFF header of size 0 in every chunk",
    "list-tail": "a complete wav in every chunk, with a LIST tail",
    "rate-16000": "sound at 16,000 Hz, said by the header only",
    "transcript": "words in audio.transcript instead of content",
    "both-places": "words in content and in audio.transcript",
    "misspelt": "misspelt keys",
    "comments": "comment lines between the events, as OpenRouter sends",
    "hostile": "HTML, script and remote pictures in the words",
}


class Faults:
    """Which faults are on. `429:2` means the next two requests only."""

    def __init__(self, spec: str = "") -> None:
        self._lock = threading.Lock()
        self._left = parse(spec)

    def take(self, header: str = "") -> frozenset[str]:
        """The faults of one request: those of the server and those of its header."""
        with self._lock:
            active = {name for name, left in self._left.items() if left != 0}
            for name in active:
                if (left := self._left[name]) is not None:
                    self._left[name] = left - 1
        return frozenset(active | parse(header).keys())


def parse(spec: str) -> dict[str, int | None]:
    """`"stall, 429:1"` → `{"stall": None, "429": 1}`.

    Raises:
        ValueError: No such fault.
    """
    out: dict[str, int | None] = {}
    for word in spec.replace(",", " ").split():
        name, _, times = word.partition(":")
        if name not in HTTP_FAULTS and name not in STREAM_FAULTS:
            raise ValueError(f"no fault {name!r}; there are {', '.join((*HTTP_FAULTS, *STREAM_FAULTS))}")
        out[name] = int(times) if times else None
    return out


def refuse(faults: frozenset[str]) -> None:
    """Raise the HTTP fault that is on, if any."""
    for name in HTTP_FAULTS:
        if name in faults:
            status, message, code, kind = HTTP_FAULTS[name]
            headers = {"Retry-After": "1"} if status == 429 else {}
            raise Refusal(status, message, code=code, type=kind, headers=headers)
