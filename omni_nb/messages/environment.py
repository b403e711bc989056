"""Which language a person reads, by what their machine says: variables of the environment, else the system's setting."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from omni_nb.messages.translations import Language

VARIABLE = "OMNI_NB_LANGUAGE"
# Heads of tags. Who speaks Cantonese or Min writes Chinese; traditional characters have no catalogue of their own,
# and simplified ones are nearer to their readers than English.
_HEADS: dict[Language, tuple[str, ...]] = {
    "en": ("en", "english"),
    "zh": ("zh", "cmn", "yue", "hak", "nan", "wuu", "chinese", "中文", "简体中文"),
}
_NO_LANGUAGE = ("C", "POSIX")


def language_of(tag: object) -> Language | None:
    """The language of a tag, in whatever spelling: `zh_CN.UTF-8`, `zh-Hans`, `Chinese (Simplified)_China.936`, `en`.

    None for those that we do not speak, and for what is no tag (`C.UTF-8`).
    """
    head = re.match(r"[^\W\d_]*", tag.strip()) if isinstance(tag, str) else None
    return next((name for name, heads in _HEADS.items() if head and head.group().lower() in heads), None)


def language_here(
    environ: Mapping[str, str] = os.environ, platform: str = sys.platform, home: Path | None = None
) -> Language:
    """The language of whoever sits at this machine; English where nothing says so.

    As gettext has it: `LC_ALL`, `LC_MESSAGES`, `LANG`, the first that is set; `C` is English, whatever else is set;
    `LANGUAGE`, a list, comes before the others. `OMNI_NB_LANGUAGE` comes before all of them. A variable that is
    empty, or names what we do not speak, says nothing. Where none is set, as in programs that are started by a
    click, the system is asked (Windows, macOS).

    Args:
        environ: The environment.
        platform: As `sys.platform`.
        home: Where macOS keeps a person's settings, for tests.
    """
    own = language_of(environ.get(VARIABLE))
    if own is not None:
        return own
    locale = next((value for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (value := environ.get(name))), "")
    if locale in _NO_LANGUAGE:
        return "en"
    wanted = environ.get("LANGUAGE", "").split(":")
    if not locale and not any(wanted):
        wanted = list(_of_system(platform, home))
    return next((found for tag in (*wanted, locale) if (found := language_of(tag))), "en")


def _of_system(platform: str, home: Path | None) -> Iterable[str]:
    if platform == "win32":
        import locale

        # Python sets this one to the user's when it starts; `getlocale` fails on names that it does not know.
        return [locale.setlocale(locale.LC_CTYPE)]
    if platform == "darwin":
        return _of_macos((home or Path.home()) / "Library/Preferences/.GlobalPreferences.plist")
    return ()


def _of_macos(settings: Path) -> Iterable[str]:
    import plistlib
    from xml.parsers.expat import ExpatError

    try:
        languages: Any = plistlib.loads(settings.read_bytes()).get("AppleLanguages", [])
    except (OSError, ValueError, AttributeError, ExpatError):
        return ()
    return [tag for tag in languages if isinstance(tag, str)] if isinstance(languages, list) else ()
