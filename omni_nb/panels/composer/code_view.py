"""CodeView: what is written, or else the latest turn, as a program that sends exactly that."""

from __future__ import annotations

from typing import Any

from omni_nb.messages import _
from omni_nb.panels.composer.draft_editor import DraftEditor
from omni_nb.panels.composer.export import write_code
from omni_nb.panels.composer.form_bridge import FormBridge
from omni_nb.panels.composer.thread import Thread
from omni_nb.panels.tasks import Tasks
from omni_nb.prompt.parts import Prompt
from omni_nb.prompt.remedies import split
from omni_nb.prompt.request import Turn
from omni_nb.session.client import Client
from omni_nb.show.code import TITLES, Language
from omni_nb.widgets.protocol import form
from omni_nb.widgets.protocol.reading import Handlers
from omni_nb.widgets.protocol.sections import Code

Written = tuple[Prompt, list[Turn], str]
"""A prompt, the turns before it, and a word about which prompt it is."""


class CodeView:
    """Writes programs.

    Args:
        client: Says where a request goes, and how.
        editor: Holds what is written.
        thread: Holds the turns.
        bridge: Shows the program.
        tasks: Runs the writing, which encodes media.
        given_url: The server's URL where it was named, or None.

    Attributes:
        folder: Where media of a program go, seen from the kernel's folder.
        handlers: For what the page says.
    """

    def __init__(
        self, client: Client, editor: DraftEditor, thread: Thread, bridge: FormBridge, tasks: Tasks, *, given_url: str | None
    ) -> None:  # fmt: skip
        self._client, self._editor, self._thread, self._bridge, self._tasks = client, editor, thread, bridge, tasks
        self._given_url = given_url
        self.folder = "omni_nb_media"
        self.handlers: Handlers = {"code": self._on_code}

    def written(self) -> Written:
        """What becomes a program: what stands in the box, or else the latest turn again. On the event loop."""
        prompt, branch = self._editor.draft.prompt(), self._thread.branch
        if prompt.parts or not branch.exchanges:
            return prompt, list(self._thread.history()), ""
        last = branch.exchanges[-1]
        history = branch.chat.turns.turns[: branch.remembered_before(last)]
        return (
            last.prompt,
            list(history),
            _("The box is empty, so this is turn {number} again.", number=len(branch.exchanges)),
        )

    def program(self, language: Language, written: Written) -> tuple[str, str]:
        """The program, and what to know about it. It encodes media: call it on a thread.

        Raises:
            ValueError: No such language.
        """
        prompt, history, said = written
        draft = self._editor.draft
        turns = split(prompt, draft.model) if draft.split else (prompt,)
        request = self._client.request(turns[0], history, draft.asking())
        text, note = write_code(language, request, self._client, folder=self.folder, given_url=self._given_url)
        first = _("The first of {count} turns.", count=len(turns)) if len(turns) > 1 else ""
        return text, " ".join(str(words) for words in (said, first, note) if words)

    def _on_code(self, m: form.CodeWanted, _buffers: Any) -> None:
        """Show what is written as a program."""
        self._editor.draft.text = m["text"]
        self._editor.show()
        language: Language = next((known for known in TITLES if known == m["language"]), "python")
        shown: Code = {
            "language": language,
            "languages": [{"id": k, "title": v} for k, v in TITLES.items()],
            "text": "",
            "note": str(_("Write something above to see its code here.")),
        }
        written = self.written()
        if not written[0].parts:
            self._bridge.set(code=shown)
            return
        self._tasks.in_thread(
            lambda: self.program(language, written),
            lambda found: self._bridge.set(code={**shown, "text": found[0], "note": found[1]}),
        )
