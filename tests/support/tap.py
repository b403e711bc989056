"""Listen to what a page plays: a recorder behind each track of the page's graph, and what it heard."""

from __future__ import annotations

import base64
from typing import Any

import numpy as np
import numpy.typing as npt

# Installed before the notebook opens: each track calls `omniNbTap(context, node)` when it is made, so `heard` has an entry
# for each player. A sink of the system's takes blocks of thousands of samples: what is rendered when the graph rests, and
# fills none, is never heard.
INSTALL = """block => {
  window.heard = [];
  const ready = new WeakMap();
  window.omniNbTap = async (context, node) => {
    const code = `registerProcessor("tap", class extends AudioWorkletProcessor {
      constructor() { super(); this.block = new Float32Array(${block}); this.n = 0; }
      process([input]) {
        if (!input[0] && ${block} === 128) return true; // the track is gone; a sink takes silence then
        this.frame ??= currentFrame;
        this.block.set(input[0] ?? new Float32Array(128), this.n);
        this.n += 128;
        if (this.n === this.block.length) { this.port.postMessage([this.frame, this.block.slice()]); this.n = 0; }
        return true;
      } })`;
    if (!ready.has(context)) ready.set(context, context.audioWorklet.addModule(URL.createObjectURL(new Blob([code], {type: "text/javascript"}))));
    await ready.get(context);
    const tap = new AudioWorkletNode(context, "tap");
    const one = { rate: context.sampleRate, blocks: [], context };
    tap.port.onmessage = ({ data: [frame, block] }) => {
      one.frame ??= frame; // of the context's clock, at which the first block began
      one.blocks.push(block);
      one.first ??= block.some(v => v) ? Date.now() : undefined;
    };
    window.heard.push(one);
    node.connect(tap);
  };
}"""
READ = """i => {
  const one = window.heard[i];
  const all = new Float32Array(one.blocks.reduce((n, b) => n + b.length, 0));
  let at = 0;
  for (const b of one.blocks) { all.set(b, at); at += b.length; }
  let text = '';
  const bytes = new Uint8Array(all.buffer);
  for (let i = 0; i < bytes.length; i += 32768) text += String.fromCharCode(...bytes.subarray(i, i + 32768));
  return btoa(text);
}"""


# No player is left in the page's graphs.
ALL_GONE = (
    "() => Object.values(window.omniNbAudio ?? {}).every(a => [...a.graphs.values()].every(g => g.tracks.size === 0))"
)


def install(page: Any, *, block: int = 128) -> None:
    page.add_init_script(f"({INSTALL})({block})")


def heard(page: Any, index: int = -1) -> npt.NDArray[np.int16]:
    """What came out of a player, as int16 (exact: the player divides by 32768)."""
    n = page.evaluate("() => window.heard.length")
    data = base64.b64decode(page.evaluate(READ, index % n))
    return np.round(np.frombuffer(data, "<f4") * 32768).astype(np.int16)


def sounding(samples: npt.NDArray[np.int16]) -> npt.NDArray[np.int16]:
    """From the first sample that is not silence to the last."""
    at = np.flatnonzero(samples)
    return samples[at[0] : at[-1] + 1] if len(at) else samples[:0]


def gaps(samples: npt.NDArray[np.int16], at_least: int) -> list[int]:
    """Lengths of runs of digital silence of at least that many samples."""
    quiet = np.concatenate([[0], (samples == 0).astype(np.int8), [0]])
    edges = np.flatnonzero(np.diff(quiet)).reshape(-1, 2)
    return [int(b - a) for a, b in edges if b - a >= at_least]
