"""Whether and when to ask again, and how that is said. Pure."""

from __future__ import annotations

from omni_nb import quantities
from omni_nb.errors import (
    ConnectionFailed,
    NetworkMisconfigured,
    OmniError,
    RateLimited,
    ServerError,
    ServerFailed,
    StreamBroken,
    TimedOut,
)
from omni_nb.messages import Message, _

_MAY_PASS = (408, 409, 425)
_LARGE_BODY_BYTES = 1_000_000  # an upload of 20 MB was once sent for 20 minutes, because it was retried


def retries_of(size_bytes: int, *, most: int) -> int:
    """How often a request of that size is sent again."""
    return most if size_bytes < _LARGE_BODY_BYTES else min(most, 1)


def wait_before_retry(err: OmniError, failed: int, chance: float) -> float | None:
    """Seconds to wait, or None where another try cannot help."""
    if isinstance(err, NetworkMisconfigured):
        return None
    default_s = float(0.5 * 2**failed * (0.75 + 0.5 * chance))
    if not isinstance(err, ServerError):
        again = isinstance(err, ConnectionFailed | TimedOut) or (isinstance(err, StreamBroken) and err.code == "cut")
        return default_s if again else None
    if err.service_code == "insufficient_quota" or err.status == 501:
        return None
    if not (isinstance(err, RateLimited | ServerFailed) or err.status in _MAY_PASS):
        return None
    return err.retry_after_s or default_s  # 0 asks for no wait, which is no help to a server that is busy


def again_in(err: OmniError, wait_s: float, *, failed: int, tries: int) -> Message:
    """What failed, and when it is tried again: for a note."""
    lines = err.cause.splitlines()
    why = lines[0] if len(lines) > 1 else err.cause
    return _(
        "{why} — trying again in {seconds} ({failed} of {tries})",
        why=why, seconds=quantities.seconds(wait_s), failed=failed, tries=tries,
    )  # fmt: skip
