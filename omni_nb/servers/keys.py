"""A key: nobody sees it, and it goes to its own company only.

A `Secret` shows itself to nobody. Whose a key is, its first letters often tell; the catalog knows them.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NoReturn
from urllib.parse import quote

from omni_nb import catalog
from omni_nb.errors import KeyMissing
from omni_nb.messages import _
from omni_nb.servers.hosts import is_loopback

# What the manuals of servers without keys tell people to write where a client wants one.
_NO_KEY = frozenset({"empty", "none", "null", "no-key", "nokey", "not-needed", "dummy", "ollama", "lm-studio", "-"})

_PIECE = 5
_PIECE_OF_BASE64 = 7  # of six letters, four characters of the key can be read, as of a piece of four
_SECRET_HEADER = re.compile(r"key|token|auth|secret|cookie|session|passw|credential", re.IGNORECASE)


class Secret:
    """A key. Its repr, str and pickle show nothing; `reveal()` gives it to the one who sends it."""

    __slots__ = ("__forms", "__pattern", "__value")

    def __init__(self, value: str) -> None:
        self.__value = value
        plain = base64.b64encode(value.encode()).decode().rstrip("=")
        forms = (value, quote(value, safe=""), plain, plain.replace("+", "-").replace("/", "_"))
        self.__forms = () if len(value) < 8 or self.empty else tuple(dict.fromkeys(forms))
        self.__pattern = _scattered(value) if self.__forms else None

    def reveal(self) -> str:
        """The key itself."""
        return self.__value

    @property
    def empty(self) -> bool:
        """A word that stands where no key is needed: it is no secret."""
        return self.__value.strip().casefold() in ("", *_NO_KEY)

    def scrub(self, text: str) -> str:
        """The text with the key struck out, should a server echo it; also as base64, as part of a URL, or in pieces."""
        for form in self.__forms:
            if form in text:
                text = text.replace(form, "‹key›")
        return text if self.__pattern is None else self.__pattern.sub("‹key›", text)

    def open_end(self, text: str) -> int:
        """How many characters at the end of the text could be the beginning of the key, which may come in pieces."""
        key = self.__value
        if not self.__forms or not text or text[-1] not in key:
            return 0
        return next((n for n in range(min(len(key) - 1, len(text)), 0, -1) if text.endswith(key[:n])), 0)

    def __repr__(self) -> str:
        return "‹key›"

    def __reduce__(self) -> NoReturn:
        raise TypeError(_("keys are not pickled; set the key again where you need it, from the environment"))


EMPTY = Secret("EMPTY")


def wrap_key(value: str) -> tuple[Secret | None, str]:
    """A key as a person pastes it: wrapped, or None and what is wrong with it (never the key itself).

    It raises nothing: the frames of a traceback would hold the key.
    """
    if not isinstance(value, str):  # from a JSON file, a secrets manager
        return None, _("the API key must be text (str), got {name}", name=type(value).__name__)
    value = value.strip().strip("\"'")
    if not value:
        return None, _("the API key is empty; omit api_key to use the environment or the simulator")
    if value.lower().startswith("bearer "):
        return None, _("the API key begins with 'Bearer '; give only the key")
    if not re.fullmatch(r"[\x21-\x7e]+", value) or "***" in value:
        return None, (
            f"the API key is malformed: {len(value)} characters with spaces, control or non-ASCII characters, or stars "
            "in it; copy it again from the service's console"
        )
    return Secret(value), ""


def refuse_foreign(key: Secret, host: str, *, trusted: bool) -> None:
    """Raise where a key tells that it is another company's.

    A server that nobody knows may be a gateway that hands the key on: it gets one when the user says so.

    Raises:
        KeyMissing: It is, and was not sent.
    """
    owner = next((o for o in catalog.key_owners() if key.reveal().startswith(o.prefixes)), None)
    if owner is None or owner.has(host) or is_loopback(host):
        return
    other = catalog.host(host)
    company = other.name if other else next((o.name for o in catalog.key_owners() if o.has(host)), None)
    if company is None and trusted:
        return
    whose = (
        _("the server is {company}'s", company=company)
        if company
        else _("{host} is not one of {name}'s servers", host=host, name=owner.name)
    )
    raise KeyMissing(
        _("this key is {name}'s and {whose}: it was not sent", name=owner.name, whose=whose),
        code="foreign_key",
        repair=_("Use a key of {company}.", company=company)
        if company
        else _(
            "Use a key of that server. If {host} is a gateway that should receive this key, allow it: Omni(…, trust_server=True).",
            host=host,
        ),
    )


def _scattered(value: str) -> re.Pattern[str]:
    """The value with whatever is no letter and no digit between its characters: a line's end, markup that became a space."""
    return re.compile(r"[\W_]{0,6}?".join(map(re.escape, value)), re.IGNORECASE)


