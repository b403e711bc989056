"""CPU per chunk: omni_nb against the loop that the service's own example shows, and against bare HTTP, in one run.

2,000 text chunks and 1,500 audio chunks of 40 ms from a server in another process. Everything is
included: SSE, JSON, base64, PCM, fold, timing. The peer's loop is patched to read audio on both
kinds of SDK, because its `.get` raises on the typed objects of the newest. Every way but "one client" makes a client
of its own, as a program that asks once does; 17 ms of that are certificates, which only TLS needs.
"""

from __future__ import annotations

import base64
import gc
import json
import os
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

os.environ["OMNI_NB_KEEP"] = "0"
import numpy as np
import openai

from omni_nb import Omni

HERE = Path(__file__).parent


def cpu_s() -> float:
    u = resource.getrusage(resource.RUSAGE_SELF)
    return u.ru_utime + u.ru_stime


def peer(url: str) -> int:
    client = openai.OpenAI(api_key="EMPTY", base_url=url, http_client=openai.DefaultHttpxClient(trust_env=False))
    words, joined = "", ""
    for chunk in client.chat.completions.create(
        model="qwen3-omni-flash", messages=[{"role": "user", "content": "x"}], modalities=["text", "audio"],
        audio={"voice": "Cherry", "format": "wav"}, stream=True, stream_options={"include_usage": True},
    ):  # fmt: skip
        if chunk.choices and chunk.choices[0].delta.content:
            words += chunk.choices[0].delta.content
        audio = getattr(chunk.choices[0].delta, "audio", None) if chunk.choices else None
        if audio:
            joined += (audio.get("data") if isinstance(audio, dict) else audio.data) or ""
    return len(np.frombuffer(base64.b64decode(joined), dtype=np.int16))


def raw(url: str, http: Any = None) -> int:
    """The least that anybody can do: HTTP, `json.loads`, base64, on the SDK's own HTTP client."""
    new = http or openai.DefaultHttpxClient(trust_env=False)
    n, held = 0, b""
    body = {"model": "qwen3-omni-flash", "messages": [], "stream": True}
    with new.stream("POST", f"{url}/chat/completions", json=body) as answer:
        for data in answer.iter_bytes():
            *lines, held = (held + data).split(b"\n")
            for line in lines:
                if line.startswith(b"data: {"):
                    for choice in json.loads(line[6:])["choices"]:
                        if audio := choice["delta"].get("audio"):
                            n += len(np.frombuffer(base64.b64decode(audio["data"]), np.int16))
    if http is None:
        new.close()
    return n


def ours(url: str) -> int:
    reply = Omni(base_url=url, dialect="dashscope").ask("x", voice="Cherry")
    assert reply.complete
    assert reply.audio is not None
    return len(reply.audio)


def ours_events(url: str) -> int:
    with Omni(base_url=url, dialect="dashscope").stream("x", voice="Cherry") as events:
        for _ in events:
            pass
        assert events.reply.audio is not None
        return len(events.reply.audio)


def main() -> None:
    text, audio = 2_000, 1_500
    server = subprocess.Popen(
        [sys.executable, HERE / "stub_server.py", str(text), str(audio), "0.04"], stdout=subprocess.PIPE, text=True
    )
    try:
        assert server.stdout is not None
        url = f"http://127.0.0.1:{server.stdout.readline().strip()}/v1"
        kept = openai.DefaultHttpxClient(trust_env=False)
        ways = {
            "raw HTTP, a new client": raw, "raw HTTP, one client": lambda url: raw(url, kept), "SDK loop of the example": peer, "omni.ask": ours, "omni.stream": ours_events,
        }  # fmt: skip
        costs: dict[str, list[float]] = {name: [] for name in ways}
        for round_ in range(6):
            for name, way in ways.items():
                gc.collect()  # what one way leaves behind is not the next one's
                before = cpu_s()
                assert way(url) == audio * 960
                if round_:  # the first one warms up
                    costs[name].append((cpu_s() - before) / (text + audio) * 1e6)
                time.sleep(0.05)
        base, least = (statistics.median(costs[name]) for name in ("SDK loop of the example", "raw HTTP, a new client"))
        print(f"openai {openai.__version__}, {text} text + {audio} audio chunks of 40 ms, median of 5")
        print(f"{'way':26}{'CPU us/chunk':>14}{'of the loop':>13}{'of raw HTTP':>13}   goals")
        for name, values in costs.items():
            cost = statistics.median(values)
            goals = "≤ 0.25, ≤ 1.50" if name.startswith("omni") else ""
            print(f"{name:26}{cost:14.1f}{cost / base:13.2f}{cost / least:13.2f}   {goals}")
    finally:
        server.terminate()
        server.wait()


if __name__ == "__main__":
    main()
