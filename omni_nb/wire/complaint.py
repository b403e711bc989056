"""An error as servers write it: OpenAI's envelope, DashScope's, vLLM's, FastAPI's `detail`, a list, a string, a page.

One reading for errors inside a stream, for the body of a 4xx or 5xx, and for what came in place of an
answer. It gives the server's words as they are: striking and showing them is for others.
"""

from __future__ import annotations

import html
import http
import json
import re
from dataclasses import dataclass
from typing import Any

from omni_nb.messages import _

_WORDS = (
    "message", "msg", "Message", "error_message", "errorMessage", "error_msg", "errorMsg", "errmsg", "err_msg", "status_msg",
    "detail", "details", "description", "error_description", "title", "reason",
)  # fmt: skip
_INSIDE = ("error", "Error", "errors", "exception")
_NUMBERS = ("code", "status", "status_code", "statusCode", "error_code", "errorCode", "errcode", "http_status")
_FINE = (None, 0, 200, "0", "200", "ok", "success", True)
_IDS = ("request_id", "requestId", "RequestId", "x_request_id", "id")
_STATUS_IN_WORDS = re.compile(r"<(\d{3})>")
_MOST_ITEMS = 5
_PHRASES = tuple(s.phrase for s in http.HTTPStatus)  # Spring's `error`, beside a `message` that says more


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaint:
    """What a server says went wrong.

    Attributes:
        message: Its words.
        status: 400 to 599, if it names one.
        code: Its own code, or the type of the error.
        param: The parameter that it is about.
        request_id: For the service's support.
    """

    message: str
    status: int | None = None
    code: str | None = None
    param: str | None = None
    request_id: str | None = None


def complaint_in(chunk: dict[str, Any]) -> Complaint | None:
    """The error in an object of a stream, or None if it is no error."""
    inner = next((chunk[k] for k in _INSIDE if chunk.get(k)), None)
    if inner is not None:
        return complaint_of(chunk if inner is True or inner in _PHRASES else inner, chunk)
    if chunk.get("choices"):
        return None
    named = "error" in (chunk.get("object"), chunk.get("type"), chunk.get("status")) or chunk.get("success") is False
    if named or chunk.get("detail"):
        return complaint_of(chunk, chunk)
    kind, response = chunk.get("type"), chunk.get("response")
    if (
        isinstance(kind, str) and kind.endswith((".failed", ".error")) and isinstance(response, dict)
    ):  # OpenAI's Responses
        return complaint_of(response.get("error") or response, chunk)
    base = chunk.get("base_resp")  # MiniMax
    if isinstance(base, dict) and base.get("status_code"):
        return complaint_of(base, chunk)
    words = any(isinstance(chunk.get(k), str) and chunk[k] for k in _WORDS)
    numbers = [chunk[k] for k in _NUMBERS if k in chunk]
    fine = numbers and all((n.casefold() if isinstance(n, str) else n) in _FINE for n in numbers)
    return complaint_of(chunk, chunk) if words and not fine else None


def complaint_of(error: Any, around: Any = None) -> Complaint:
    """The error in what is known to be one: any JSON value, or text.

    Args:
        error: The error itself.
        around: The object in which it stood; it may name the status and the request.
    """
    places = [d for d in (*_nested(error), around) if isinstance(d, dict)]
    message = _words_of(error).strip() or _("the service reported an error without a message")
    found = _STATUS_IN_WORDS.search(message)  # DashScope writes the status into the words
    numbers = [found[1] if found else None, *(d.get(k) for d in places for k in _NUMBERS)]
    code = next((d[k] for d in places for k in ("code", "error_code") if _is_word(d.get(k))), None)
    kind = next((d["type"] for d in places if _is_word(d.get("type")) and d["type"] != "error"), None)
    return Complaint(
        message=message,
        status=next((s for s in map(_status, numbers) if s), None),
        code=code or kind,
        param=next((d["param"] for d in places if _is_word(d.get("param"))), None),
        request_id=next((d[k] for k in _IDS for d in places[::-1] if _is_word(d.get(k))), None),
    )


def text_of_page(text: str) -> str:
    """What a web page or a plain text says, in a few words."""
    if not looks_like_html(text):
        return " ".join(text.split())[:300]
    title = re.search(r"<title[^>]*>(.*?)</title", text, re.IGNORECASE | re.DOTALL)
    if title and title[1].strip():
        return " ".join(html.unescape(title[1]).split())[:300]
    bare = re.sub(r"(?is)<(script|style)\b.*?</\1\s*>|<[^>]*>", " ", text)
    return " ".join(html.unescape(bare).split())[:300] or _("a web page without a title")


def looks_like_html(text: str) -> bool:
    """A page for browsers."""
    return bool(re.match(r"\s*(<!--.*?-->\s*)*<(!doctype\s+html|html|head|body|title|h1|center|meta|script)\b", text, re.IGNORECASE | re.DOTALL))  # fmt: skip


def _nested(error: Any) -> list[Any]:
    """The error and what stands inside of it, the innermost first."""
    out = [error]
    while len(out) < 5:
        inner = out[-1]
        if isinstance(inner, list) and inner:
            out.append(inner[0])
        elif isinstance(inner, dict) and (
            key := next((k for k in _INSIDE if isinstance(inner.get(k), dict | list)), "")
        ):
            out.append(inner[key])
        else:
            break
    return out[::-1]


def _words_of(value: Any, depth: int = 0) -> str:
    if isinstance(value, str):
        return value
    if depth > 4 or value in (None, [], {}) or isinstance(value, bool):
        return ""
    if isinstance(value, list):
        return "; ".join(filter(None, (_words_of(v, depth + 1) for v in value[:_MOST_ITEMS])))
    if not isinstance(value, dict):
        return str(value)[:40]
    keys = _WORDS if value.get("error") in _PHRASES and any(value.get(k) for k in _WORDS) else (*_INSIDE, *_WORDS)
    words = next((w for k in keys if (w := _words_of(value.get(k), depth + 1))), "")
    if isinstance(value.get("loc"), list):  # FastAPI: which field it is about
        return ".".join(str(p) for p in value["loc"]) + f": {words}"
    raw = value["metadata"].get("raw") if isinstance(value.get("metadata"), dict) else None  # OpenRouter
    if words and isinstance(raw, str) and raw:
        return f"{words}: {raw}"
    return words or json.dumps(value, ensure_ascii=False, default=str)[:300]


def _is_word(value: Any) -> bool:
    return isinstance(value, str) and bool(value)


def _status(value: Any) -> int | None:
    if isinstance(value, bool) or not (isinstance(value, int) or (isinstance(value, str) and value.isdecimal())):
        return None
    return int(value) if len(str(value)) == 3 and 400 <= int(value) < 600 else None
