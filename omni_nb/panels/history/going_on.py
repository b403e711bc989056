"""A kept reply in a composer, so that the conversation goes on from it, with its turns, its media and the settings that a composer has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from omni_nb.panels.composer.composer import Composer
from omni_nb.panels.composer.draft import OPTIONS
from omni_nb.reply.reply import Reply

if TYPE_CHECKING:
    from omni_nb.omni import Omni


def composer_from(reply: Reply, omni: Omni | None) -> Composer:
    """Make a composer that stands behind this reply: its earlier turns, it, and its settings. Nothing is sent.

    Args:
        reply: As it is kept.
        omni: Who is asked next; None: the simulator for a simulated reply, else whom `Omni()` asks.

    Raises:
        OmniError: There is no key, where `Omni()` needs one.
    """
    omni = omni or _by_default(reply)
    composer = omni.compose(**_options(reply))
    if reply.request is not None and reply.request.turns:
        chat = omni.chat(system=reply.request.settings.system)
        for turn in reply.request.turns:
            chat.turns.add(turn, None)
        composer.chat = chat
    composer.reply = reply
    return composer


def _options(reply: Reply) -> dict[str, Any]:
    """The settings that a composer has; those of an earlier version's reply are its model and voice."""
    if reply.request is None:
        return {"model": reply.model, **({"voice": reply.voice} if reply.voice else {})}
    said = reply.request.settings
    options = {name: value for name in OPTIONS if (value := getattr(said, name)) is not None}
    return options if said.can_speak else {k: v for k, v in options.items() if k not in ("sound", "voice")}


def _by_default(reply: Reply) -> Omni:
    from omni_nb.omni import Omni

    return Omni(server="simulator") if reply.simulated else Omni()
