"""promptfoo and inspect_ai as subjects of `benchmarks/sweep.py`, each in an environment of its own.

    npm install --prefix FOLDER promptfoo          →  --promptfoo FOLDER/node_modules/.bin/promptfoo
    python -m venv FOLDER; FOLDER/bin/pip install inspect_ai openai   →  --inspect FOLDER/bin/inspect

Both ask a model that need not be streamed, for neither streams by itself, 32 at once, without their caches, and go on
after a kill with what they have for it: `eval --resume`, `eval-retry`.
"""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

AT_ONCE = 32
MODEL = "qwen3.5-plus"
QUESTION = "Repeat exactly: number "
PRICE = 20.0  # dollars for a million tokens, made up: a run has 17 tokens


@dataclass(frozen=True)
class Subject:
    """Something that asks many prompts: how it is begun, and how it goes on after a kill."""

    name: str
    begin: list[str]
    go_on: list[str]
    env: dict[str, str]
    cwd: Path

    def kept(self) -> set[str]:
        """Questions whose answers stand in what it keeps."""
        raise NotImplementedError


@dataclass(frozen=True)
class Promptfoo(Subject):
    """promptfoo: results in a SQLite database below its configuration folder."""

    def kept(self) -> set[str]:
        import sqlite3

        path = Path(self.env["PROMPTFOO_CONFIG_DIR"]) / "promptfoo.db"
        with sqlite3.connect(path) as db:
            rows = db.execute("select test_case, response from eval_results where response is not null").fetchall()
        return {QUESTION + str(json.loads(case)["vars"]["n"]) for case, answer in rows if "number" in answer}


@dataclass(frozen=True)
class Inspect(Subject):
    """inspect_ai: one .eval file for each attempt (a zip with zstd inside: its own program reads it)."""

    def kept(self) -> set[str]:
        newest = max(Path(self.env["INSPECT_LOG_DIR"]).glob("*.eval"), key=lambda p: p.stat().st_mtime)
        dumped = subprocess.run(
            [self.begin[0], "log", "dump", newest], env=self.env, capture_output=True, check=True
        ).stdout
        samples = json.loads(dumped).get("samples") or []
        return {s["input"] for s in samples if "number" in s["output"]["completion"]}


def promptfoo(program: str, url: str, n: int, folder: Path) -> Promptfoo:
    config = {
        "prompts": [QUESTION + "{{n}}"],
        "providers": [{"id": f"openai:chat:{MODEL}", "config": {"apiBaseUrl": url, "apiKey": "EMPTY"}}],
        "tests": [{"vars": {"n": i}} for i in range(n)],
    }
    (folder / "promptfooconfig.json").write_text(json.dumps(config))
    env = {
        **os.environ, "PROMPTFOO_CONFIG_DIR": str(folder / "config"), "PROMPTFOO_DISABLE_TELEMETRY": "1", "PROMPTFOO_DISABLE_UPDATE": "1",
        "PROMPTFOO_CACHE_ENABLED": "false", "PROMPTFOO_DISABLE_SHARING": "1", "NO_PROXY": "127.0.0.1",
    }  # fmt: skip
    common = [program, "eval", "--no-cache", "--no-table", "--no-progress-bar", "-j", str(AT_ONCE)]
    return Promptfoo("promptfoo", [*common, "-c", "promptfooconfig.json"], [*common, "--resume"], env, folder)


INSPECT_TASK = """
from inspect_ai import Task, task
from inspect_ai.dataset import MemoryDataset, Sample
from inspect_ai.model import ModelCost, ModelInfo, set_model_info
from inspect_ai.solver import generate

cost = ModelCost(input={price}, output={price}, input_cache_write=0, input_cache_read=0)
set_model_info("openai-api/sim/{model}", ModelInfo(context_length=32_000, output_tokens=4_096, cost=cost))

@task
def numbers():
    return Task(dataset=MemoryDataset([Sample(input={question!r} + str(i), id=i) for i in range({n})]), solver=generate())
"""


def inspect_ai(program: str, url: str, n: int, folder: Path, *more: str) -> Inspect:
    (folder / "numbers_task.py").write_text(INSPECT_TASK.format(question=QUESTION, n=n, price=PRICE, model=MODEL))
    env = {
        **os.environ, "SIM_API_KEY": "EMPTY", "SIM_BASE_URL": url, "INSPECT_LOG_DIR": str(folder / "logs"), "NO_PROXY": "127.0.0.1",
        "XDG_DATA_HOME": str(folder / "data"), "XDG_CACHE_HOME": str(folder / "cache"), "INSPECT_DISPLAY": "none",
    }  # fmt: skip
    at_once = ["--max-connections", str(AT_ONCE), "--max-samples", str(AT_ONCE)]
    begin = [program, "eval", "numbers_task.py", "--model", f"openai-api/sim/{MODEL}", *at_once, *more]
    again = 'exec "$0" eval-retry "$(ls -t logs/*.eval | head -1)" "$@"'
    return Inspect("inspect_ai", begin, ["sh", "-c", again, program, *at_once], env, folder)
