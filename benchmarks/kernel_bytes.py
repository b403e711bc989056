"""Bytes that a real kernel sends to show a streamed reply, and how often it refreshes.

Markdown at 250 events of 4 characters a second. Counted on the kernel's own socket (IOPub, all
frames). The peers run in the same kernel: `print` per token and a `Markdown` update per token.
"""

from __future__ import annotations

import argparse
import itertools
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from jupyter_client.manager import KernelManager

HERE = Path(__file__).parent
OURS = (
    "reply = omni.ask('{size} {kind}', modalities=['text']); assert reply.complete and len(reply.text) == {size}, reply"
)
PRINT = "for e in omni.stream('{size} {kind} 2500', modalities=['text']):\n    if hasattr(e, 'text'): print(e.text, end='', flush=True)"
MARKDOWN = (
    "from IPython.display import display, Markdown\nh = display(Markdown(''), display_id=True); t = ''\n"
    "for e in omni.stream('{size} {kind} 2500', modalities=['text']):\n"
    "    if hasattr(e, 'text'):\n        t += e.text; h.update(Markdown(t))"
)
SETUP = "import os; os.environ['OMNI_NB_KEEP']='0'\nfrom omni_nb import Omni\nomni = Omni(base_url='{url}', dialect='plain')\nomni.ask('40 paragraphs')"


def run(client: Any, code: str) -> tuple[int, list[float]]:
    """Bytes on IOPub while the cell runs, and the times of widget messages."""
    message_id = client.execute(code)
    total, refreshes = 0, []
    while True:
        frames = client.iopub_channel.socket.recv_multipart()
        total += sum(map(len, frames))
        _, parts = client.session.feed_identities(frames)
        message = client.session.deserialize(parts)
        if message["msg_type"] == "comm_msg":
            refreshes.append(time.monotonic())
        if message["msg_type"] == "error":
            raise RuntimeError("\n".join(message["content"]["traceback"]))
        idle = message["msg_type"] == "status" and message["content"]["execution_state"] == "idle"
        if idle and message["parent_header"].get("msg_id") == message_id:
            return total, refreshes


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true", help="leave out 50,000 characters")
    quick = parser.parse_args().quick
    server = subprocess.Popen([sys.executable, HERE / "stub_server.py", "prose"], stdout=subprocess.PIPE, text=True)
    manager = KernelManager(kernel_name="python3")
    manager.start_kernel()
    client = manager.blocking_client()
    client.start_channels()
    try:
        client.wait_for_ready(60)
        assert server.stdout is not None
        run(client, SETUP.format(url=f"http://127.0.0.1:{server.stdout.readline().strip()}/v1"))
        print(f"{'way':30}{'characters':>12}{'bytes/char':>12}{'refreshes/s':>13}{'longest gap s':>15}   goal")
        cases = [("omni.ask, paragraphs", OURS, 10_000, "paragraphs", "≤ 40"), ("omni.ask, one paragraph", OURS, 10_000, "one", "≤ 150"),
                 ("print per token", PRINT, 10_000, "paragraphs", ""), ("Markdown per token", MARKDOWN, 10_000, "paragraphs", "")]  # fmt: skip
        if not quick:
            cases.insert(1, ("omni.ask, paragraphs", OURS, 50_000, "paragraphs", "no more than at 10,000"))
        for name, code, size, kind, goal in cases:
            total, at = run(client, code.format(size=size, kind=kind))
            gaps = [b - a for a, b in itertools.pairwise(at)]
            rate = f"{len(at) / (at[-1] - at[0]):13.1f}{max(gaps):15.2f}" if gaps else " " * 28
            print(f"{name:30}{size:12,}{total / size:12.1f}{rate}   {goal}", flush=True)
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
        server.terminate()
        server.wait()


if __name__ == "__main__":
    main()
