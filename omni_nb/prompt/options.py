"""The options of a request, as people give them: their names and types, in one place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, TypedDict

Modality = Literal["text", "audio"]


class AskOptions(TypedDict, total=False):
    """What `ask`, `aask`, `stream`, `check`, `request` and a chat take beside the parts. None: as in `Omni`.

    Attributes:
        model, voice, modalities, system: In place of those of `Omni`. `system=None` sends none.
        thinking: True or False switches it; None leaves it to the model.
        temperature, top_p, max_tokens, seed: As the API has them.
        stream: False asks for the answer at once, where the model can.
        extra: Further fields of the JSON; they win.
    """

    model: str | None
    voice: str | None
    modalities: Sequence[Modality] | None
    system: str | None
    thinking: bool | None
    temperature: float | None
    top_p: float | None
    max_tokens: int | None
    seed: int | None
    stream: bool
    extra: Mapping[str, Any]
