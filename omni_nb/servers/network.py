"""What this machine says of the way to a server: its proxies and its certificates. It opens no connection.

The transport reads the same variables itself, and raises its own exceptions at what it cannot take
(`socks://` without socksio, a port of letters, a certificate file that is gone, `fd00::/8` in NO_PROXY).
So they are read here, where it is known which variable it was. Values are shown without passwords.
"""

from __future__ import annotations

import importlib.util
import ipaddress
import os
import re
import ssl
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

from omni_nb.errors import MissingExtra, NetworkMisconfigured
from omni_nb.escape import visible
from omni_nb.messages import Message, _, joined, listed
from omni_nb.servers.hosts import address, canonical, is_loopback
from omni_nb.servers.keys import Secret

CERTIFICATES = ("SSL_CERT_FILE", "SSL_CERT_DIR")
_OTHERS_CERTIFICATES = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "NODE_EXTRA_CA_CERTS")
_DEFAULT_PORT = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True, kw_only=True)
class Proxy:
    """A proxy on the way.

    Attributes:
        url: With its user name and password, if it has them.
        shown: Without them, for people.
        variable: Where it was named: `HTTPS_PROXY`, or the system's settings.
    """

    url: Secret
    shown: str
    variable: str

    def __str__(self) -> str:
        return f"{self.shown} ({self.variable})"


def proxy_for(url: str) -> Proxy | None:
    """The proxy through which this URL is reached, or None.

    Raises:
        NetworkMisconfigured: What the variable says is no proxy.
        MissingExtra: A SOCKS proxy, and the package for it is not installed.
    """
    split = urlsplit(url)
    host, port = canonical(split.hostname or ""), split.port or _DEFAULT_PORT.get(split.scheme, 443)
    named = urllib.request.getproxies()
    kind = next((k for k in (split.scheme, "all") if named.get(k)), None)
    if kind is None or is_loopback(host) or _excepted(host, port, named):
        return None
    names = (f"{kind}_proxy", f"{kind.upper()}_PROXY")
    variable = next((n for n in names if os.environ.get(n)), _("the system's settings"))
    return _checked(named[kind].strip(), variable)


def certificates() -> ssl.SSLContext | None:
    """The certificates that the user named, or None for those that come with the transport.

    Raises:
        NetworkMisconfigured: They cannot be read.
    """
    file, folder = (os.environ.get(name) or None for name in CERTIFICATES)
    if not file and not folder:
        return None
    for name, value, there in (("SSL_CERT_FILE", file, Path.is_file), ("SSL_CERT_DIR", folder, Path.is_dir)):
        if value and not any(there(Path(v)) for v in (value.split(os.pathsep) if name.endswith("DIR") else [value])):
            raise _no_certificates(
                name,
                _("{value}, and there is no such file", value=repr(value))
                if name.endswith("FILE")
                else _("{value}, and there is no such folder", value=repr(value)),
            )
    try:
        return ssl.create_default_context(cafile=file, capath=folder)
    except (OSError, ValueError):
        problem = _("{file}, which contains no readable PEM certificate", file=repr(file))
    raise _no_certificates("SSL_CERT_FILE", problem)


def advice_on_certificates() -> Message:
    """What to do where a certificate was not believed, after what is set on this machine."""
    other = next((n for n in _OTHERS_CERTIFICATES if os.environ.get(n)), None)
    set_here = [n for n in CERTIFICATES if os.environ.get(n)]
    if set_here:
        return _(
            "{variables} is set: add the certificate of the server or the company to it, too.",
            variables=listed(set_here),
        )
    name_it = _(
        "If it is your company's proxy or server, give its certificate (a PEM file): SSL_CERT_FILE=/path/to/company.pem."
    )
    if other is None:
        return name_it
    same = _("{variable} is set but not used here; SSL_CERT_FILE can name the same file.", variable=other)
    return joined([name_it, same])


