"""Files that are no media, told by how they begin, with what to do instead. What people take for pictures is in `signatures`.

People send what lies beside their media, what a download turned into, and what merely points at media.
Nothing is opened here. It knows no picture, sound or video: whoever does is asked afterwards.
"""

from __future__ import annotations

import re

from omni_nb import quantities
from omni_nb.messages import Message, _
from omni_nb.prompt.signatures import Lookalike, lookalike

_UNPACK = _("Unpack it, and give the files inside.")
_WORDS = _("Give its text, or a page of it as a picture (PNG).")
_ITSELF = _("Give the file it refers to.")
_NOTES = _("Render it to wav or mp3 first; it holds notes, not samples.")
_FETCH = _("Download it again, and check what was downloaded.")
_PICTURE = _("Save it as PNG or JPEG and give that.")
_FIGURE = _("Give (samples, rate), an array for image(), or text.")
_WRONG = _("Give a picture, a sound or a video.")

# By the first bytes; the first that fits. Zip is asked what is in it, below.
_BEGINNINGS: tuple[tuple[bytes, str, Message], ...] = (
    (rb"\{\\rtf", "an RTF document", _WORDS),
    (rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", _('an old Office document (doc, xls, ppt, msg)'), _WORDS),
    (rb"MThd|RIFF....RMID", "a MIDI file", _NOTES),
    (rb"Extended Module: |IMPM|.{44}SCRM|.{1080}(M\.K\.|M!K!|FLT4|[468]CHN)", _('a tracker module'), _NOTES),
    (rb"\x1f\x8b|BZh[1-9]|\xfd7zXZ\0|\x28\xb5\x2f\xfd", _('a compressed file (gzip, bzip2, xz, zstd)'), _UNPACK),
    (rb"7z\xbc\xaf\x27\x1c|Rar!\x1a\x07|.{257}ustar|MSCF\0\0\0\0|.{7}\*\*ACE\*\*", _('an archive (7z, rar, tar, cab)'), _UNPACK),
    (rb"\x7fELF|MZ.{38,}PE\0\0|[\xce\xcf]\xfa\xed\xfe|\xca\xfe\xba\xbe|\0asm", _("a program"), _WRONG),
    (rb"SQLite format 3\0", _("a database (SQLite)"), _WRONG),
    (rb"\x93NUMPY|\x89HDF\r\n|PAR1|ARROW1|CDF[\x01\x02\x05]|\x80[\x02-\x05]", _('stored data (NumPy, HDF5, Parquet, pickle)'), _FIGURE),
    (rb"\0\x01\0\0\0.\0|OTTO|wOF[F2]|ttcf", _("a font"), _WRONG),
    (rb".{128}DICM", _("a medical image (DICOM)"), _PICTURE),
    (rb"SIMPLE  =", _("an astronomy data file (FITS)"), _PICTURE),
    (rb"\0\x05\x16[\0\x07]", _("a macOS metadata file (its name begins with ._), not the file itself"), _ITSELF),
    (rb"bplist00", _("a macOS property list"), _ITSELF),
    (rb"L\0\0\0\x01\x14\x02\0", _("a Windows shortcut, not the file itself"), _ITSELF),
    (rb"d\d+:announce", _("a torrent, not the file itself"), _ITSELF),
    (rb"[FCZ]WS[\x01-\x40]", _('a Flash animation'), _("Record it as mp4 first.")),
)  # fmt: skip
_PATTERNS = tuple(
    (re.compile(rb"(?:\xef\xbb\xbf)?(?:" + p + rb")", re.S), Lookalike(what, how)) for p, what, how in _BEGINNINGS
)

# Of what is text; of an XML file its root element tells, not what may stand before it.
_TEXTS: tuple[tuple[str, str, Message], ...] = (
    (r"<svg\b", _("an SVG drawing, which holds instructions, not pixels"), _("Export it as PNG and give that, or give its source as text.")),
    (r"<(!doctype html|html|head|body)\b", _("a web page, not the file itself (the download needed a login, or was not found)"), _FETCH),
    (r"<(Error|ErrorResponse)>", _("a storage server's error message (XML), not the file itself"), _FETCH),
    (r"<(MPD|SmoothStreamingMedia|CompositionPlaylist|playlist|asx|smil)\b|#EXTM3U|\[playlist\]|ffconcat version|v=0\r?\n|RTSPtext", _("a playlist, which lists media elsewhere and contains none"), _ITSELF),
    (r"\[InternetShortcut\]", _("a bookmark, not the file itself"), _ITSELF),
    (r"HTTP/\d", _("a web server's response with its headers"), _FETCH),
    (r"data:[\w/+.-]*[;,]", _('a data URL in a file'), _("Give its text: Path(…).read_text().")),
    (r"WEBVTT|1\r?\n\d\d:\d\d:\d\d,\d+ -->|\[Script Info\]", "subtitles", _WORDS),
    (r"(X:\s*\d+|\\version \"|<score-partwise)", _('written music'), _NOTES),
    (r"[\[{][\s\"{\[\]}\d-]", "JSON", _WORDS),
    (r"<[?!a-zA-Z]", _("an XML file"), _WORDS),
)  # fmt: skip
_TEXT_PATTERNS = tuple((re.compile(p, re.I), Lookalike(what, how)) for p, what, how in _TEXTS)
_BEFORE_A_ROOT = re.compile(r"\s*(<\?.*?\?>|<!--.*?-->|<!doctype(?! html)[^>\[]*(\[.*?\]\s*)?>)", re.I | re.S)
_HEAD = 4_096


def stranger(data: bytes) -> Lookalike | None:
    """What these bytes are, if they are something else than media; None where that is not known."""
    if (found := lookalike(data)) is not None:
        return found
    head = bytes(data[:_HEAD])
    if head[:4] in (b"PK\3\4", b"PK\5\6", b"PK\7\x08"):
        return _packed(data)
    found = next((s for pattern, s in _PATTERNS if pattern.match(head)), None)
    if found is None and not any(head) and not any(data):
        return Lookalike(
            _(
                "{size} of zeros only: a file that was never finished, or not downloaded",
                size=quantities.exact_size(len(data)),
            ),
            _FETCH,
        )
    return found or _text(head)


def _packed(data: bytes) -> Lookalike:
    """Zip: the names of what is in it stand in plain sight."""
    for mark, what in (
        (b"word/", _("a Word document (docx)")),
        (b"xl/", _("an Excel sheet (xlsx)")),
        (b"ppt/", _("slides (pptx)")),
    ):
        if mark in data[:_HEAD] or mark in data[-_HEAD * 4 :]:
            return Lookalike(what, _WORDS)
    if b"opendocument" in data[:200] or b"epub+zip" in data[:200]:
        return Lookalike(_("a document (odt, odp, ods, epub)"), _WORDS)
    if b".npy" in data[:_HEAD]:
        return Lookalike(_("stored data (npz)"), _FIGURE)
    return Lookalike(_("an archive (zip)"), _UNPACK)


def _text(head: bytes) -> Lookalike | None:
    """Words, if no byte of the beginning is one that words do not hold. A picture may be written in digits (PPM)."""
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        text = head.decode("utf-16", "replace")
        if not text.isprintable() and not re.fullmatch(r"[^\x00-\x08\x0e-\x1f\ufffd]*.?", text, re.S):
            return None
    elif re.search(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]", head) or re.match(rb"P[1-7fF]\s|/\* XPM|#define ", head):
        return None
    else:
        text = head.decode("utf-8-sig", "replace")
        if len(head) < 32 and "\ufffd" in text:  # a few odd bytes are no words
            return None
    while (before := _BEFORE_A_ROOT.match(text)) is not None:
        text = text[before.end() :]
    text = text.lstrip()
    found = next((s for pattern, s in _TEXT_PATTERNS if pattern.match(text)), None)
    if (
        found is None
        and len(text) > 60
        and re.fullmatch(r"[A-Za-z0-9+/=\s]+", text)
        and max(map(len, text.split())) > 40
    ):
        return Lookalike(_("base64 text, not the bytes"), _("Give base64.b64decode(…) of it."))
    return found or Lookalike(_("text"), _("Give it as text, without image(), audio() or video()."))
