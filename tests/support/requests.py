"""Requests for tests, of anything that can be asked."""

from omni_nb.prompt.parts import Prompt
from omni_nb.prompt.request import Request, Settings


def request(*parts, turns=(), model="m", **settings):
    """A request of these parts, or of a prompt."""
    prompt = parts[0] if len(parts) == 1 and isinstance(parts[0], Prompt) else Prompt.of(*parts)
    return Request(prompt=prompt, turns=tuple(turns), settings=Settings(model=model, **settings))
