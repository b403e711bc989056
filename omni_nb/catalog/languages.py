"""Languages in words: how English calls a code or a dialect of Chinese, and a greeting in each."""

from __future__ import annotations

import functools
from collections.abc import Mapping

from omni_nb.catalog.data import rows
from omni_nb.messages import Language


def language_name(code: str, said_in: Language = "en") -> str:
    """The name of a language (`pt`, `es-419`) or of a dialect of Chinese (`粤语`), in English or Chinese; else the code itself."""
    known = _known().get(code)
    return known[f"name_{said_in}"] if known else code


def is_chinese(code: str) -> bool:
    """It is Chinese, also as a dialect: what is written in Chinese characters is read out in it."""
    known = _known().get(code, {})
    return known.get("written") == "zh" or code.split("-")[0] == "zh"


def greeting(code: str) -> str | None:
    """`Hello, I am {}. Nice to meet you.` in that language, also for a region of it; None is not known."""
    known = _known().get(code, {})
    written = known.get("written") or code.split("-")[0]
    return _known().get(written, {}).get("greeting") or None


@functools.cache
def _known() -> Mapping[str, dict[str, str]]:
    return {row["code"]: row for row in rows("languages")}
