"""A page with players alone, without a notebook: the widget's JavaScript in a real browser, its sound recorded."""

from __future__ import annotations

import base64
from typing import Any

import numpy as np
import numpy.typing as npt

from omni_nb.widgets.live_player import LivePlayer

SOURCE = LivePlayer._esm
STUB = """async source => {
  const module = await import(URL.createObjectURL(new Blob([source], {type: 'text/javascript'})));
  window.players = [];
  window.graph = (rate = 24000) => window.omniNbAudio[2].graphs.get(rate);
  window.open_ = () => {
    const handlers = new Set(), p = { sent: [] };
    const model = { on: (_, f) => handlers.add(f), off: (_, f) => handlers.delete(f), send: m => p.sent.push(m) };
    const widget = module.default();
    p.close = widget.initialize({ model });
    p.el = document.createElement('div');
    document.body.append(p.el);
    p.show = () => { p.off = widget.render({ model, el: p.el }); };
    p.show();
    p.take = (m, buffers) => handlers.forEach(f => f(m, buffers));
    p.seq = 0;
    p.push = text => {
      const bytes = Uint8Array.from(atob(text), c => c.charCodeAt(0));
      p.take({ t: 'pcm', seq: ++p.seq, rate: 24000 }, [new DataView(bytes.buffer), new DataView(new ArrayBuffer(4))]);
    };
    window.players.push(p);
    return players.length - 1;
  };
}"""
CHIRP = (9_000 * np.sin(np.cumsum(np.linspace(0.05, 0.5, 24_000)))).astype(np.int16)
CHIRP[CHIRP == 0] = 1


def opened(page: Any) -> Any:
    """A page that holds one player."""
    # worklets want a secure context, which loopback is; nobody needs to listen there
    page.route(
        "http://127.0.0.1:9999/", lambda route: route.fulfill(content_type="text/html", body="<title>stub</title>")
    )
    page.goto("http://127.0.0.1:9999/")
    page.add_style_tag(content=LivePlayer._css)
    page.evaluate(STUB, SOURCE)
    page.evaluate("() => open_()")
    return page


def rests(js: Any) -> None:
    """No player is left. The graph runs on, for longer than any sink needs; then it rests."""
    js.wait_for_function("() => graph().tracks.size === 0")
    js.clock.fast_forward(9_000)
    js.wait_for_timeout(250)
    assert js.evaluate("() => graph().context.state") == "running"
    js.clock.fast_forward(1_000)
    js.wait_for_function("() => graph().context.state === 'suspended'")


def push(js: Any, samples: npt.NDArray[np.int16], player: int = 0) -> None:
    js.evaluate("([p, text]) => players[p].push(text)", [player, base64.b64encode(samples.tobytes()).decode()])


def end(js: Any, player: int = 0) -> None:
    js.evaluate("p => players[p].take({ t: 'end' })", player)


def audible(js: Any) -> None:
    """Until the page sounds, however busy the machine is."""
    js.wait_for_function("() => window.heard.some(h => h.blocks.some(b => b.some(v => v)))")


def played(js: Any, player: int = 0) -> None:
    js.wait_for_function("p => players[p].sent.some(m => m.t === 'played')", arg=player, timeout=60_000)
    js.wait_for_timeout(80)
