"""Files that people take for pictures, told by their first bytes, with what to do instead.

Nothing is opened here: PostScript is a program. What is words (SVG, web pages) is told in `strangers`.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from omni_nb.messages import Message, _


class Lookalike(NamedTuple):
    """What it is, and what to do."""

    what: str
    repair: Message


_SAVE = _("Save it as PNG or JPEG and give that.")
_RAW = _("a camera raw image")
# What the file begins with; first match wins.
_BEGINNINGS: tuple[tuple[bytes, Lookalike], ...] = (
    (rb"%PDF-", Lookalike("a PDF document", _("Save the page as PNG (a screenshot will do), or give its words."))),
    (rb"%!PS|\xc5\xd0\xd3\xc6", Lookalike(_("PostScript (EPS), which is a program, not a picture"), _SAVE)),
    (rb"\xff\x0a|\0\0\0\x0cJXL \r\n", Lookalike("a JPEG XL picture", _SAVE)),
    (rb"gimp xcf", Lookalike("a GIMP project", _("Export it as PNG and give that."))),
    (rb"AT&TFORM", Lookalike("a DjVu document", _("Save the page as PNG."))),
    (rb"\xd7\xcd\xc6\x9a|\x01\0\0\0.{36} EMF", Lookalike(_('a Windows metafile (WMF, EMF)'), _SAVE)),
    (rb"FUJIFILMCCD-RAW|II.\0.{4}CR\x02\0|IIRO|IIU\0|....ftypcrx ", Lookalike(_RAW, _SAVE)),
    (
        rb"version https://git-lfs",
        Lookalike(_("a Git LFS pointer, not the file itself"), _("Run `git lfs pull` in its repository.")),
    ),
)  # fmt: skip
_PATTERNS = tuple((re.compile(p, re.S), found) for p, found in _BEGINNINGS)
_HEIC_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs")
_AVIF_BRANDS = (b"avif", b"avis")
RAW = Lookalike(_RAW, _SAVE)


def lookalike(data: bytes) -> Lookalike | None:
    """What these bytes are, if they are one of those."""
    head = bytes(data[:2_048])
    return next((found for pattern, found in _PATTERNS if pattern.match(head)), None)


def boxed(data: bytes) -> str:
    """`heic` or `avif` for a picture in boxes (ISO 14496-12), else nothing. The same boxes hold videos."""
    if data[4:8] != b"ftyp":
        return ""
    end = min(int.from_bytes(data[:4], "big"), 256)
    brands = [bytes(data[8:12]), *(bytes(data[i : i + 4]) for i in range(16, end - 3, 4))]
    if brands[0] not in (*_HEIC_BRANDS, *_AVIF_BRANDS, b"mif1", b"msf1"):
        return ""
    return "avif" if any(b in _AVIF_BRANDS for b in brands) else "heic"