def _secret_headers(headers: Mapping[str, str]) -> tuple[str, ...]:
    found = (value.rsplit(" ", 1)[-1] for name, value in headers.items() if _SECRET_HEADER.search(name))
    return tuple(value for value in found if len(value) >= 8)


def striker(key: Secret, headers: Mapping[str, str]) -> Callable[[str], str]:
    """Takes the key out of a text, and what stands in headers whose name says that it is secret."""
    hidden = tuple(map(_scattered, _secret_headers(headers)))

    def strike(text: str) -> str:
        text = key.scrub(text)
        for value in hidden:
            text = value.sub("‹header›", text)
        return text

    return strike


def piece_striker(key: Secret, headers: Mapping[str, str]) -> Callable[[str], str]:
    """As `striker`, and takes out pieces of secrets, too: of five characters and more, of seven and more in base64.

    For a stream that is kept as it came, where a secret may be cut between two chunks. What it takes out too much
    (`sk-pro` is of everybody's key) is no loss there.
    """
    strike = striker(key, headers)
    secrets = [*_secret_headers(headers), *([] if key.empty else [key.reveal()])]
    coded = [form for s in secrets for form in _in_base64(s)]
    pieces = [(n, _pieces(of, n)) for n, of in ((_PIECE, secrets), (_PIECE_OF_BASE64, coded))]
    del secrets, coded
    if not any(known for _n, known in pieces):
        return strike

    def strike_pieces(text: str) -> str:
        text = strike(text)
        found = [(i, i + n) for n, known in pieces for i in range(len(text) - n + 1) if text[i : i + n] in known]
        out: list[str] = []
        done = 0
        for at, end in sorted(found):
            if at > done or not out:
                out += [text[done:at], "‹…›"]
            done = max(done, end)
        return "".join([*out, text[done:]])

    return strike_pieces


def _pieces(secrets: Iterable[str], length: int) -> frozenset[str]:
    return frozenset(s[i : i + length] for s in secrets for i in range(len(s) - length + 1))


def _in_base64(secret: str) -> Iterator[str]:
    """What of base64 is the secret's alone, wherever in a text it stands: `Basic …` of a user and it, a JSON around it."""
    data = secret.encode()
    for before in range(3):
        whole = base64.b64encode(bytes(before) + data).decode()
        letters = whole[-(-before * 8 // 6) : (before + len(data)) * 8 // 6]
        yield from {letters, letters.replace("+", "-").replace("/", "_")}


def clean_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """Further headers of the user, checked. Values are not repeated in errors: they may be secret.

    Raises:
        ValueError: One that HTTP cannot carry, or one that would replace the key.
        TypeError: They are no mapping.
    """
    if not isinstance(headers, Mapping):
        raise TypeError(_("headers must be a dict of names and values, got {name}", name=type(headers).__name__))
    for name, value in headers.items():
        if not (isinstance(name, str) and re.fullmatch(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+", name)):
            raise ValueError(_("headers= holds {name}, which is not a valid HTTP header name", name=repr(name)))
        if not (isinstance(value, str) and re.fullmatch(r"[\t\x20-\x7e\x80-\xff]*", value)):
            raise ValueError(
                _(
                    "the value of the header {name} cannot be sent: it must be one line of Latin characters",
                    name=name,
                )
            )
        if name.lower() == "authorization":
            raise ValueError(_("headers= holds Authorization; give the key with api_key= instead"))
    return dict(headers)
