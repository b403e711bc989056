"""DraftEditor: the upper half of the form, where a prompt is written. It ties the draft and its rooms to the page.

All on the event loop.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from omni_nb.panels.composer import view_model
from omni_nb.panels.composer.attachments import Attachments
from omni_nb.panels.composer.cards import Card
from omni_nb.panels.composer.draft import Draft
from omni_nb.panels.composer.draft_check import check
from omni_nb.panels.composer.form_bridge import FormBridge
from omni_nb.panels.composer.mending import Mending
from omni_nb.panels.composer.thread import Thread
from omni_nb.panels.composer.voice_samples import VoiceSamples
from omni_nb.panels.sampling import Sampler
from omni_nb.panels.tasks import Tasks
from omni_nb.prompt.parts import Prompt
from omni_nb.widgets.protocol import form
from omni_nb.widgets.protocol.reading import Handlers


class DraftEditor:
    """Shows a draft, and changes it as the page says.

    Args:
        sampler: Its client knows what would be refused; speaks a voice's sample.
        draft: What is being written.
        thread: The conversation that it goes on with.
        bridge: Shows it.
        tasks: Runs what takes long.
        key: Names the composer on its page.

    Attributes:
        draft: The same.
        attachments: The cards of the draft.
        handlers: For what the page says.
    """

    def __init__(
        self, sampler: Sampler, draft: Draft, thread: Thread, bridge: FormBridge, tasks: Tasks, *, key: str
    ) -> None:
        self.draft = draft
        self._client, self._thread, self._bridge, self._key = sampler.client, thread, bridge, key
        self.attachments = Attachments(draft, bridge, tasks, changed=self.show)
        self._mending = Mending(draft, thread, bridge, tasks, changed=self.show)
        self.handlers: Handlers = {
            "draft": self._on_draft,
            "option": self._on_option,
            **self.attachments.handlers,
            **self._mending.handlers,
            **VoiceSamples(sampler, draft, bridge, tasks).handlers,
        }

    def show(self) -> None:
        """Set the page's sections anew; what has not changed is not sent."""
        page, draft = self._bridge, self.draft
        checked = check(draft, self._client, self._thread.history())
        page.set(about=view_model.about(self._key))
        page.set(options=view_model.options(draft))
        page.set(voices=view_model.voices(draft.model, draft.voice))
        page.set(capabilities=view_model.capabilities(draft.model))
        page.set(cards=[c.look(bad=c.id in checked.cards) for c in draft.cards])
        self._mending.offer(checked)
        page.set(check=view_model.check(checked, [c.id for c in draft.cards if c.part is not None]))

    def fill(self, text: str, cards: Sequence[Card]) -> None:
        """Replace the words and cards that are written."""
        self.draft.fill(text, cards)
        self._bridge.write(text)
        self.show()

    def ready(self) -> Prompt:
        """The prompt, if it can be sent.

        Raises:
            ValueError: There is nothing to send, or an attachment is not ready.
        """
        if any(c.state == "coming" for c in self.draft.cards):
            raise ValueError("an upload is not finished yet: wait for it, or remove its card")
        if bad := next((c for c in self.draft.cards if c.part is None), None):
            raise ValueError(f"{bad.name} cannot be sent: remove its card first")
        prompt = self.draft.prompt()
        if not prompt.parts:
            raise ValueError("There is nothing to send yet: write something, or attach a picture, a sound or a film.")
        return prompt

    def close(self) -> None:
        """Close the microphone."""
        self.attachments.close()

    def _on_draft(self, m: form.DraftWords, _: Any) -> None:
        """Take the words that are written."""
        self.draft.text = m["text"]
        self.show()

    def _on_option(self, m: form.SetOption, _: Any) -> None:
        """Set an option."""
        try:
            self.draft.set_option(m["name"], m["value"])
        finally:
            self._bridge.set(options=None)  # a value that was refused must leave the field too
            self.show()
