"""What is said where a cassette holds no answer: which recorded question is nearest, in what it differs, and the ways on. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from omni_nb.errors import NotRecorded
from omni_nb.escape import short, visible
from omni_nb.messages import Message, _, clauses, listed
from omni_nb.servers.cassette.contents import Place
from omni_nb.servers.cassette.question import Question, last_words, media_in
from omni_nb.wire.dialects.dialect import Json

_MOST_LOOKED_AT = 20_000
_SHOWN = 60


def nearest_of(places: Sequence[Place], question: Question) -> Place | None:
    """The recording whose words are likest; of equals the one of the same model."""
    words = _pairs(question.words)
    model, sound = str(question.content.get("model")), question.content.get("sound") is True

    def likeness(place: Place) -> tuple[float, bool, bool, bool]:
        theirs = _pairs(place.gist)
        common = 2 * len(words & theirs) / ((len(words) + len(theirs)) or 1)
        return common, place.status is None, place.model == model, place.sound == sound

    return max(places[-_MOST_LOOKED_AT:], key=likeness, default=None)


def not_recorded(name: str, question: Question, nearest: Json | None, recorded: int) -> NotRecorded:
    """The error.

    Args:
        name: Of the cassette.
        question: What was asked.
        nearest: The content of the nearest recording.
        recorded: How many recordings there are.
    """
    asked = _quoted(question.content)
    if nearest is None:
        cause = _("{name} holds no answer to “{asked}”: nothing is recorded in it", name=visible(name), asked=asked)
    else:
        cause = _(
            "{name} holds no answer to “{asked}”. The nearest of {n} that it holds: “{nearest}” ({differences})",
            name=visible(name), asked=asked, n=recorded, nearest=_quoted(nearest), differences=clauses(differences(nearest, question.content)),
        )  # fmt: skip
    return NotRecorded(
        cause,
        repair=_(
            "Three ways on: ask what was recorded (omni-nb replay {name} --list shows it); record this one too, with Omni(record=…) and a key; or leave replay= out and ask the server itself.",
            name=visible(name),
        ),
    )


def differences(recorded: Json, asked: Json) -> list[Message]:
    """In what two questions differ, in words, the first that a person would look for first."""
    out: list[Message] = []
    if last_words(recorded) != last_words(asked):
        out.append(_("its words are others"))
    if media_in(recorded) != media_in(asked):
        out.append(_("its media are others"))
    if len(recorded.get("messages") or ()) != len(asked.get("messages") or ()):
        out.append(_("other turns or another system prompt stand before it"))
    elif not out and recorded.get("messages") != asked.get("messages"):
        out.append(_("what stands before it is another"))
    for name in _names(recorded, asked):
        ours, theirs = recorded.get(name), asked.get(name)
        if name == "voice" and str(ours).casefold() == str(theirs).casefold():
            continue
        if ours != theirs:
            out.append(
                _("{name}: recorded {recorded}, asked {asked}", name=name, recorded=_value(ours), asked=_value(theirs))
            )
    return out or [_("it is another")]


def summary(content: Json, status: int | None = None) -> Message:
    """A recorded question in one line: its words, model and voice, how many media and earlier messages, and how it was refused."""
    media, before = len(media_in(content)), len(content.get("messages") or ()) - 1
    parts: list[str] = [visible(str(content[name])) for name in ("model", "voice") if content.get(name)]
    if media:
        parts.append(_("{n} attachment|{n} attachments", n=media))
    if before > 0:
        parts.append(_("{n} message before it|{n} messages before it", n=before))
    if status is not None:
        parts.append(_("refused with {status}", status=status))
    return Message("{words}  ({parts})", words=short(visible(last_words(content)), 100) or "…", parts=listed(parts))


def _names(*contents: Json) -> Iterable[str]:
    return dict.fromkeys(name for content in contents for name in content if name != "messages")


def _value(value: Any) -> str:
    return _("nothing") if value is None else visible(short(str(value), 40))


def _quoted(content: Json) -> str:
    return short(visible(last_words(content)), _SHOWN) or "…"


def _pairs(text: str) -> set[str]:
    """Pairs of letters: they tell likeness in every language, also where no spaces stand between words."""
    text = " ".join(text.casefold().split())[:400]
    return {text[i : i + 2] for i in range(len(text) - 1)} or {text}
