"""What a host is: this machine, or another. Told by an address parser, never by spellings; it looks nothing up.

`127.1`, `0x7f.1` and `2130706433` are addresses to every system's resolver, `localhost.` and `x.localhost`
names of this machine (RFC 6761 §6.3). `127.0.0.1.evil.example` is a name of somebody else's.
"""

from __future__ import annotations

import ipaddress
import re
import unicodedata

IP = ipaddress.IPv4Address | ipaddress.IPv6Address


def canonical(host: str) -> str:
    """One spelling for each host: lower case, no dot at the end, addresses in their usual form.

    The unspecified address (`0.0.0.0`, `::`), which a server prints as the place where it listens,
    becomes the loopback address: only some systems connect to it.
    """
    name = unicodedata.normalize("NFKC", host).replace("。", ".").lower().removesuffix(".")
    ip = address(name)
    if ip is None:
        return name
    if ip.is_unspecified:
        return "127.0.0.1" if ip.version == 4 else "::1"
    return str(ip)


def dialled(host: str) -> str:
    """What to connect to: names below `localhost` are this machine, whatever a name server may say of them."""
    return "127.0.0.1" if canonical(host).endswith(".localhost") else host


def is_loopback(host: str) -> bool:
    """It is this machine: proxies do not apply, and nobody else hears what is sent."""
    name = canonical(host)
    ip = address(name)
    return ip.is_loopback if ip is not None else name == "localhost" or name.endswith(".localhost")


def address(host: str) -> IP | None:
    """The IP address that a resolver reads in it, or None for a name."""
    text = host.removeprefix("[").removesuffix("]")
    try:
        ip: IP = ipaddress.ip_address(text)
    except ValueError:
        return _loose_ipv4(text)
    mapped = ip.ipv4_mapped if isinstance(ip, ipaddress.IPv6Address) else None
    return mapped or ip


def _loose_ipv4(text: str) -> ipaddress.IPv4Address | None:
    """As inet_aton reads it: one to four numbers, also octal and hexadecimal; the last one fills what is left."""
    numbers = [_number(part) for part in text.split(".")]
    known = [n for n in numbers if n is not None]
    if not 1 <= len(numbers) <= 4 or len(known) != len(numbers):
        return None
    *head, last = known
    if any(n > 255 for n in head) or last >= 256 ** (4 - len(head)):
        return None
    return ipaddress.IPv4Address(sum(n << (24 - 8 * i) for i, n in enumerate(head)) + last)


def _number(text: str) -> int | None:
    if re.fullmatch(r"0x[0-9a-f]+", text):
        return int(text, 16)
    if re.fullmatch(r"0[0-7]*", text):
        return int(text, 8)
    return int(text) if re.fullmatch(r"[1-9][0-9]{0,9}", text) else None
