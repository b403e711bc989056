"""The dialects that the simulator writes: those of the catalog, and how some of them were written before."""

from __future__ import annotations

from typing import Literal, get_args

from omni_nb.catalog import DialectName

SimDialect = Literal[DialectName, "vllm-omni-old"]
NAMES: tuple[str, ...] = get_args(SimDialect)
USUAL: SimDialect = "dashscope"


def check_dialect(name: str) -> str:
    """The name, if it is a dialect that the simulator speaks.

    Raises:
        ValueError: It is none.
    """
    if name not in NAMES:
        raise ValueError(f"the simulator speaks no {name[:60]!r}; there are {', '.join(NAMES)}")
    return name
