"""A page with an audition alone, its sound recorded: sounds are made in the page, by name."""

from __future__ import annotations

from typing import Any

from omni_nb.widgets.audition import audition_script
from tests.support import tap

# `tone(hz, s)`: a steady tone, whose samples are never 0; `deaf()`: what was heard so far is forgotten
PAGE = """<!doctype html><title>audition</title><script type="module">
%s
window.audition = makeAudition({ changed: () => { window.changes = (window.changes ?? 0) + 1; } });
window.tone = (hz, s, rate = 24000, level = 8000) => Int16Array.from({ length: Math.round(s * rate) }, (_, i) => Math.round(level * Math.sin(2 * Math.PI * hz * i / rate)) || 1);
window.give = (id, pcm, rate = 24000) => { audition.add(id); audition.push(id, pcm, rate); audition.end(id); };
window.deaf = () => { window.heard.forEach((h) => { h.blocks = []; h.first = undefined; }); };
window.loud = () => window.heard.some((h) => h.blocks.slice(-4).some((b) => b.some((v) => v)));
window.ready = true;
</script>"""


def opened(page: Any, *, address: str = "http://127.0.0.1:9998/", script: str = "") -> Any:
    """A page that holds `audition`."""
    tap.install(page)
    page.route(
        "http://*:9998/",
        lambda route: route.fulfill(content_type="text/html", body=PAGE % (script + audition_script())),
    )
    page.goto(address)
    page.wait_for_function("() => window.ready")
    return page
