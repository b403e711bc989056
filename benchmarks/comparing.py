"""Sixteen voices asked at once from the simulator at the service's pace, in a real kernel that shows them.

The simulator is a process of its own. The kernel's CPU is that of all its threads, measuring the answers included; the
voice that ended last is then asked alone.
"""

from __future__ import annotations

import subprocess
import sys
from typing import Any

from jupyter_client.manager import KernelManager

SETUP = """
import os, time; os.environ['OMNI_NB_KEEP'] = '0'
from omni_nb import Omni, catalog
omni = Omni(base_url={url!r}, dialect='dashscope')
voices = [v.id for v in catalog.default_model().voices[:16]]
omni.compare({words!r}, voices=voices[:2], show=False)  # what is loaded once
"""
TOGETHER = """
began, cpu = time.perf_counter(), time.process_time()
found = omni.compare({words!r}, voices=voices, at_once=16)
wall, cpu = time.perf_counter() - began, time.process_time() - cpu
assert not found.failed.cells, found
last = max(found, key=lambda c: c.reply.timing.total_s)
alone = omni.ask({words!r}, voice=last.place.voice, show=False)
print('RESULT', wall, cpu, last.reply.timing.total_s, alone.timing.total_s, sum(c.clip.duration_s for c in found) / 16, sep='|')
"""
WORDS = "请用两句话介绍一下你自己，再说说你能做什么。"


def run(client: Any, code: str) -> list[str]:
    """The fields of what a cell prints as its result."""
    message_id, told = client.execute(code), []
    while True:
        message = client.get_iopub_msg(timeout=300)
        if message["parent_header"].get("msg_id") != message_id:
            continue
        if message["msg_type"] == "error":
            raise RuntimeError("\n".join(message["content"]["traceback"]))
        if message["msg_type"] == "stream" and "RESULT" in message["content"]["text"]:
            told = message["content"]["text"].partition("RESULT|")[2].split("|")
        if message["msg_type"] == "status" and message["content"]["execution_state"] == "idle":
            return told


def main() -> None:
    server = subprocess.Popen(
        [sys.executable, "-m", "omni_nb.cli", "simulate", "--port", "0"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )  # fmt: skip
    manager = KernelManager(kernel_name="python3")
    manager.start_kernel()
    client = manager.blocking_client()
    client.start_channels()
    try:
        client.wait_for_ready(60)
        assert server.stdout is not None
        url = next(word for line in server.stdout for word in line.split() if word.startswith("http")).rstrip(".,")
        run(client, SETUP.format(url=url if url.endswith("/v1") else f"{url}/v1", words=WORDS))
        print(
            f"{'16 voices at once':34}{'kernel, of one core':>20}{'last / alone':>14}{'speech s':>10}   goal: < 60 %, ≤ 1.10"
        )
        for n in range(3):
            wall, cpu, last_s, alone_s, speech_s = map(float, run(client, TOGETHER.format(words=WORDS)))
            print(f"{f'run {n + 1}':34}{cpu / wall:20.0%}{last_s / alone_s:14.3f}{speech_s:10.1f}", flush=True)
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
        server.terminate()
        server.wait()


if __name__ == "__main__":
    main()
