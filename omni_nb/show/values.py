"""A clip, or a prompt, that is a cell's last line: heard and seen where a notebook can, else its one line of words."""

from __future__ import annotations

from omni_nb.prompt.parts import Prompt
from omni_nb.show import display, media, question, static
from omni_nb.sound.clip import Clip


def show_clip(clip: Clip) -> None:
    """Show a player and the waveform.

    Raises:
        NotImplementedError: There is nothing to show but its `repr`.
    """
    if not len(clip):
        raise NotImplementedError
    _in_notebook_only()
    shown = static.sound(clip, static.default_player_format())
    display.show_bundle({**shown, "text/html": media.with_players(shown["text/html"])})


def show_prompt(prompt: Prompt) -> None:
    """Show its media and words.

    Raises:
        NotImplementedError: There is nothing to show but its `repr`.
    """
    _in_notebook_only()
    display.show_bundle({"text/html": question.asked(prompt), "text/plain": question.plain(prompt)})


def _in_notebook_only() -> None:
    if not display.in_notebook():
        raise NotImplementedError
