"""An error that ended an answer, as JSON and back, so that it is raised again as it was. Ids of requests are left out. Pure."""

from __future__ import annotations

import contextlib
from typing import Any

from omni_nb import errors
from omni_nb.errors import OmniError, ServerError
from omni_nb.messages import Message, of_plain, say
from omni_nb.servers.cassette.scrub import Scrubber
from omni_nb.servers.refusals import server_error
from omni_nb.wire.dialects.dialect import Json


def plain_failure(error: OmniError, scrubber: Scrubber) -> Json:
    """What a server refused as it said it; of anything else the sentences, and what they were made of."""
    if isinstance(error, ServerError) and error.status is not None:
        said = {
            "status": error.status,
            "message": error.service_message,
            "code": error.service_code,
            "param": error.param,
        }
        said["retry_after_s"] = error.retry_after_s
    else:
        said = {
            "kind": type(error).__name__,
            "code": error.code,
            "cause": _plain(error.cause),
            "repair": _plain(error.repair),
        }
        said |= {k: v for k in ("service_message", "service_code") if (v := getattr(error, k, None))}
    scrubber.known |= {id: "" for id in [getattr(error, "request_id", None)] if id}
    return {k: scrubber.value(v, complaint=True) for k, v in said.items() if v is not None and v != ""}


def failure_of(plain: Any) -> OmniError:
    """The error, with whatever of it can be read.

    Raises:
        ValueError: It is none.
    """
    if not isinstance(plain, dict) or not ("status" in plain or "kind" in plain):
        raise ValueError(plain)
    if type(status := plain.get("status")) is int:
        wait = plain.get("retry_after_s")
        return server_error(
            _text(plain, "message") or "", status=status, service_code=_text(plain, "code"), param=_text(plain, "param"),
            retry_after_s=float(wait) if isinstance(wait, int | float) else None,
        )  # fmt: skip
    kind = getattr(errors, str(plain.get("kind")), None)
    known = kind if isinstance(kind, type) and issubclass(kind, OmniError) else OmniError
    more = {
        k: v for k in ("service_message", "service_code") if issubclass(known, ServerError) and (v := _text(plain, k))
    }
    cause, repair = _sentence(plain.get("cause")), _sentence(plain.get("repair"))
    with contextlib.suppress(TypeError):
        return known(cause, code=_text(plain, "code"), repair=repair, **more)
    return OmniError(cause, code=_text(plain, "code"), repair=repair)


def _text(plain: Json, name: str) -> str | None:
    value = plain.get(name)
    return value if isinstance(value, str) and value else None


def _plain(sentence: str) -> Any:
    return sentence.to_plain() if isinstance(sentence, Message) else say(sentence, "en")


def _sentence(plain: Any) -> str:
    made = of_plain(plain)
    return made if made is not None else plain if isinstance(plain, str) else ""
