"""What workers of a sweep are given in tests: functions that are found by their names in other processes."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import Any

from omni_nb.errors import KeyMissing

Work = tuple[str, str, float]
"""A folder, a name, and how many seconds it takes."""


async def do(work: Work) -> tuple[str, int]:
    """Leaves a file when it begins and one when it ends. Returns its name and the process."""
    folder, name, takes_s = work
    with Path(folder, f"{name}.begun").open("a") as file:
        file.write(f"{os.getpid()}\n")
    if name.startswith("odd"):
        raise ValueError(f"cannot do {name}")
    if name.startswith("deadly"):
        os._exit(3)
    await asyncio.sleep(takes_s)
    Path(folder, f"{name}.ended").touch()
    return name, os.getpid()


def ready() -> str:
    """It can."""
    return "ready"


def unfit() -> Any:
    """It has no key."""
    raise KeyMissing("no key for example", repair="Set EXAMPLE_API_KEY in the worker.")


def begun(folder: Path) -> dict[str, list[int]]:
    """By name: the processes that began it."""
    return {path.stem: [int(line) for line in path.read_text().split()] for path in sorted(folder.glob("*.begun"))}
