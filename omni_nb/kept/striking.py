"""What must not be kept: keys, tokens, account ids, wherever they stand. They are struck out before anything is written.

Keys that are known (of the server that was asked, and those in the environment) are found in any text; others by what
a URL, a field or a refusal calls them. It does not look for what only looks like a key in a person's or a model's words.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from omni_nb import catalog
from omni_nb.servers.address import ANY_KEY
from omni_nb.servers.keys import Secret

Strike = Callable[[str], str]
STRUCK = "‹key›"
_NAMES = (
    r"(?:[A-Za-z0-9]+[_-])*(?:api|access|auth|secret|session|security|refresh|bearer|private|account|client)[_-]?(?:key|token|secret|signature|credential)s?(?:[_-]?id)?"
    r"|x-(?:amz|goog|oss)-(?:signature|credential)|(?:oss|aws)accesskeyid"
    r"|key|token|secret|signature|sig|credential|password|passwd|authorization|auth|cookie|account(?:[_-]?id)?|user(?:[_-]?id)?|owner|organi[sz]ation"
)  # not max_tokens, eos_token, stop_token_ids
_FIELD = re.compile(_NAMES, re.IGNORECASE)
_QUERY = re.compile(rf"(?<![A-Za-z0-9_-])((?:{_NAMES})=)[^&#\s\"'<>]+", re.IGNORECASE)
_USER = re.compile(r"(?<=://)[^/?#\s@\"'<>]+@")
_ACCOUNT = re.compile(
    r"\b((?:account|owner|organi[sz]ation|org|project|workspace|tenant|user|customer)(?:[ _-]?(?:id|uid))?[\"']?\s*(?:[:=]|\bis\b|\bin\b)?\s*[\"'(]?)"
    r"((?:org|proj|acct|user|ws|ten)[-_][\w-]{4,}|[0-9]{6,}|[0-9a-f]{8}-[0-9a-f-]{20,})",
    re.IGNORECASE,
)
_KEYS = re.compile(
    r"\b(?:sk|pk|rk)-[\w-]{8,}|\bBearer\s+[\w.~+/=-]{8,}|\beyJ[\w-]{6,}\.[\w-]{6,}\.[\w-]+|\b(?:AKIA|LTAI)\w{12,}"
)


def of_environment() -> Strike:
    """Strikes the keys that stand in this machine's environment."""
    names = {host.key_variable for host in catalog.hosts()} | {ANY_KEY}
    found = [Secret(value) for name in sorted(names) if name and (value := os.environ.get(name, "").strip())]

    def strike(text: str) -> str:
        for secret in found:
            text = secret.scrub(text)
        return text

    return strike


def in_url(url: str) -> str:
    """A URL without its user, and without what it calls a key, a token, a signature, an account."""
    try:
        split = urlsplit(url)
    except ValueError:
        return in_words(url)
    user = f"{STRUCK}@" if "@" in split.netloc else ""
    place = split.netloc.rpartition("@")[2]
    query, end = (_QUERY.sub(rf"\1{STRUCK}", part) for part in (split.query, split.fragment))
    return urlunsplit((split.scheme, f"{user}{place}", split.path, query, end))


def in_words(text: str) -> str:
    """The words of a refusal: URLs, keys of any company, and whose account it was."""
    text = _QUERY.sub(rf"\1{STRUCK}", _USER.sub(f"{STRUCK}@", text))
    return _ACCOUNT.sub(rf"\1{STRUCK}", _KEYS.sub(STRUCK, text))


def in_fields(value: Any) -> Any:
    """Fields of JSON that somebody named: what is called a key, a token, an account goes; so it does below them."""
    if isinstance(value, Mapping):
        return {k: STRUCK if _FIELD.fullmatch(str(k)) and not isinstance(v, bool | Mapping) and v is not None else in_fields(v) for k, v in value.items()}  # fmt: skip
    if isinstance(value, list | tuple):
        return [in_fields(v) for v in value]
    return in_words(value) if isinstance(value, str) else value


def everywhere(value: Any, strike: Strike) -> Any:
    """A plain value with each string of it struck, names of fields too."""
    if isinstance(value, str):
        return strike(str.__str__(value))
    if isinstance(value, Mapping):
        return {strike(k): everywhere(v, strike) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [everywhere(v, strike) for v in value]
    return value
