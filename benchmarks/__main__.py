"""`python -m benchmarks`: every table, one after the other."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

for name in (
    "client_cost",
    "weight",
    "kernel_bytes",
    "browser_cost",
    "stop",
    "upload",
    "live_sound",
    "first_sound",
    "comparing",
    "alignment",
    "listening_statistics",
    "replay",
    "history",
):
    print(f"\n== {name} ==", flush=True)
    subprocess.run([sys.executable, Path(__file__).parent / f"{name}.py"], check=False)
