"""Sentences for people, in the language of who reads them: `_("Use {model}.", model=name)`.

A sentence stands in the code in English and in the catalogue (`locale/*/LC_MESSAGES/omni_nb.po`) in the others.
After writing one: `make messages`, and give its translation in the `.po`. Tests find a sentence without one. In the
widgets' JavaScript the same is `t("Use {model}.", { model })`.
"""

from __future__ import annotations

from omni_nb.messages.message import Message, _, both, clauses, joined, listed, of_plain, said, say
from omni_nb.messages.setting import choice, language, set_language, speaks
from omni_nb.messages.translations import Language, html_tag, translation

__all__ = [
    "Language",
    "Message",
    "_",
    "both",
    "choice",
    "clauses",
    "html_tag",
    "joined",
    "language",
    "listed",
    "of_plain",
    "said",
    "say",
    "set_language",
    "speaks",
    "translation",
]
