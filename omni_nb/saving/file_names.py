"""Names for files, from words that are not names: a question, a name that an attachment came with."""

from __future__ import annotations

import re
import unicodedata

_LONGEST = 48  # characters: a Chinese one takes three bytes, and 255 are the most
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)")  # devices of Windows, whatever their ending


def stem_of(words: str, otherwise: str) -> str:
    """A name without ending, of letters, digits and hyphens of any script; `otherwise` where nothing is left.

    No folder, no drive, no leading point, no device of Windows.
    """
    plain = unicodedata.normalize("NFC", words)
    name = re.sub(r"[^\w]+", "-", plain).strip("-_")
    if len(name) > _LONGEST:
        cut = name[:_LONGEST]
        name = (cut.rpartition("-")[0] if "-" in cut[_LONGEST // 2 :] else cut).strip("-_")
    return otherwise if not name or _RESERVED.fullmatch(name) else name


def suffix_of(name: str, otherwise: str) -> str:
    """The ending of a file's name without its point, if it is one; at most five plain letters or digits."""
    found = re.search(r"\.([A-Za-z0-9]{1,5})$", name)
    return (found[1] if found else otherwise).lower()
