"""A listening test on disk: what it asks, its sounds, and every vote, in one folder. Votes without the sounds say nothing."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path

from omni_nb.compare.listening.ballot import SUFFIX, Ballot, Counted, counted
from omni_nb.compare.listening.design import TestDesign
from omni_nb.errors import OmniError
from omni_nb.kept import disk
from omni_nb.messages.message import _
from omni_nb.paths import local_path, read_bytes
from omni_nb.sound.clip import Clip

DESIGN = "test.json"


class TestFolder:
    """The folder of one test.

    Args:
        path: Where. It is made when it is first written to.
    """

    __test__ = False  # for pytest: no class of tests

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = local_path(path)

    @classmethod
    def of(cls, design: TestDesign) -> TestFolder:
        """The folder of a test in the user's data directory."""
        return cls(everywhere() / design.id)

    @property
    def votes(self) -> Path:
        """Where the ballots are."""
        return self.path / "votes"

    def design(self) -> TestDesign | None:
        """What the test in there asks, or None: there is no test.

        Raises:
            OmniError: What describes it is damaged.
        """
        if not (self.path / DESIGN).is_file():
            return None
        try:
            return TestDesign.from_dict(json.loads(read_bytes(self.path / DESIGN)))
        except ValueError as err:
            raise OmniError(
                _("{path} cannot be read: {err}", path=self.path / DESIGN, err=err),
                code="test_unreadable",
                repair=_(
                    "Choose another folder, or create the test again from its sounds; the votes in this folder are left alone."
                ),
            ) from None

    def write(self, design: TestDesign, clips: Mapping[str, Clip]) -> None:
        """Keep the test and its sounds, exactly. What is there already stays.

        Raises:
            OmniError: It holds another test, or it cannot be written to.
        """
        there = self.design()
        if there is not None and there.id != design.id:
            raise OmniError(
                _(
                    "{path} holds another listening test: of {items} ({test}), with other sounds",
                    path=self.path,
                    items=", ".join(there.items[:8]),
                    test=there.test,
                ),
                code="folder_of_another_test",
                repair=_(
                    "Choose another folder, or continue that test: ListeningTest.open({folder}).",
                    folder=repr(str(self.path)),
                ),
            )
        try:
            (self.path / "sounds").mkdir(parents=True, exist_ok=True, mode=0o700)
            for id, clip in clips.items():
                if not (file := self.path / "sounds" / f"{id}.flac").exists():
                    disk.write(file, clip.encode("flac"))
            disk.write(self.path / DESIGN, json.dumps(design.to_dict(), ensure_ascii=False, indent=1).encode())
        except OSError as err:
            raise OmniError(
                _(
                    "the listening test cannot be saved in {path}: {strerror}",
                    path=self.path,
                    strerror=err.strerror or err,
                ),
                code="test_not_kept",
                repair=_("Free some space, or choose a folder you can write to: folder=…."),
            ) from None

    def clips(self, design: TestDesign) -> dict[str, Clip]:
        """The sounds, by the ids of their stimuli.

        Raises:
            OmniError: One is lost or damaged.
        """
        return {s.id: Clip.read(self.path / "sounds" / f"{s.id}.flac") for s in design.stimuli}

    def ballot(self, design: TestDesign, listener: str) -> Ballot:
        """One listener's votes. Where the folder was deleted meanwhile, what the test asks is written again with the first."""

        def written_again() -> None:
            if self.design() is None:
                self.write(design, {})

        return Ballot(self.votes, design, listener, before_first=written_again)

    def counted(self, design: TestDesign) -> Counted:
        """The votes of all who listened here.

        Raises:
            OmniError: A file in there cannot be read, or is of another test.
        """
        found = [counted(read_bytes(p), design, p.name) for p in sorted(self.votes.glob(f"*{SUFFIX}"))]
        return Counted(
            votes=tuple(vote for one in found for vote in one.votes), notes=tuple(n for one in found for n in one.notes)
        )


def everywhere() -> Path:
    """Where tests are kept that were given no folder."""
    return disk.data_folder() / "listening"


def found(id: str) -> TestFolder | None:
    """The folder of the test of that id in the data directory, or None."""
    folder = TestFolder(everywhere() / id)
    return folder if id.isalnum() and folder.design() is not None else None


def alike(design: TestDesign, listener: str) -> list[TestFolder]:
    """Folders of other tests of the same things, in which this listener has voted: the sounds were made anew since."""
    try:
        others = [TestFolder(p) for p in sorted(everywhere().iterdir()) if p.is_dir() and p.name != design.id]
    except OSError:
        return []
    return [f for f in others if _same_question(f, design) and f.ballot(design, listener).path.is_file()]


def _same_question(folder: TestFolder, design: TestDesign) -> bool:
    try:
        there = folder.design()
    except OmniError:
        return False
    return there is not None and there.test == design.test and set(there.items) == set(design.items)