def shown(url: str) -> str:
    """A URL for people: without user name, password and query."""
    bare = re.sub(r"^([a-z][\w+.-]*://)?[^/?#]*@", r"\1…@", url.strip(), flags=re.IGNORECASE)
    return re.split(r"[?#]", " ".join(visible(bare).split()))[0]


def summary() -> list[str]:
    """Lines for `omni-nb doctor`: what is set, in plain words, and what of it does not work."""
    lines: list[str] = []
    for name in ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "NO_PROXY"):
        for spelled in (name.lower(), name):
            if value := os.environ.get(spelled):
                value = shown(value) if name != "NO_PROXY" else value
                lines.append(_("{name} is {value}", name=spelled, value=value))
                break
    lines += [f"{name} is {os.environ[name]}" for name in CERTIFICATES if os.environ.get(name)]
    lines += [
        _("{n} is set, but is not used here; SSL_CERT_FILE is", n=n)
        for n in _OTHERS_CERTIFICATES
        if os.environ.get(n) and not os.environ.get("SSL_CERT_FILE")
    ]
    return lines


def _checked(url: str, variable: str) -> Proxy:
    full = url if "://" in url else f"http://{url}"
    try:
        split = urlsplit(full)
        good = bool(split.hostname) and split.path in ("", "/") and not re.search(r"[\s\\<>]", full)
        good = good and split.scheme.lower() in ("http", "https", "socks", "socks5", "socks5h") and split.port != 0
    except ValueError:
        good = False
    if not good:
        raise NetworkMisconfigured(
            _("{variable} is {shown}, which is not a usable proxy", variable=variable, shown=repr(shown(url))),
            code="proxy",
            repair=_(
                "Write {variable}=http://host:port (or socks5h://host:port), or unset it to use no proxy.",
                variable=variable,
            ),
        )
    if split.scheme.lower().startswith("socks") and importlib.util.find_spec("socksio") is None:
        raise MissingExtra(
            _(
                "{variable} is {shown}, a SOCKS proxy, and the package it needs is not installed",
                variable=variable,
                shown=shown(url),
            ),
            repair=_('pip install "omni_nb[socks]", or name an http:// proxy, or unset it.'),
        )
    scheme = "socks5h" if split.scheme.lower() == "socks" else split.scheme.lower()  # as desktops write it
    # What is in a password may not be taken for the end of it: "p@ss@host" sends "ss@host" to the name server.
    user = ":".join(quote(unquote(t), safe="") for t in (split.username, split.password) if t is not None)
    place = split.netloc.rpartition("@")[2]
    return Proxy(
        url=Secret(f"{scheme}://{user}{'@' if user else ''}{place}"), shown=f"{scheme}://{place}", variable=variable
    )


def _excepted(host: str, port: int, named: Mapping[str, str]) -> bool:
    """NO_PROXY names it: `*`, a host, a domain with or without its dot, an address, a network, each with a port or not."""
    ip = address(host)
    for entry in re.split(r"[,\s]+", named.get("no", "")):
        name = entry.partition("://")[2] if "://" in entry else entry
        if not name:
            continue
        if name == "*":
            return True
        found = re.fullmatch(r"(\[[^\]]*\]|[^:]*):(\d+)", name)
        if found:
            name = found[1]
            if int(found[2]) != port:
                continue
        name = name.removeprefix("*").strip("[]")
        if ip is not None:
            if _in_network(ip, name):
                return True
        elif (bare := canonical(name.lstrip("."))) and (host == bare or host.endswith("." + bare)):
            return True
    return not named.get("no") and bool(urllib.request.proxy_bypass(host))  # exceptions of macOS and Windows


def _in_network(ip: ipaddress.IPv4Address | ipaddress.IPv6Address, name: str) -> bool:
    try:
        return ip in ipaddress.ip_network(name, strict=False)
    except ValueError:
        return address(canonical(name)) == ip


def _no_certificates(variable: str, what: str) -> NetworkMisconfigured:
    return NetworkMisconfigured(
        _("{variable} names {what}", variable=variable, what=what),
        code="certificate",
        repair=_("Unset {variable}, or give a certificate file (PEM) to trust.", variable=variable),
    )
