r"""Which link of a model's text may be followed, and where bare addresses stand in words. Nothing is opened here.

A link that is not absolute points into the Jupyter server that shows it (`/api/shutdown`), and that is more than
`/x`: `http:x`, `https:/x`, `//host`, `/\host` and the like are all read by browsers in their own ways.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from omni_nb.servers import hosts

# The host ends the free part: no user before it (`https://good.example@evil.example`), no `%`, no backslash anywhere.
_WEB = re.compile(r"https?://([^\W_](?:[\w.\-~]*[\w.])?)(?::\d{1,5})?(?:[/?#][^\s\\<>\"`]*)?", re.IGNORECASE)
_MAIL = re.compile(r"mailto:[\w.+\-~%']+@[\w.\-]+(?:\?[^\s\\<>\"`]*)?", re.IGNORECASE)
_BARE = re.compile(r"(?<![A-Za-z0-9_/@.:\-])https?://[A-Za-z0-9][A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]*", re.IGNORECASE)


def may_be_followed(target: str) -> bool:
    """Absolute http, https or mailto that leads away from this machine; everything else is words."""
    if web := _WEB.fullmatch(target):
        # no bare addresses either: this machine and its neighbours are where Jupyter is
        return not hosts.is_loopback(web[1]) and hosts.address(hosts.canonical(web[1])) is None
    return bool(_MAIL.fullmatch(target))


def bare(text: str) -> Iterator[tuple[int, int]]:
    """Where addresses stand in words: `(start, end)`, without the marks that end a sentence behind them."""
    for found in _BARE.finditer(text):
        url = found.group()
        while url and (url[-1] in ".,;:!?'*_~" or (url[-1] in ")]" and _unpaired(url))):
            url = url[:-1]
        if may_be_followed(url):
            yield found.start(), found.start() + len(url)


def _unpaired(url: str) -> bool:
    closer = url[-1]
    return url.count(closer) > url.count("(" if closer == ")" else "[")
