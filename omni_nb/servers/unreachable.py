"""Why there was no connection: the exceptions of sockets, TLS and the transport to an error that says what to do.

Knows no SDK and no transport: it walks the chain of causes down to what the system said, and tells the
transports' own exceptions by their class's name.
"""

from __future__ import annotations

import errno
import re
import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from omni_nb.errors import ConnectionFailed, NetworkMisconfigured, OmniError, TimedOut
from omni_nb.escape import visible
from omni_nb.messages import Message, _, joined
from omni_nb.servers import network
from omni_nb.servers.hosts import is_loopback
from omni_nb.servers.network import Proxy


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """The way that was tried: to a URL, through a proxy or not."""

    url: str
    proxy: Proxy | None = None

    @property
    def where(self) -> str:
        """Host and port, for people."""
        return urlsplit(self.url).netloc

    @property
    def first(self) -> str:
        """What was connected to first, and why."""
        return _("the proxy {proxy}", proxy=self.proxy) if self.proxy else self.where


def why(err: BaseException, route: Route, words: str = "") -> OmniError:
    """The error for a connection that did not come about.

    Args:
        err: What was raised; its causes are looked at too.
        route: The way that was tried.
        words: What is said of an exception that is not known, secrets struck out.
    """
    chain = list(_chain(err))
    names = " ".join(type(e).__name__ for e in chain)
    for explain in (_certificate, _tls, _proxy_refused, _name, _refused, _no_way, _closed, _not_http):
        if (found := explain(chain, names, route)) is not None:
            return found
    if "Timeout" in names:
        return TimedOut(
            _("{first} did not answer in time", first=route.first),
            repair=joined([_("Try again, or give a longer timeout_s."), _behind(route)]),
        )
    return ConnectionFailed(
        _("no connection to {where}", where=route.where) + (Message(": {words}", words=words) if words else ""),
        code="connection_lost",
        repair=joined([_("Check the address and the network."), _behind(route)]),
    )


def _chain(err: BaseException | None) -> Iterator[BaseException]:
    """It, what it came of, and what is in groups."""
    todo, seen = [err], set()
    while todo:
        if (one := todo.pop(0)) is None or id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        todo += [one.__cause__, one.__context__, *getattr(one, "exceptions", ())]


def _certificate(chain: list[BaseException], names: str, route: Route) -> OmniError | None:
    bad = next((e for e in chain if isinstance(e, ssl.SSLCertVerificationError)), None)
    if bad is None:
        return None
    said = str(getattr(bad, "verify_message", "") or _("it is not trusted")).rstrip(".")
    whose = _("the certificate of {where}", where=route.where)
    if getattr(bad, "verify_code", 0) in (9, 10):  # not yet valid, expired
        return _misset(
            "certificate",
            _("{whose} is not valid at the time of this machine's clock ({said})", whose=whose, said=said),
            _("Check this machine's clock. If it is right, the owner of the certificate must renew it."),
        )
    if getattr(bad, "verify_code", 0) in (62, 64) or "match" in said.lower():
        return _misset(
            "certificate",
            _("{whose} is for another host name ({said})", whose=whose, said=said),
            _("Write base_url with the host name that the certificate is for."),
        )
    return _misset(
        "certificate",
        _("{whose} is signed by an unknown authority ({said})", whose=whose, said=said),
        network.advice_on_certificates(),
    )


def _tls(chain: list[BaseException], names: str, route: Route) -> OmniError | None:
    bad = next((e for e in chain if isinstance(e, ssl.SSLError)), None)
    if bad is None or (isinstance(bad, ssl.SSLZeroReturnError | ssl.SSLEOFError) and "Connect" not in names):
        return None
    if route.proxy is not None and route.proxy.shown.startswith("https:"):
        return _misset(
            "proxy",
            _("{first} does not use TLS", first=route.first),
            _(
                "Most proxies are written as {variable}=http://host:port, also for https servers.",
                variable=route.proxy.variable,
            ),
        )
    hint = Message("")
    if is_loopback(urlsplit(route.url).hostname or ""):
        hint = _(
            "If that server does not use TLS: base_url={url}.", url=repr(route.url.replace("https://", "http://", 1))
        )
    return _misset(
        "not_http",
        _("{where} answered, but not with a TLS that can be used here", where=route.where),
        joined([_("Check the port and whether it is https://."), hint, _behind(route)]),
    )


