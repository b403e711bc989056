"""`omni.sweep` as a subject of `benchmarks/sweep.py`, beside its peers."""

from __future__ import annotations

import json
import os
import sqlite3
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.sweep_peers import AT_ONCE, MODEL, Subject


@dataclass(frozen=True)
class Ours(Subject):
    """`omni.sweep`, in the folder `kept`."""

    def kept(self) -> set[str]:
        with sqlite3.connect(self.cwd / "kept" / "sweep.db") as db:
            records = [json.loads(record) for (record,) in db.execute("select record from result where ok")]
        return {record["request"]["prompt"]["parts"][0]["text"] for record in records}

    def told(self) -> dict[str, Any]:
        """What it said at its end."""
        return dict(json.loads((self.cwd / "out.txt").read_text().splitlines()[-1]))


def ours(url: str, n: int, folder: Path, *more: str, model: str = MODEL, at_once: int | None = AT_ONCE) -> Ours:
    env = {**os.environ, "OMNI_NB_DATA_DIR": str(folder / "data"), "NO_PROXY": "127.0.0.1"}
    command = [sys.executable, "-m", "benchmarks.sweep_ours", url, str(n), str(folder / "kept"), "--model", model, *more]  # fmt: skip
    if at_once:
        command += ["--at-once", str(at_once)]
    env["PYTHONPATH"] = str(Path(__file__).parents[1])
    return Ours("omni_nb", command, command, env, folder)
