"""A service's refusal to an error that says what to do next. Pure; knows no SDK.

The service's own words are kept in the message; the repairs are ours, by status and by words
(facts: the vendor's error tables).
"""

from __future__ import annotations

import re

from omni_nb import catalog, errors, quantities
from omni_nb.errors import ServerError
from omni_nb.messages import Message, _

_BY_STATUS: dict[int, type[ServerError]] = {
    400: errors.RequestRefused,
    401: errors.AuthenticationFailed,
    402: errors.PermissionRefused,
    403: errors.PermissionRefused,
    404: errors.NotFound,
    409: errors.RequestRefused,
    413: errors.RequestRefused,
    422: errors.RequestRefused,
    429: errors.RateLimited,
}

# How proxies tell a service's own answer: LiteLLM, OpenAI's SDK behind a gateway, DashScope
_INNER_STATUS = re.compile(
    r"<(4\d\d)>|\bError code: (4\d\d)\b|\bstatus(?:[ _]code)?['\"]?\s*[:=]?\s*(4\d\d)\b|\bHTTP/?(?:1\.1|2)?\s+(4\d\d)\b"
    r"|\b(4\d\d) (?:Bad Request|Unauthorized|Forbidden|Not Found|Too Many Requests|Unprocessable)|['\"]code['\"]:\s*['\"]?(4\d\d)\b",
    re.IGNORECASE,
)
_INNER_NAMES = (
    (r"\bBadRequestError\b|\binvalid_request_error\b|\bInvalidParameter\b|\bContextWindowExceededError\b|\bContentPolicyViolationError\b|\bUnsupportedParamsError\b", 400),
    (r"\bAuthenticationError\b|\binvalid_api_key\b", 401), (r"\bPermissionDeniedError\b", 403), (r"\bNotFoundError\b", 404),
    (r"\bUnprocessableEntityError\b", 422), (r"\bRateLimitError\b", 429),
)  # fmt: skip

# (words in the message or code, repair). First match wins.
_BY_WORDS: tuple[tuple[str, Message], ...] = (
    ("only support stream mode", _("Stream it: leave stream=False out.")),
    (r"Voice [^\n]{0,80} is not supported|parameters\.audio\.voice", _("Use a voice of this model: omni.voices().")),
    ("Multiple inputs of the same modality|mixed modality", _("Send the media in separate turns, or use a model that accepts mixed media, such as {model}.", model=catalog.model_for("mixes").id)),
    ("provided URL does not appear to be valid", _("This server needs a URL or a data: URL; try dialect='dashscope'.")),
    (r"max bytes per data-uri|Request Entity Too Large|\bpayload (?:is )?too large|\bpayload (?:size )?exceeds", _("Make the file smaller, or give a public URL instead.")),
    ("audio is empty|audio is too short", _("Give a sound of at least {length}.", length=quantities.limit(catalog.limits().audio_min_s))),
    ("video file is too long", _("Trim the video, or send some of its frames with video([...]).")),
    ("Range of input length", _("Shorten the prompt or drop earlier turns.")),
    ("Failed to download (?:multimodal|the (?:image|audio|video|file)|image|audio|video|file|media|url)", _("The service could not fetch the URL: it must be publicly reachable.")),
    ("does not support enable_thinking", _("Turn thinking off for this model.")),
    ("data_inspection_failed|inappropriate content", _("The service's content check stopped it; rephrase the prompt.")),
    (r"(?<![\w.-])Arrearage(?![\w-])|\baccount\b[^.]{0,60}\b(?:overdue|in arrears|good standing)\b|\boverdue[- ]payment\b|\b(?:payment|bill|invoice|balance)s? (?:is|are) overdue\b", _("The account has an overdue bill; pay it in the service's console.")),
    ("insufficient_quota|exceeded your current quota", _("The quota is used up; check the service's console.")),
)  # fmt: skip

_REPAIRS: dict[int, Message] = {
    401: _(
        "Check the key. Each key belongs to one region: a Beijing key does not work in Singapore; choose the region with Omni(region=…). Coding-plan keys do not work here either."
    ),
    403: _("The key has no access to this model; request it in the service's console."),
    404: _("Check the model's name (omni.models()) and the base URL."),
    413: _("Make the file smaller, or give a public URL instead."),
    429: _("Too many requests; wait and try again."),
}


def server_error(
    message: str,
    *,
    status: int | None = None,
    service_code: str | None = None,
    request_id: str | None = None,
    retry_after_s: float | None = None,
    param: str | None = None,
) -> ServerError:
    """The error for a refusal, whether it came as an HTTP status or inside a stream."""
    if status is None and (found := re.search(r"<(\d{3})>", message)):
        status = int(found.group(1))
    inner = behind_proxy(message, service_code or "") if status in (500, 502) else None
    kind = _BY_STATUS.get(inner or status or 0) or (errors.ServerFailed if (status or 0) >= 500 else ServerError)
    repair = _repair(message, service_code or "", inner or status or 0)
    label = _("the server answered {status}", status=status) if status else _("the server reported an error")
    label += _(" for the service's {inner}", inner=inner) if inner else ""
    cause = Message("{label}: {message}", label=label, message=message)
    cause += _(" (request {id})", id=request_id) if request_id else ""
    return kind(
        cause,
        status=status,
        service_code=service_code,
        service_message=message,
        request_id=request_id,
        repair=repair,
        retry_after_s=retry_after_s,
        param=param,
    )


def behind_proxy(message: str, code: str = "") -> int | None:
    """The service's own refusal inside of a proxy's 500, by its status; None if it is the proxy's own failure."""
    found = _INNER_STATUS.search(message)
    if found:
        return int(next(g for g in found.groups() if g))
    told = (status for words in (message, code) for name, status in _INNER_NAMES if re.search(name, words))
    return next(told, None)


def _repair(message: str, code: str, status: int) -> Message:
    for pattern, repair in _BY_WORDS:
        if re.search(pattern, f"{message} {code}", re.IGNORECASE | re.DOTALL):
            return repair
    if status >= 500:
        return _("The service failed on its side; try again in a moment.")
    return _REPAIRS.get(status, Message(""))
