"""Sentences for people, in every language that they are written in: `_("Use {model}.", model=name)`.

A sentence stands in the code in English and in the catalogue (`locale/*/LC_MESSAGES/omni_nb.po`) in the others.
After writing one: `make messages`, and give its translation in the `.po`. Tests find a sentence without one.
"""

from __future__ import annotations

from omni_nb.messages.message import Message, _, joined, listed
from omni_nb.messages.translations import Language

__all__ = ["Language", "Message", "_", "joined", "listed"]