def _proxy_refused(chain: list[BaseException], names: str, route: Route) -> OmniError | None:
    bad = next((e for e in chain if "Proxy" in type(e).__name__), None)
    if bad is None or route.proxy is None:
        return None
    said = " ".join(visible(bad).split())[:200]
    if "407" in said or "auth" in said.lower() or "credential" in said.lower():
        return _misset(
            "proxy",
            _("{first} requires a user name and a password ({said})", first=route.first, said=said),
            _(
                "Write {variable}=http://name:password@host:port (@ and : in them as %40 and %3A).",
                variable=route.proxy.variable,
            ),
        )
    cause = _("{first} refused the connection to {where} ({said})", first=route.first, where=route.where, said=said)
    repair = joined([_("Ask the administrator of the proxy."), _behind(route)])
    if re.match(r"5\d\d", said):  # of a server that it did not reach now: that may pass
        return ConnectionFailed(cause, repair=repair)
    return _misset("proxy", cause, repair)


def _name(chain: list[BaseException], names: str, route: Route) -> OmniError | None:
    if not any(isinstance(e, socket.gaierror) for e in chain):
        return None
    return ConnectionFailed(
        _("the host name of {first} cannot be resolved (DNS)", first=route.first),
        repair=joined([_("Check the spelling and the network."), _behind(route)]),
    )


def _refused(chain: list[BaseException], names: str, route: Route) -> OmniError | None:
    if not any(isinstance(e, ConnectionRefusedError) for e in chain):
        return None
    if route.proxy is None and is_loopback(urlsplit(route.url).hostname or ""):
        port = urlsplit(route.url).port
        command = f"omni-nb simulate --port {port}" if port else "omni-nb simulate"
        return ConnectionFailed(
            _("no connection: nothing is listening at {where}; is the server running?", where=route.where),
            repair=_("Start it (the simulator: {command}), or check the port.", command=command),
        )
    return ConnectionFailed(
        _("no connection: nothing is listening at {first}", first=route.first),
        repair=joined([_("Check the address and the port."), _behind(route)]),
    )


def _no_way(chain: list[BaseException], names: str, route: Route) -> OmniError | None:
    no_way = {errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN, errno.EACCES, errno.EPERM, errno.EADDRNOTAVAIL}
    if not any(isinstance(e, OSError) and e.errno in no_way for e in chain):
        return None
    return ConnectionFailed(
        _("no connection: this machine has no route to {first}", first=route.first),
        repair=joined([_("Check the network, VPN and firewall."), _behind(route)]),
    )


def _closed(chain: list[BaseException], names: str, route: Route) -> OmniError | None:
    reset = any(isinstance(e, ConnectionResetError | BrokenPipeError) for e in chain)
    if not reset and "ReadError" not in names and not any("without sending" in str(e) for e in chain):
        return None
    other = route.url.replace("http://", "https://", 1) if route.proxy is None else route.url
    hint = _("If that server uses TLS: base_url={url}.", url=repr(other)) if other != route.url else Message("")
    return ConnectionFailed(
        _("no connection: {first} closed it without a response", first=route.first),
        code="connection_closed",
        repair=joined([_("Try again; check that a model's server listens on that port."), hint, _behind(route)]),
    )


def _not_http(chain: list[BaseException], names: str, route: Route) -> OmniError | None:
    if "RemoteProtocolError" not in names:
        return None
    return _misset(
        "not_http",
        _("the server at {first} does not use HTTP/1.1", first=route.first),
        joined([_("Check the port and whether it is https://."), _behind(route)]),
    )


def _misset(code: str, cause: str, repair: Message) -> NetworkMisconfigured:
    return NetworkMisconfigured(cause, code=code, repair=repair)


def _behind(route: Route) -> Message:
    host = urlsplit(route.url).hostname or ""
    if is_loopback(host):
        return Message("")
    if route.proxy is not None:
        return _("Set NO_PROXY={host} to bypass the proxy {proxy}.", host=host, proxy=route.proxy)
    return _("Behind a proxy, set HTTPS_PROXY.")
