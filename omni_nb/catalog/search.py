"""How people look for a voice or a model: by words that are known of it, and by names that are nearly right."""

from __future__ import annotations

import difflib
import functools
import unicodedata
from collections.abc import Mapping
from typing import TypeVar

from omni_nb.catalog.model_list import Model
from omni_nb.catalog.voice_list import Voice, gender_word
from omni_nb.messages import say, translation

T = TypeVar("T")
_LIKE = 0.6  # "chery" is like Cherry (0.91) and not like Roy (0.5)


def folded(text: str) -> str:
    """In one spelling: without accents, full width and capitals."""
    apart = unicodedata.normalize("NFKD", text).casefold()
    return "".join(c for c in apart if not unicodedata.combining(c))


def words_of(*texts: str) -> str:
    """What `has_word` looks through: each word behind a space, then the texts as they are."""
    text = folded(" ".join(texts))
    return " " + " ".join("".join(c if c.isalnum() else " " for c in text).split()) + " " + text


def has_word(known: str, word: str) -> bool:
    """A word of what is known begins so (`male` is no part of `female`); Chinese, which has no spaces, holds it."""
    return f" {word}" in known if word.isascii() else word in known


@functools.cache
def voice_words(voice: Voice) -> str:
    """Everything by which a voice is found: its names, pinyin too, gender, languages, dialect, style."""
    return words_of(
        voice.id, voice.name_zh, voice.pinyin, voice.pinyin.replace(" ", ""), voice.gender, say(gender_word(voice.gender), "zh"), voice.dialect,
        voice.style_en, voice.style_zh, *voice.languages_in_words, *voice.languages_in_chinese, *voice.speaks,
    )  # fmt: skip


def voice_names(voices: Mapping[T, Voice]) -> dict[str, T]:
    """The keys of voices by each of their names."""
    return {n: k for k, v in voices.items() for n in (v.name_zh, v.pinyin, v.pinyin.replace(" ", ""), v.id) if n}


def model_words(model: Model) -> str:
    """Everything by which a model is found."""
    facts = ["can speak" if model.audio_out else "text only", *(["mixed media"] if model.mixes else [])]
    both = [*facts, *(translation(fact, "zh") or "" for fact in facts)]
    return words_of(
        model.id, model.note, model.note_zh, *both, "speaks" if model.audio_out else "", "mixes" if model.mixes else ""
    )


def named_like(text: str, names: Mapping[str, T]) -> list[T]:
    """What has a name that is nearly this one, the nearest first; three names at most."""
    plain = {folded(name): found for name, found in names.items()}
    near = difflib.get_close_matches(" ".join(folded(text).split())[:80], plain, n=3, cutoff=_LIKE)
    return list(dict.fromkeys(plain[name] for name in near))
