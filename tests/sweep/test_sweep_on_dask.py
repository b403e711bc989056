"""The example of docs/scale.md, as a reader runs it."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_example_kills_a_worker_and_answers_all():
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "docs/sweep_on_dask.py", "60"], cwd=ROOT, env=env, capture_output=True, text=True, timeout=300
    )
    assert "One worker is killed after" in done.stdout, done.stderr
    assert "60 of 60 answered" in done.stdout
