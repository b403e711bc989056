"""The prompt that is being written: words, cards, options; what would be refused, and the ways out.

Plain state: no thread, no screen. Whoever holds it calls what takes long (`read`, `mend`) beside
whatever must not wait.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from omni_nb import catalog, quantities
from omni_nb.errors import OmniError
from omni_nb.notes import Note
from omni_nb.panels.composer.cards import Card, inline_note
from omni_nb.paths import read_bytes
from omni_nb.prompt import strings
from omni_nb.prompt.media_part import from_bytes
from omni_nb.prompt.options import AskOptions
from omni_nb.prompt.parts import FramesPart, MediaPart, Part, Prompt, TextPart, audio, image, medium, video
from omni_nb.prompt.remedies import Mend, mended, offers
from omni_nb.prompt.report import Problem, Report
from omni_nb.prompt.request import Turn
from omni_nb.session.client import Client
from omni_nb.show.media import thumbnail

OPTIONS = ("model", "voice", "sound", "thinking", "system", "temperature", "seed", "max_tokens")
_MOST_PATH_BYTES = 2 << 30
# What disappears when a prompt is sent as several turns.
_SPLIT_MENDS = ("one_other_modality", "audio_too_long", "too_many_images", "too_many_audios", "too_many_videos")


@dataclass(frozen=True, slots=True)
class Checked:
    """What the line below the box says.

    Attributes:
        problems: Each with its ways out.
        cards: Ids of cards that something is wrong with.
    """

    line: str
    notes: tuple[Note, ...]
    problems: tuple[tuple[Problem, tuple[Mend, ...]], ...]
    cards: frozenset[str]


class Draft:
    """Words, cards and options.

    Attributes:
        text: The words.
        cards: Attachments in their order.
        options: Of `OPTIONS`, what differs from the default.
        split: It is to be sent as several turns.
    """

    def __init__(self, client: Client, options: Mapping[str, Any]) -> None:
        self._client = client
        self.text = ""
        self.cards: list[Card] = []
        self.options: dict[str, Any] = {}
        self.split = False
        for name, value in options.items():
            self.set_option(name, value)

    def set_option(self, name: str, value: Any) -> None:
        """One option; None is the default.

        Raises:
            TypeError: There is no such option.
            ValueError: A value that makes no sense.
        """
        if name == "modalities" and value is not None:
            name, value = "sound", "audio" in value
        if name not in OPTIONS:
            raise TypeError(f"a composer has no option {name!r}; there are {', '.join(OPTIONS)}")
        if value is None:
            self.options.pop(name, None)
            return
        if name in ("seed", "max_tokens"):
            value = int(value)
        if name == "temperature":
            value = float(value)
            if not 0 <= value <= 2:
                raise ValueError(f"temperature is between 0 and 2, got {value:g}")
        if name == "max_tokens" and value < 1:
            raise ValueError(f"an answer has at least 1 token, got {value}")
        self.options[name] = value
        if name == "model" and self.model.known and self.model.voice(self.options.get("voice", "")) is None:
            self.options.pop("voice", None)  # the voice of the model before

    @property
    def model(self) -> catalog.Model:
        """What is known of the model."""
        return catalog.model(self.options.get("model") or self._client.model)

    @property
    def voice(self) -> str | None:
        """The voice that would speak."""
        own = self._client.voice if self.model.id == self._client.model else None
        return self.options.get("voice") or own or self.model.default_voice

    @property
    def sound(self) -> bool:
        """Sound is asked for."""
        found = self.options.get("sound")
        return (
            self._client.settings({"model": self.model.id, "thinking": self.options.get("thinking")}).sound
            if found is None
            else bool(found)
        )

    def asking(self) -> AskOptions:
        """The options as `Omni.ask` takes them."""
        out = cast(AskOptions, {k: v for k, v in self.options.items() if k not in ("sound", "voice")})
        out["model"] = self.model.id
        out["modalities"] = ["text", "audio"] if self.sound else ["text"]
        if self.sound and self.voice:
            out["voice"] = self.voice
        return out

    def prompt(self) -> Prompt:
        """What would be sent; it may be empty."""
        words: list[Part] = [TextPart(self.text)] if self.text.strip() else []
        media = [c.part for c in self.cards if c.part is not None]
        note = None if media else strings.of_words(self.text)
        return Prompt((*media, *words), (note,) if note else ())

    def card(self, id: str) -> Card | None:
        """The card of that id."""
        return next((c for c in self.cards if c.id == id), None)

    def move(self, id: str, to: int) -> None:
        """Put a card elsewhere in the order."""
        card = self.card(id)
        if card is not None:
            self.cards.remove(card)
            self.cards.insert(max(0, to), card)

    def remove(self, id: str) -> None:
        """Take a card away."""
        self.cards = [c for c in self.cards if c.id != id]
        self.split = self.split and bool(self.cards)

    def check(self, history: Sequence[Turn]) -> Checked:
        """What would be refused, what it weighs and costs. Sends nothing and never raises: cards are drawn beside it."""
        try:
            return self._checked(history)
        except Exception:  # a fault of ours; without this every card would load for ever
            return Checked("this could not be checked here; it can be sent as it is", (), (), frozenset())

    def _checked(self, history: Sequence[Turn]) -> Checked:
        prompt = self.prompt()
        server = (
            "the simulator answers, no model is asked" if self._client.address.simulated else self._client.address.title
        )
        try:
            report = self._client.review(self._client.request(prompt, history, self.asking()))
        except (ValueError, TypeError) as err:
            return Checked(str(err), (), (), frozenset())
        problems = [p for p in report.problems if not (self.split and p.code in _SPLIT_MENDS)]
        with_parts = [c for c in self.cards if c.part is not None]
        bad = {with_parts[p.part].id for p in problems if p.part is not None}
        notes = [n for n in report.notes if n.code != "media"]  # these stand on the cards
        if self.split:
            notes.append(Note("several_turns", "it will be asked in several turns"))
        line = f"{_weight(report)} · {server}" if prompt.parts else server
        return Checked(line, tuple(notes), tuple((p, offers(p, prompt, self.model)) for p in problems), frozenset(bad))

    def mend(self, mend: Mend) -> None:
        """Do what an offer says. Media are decoded: this may take seconds.

        Raises:
            OmniError: It could not be done; nothing has changed.
        """
        if mend.way == "set":
            self.set_option(mend.option, mend.value)
        elif mend.way == "split":
            self.split = True
        elif mend.way != "url":
            self._mend_parts(mend)

    def _mend_parts(self, mend: Mend) -> None:
        prompt = self.prompt()
        media = mended(mend, prompt).media
        if mend.way == "keep":
            self.cards = [c for c in self.cards if c.part is None or any(c.part is m for m in media)]
            return
        for card, old, new in zip([c for c in self.cards if c.part is not None], prompt.media, media, strict=True):
            if new is not old:
                note = "; ".join(filter(None, (f"mended: {mend.title}", new.note, inline_note(new))))
                card.part, card.note, card.thumb = new, note, thumbnail(new)


def _weight(report: Report) -> str:
    words = f"{report.tokens.words} tokens"
    if report.input_cost is not None:
        words += f", {report.input_cost:.5f} {report.currency} to send (prices of {report.prices_date})"
    return words


def card_of(part: MediaPart | FramesPart, *, id: str | None = None, name: str = "") -> Card:
    """A card of a part. It decodes."""
    own = part.name if isinstance(part, MediaPart) else "film"
    return Card(
        id=id or uuid.uuid4().hex[:8],
        name=name or own or part_name(part),
        part=part,
        note="; ".join(n for n in (part.note, inline_note(part)) if n),
        thumb=thumbnail(part),
    )


def part_name(part: MediaPart | FramesPart) -> str:
    """For one without a name."""
    return "film" if isinstance(part, FramesPart) else part.kind


def read(data: bytes, name: str, id: str) -> Card:
    """A card from a file's bytes: also from those of no file that can be sent. It decodes."""
    try:
        return card_of(from_bytes(data, name=name), id=id, name=name)
    except OmniError as err:
        words = f"{err.cause}. {err.repair}".removeprefix(name).lstrip(": ")  # which stands above it
    except Exception:  # a fault of ours; a card that loads for ever tells nobody
        words = "cannot be read here. Open it elsewhere and save it again in a common format."
    return Card(id=id, name=name, state="bad", error=words, size=len(data))


