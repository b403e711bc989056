"""The script that makes players of a saved output's `<audio>`: text, to be put behind them. It needs no widget.

An output that is saved cannot load anything, so the script stands in it, once for each output: the same files as the live
player's, without their comments and spaces. Where no script may run (an untrusted notebook, GitHub) it is stripped or
never run, and what stands before it is whole.
"""

from __future__ import annotations

import base64
import functools
import hashlib
import json
import re
from pathlib import Path
from typing import Final

from omni_nb.messages import Language, language, translation
from omni_nb.widgets.lean import squeezed

_HERE = Path(__file__).parent
_FILES: Final = ("saved_dom.js", "playing.js", "player_face.js", "saved_player.js")
_ICONS: Final = ("play", "pause", "volume-2", "volume-x", "download")
_SENTENCE = re.compile(r'(?<![\w$.])t\("([^"\\\n]+)"')
_ICON = re.compile(r'"([\w-]+)": ?"([^"]+)"')


def saved_player_script() -> str:
    """A `<script>` element, in the current language. It runs where it stands, and again a moment later, for viewers that draw in pieces."""
    return _script_in(language())


@functools.cache
def _script_in(wanted: Language) -> str:
    icons = dict(_ICON.findall((_HERE / "icons.js").read_text(encoding="utf-8")))
    body = squeezed("\n".join((_HERE / name).read_text(encoding="utf-8") for name in _FILES))
    words = {} if wanted == "en" else {s: translation(s, wanted) or s for s in _SENTENCE.findall(body)}
    head = f"const ICONS={_json({name: icons[name] for name in _ICONS})},WORDS={_json(words)};"
    return (
        f"<script>(()=>{{{head}\n{body}\ndressSounds(document);setTimeout(()=>dressSounds(document),300)}})()</script>"
    )


def saved_player_hash() -> str:
    """By which a page's policy lets it run: `'sha256-…'`."""
    text = saved_player_script().removeprefix("<script>").removesuffix("</script>")
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
