"""Ask multimodal models in a notebook: read the answer as it is written, hear it as it is spoken, keep both.

    from omni_nb import Omni

    omni = Omni()  # with DASHSCOPE_API_KEY: Qwen-Omni; without a key: the built-in simulator
    reply = omni.ask("你是谁", voice="Cherry")
    reply.text, reply.audio, reply.usage, reply.timing
    reply.save("hello.wav")

What to begin with:

    omni.ask(Image.open("cat.png"), "What is this?")   paths, URLs, pictures, sounds, arrays beside a question
    omni.chat(system="Be brief.")                      a conversation that remembers: .ask, .fork, .undo
    omni.compose()                                     a form in the notebook: attach, record, send, stop, edit
    omni.compare("Good morning!", voices=["Cherry", "Ethan"])   answers side by side
    omni.sweep("{city}?", variables=table, budget=5)            thousands of questions, within a budget, never twice
    omni.say("Read exactly this.")                     words read aloud, and checked
    omni.stream("…"), await omni.aask("…")             your own loop
    omni.check("…"), omni.request("…")                 tokens, cost, problems, the JSON; sends nothing
    omni.voices(), omni.models()                       what is known of them
    omni_nb.history().search("cat")                    all replies that were kept, also after a restart
    omni_nb.recent()                                   the last of them
    omni_nb.set_language("zh")                         English or Chinese

`help(omni_nb.Omni)` has all options. In a notebook `%load_ext omni_nb` brings the magic `%%omni`; in a shell there is
`omni-nb --help`.

Names are loaded when first used: importing the package loads neither openai nor ipywidgets.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

# public name → the module that holds it
_HOMES = {
    "Budget": "sweep.budget",
    "Chat": "chat",
    "Clip": "sound.clip",
    "Comparison": "compare.comparison",
    "Composer": "panels.composer.composer",
    "Interrupted": "errors",
    "Limits": "wire.limits",
    "ListeningTest": "panels.listening.listening_test",
    "Omni": "omni",
    "OmniError": "errors",
    "PromptRefused": "errors",
    "Recorder": "widgets.recorder",
    "Reply": "reply.reply",
    "Sweep": "sweeping.sweep",
    "audio": "prompt.parts",
    "history": "kept.history",
    "image": "prompt.parts",
    "listen": "panels.listening.making",
    "merge_votes": "panels.listening.making",
    "recent": "kept.store",
    "set_language": "messages.setting",
    "video": "prompt.parts",
}

__all__ = [
    "Budget",
    "Chat",
    "Clip",
    "Comparison",
    "Composer",
    "Interrupted",
    "Limits",
    "ListeningTest",
    "Omni",
    "OmniError",
    "PromptRefused",
    "Recorder",
    "Reply",
    "Sweep",
    "__version__",
    "audio",
    "history",
    "image",
    "listen",
    "merge_votes",
    "recent",
    "set_language",
    "video",
]

if TYPE_CHECKING:
    from omni_nb.chat import Chat
    from omni_nb.compare.comparison import Comparison
    from omni_nb.errors import Interrupted, OmniError, PromptRefused
    from omni_nb.kept.history import history
    from omni_nb.kept.store import recent
    from omni_nb.messages.setting import set_language
    from omni_nb.omni import Omni
    from omni_nb.panels.composer.composer import Composer
    from omni_nb.panels.listening.listening_test import ListeningTest
    from omni_nb.panels.listening.making import listen, merge_votes
    from omni_nb.prompt.parts import audio, image, video
    from omni_nb.reply.reply import Reply
    from omni_nb.sound.clip import Clip
    from omni_nb.sweep.budget import Budget
    from omni_nb.sweeping.sweep import Sweep
    from omni_nb.widgets.recorder import Recorder
    from omni_nb.wire.limits import Limits


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'omni_nb' has no attribute {name!r}")
    value = getattr(importlib.import_module(f"omni_nb.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)


def load_ipython_extension(ipython: Any) -> None:
    """`%load_ext omni_nb`: the magics `%omni` and `%%omni`."""
    from omni_nb.notebook import register

    register(ipython)
