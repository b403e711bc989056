"""Menus: the models and voices that can be chosen, and names that are nearly what somebody typed."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Any

from omni_nb.catalog import search
from omni_nb.errors import OmniError
from omni_nb.panels.composer import view_model
from omni_nb.panels.composer.draft import Draft
from omni_nb.panels.composer.form_bridge import FormBridge
from omni_nb.panels.tasks import Tasks
from omni_nb.session.client import Client
from omni_nb.widgets.protocol import form
from omni_nb.widgets.protocol.reading import Handlers

_MOST_SERVED = 1_000  # a gateway may list everything that it can reach


class Menus:
    """Offers models and voices.

    Args:
        draft: Says what is chosen.
        client: Knows the server, which may list models of its own.
        bridge: Shows the menus.
        tasks: Runs the asking.

    Attributes:
        handlers: For what the page says.
    """

    def __init__(self, draft: Draft, client: Client, bridge: FormBridge, tasks: Tasks) -> None:
        self._draft, self._client, self._bridge, self._tasks = draft, client, bridge, tasks
        self._served: list[str] = []
        self._asked = False
        self.handlers: Handlers = {"near": self._on_near, "models": self._on_models}

    def show(self) -> None:
        """Set what can be chosen anew; what has not changed is not sent."""
        model = self._draft.model
        self._bridge.set(models=view_model.models(model, self._served))
        self._bridge.set(voices=view_model.voices(model, self._draft.voice))

    def _on_near(self, m: form.NearWanted, _: Any) -> None:
        """Say which names are nearly so."""
        if m["menu"] == "voice":
            names = search.voice_names({v.id: v for v in self._draft.model.voices})
        else:
            names = {c["id"]: c["id"] for c in view_model.models(self._draft.model, self._served)}
        self._bridge.set(near={"menu": m["menu"], "text": m["text"], "ids": search.named_like(m["text"], names)})

    def _on_models(self, _m: form.ModelsWanted, _: Any) -> None:
        """Ask the server once what it lists. Many list nothing; that is no news."""
        if self._asked or self._client.address.simulated:  # the simulator takes what the catalog knows
            return
        self._asked = True

        def listed(ids: list[str]) -> None:
            self._served = ids[:_MOST_SERVED]
            self._asked = bool(ids)  # it may have been out of reach: the next look asks again
            self.show()

        self._tasks.in_thread(_quietly(self._client.model_ids), listed)


def _quietly(ask: Callable[[], list[str]]) -> Callable[[], list[str]]:
    def asked() -> list[str]:
        with contextlib.suppress(OmniError):
            return ask()
        return []

    return asked
