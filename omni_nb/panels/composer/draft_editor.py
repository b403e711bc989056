"""DraftEditor: the upper half of the form, where a prompt is written. It ties the draft and its rooms to the page.

All on the event loop.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from omni_nb.messages import _
from omni_nb.panels.composer import view_model
from omni_nb.panels.composer.attachments import Attachments
from omni_nb.panels.composer.cards import Card
from omni_nb.panels.composer.draft import Draft
from omni_nb.panels.composer.draft_check import check
from omni_nb.panels.composer.form_bridge import FormBridge
from omni_nb.panels.composer.mending import Mending
from omni_nb.panels.composer.menus import Menus
from omni_nb.panels.composer.thread import Thread
from omni_nb.panels.composer.voice_samples import VoiceSamples
from omni_nb.panels.sampling import Sampler
from omni_nb.panels.tasks import Tasks
from omni_nb.prompt.parts import Prompt
from omni_nb.widgets.protocol import form
from omni_nb.widgets.protocol.reading import Handlers
from omni_nb.widgets.protocol.sections import About


class Unready(ValueError):
    """What is written cannot be sent as it is now."""


class DraftEditor:
    """Shows a draft, and changes it as the page says.

    Args:
        sampler: Its client knows what would be refused; speaks a voice's sample.
        draft: What is being written.
        thread: The conversation that it goes on with.
        bridge: Shows it.
        tasks: Runs what takes long.
        about: The composer's id on its page, and what it offers.

    Attributes:
        draft: The same.
        attachments: The cards of the draft.
        handlers: For what the page says.
        on_model: Called when another model was chosen, wherever that was done.
    """

    def __init__(
        self, sampler: Sampler, draft: Draft, thread: Thread, bridge: FormBridge, tasks: Tasks, *, about: About
    ) -> None:
        self.draft, self._model = draft, draft.model.id
        self.on_model: Callable[[], None] = lambda: None
        self._client, self._thread, self._bridge, self._about = sampler.client, thread, bridge, about
        self.attachments = Attachments(draft, bridge, tasks, changed=self.show)
        self._menus = Menus(draft, sampler.client, bridge, tasks)
        self._mending = Mending(draft, thread, bridge, tasks, changed=self.show)
        self.handlers: Handlers = {
            "draft": self._on_draft,
            "option": self._on_option,
            **self.attachments.handlers,
            **self._mending.handlers,
            **self._menus.handlers,
            **VoiceSamples(sampler, draft, bridge, tasks).handlers,
        }

    def show(self) -> None:
        """Set the page's sections anew; what has not changed is not sent."""
        page, draft = self._bridge, self.draft
        if draft.model.id != self._model:
            self._model = draft.model.id
            self.on_model()
        checked = check(draft, self._client, self._thread.history())
        page.set(about=self._about)
        page.set(options=view_model.options(draft))
        self._menus.show()
        page.set(capabilities=view_model.capabilities(draft.model))
        page.set(cards=[c.look(bad=c.id in checked.cards) for c in draft.cards])
        self._mending.offer(checked)
        page.set(check=view_model.check(checked, [c.id for c in draft.cards if c.part is not None]))
        if page.complains_of == "unready":
            try:
                self.ready()
            except Unready as err:
                page.notice(str(err), about="unready")
            else:
                page.mended("unready")

    def fill(self, text: str, cards: Sequence[Card]) -> None:
        """Replace the words and cards that are written."""
        self.draft.fill(text, cards)
        self._bridge.write(text)
        self.show()

    def ready(self) -> Prompt:
        """The prompt, if it can be sent.

        Raises:
            Unready: There is nothing to send, or an attachment is not ready.
        """
        if any(c.state == "coming" for c in self.draft.cards):
            raise Unready(_("an upload is not finished yet: wait for it, or remove its card"))
        if bad := next((c for c in self.draft.cards if c.part is None), None):
            raise Unready(_("{name} cannot be sent: remove its card first", name=bad.name))
        prompt = self.draft.prompt()
        if not prompt.parts:
            raise Unready(_("There is nothing to send yet: write something, or attach a picture, a sound or a video."))
        return prompt

    def close(self) -> None:
        """Close the microphone."""
        self.attachments.close()

    def _on_draft(self, m: form.DraftWords, _buffers: Any) -> None:
        """Take the words that are written."""
        self.draft.text = m["text"]
        self._bridge.typed(m["text"])
        self.show()

    def _on_option(self, m: form.SetOption, _buffers: Any) -> None:
        """Set an option."""
        try:
            self.draft.set_option(m["name"], m["value"])
        finally:
            # A value that was refused must leave its field. Options of None hid the voices for a moment: letters were lost.
            self._bridge.tell_again("options")
            self.show()
