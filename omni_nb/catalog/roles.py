"""Which model does something where nobody named one. So nothing else knows a model by its name."""

from __future__ import annotations

from typing import Literal

from omni_nb.catalog.data import table
from omni_nb.catalog.model_list import Model, model

Role = Literal["default", "speaks", "thinks", "film", "mixes"]


def default_model(dialect: str | None = None) -> Model:
    """The model that is asked where none is named, or the one of those who write that dialect.

    A dialect that has none of its own has the usual one.
    """
    named: dict[str, str] = table("models")["roles_by_dialect"]
    return model_for("default") if dialect not in named else model(named[dialect])


def model_for(role: Role) -> Model:
    """The model to name to whoever wants that.

    Args:
        role: `default`, `speaks` (sound out), `thinks`, `film` (and pictures, and sound) or `mixes`
            (several kinds of them in one message).
    """
    return model(table("models")["roles"][role])
