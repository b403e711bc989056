"""To have words read out exactly: how it is asked for, and whether it was done. The models are no text-to-speech."""

from __future__ import annotations

import re

from omni_nb.prompt.parts import TextPart


def reading_of(text: str) -> TextPart:
    """The question that has a text read out, in the text's language."""
    if re.search(r"[\u4e00-\u9fff]", text):
        return TextPart(f"请逐字朗读，不要增减任何字：{text}")
    return TextPart(f"Repeat exactly, word for word: {text}")


def same_words(text: str, spoken: str) -> bool:
    """They are the same but for marks, spaces and capitals, which are not heard."""
    return _letters(text) == _letters(spoken)


def _letters(text: str) -> list[str]:
    return re.findall(r"\w", text.casefold())
