"""A request as a program, with its media in a folder beside the notebook."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from omni_nb.messages import _, joined
from omni_nb.prompt.media import identify
from omni_nb.prompt.request import Request
from omni_nb.session.client import Client
from omni_nb.show import code


class MediaFolder:
    """Files named by their content, in one folder: the same bytes are kept once."""

    def __init__(self, folder: str) -> None:
        self._folder = Path(folder)
        self.kept: list[str] = []

    def save(self, data: bytes, hint: str) -> str:
        """Write bytes to a file; returns the path that a program in the notebook's folder reads."""
        stem, _, suffix = hint.rpartition(".")
        if stem == "media":  # a name from the request's JSON, which does not say what it is
            suffix = identify(data).format
        safe = re.sub(r"[^A-Za-z0-9]+", "-", re.split(r"[/\\]", stem)[-1].split(".")[0]).strip("-")[:24] or "media"
        ending = re.sub(r"\W", "", suffix) or "bin"
        name = f"{safe}-{hashlib.sha256(data).hexdigest()[:8]}.{ending}"
        path = self._folder / name
        if not path.exists():
            self._folder.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        self.kept.append(path.as_posix())
        return path.as_posix()


def write_code(
    language: code.Language, request: Request, client: Client, *, folder: str, given_url: str | None
) -> tuple[str, str]:
    """Write a request as a program; returns it and what to know about it.

    Raises:
        OmniError: The server's dialect has no words for a part.
        OSError: The folder cannot be written.
    """
    shelf, address = MediaFolder(folder), client.reached()
    if language == "magic":
        told = client.address if client.address.simulated else address
        text = code.cell(request, address=told, given_url=given_url, save=shelf.save)
    else:
        body = client.body(request)
        text = code.program(language, body, address=address, dialect=client.dialect_state.dialect, save=shelf.save)
    notes = []
    if shelf.kept:
        notes.append(_("Its attachments are saved in {folder}/, in the kernel's folder: run it there.", folder=folder))
    if client.address.simulated and language != "magic":
        notes.append(
            _("This address is the simulator of this kernel; for one that keeps running: omni-nb simulate --port 8091.")
        )
    return text, str(joined(notes))
