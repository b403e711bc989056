"""The prompt that is being written: words, cards, options. Plain state: no thread, no screen, and it checks nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from omni_nb import catalog
from omni_nb.escape import short, visible
from omni_nb.messages import _, clauses, listed
from omni_nb.panels.composer.cards import Card
from omni_nb.prompt import strings
from omni_nb.prompt.options import AskOptions
from omni_nb.prompt.parts import Part, Prompt, TextPart
from omni_nb.session.client import Client

OPTIONS = ("model", "voice", "sound", "thinking", "system", "temperature", "seed", "max_tokens")


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
        """Set one option; None is the default.

        Raises:
            TypeError: There is no such option.
            ValueError: A value that makes no sense.
        """
        if name == "modalities" and value is not None:
            name, value = "sound", "audio" in value
        if name not in OPTIONS:
            raise TypeError(
                _("the composer has no option {name}; available: {options}", name=repr(name), options=listed(OPTIONS))
            )
        if value is None:
            self.options.pop(name, None)
            return
        self.options[name] = _checked(name, value)
        if name == "model" and self.model.known and self.model.voice(self.options.get("voice", "")) is None:
            self.options.pop("voice", None)  # the voice of the model before

    @property
    def model(self) -> catalog.Model:
        """The catalog's record of the model."""
        return catalog.model(self.options.get("model") or self._client.model)

    @property
    def voice(self) -> str | None:
        """The voice that would speak, or None where none is known."""
        own = self._client.voice if self.model.id == self._client.model else None
        return self.options.get("voice") or own or self.model.default_voice

    @property
    def sound(self) -> bool:
        """Whether sound is asked for."""
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
        """The prompt that would be sent; it may be empty."""
        words: list[Part] = [TextPart(self.text)] if self.text.strip() else []
        media = [c.part for c in self.cards if c.part is not None]
        note = None if media else strings.of_words(self.text)
        return Prompt((*media, *words), (note,) if note else ())

    def fill(self, text: str, cards: Sequence[Card]) -> None:
        """Replace words and cards."""
        self.text, self.cards, self.split = text, list(cards), False

    def card(self, id: str) -> Card | None:
        """The card of that id, or None."""
        return next((c for c in self.cards if c.id == id), None)

    def put(self, card: Card) -> None:
        """Put a card in the place of the one that has its id, or behind the others."""
        ids = [c.id for c in self.cards]
        if card.id in ids:
            self.cards[ids.index(card.id)] = card
        else:
            self.cards.append(card)

    def move(self, id: str, to: int) -> None:
        """Move a card to another place in the order."""
        card = self.card(id)
        if card is not None:
            self.cards.remove(card)
            self.cards.insert(max(0, to), card)

    def remove(self, id: str) -> None:
        """Remove a card."""
        self.cards = [c for c in self.cards if c.id != id]
        self.split = self.split and bool(self.cards)


def _checked(name: str, value: Any) -> Any:
    """The value of an option in its type: a page and a person may write a number as text."""
    if name in ("sound", "thinking"):
        if not isinstance(value, bool):
            raise ValueError(_("{name} must be True or False, got {value}", name=name, value=_shown(value)))
    elif name in ("model", "voice", "system"):
        if not isinstance(value, str):
            raise ValueError(_("{name} must be text, got {value}", name=name, value=_shown(value)))
    elif name == "temperature":
        value = _number(name, value)
        if not 0 <= value <= 2:
            raise ValueError(_("temperature must be between 0 and 2, got {value}", value=f"{value:g}"))
    else:
        number = _number(name, value, _("whole number"))
        if not number.is_integer():
            raise ValueError(
                _("{name} must be a {kind}, got {value}", name=name, kind=_("whole number"), value=_shown(value))
            )
        value = value if isinstance(value, int) else int(number)
        if name == "max_tokens" and value < 1:
            raise ValueError(_("max tokens must be at least 1, got {value}", value=value))
    return value


def _number(name: str, value: Any, kind: str = _("number")) -> float:
    try:
        if isinstance(value, bool):
            raise ValueError
        return float(value)
    except (ValueError, TypeError, OverflowError):
        wrong = _("{name} must be a {kind}, got {value}", name=name, kind=kind, value=_shown(value))
        comma = isinstance(value, str) and "," in value
        raise ValueError(clauses([wrong, _("write a point, not a comma")]) if comma else wrong) from None


def _shown(value: Any) -> str:
    return visible(short(repr(value)))
