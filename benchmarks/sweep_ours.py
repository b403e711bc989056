"""A sweep of ours in a process of its own: `python -m benchmarks.sweep_ours URL RUNS FOLDER [--option VALUE …]`.

It prints what it came to as JSON in its last line. With `--dask N` it starts a scheduler and N worker processes, with
`--kill` it kills a worker with SIGKILL when a third has been answered; `--pool N` uses processes.
"""

from __future__ import annotations

import argparse
import concurrent.futures
import contextlib
import json
import multiprocessing
import os
import random
import signal
import sys
import threading
import time
from collections.abc import Iterator
from typing import Any

from benchmarks.sweep_peers import QUESTION
from omni_nb import Omni
from omni_nb.sweeping.sweep import Sweep


@contextlib.contextmanager
def workers(args: argparse.Namespace) -> Iterator[dict[str, Any]]:
    """What `sweep` is given beside the questions."""
    if args.pool:
        with concurrent.futures.ProcessPoolExecutor(args.pool, mp_context=multiprocessing.get_context("spawn")) as pool:
            yield {"executor": pool}
    elif args.dask:
        from distributed import Client, LocalCluster

        with (
            LocalCluster(n_workers=args.dask, threads_per_worker=1, dashboard_address=None, host="127.0.0.1") as local,
            Client(local) as client,
        ):
            client.run(__import__, "omni_nb.sweep.in_worker")  # not what is measured
            yield {"client": client}
    else:
        yield {}


def kill_some(client: Any, ends: threading.Event, chance: random.Random, wait_s: float) -> None:
    """One worker after the other, at random moments; Dask's nannies start new ones."""
    while not ends.wait(wait_s * (0.2 + chance.random())):
        pids = list(client.run(os.getpid, on_error="ignore").values())
        if len(pids) > 1 and not ends.wait(0.5):  # a nanny gives up whose worker dies while it starts
            with contextlib.suppress(OSError):
                os.kill(chance.choice(pids), signal.SIGKILL)


def main(argv: list[str]) -> dict[str, Any]:
    parser = argparse.ArgumentParser()
    parser.add_argument("url")
    parser.add_argument("runs", type=int)
    parser.add_argument("folder")
    parser.add_argument("--model", default="qwen3-omni-flash")
    parser.add_argument("--cost", type=float)
    parser.add_argument("--max-tokens", type=int)
    parser.add_argument("--at-once", type=int)
    parser.add_argument("--dask", type=int, default=0)
    parser.add_argument("--pool", type=int, default=0)
    parser.add_argument("--kill-every-s", type=float, default=0.0)
    parser.add_argument("--budgets", type=int, default=0, help="so many sweeps")
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args(argv)
    omni = Omni(args.model, base_url=args.url, keep=False, show=False)
    options: dict[str, Any] = {"modalities": ["text"], "confirm": True, "budget": args.cost, "at_once": args.at_once}
    if args.max_tokens:
        options["max_tokens"] = args.max_tokens
    ends = threading.Event()
    with workers(args) as given:
        killing = threading.Thread(
            target=kill_some, args=(given.get("client"), ends, random.Random(args.seed), args.kill_every_s)
        )
        if args.kill_every_s:
            killing.start()
        try:
            if args.budgets:
                return {"sweeps": list(within(omni, args, options | given))}
            begun = time.monotonic()
            sweep = omni.sweep(
                prompts=[f"{QUESTION}{i}" for i in range(args.runs)], folder=args.folder, **options, **given
            )
            took_s = time.monotonic() - begun
        finally:
            ends.set()
            if args.kill_every_s:
                killing.join()
    print(sweep, sweep.failures(), sep="\n", file=sys.stderr)
    return {"took_s": took_s, **told(sweep)}


def told(sweep: Sweep) -> dict[str, Any]:
    spent = sweep.spent
    return {**sweep.counts, "cost": spent.cost, "reserved": spent.reserved, "requests": spent.requests}


def within(omni: Omni, args: argparse.Namespace, options: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """One sweep after the other, each with a ceiling of its own; `QUESTION` has its number before that of the run."""
    chance = random.Random(args.seed)
    for k in range(args.budgets):
        ceiling = chance.uniform(0.0015, 0.012)
        prompts = [f"{QUESTION}{k} {i}" for i in range(args.runs)]
        sweep = omni.sweep(prompts=prompts, folder=f"{args.folder}/{k}", **{**options, "budget": ceiling})
        yield {"ceiling": ceiling, **told(sweep)}


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1:])))
