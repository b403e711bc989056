"""The same question with a part left out, for each part: what did the answer need?"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from omni_nb.escape import short
from omni_nb.messages import _, say
from omni_nb.prompt.media import KIND_NAMES, called
from omni_nb.prompt.parts import FramesPart, Part, Prompt, TextPart


@dataclass(frozen=True, slots=True, kw_only=True)
class Ablation:
    """A prompt, whole or without one of its parts.

    Attributes:
        left_out: The part that is not there, for people: `picture cat.png`, `words “What is this?”`. Empty: the whole.
        part: Its number in the whole prompt, from 0; None for the whole.
        prompt: What is sent.
    """

    left_out: str = ""
    part: int | None = None
    prompt: Prompt

    @property
    def variant(self) -> str:
        """What is different about this prompt, as a heading: `without picture cat.png`; empty for the whole."""
        return say(_("without {part}", part=self.left_out)) if self.left_out else ""


def ablations(prompt: Prompt) -> tuple[Ablation, ...]:
    """The whole prompt, then the prompt without each of its parts, media first, in their order.

    A prompt of one part has no other form: there would be nothing to ask.
    """
    names = _names(prompt.parts)
    order = sorted(range(len(prompt.parts)), key=lambda n: isinstance(prompt.parts[n], TextPart))
    without = (
        Ablation(left_out=names[n], part=n, prompt=Prompt(prompt.parts[:n] + prompt.parts[n + 1 :]))
        for n in order
        if _says_something(prompt.parts[:n] + prompt.parts[n + 1 :])
    )
    return (Ablation(prompt=prompt), *without)


def _says_something(parts: tuple[Part, ...]) -> bool:
    return any(not isinstance(p, TextPart) or p.text.strip() for p in parts)


def _names(parts: tuple[Part, ...]) -> list[str]:
    """A name for each; those that are called alike have numbers."""
    names = [_name(part) for part in parts]
    count = Counter(names)
    met: Counter[str] = Counter()
    for n, name in enumerate(names):
        met[name] += 1
        if count[name] > 1:
            names[n] = f"{name} ({met[name]})"
    return names


def _name(part: Part) -> str:
    if isinstance(part, TextPart):
        return say(_("words “{words}”", words=short(" ".join(part.text.split()), 40)))
    if isinstance(part, FramesPart):
        return say(_("video of {n} frame|video of {n} frames", n=len(part.frames)))
    kind, name = say(KIND_NAMES[part.kind]), short(" ".join(say(called(part.name, part.kind)).split()), 60)
    return kind if name in (kind, part.kind) else f"{kind} {name}"