def read_path(path: str) -> Card:
    """A card from a file on the kernel's machine, or from what else a person put where a path belongs."""
    id = uuid.uuid4().hex[:8]
    name = re.split(r"[/\\]", path.strip())[-1][:80] or path[:80]
    try:
        place = strings.place_of(path)
        if place.path is None:
            return read_url(path, "")
        if place.path.is_file() and place.path.stat().st_size > _MOST_PATH_BYTES:
            words = f"{name}: {quantities.size(place.path.stat().st_size)} are more than a notebook should hold. Cut it first."
            return Card(id=id, name=name, state="bad", error=words)
        return read(read_bytes(place.path), place.path.name, id)
    except OmniError as err:
        return Card(id=id, name=name, state="bad", error=f"{err.cause}. {err.repair}")
    except ValueError as err:
        return Card(id=id, name=name, state="bad", error=str(err))
    except OSError:
        return Card(id=id, name=name, state="bad", error=f"{name} may not be looked at. Give the path of another file.")


def read_url(url: str, kind: str) -> Card:
    """A card from a URL, which is not fetched here, or from a data URL. It may decode.

    Raises:
        ValueError: No URL, or it does not say what it is.
    """
    try:
        place = strings.place_of(url)
        if place.sort == "file" and not url.strip().lower().startswith("file:"):
            raise ValueError(f"{url.strip()[:80]!r} is no URL: it should begin with https://")
        if place.sort == "url" and not kind and place.kind is None:
            raise ValueError("that URL's ending does not say what it is: choose picture, sound or film beside it")
        made: dict[str, Callable[..., MediaPart | FramesPart]] = {"image": image, "audio": audio, "video": video}
        part = made[kind](url) if kind in made else medium(url)
    except OmniError as err:
        raise ValueError(f"{err.cause}. {err.repair}".strip()) from None
    return card_of(part, name="" if place.sort == "data" else str(getattr(part, "name", ""))[:80])
