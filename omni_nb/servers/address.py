"""Which server, and with which key. One rule above all: a key goes to its own company only.

It opens no connection.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from omni_nb import catalog
from omni_nb.errors import KeyMissing, NetworkMisconfigured
from omni_nb.messages import Message, _, both, joined, listed
from omni_nb.servers.hosts import canonical, is_loopback
from omni_nb.servers.keys import EMPTY, Secret, refuse_foreign, wrap_key

SIMULATOR = "simulator"
ANY_KEY = "OMNI_NB_API_KEY"  # for a server that nobody knows
TRUSTED = "OMNI_NB_TRUSTED_HOSTS"


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
        """The host's name or address, in its one spelling."""
        return canonical(urlsplit(self.base_url or "").hostname or "")

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
    trusted: bool = False,
    getenv: Callable[[str], str | None] = os.getenv,
) -> Address:
    """Choose the server and its key.

    Nothing named and no key of the default host's (`DASHSCOPE_API_KEY`): the simulator. Whoever names a region or a server
    and gives no key gets an error, not the simulator. The environment is asked through a function,
    because a verbose traceback prints every variable of a frame, and `os.environ` whole.

    Args:
        key: Given by the user, before any of the environment.
        region: A region of the default host.
        base_url: Any server's; of these three one at most.
        server: `simulator`, or the id of a host that the catalog knows.
        trusted: The server gets the key also over plain http, or where the key looks like another company's.
        getenv: Asks the environment.

    Raises:
        KeyMissing: No key for the server that was named, or one of another company.
        NetworkMisconfigured: The key would go over plain http to another machine.
        ValueError: A malformed key or URL, an unknown region or server, or two answers to one question.
    """
    url = _named_url(region, base_url, server)
    if url is None:
        if server == SIMULATOR or (key is None and not (getenv(catalog.default_host().key_variable) or "").strip()):
            return Address(base_url=None, key=EMPTY, title=_("the simulator"))
        url = catalog.default_host().url
    split = urlsplit(url)
    host = canonical(split.hostname or "")
    trusted = trusted or host in _trusted_hosts(getenv)
    owner = catalog.host(host)
    chosen = key or _key_from(getenv, owner, host)
    refuse_foreign(chosen, host, trusted=trusted)
    if split.scheme == "http" and not (trusted or chosen.empty or is_loopback(host)):
        raise _over_plain_http(split.netloc, owner)
    title = owner.name if owner else split.netloc
    found = next((name for name, known in (owner.regions if owner else {}).items() if known == url), None)
    return Address(base_url=url, key=chosen, title=f"{title} ({found})" if found else title)


def _named_url(region: str | None, base_url: str | None, server: str | None) -> str | None:
    named = [n for n, v in (("region", region), ("base_url", base_url), ("server", server)) if v is not None]
    usual = catalog.default_host()
    if len(named) > 1 and not (server == usual.id and base_url is None):
        raise ValueError(_("{named} both set the server; give only one", named=both(named)))
    if region is not None:
        if region not in usual.regions:
            raise ValueError(
                _("unknown region {region}; available: {regions}", region=repr(region), regions=listed(usual.regions))
            )
        return usual.regions[region]
    if server is None or server == SIMULATOR:
        return None if base_url is None else _clean_url(base_url)
    if (host := catalog.host_called(server)) is None:
        known = ", ".join([SIMULATOR, *(h.id for h in catalog.hosts())])
        raise ValueError(
            _("unknown server {server}; available: {known}; or give base_url=", server=repr(server), known=known)
        )
    return host.url


def _clean_url(url: str) -> str:
    """The URL with its host in one spelling, so that whoever reads it after us reads the same."""
    url = url.strip()
    try:
        split = urlsplit(url)
        port = split.port
    except ValueError:  # "[::1" or a port of letters
        split, port = SplitResult("", "", "", "", ""), None
    host = canonical(split.hostname or "")
    if (
        split.scheme not in ("http", "https")
        or not re.fullmatch(r"[\w.-]+|[0-9a-f.:]+(%\w+)?", host)
        or re.search(r"[\s\\\x00-\x1f]", url)
    ):
        raise ValueError(
            _(
                "base_url must be like http://127.0.0.1:8091/v1, got {without_user}",
                without_user=repr(_without_user(url)),
            )
        )
    if split.username or split.password:
        raise ValueError(_("base_url holds a user name or password; give the key with api_key= instead"))
    if split.query or split.fragment:
        raise ValueError(
            _(
                "base_url must not contain ? or #, got {partition} and more",
                partition=repr(_without_user(url).partition("?")[0]),
            )
        )
    netloc = (f"[{host}]" if ":" in host else host) + (f":{port}" if port is not None else "")
    return f"{split.scheme}://{netloc}{split.path}".rstrip("/").removesuffix("/chat/completions").rstrip("/")


def _without_user(url: str) -> str:
    return re.sub(r"//[^/]*@", "//…@", url)


def _trusted_hosts(getenv: Callable[[str], str | None]) -> frozenset[str]:
    return frozenset(canonical(name.strip()) for name in (getenv(TRUSTED) or "").split(",") if name.strip())


def _over_plain_http(netloc: str, owner: catalog.Host | None) -> NetworkMisconfigured:
    allow = _(
        'Use https://. If {server} is your own server on a network you trust, allow it: Omni(…, trust_server=True) or {variable}={host}; if it needs no key: api_key="EMPTY".',
        server=netloc, variable=TRUSTED, host=netloc.rpartition(":")[0] or netloc,
    )  # fmt: skip
    return NetworkMisconfigured(
        _(
            "the key would be sent over plain http to {netloc}, where anybody on the way can read it: it was not sent",
            netloc=netloc,
        ),
        code="key_over_http",
        repair=_("Use https://.") if owner else allow,
    )


def _key_from(getenv: Callable[[str], str | None], owner: catalog.Host | None, host: str) -> Secret:
    names = [*([owner.key_variable] if owner else []), ANY_KEY]
    for name in names:
        if (getenv(name) or "").strip():
            secret, problem = wrap_key(getenv(name) or "")
            if secret is None:
                raise ValueError(Message("{name}: {problem}", name=name, problem=problem))
            return secret
    if is_loopback(host):
        return EMPTY
    give = _("Set {variable} in the environment, or pass api_key=….", variable=names[0])
    if owner is None:
        give = _(
            'Set {variable} in the environment, or pass api_key=… (api_key="EMPTY" if no key is needed).',
            variable=names[0],
        )
    raise KeyMissing(
        _(
            "no API key for {which}: looked at api_key= and at {names}",
            which=owner.name if owner else host,
            names=both(names),
        ),
        repair=joined([give, _("To try it without a key: Omni.simulated().")]),
    )
