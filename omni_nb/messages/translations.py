"""The catalogue, read: a sentence in English to the same in another language. The door to gettext.

The compiled file (`.mo`) lies beside its source (`.po`) in the repository, and a test compares the two: so every
way of getting the package brings it, and nothing of it is made on a user's machine.
"""

from __future__ import annotations

import functools
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from gettext import NullTranslations

Language = Literal["en", "zh"]
DOMAIN = "omni_nb"
LOCALE = Path(__file__).parent / "locale"
# Our word for a language: gettext's name for what we have of it.
LOCALES: dict[Language, str] = {"zh": "zh_CN"}


def html_tag(language: Language) -> str:
    """What a page writes into `lang`."""
    return LOCALES.get(language, language).replace("_", "-")


def translation(text: str, language: Language) -> str | None:
    """The sentence in that language; None where the catalogue has none, for the caller decides what stands there then.

    Args:
        text: In English, with its placeholders as they are: `Use {model}.`
        language: `en` is the text itself.
    """
    if language == "en" or not text:  # gettext keeps the head of its file under the empty text
        return text
    return _catalogue(language).gettext(text) or None


@functools.cache
def _catalogue(language: Language) -> NullTranslations:
    import gettext  # 3 ms that `import omni_nb` need not take

    class Nothing(gettext.NullTranslations):
        """gettext answers what it does not know with the question, which cannot be told from a translation."""

        def gettext(self, message: str) -> str:
            return ""

    # with fallback: an installation may have lost the file, and an error must not fail for it
    found = gettext.translation(DOMAIN, LOCALE, [LOCALES[language]], fallback=True)
    found.add_fallback(Nothing())
    return found
