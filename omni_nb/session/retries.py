"""Whether and when to ask again. Pure."""

from __future__ import annotations

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

_MAY_PASS = (408, 409, 425)


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
