"""Which model does something where nobody named one. So nothing else knows a model by its name."""

from __future__ import annotations

from typing import Literal

from omni_nb.catalog.data import table
from omni_nb.catalog.model_list import Model, model

Role = Literal["default", "speaks", "thinks", "video", "mixes"]


def default_model() -> Model:
    """The model that is asked where none is named."""
    return model_for("default")


def model_for(role: Role) -> Model:
    """The model to name to whoever wants that.

    Args:
        role: `default`, `speaks` (sound out), `thinks`, `video` (and pictures, and sound) or `mixes`
            (several kinds of them in one message).
    """
    return model(table("models")["roles"][role])
