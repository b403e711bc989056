"""Which server, and with which key. One rule above all: a key goes to its own company only.

It opens no connection. A key lives in a `Secret`, which shows itself to nobody.
"""

from __future__ import annotations

import ipaddress
import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, NoReturn
from urllib.parse import urlsplit

from omni_nb.errors import KeyMissing
from omni_nb.prompt import catalog

ServerName = Literal["simulator", "dashscope", "openai", "openrouter"]

_URLS = {
    "openai": "https://api.openai.com/v1",
    "openrouter": "https://openrouter.ai/api/v1",
}
# Keys that tell whose they are. Sending one elsewhere gives it away.
_OWNERS = (("sk-proj-", "OpenAI"), ("sk-svcacct-", "OpenAI"), ("sk-or-", "OpenRouter"), ("sk-ant-", "Anthropic"))


class Secret:
    """A key. Its repr, str and pickle show nothing; `reveal()` gives it to the one who sends it."""

    __slots__ = ("__value",)

    def __init__(self, value: str) -> None:
        self.__value = value

    def reveal(self) -> str:
        """The key itself."""
        return self.__value

    def scrub(self, text: str) -> str:
        """The text with the key struck out, should a server echo it."""
        return text.replace(self.__value, "‹key›") if len(self.__value) >= 8 else text

    def __repr__(self) -> str:
        return "‹key›"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a key is not pickled; give it again where you need it, from the environment")


EMPTY = Secret("EMPTY")


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """A server and the key for it.

    Attributes:
        base_url: Up to and with `/v1`; None for the built-in simulator, whose port is not chosen yet.
        title: For people: `DashScope (beijing)`, `127.0.0.1:8091`, `the simulator`.
    """

    base_url: str | None
    key: Secret
    title: str

    @property
    def simulated(self) -> bool:
        """The built-in simulator was chosen."""
        return self.base_url is None

    @property
    def host(self) -> str:
        """The host's name, lower case."""
        return (urlsplit(self.base_url or "").hostname or "").lower()

    @property
    def loopback(self) -> bool:
        """On this machine: proxy variables must not apply."""
        return is_loopback(self.host)


def resolve(
    *,
    key: Secret | None,
    region: str | None,
    base_url: str | None,
    server: str | None,
    getenv: Callable[[str], str | None] = os.getenv,
) -> Address:
    """Choose the server and its key.

    Nothing named and no `DASHSCOPE_API_KEY`: the simulator. Whoever names a region or a server
    and gives no key gets an error, not the simulator. The environment is asked through a function,
    because a verbose traceback prints every variable of a frame, and `os.environ` whole.

    Raises:
        KeyMissing: No key for the server that was named.
        ValueError: A malformed key or URL, an unknown region or server, or two answers to one question.
    """
    url = _named_url(region, base_url, server)
    if url is None:
        if server == "simulator" or (key is None and not (getenv("DASHSCOPE_API_KEY") or "").strip()):
            return Address(base_url=None, key=EMPTY, title="the simulator")
        region, url = "beijing", catalog.regions()["beijing"]
    host = (urlsplit(url).hostname or "").lower()
    owner = catalog.host(host)
    chosen = key or _key_from(getenv, owner, host)
    if owner is not None:
        _refuse_foreign(chosen, owner.name)
    title = owner.name if owner else urlsplit(url).netloc
    found = next((name for name, known in catalog.regions().items() if known == url), None)
    return Address(base_url=url, key=chosen, title=f"{title} ({found})" if found else title)


def wrap_key(value: str) -> tuple[Secret | None, str]:
    """A key as a person pastes it: wrapped, or None and what is wrong with it (never the key itself).

    It raises nothing: the frames of a traceback would hold the key.
    """
    value = value.strip().strip("\"'")
    if not value:
        return None, "the API key is empty; leave api_key out to use the environment or the simulator"
    if value.lower().startswith("bearer "):
        return None, "the API key begins with 'Bearer '; give the key alone"
    if not re.fullmatch(r"[\x21-\x7e]+", value) or "***" in value:
        return None, (
            f"the API key is malformed: {len(value)} characters with spaces, control or non-ASCII characters, or stars "
            "in it; copy it again from the service's console"
        )
    return Secret(value), ""


def is_loopback(host: str) -> bool:
    """Localhost or an address of this machine's loopback range."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _named_url(region: str | None, base_url: str | None, server: str | None) -> str | None:
    named = [n for n, v in (("region", region), ("base_url", base_url), ("server", server)) if v is not None]
    if len(named) > 1 and not (server == "dashscope" and base_url is None):
        raise ValueError(f"{' and '.join(named)} both say which server; give one")
    if region is not None:
        if region not in catalog.regions():
            raise ValueError(f"no region {region!r}; there are {', '.join(catalog.regions())}")
        return catalog.regions()[region]
    if server is not None and server not in ("simulator", "dashscope", *_URLS):
        raise ValueError(f"no server {server!r}; there are simulator, dashscope, {', '.join(_URLS)}; or give base_url=")
    if server is not None:
        return catalog.regions()["beijing"] if server == "dashscope" else _URLS.get(server)
    return None if base_url is None else _clean_url(base_url)


def _clean_url(url: str) -> str:
    split = urlsplit(url.strip())
    if split.scheme not in ("http", "https") or not split.hostname:
        raise ValueError(f"base_url must be like http://127.0.0.1:8091/v1, got {_without_user(url)!r}")
    if split.username or split.password:
        raise ValueError("base_url holds a user name or password; give the key with api_key= instead")
    return url.strip().rstrip("/").removesuffix("/chat/completions").rstrip("/")


def _without_user(url: str) -> str:
    return re.sub(r"//[^/@]*@", "//…@", url)


def _key_from(getenv: Callable[[str], str | None], owner: catalog.Host | None, host: str) -> Secret:
    names = [*([owner.key_variable] if owner else []), "OMNI_NB_API_KEY"]
    for name in names:
        if (getenv(name) or "").strip():
            secret, problem = wrap_key(getenv(name) or "")
            if secret is None:
                raise ValueError(f"{name}: {problem}")
            return secret
    if is_loopback(host):
        return EMPTY
    raise KeyMissing(
        f"no API key for {owner.name if owner else host}: looked at api_key= and at {' and '.join(names)}",
        repair=f"Set {names[0]} in the environment, or give api_key=. For a try without a key: Omni.simulated().",
        repair_zh=f"请设置环境变量 {names[0]} 或传入 api_key=；无需 Key 试用：Omni.simulated()。",
    )


def _refuse_foreign(key: Secret, company: str) -> None:
    for prefix, owner in _OWNERS:
        if key.reveal().startswith(prefix) and owner != company:
            raise KeyMissing(
                f"this key is {owner}'s and the server is {company}'s: it was not sent",
                code="foreign_key",
                repair=f"Give a key of {company}.",
                repair_zh=f"请使用 {company} 的 Key。",
            )
