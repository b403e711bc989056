"""A blind listening test: shown in a notebook, saved as a page for others, its votes joined, its results.

test = comparison.listen(test="ab", listener="Mei")
test                                  # listen and answer; every answer is on disk at once
test.save("test.html")                # for people without Python
test.merge("answers/").results()
"""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from omni_nb.compare.listening import merging
from omni_nb.compare.listening.ballot import SUFFIX, Counted, listener_name
from omni_nb.compare.listening.design import TestDesign
from omni_nb.compare.listening.merging import Source
from omni_nb.compare.listening.planning import next_pair
from omni_nb.compare.listening.recordings import prepared
from omni_nb.compare.listening.results import Results, results
from omni_nb.compare.listening.trials import Trial
from omni_nb.compare.listening.votes import Choice, Sample, Vote, known_test
from omni_nb.errors import OmniError
from omni_nb.escape import visible
from omni_nb.front_end.shown import Shown
from omni_nb.messages.message import _
from omni_nb.panels.listening.exports import lines, table
from omni_nb.panels.listening.folder import TestFolder
from omni_nb.panels.listening.page import page_of
from omni_nb.panels.listening.session import Session
from omni_nb.paths import local_path, writing
from omni_nb.show import display
from omni_nb.show.console import Console
from omni_nb.sound.clip import Clip

LISTENER = "me"

NOT_HERE: Final = _(
    "A listening test needs a notebook with widgets; here test.play() and test.vote() do the same, and test.save() makes a web page."
)


class ListeningTest(Shown):
    """A blind test. The notebook shows it; `listen` makes one, `open` finds one again.

    Attributes:
        design: What is asked.
        listener: Who listens here.
        folder: Where the test, its sounds and all votes are.
        notes: What was left out, and why.
    """

    def __init__(
        self, design: TestDesign, folder: TestFolder, heard: Mapping[str, Clip] | None = None, *, listener: str = LISTENER,
        title: str = "", question: str = "", adaptive: bool = False, notes: tuple[str, ...] = (),
    ) -> None:  # fmt: skip
        self.design, self.listener, self.notes = design, listener_name(listener), notes
        self._folder, self._heard = folder, heard
        check_adaptive(design.test, adaptive)
        self._title, self._question, self._adaptive = title, question, adaptive
        self._sources: tuple[Source, ...] = ()
        self.session = Session(
            design, folder.ballot(design, self.listener), self._clips, choose=self._least_certain if adaptive else None, title=title, question=question,
            others=lambda: tuple(v for v in folder.counted(design).votes if v.listener != self.listener),
        )  # fmt: skip

    @classmethod
    def open(cls, folder: str | os.PathLike[str], *, listener: str = LISTENER, **more: Any) -> ListeningTest:
        """A test that was made before, from its folder.

        Args:
            folder: As `test.folder` said.
            listener: Whose turn it is.
            more: `title`, `question`, `adaptive`, as in `listen`.

        Raises:
            OmniError: There is no test in that folder, or it is damaged.
        """
        place = TestFolder(folder)
        design = place.design()
        if design is None:
            raise OmniError(
                _("{path} contains no listening test", path=place.path),
                code="no_test",
                repair=_("Use the folder in test.folder, or create a test: comparison.listen()."),
            )
        return cls(design, place, listener=listener, **more)

    @property
    def folder(self) -> Path:
        """Where the test, its sounds and all votes are."""
        return self._folder.path

    def by(self, listener: str) -> ListeningTest:
        """The same test for somebody else: `listener` is the name under which their votes are kept."""
        return ListeningTest(
            self.design, self._folder, self._heard, listener=listener, title=self._title, question=self._question,
            adaptive=self._adaptive, notes=self.notes,
        )  # fmt: skip

    # -- listening ---------------------------------------------------------------------------

    @property
    def trial(self) -> Trial | None:
        """What this listener is asked now; None: all was answered."""
        return self.session.trial

    def play(self, sample: Sample) -> Clip:
        """A sample of the trial that is asked now, as a listener hears it: `"left"`, `"right"`, `"x"` or `"item"`.

        Raises:
            ValueError: There is no such sample, or nothing is asked any more.
        """
        samples = trial.samples if (trial := self.trial) is not None else {}
        if sample not in samples:
            raise ValueError(
                _(
                    "no sample {sample} can be heard now; available: {samples}",
                    sample=repr(sample),
                    samples=", ".join(samples) or _("none"),
                )
            )
        return self._clips()[samples[sample]]

    def vote(self, choice: Choice | None = None, *, score: int | None = None, comment: str = "") -> None:
        """Answer the trial that is asked now, from Python; you say that you have heard it all.

        Args:
            choice: `"left"`, `"right"` or `"tie"` in `ab`; `"left"` or `"right"` in `abx`.
            score: 1 to 5 in `acr`, −3 to 3 in `ccr`.
            comment: Words that are kept with the vote.

        Raises:
            ValueError: It is no answer to this test, or nothing is asked any more.
            OmniError: It could not be written.
        """
        if (trial := self.trial) is None:
            raise ValueError(
                _("{listener} has answered everything; undo() takes the last answer back", listener=self.listener)
            )
        said = {name: given for name, given in (("choice", choice), ("score", score)) if given is not None}
        self.session.cast(trial, heard=tuple(trial.samples), comment=comment, **said)

    def undo(self) -> None:
        """Remove this listener's last answer, and ask that trial again."""
        self._folder.ballot(self.design, self.listener).undo()

    def _clips(self) -> Mapping[str, Clip]:
        if self._heard is None:
            self._heard = prepared(self._folder.clips(self.design), matched=self.design.matched)
        return self._heard

    def _ipython_display_(self) -> None:
        if display.shows_widgets():
            self._clips()  # here, not on the event loop: reading and matching takes a second
            display.show_object(self.session.view())
        else:
            Console(sys.stdout).line(f"{self!r}: {NOT_HERE}")

    def __repr__(self) -> str:
        done = sum(not v.practice for v in self._folder.ballot(self.design, self.listener).read().votes)
        return visible(
            f"<ListeningTest {self.design.test} of {len(self.design.items)} by {self.listener}: {done} of {self.session.of} answered>"
        )

    # -- votes -------------------------------------------------------------------------------

    @property
    def votes(self) -> tuple[Vote, ...]:
        """All votes: of everybody who listened here, and of what was merged. What was passed over is told in a warning."""
        found = self._counted(())
        for note in found.notes:
            warnings.warn(note, stacklevel=2)
        return found.votes

    def merge(self, *sources: Source) -> ListeningTest:
        """Add votes from elsewhere: files that pages handed back, text that was pasted, ballots, folders of such.

        A file that comes twice counts once. What is passed over is told in a warning.

        Args:
            sources: Paths, text or JSON.

        Returns:
            This test, so that `.results()` may follow.

        Raises:
            OmniError: A file is of another test or holds no votes. Nothing of the call was counted then.
        """
        for note in self._counted(sources).notes:
            warnings.warn(note, stacklevel=2)
        self._sources = (*self._sources, *(s for s in sources if s not in self._sources))
        return self

    def results(self, **how: Any) -> Results:
        """What all votes say: order with intervals, pairs, each listener's consistency, agreement.

        Args:
            how: As `omni_nb.compare.listening.results.results` takes it: `confidence`, `intervals` …

        Raises:
            MissingExtra: scipy is not installed: `omni_nb[compare]`.
        """
        given = {"test": self.design.test, "words_may_differ": self.design.different_words, **how}
        return results(self.votes, **given)

    def export(self, path: str | os.PathLike[str]) -> Path:
        """Write all votes to `path`: a table (`.csv`), or a file that `merge` takes (`.jsonl`). Returns where it is.

        Raises:
            ValueError: Another ending.
            MediaError: It cannot be written there.
        """
        target = local_path(path)
        if target.suffix.lower() not in (".csv", ".jsonl"):
            raise ValueError(_("votes are exported as .csv or .jsonl, got {name}", name=repr(target.name)))
        data = table(self.votes) if target.suffix.lower() == ".csv" else lines(self.votes, self.design, self.listener)
        with writing(target) as file:
            file.write(data)
        return target

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the test to `path` as one page for people without Python; it plays offline and hands back their answers.

        The sounds in it are mp3 of some 40 kbit/s; no name of a voice is in it.

        Raises:
            ValueError: The name does not end in .html.
            MediaError: It cannot be written there.
        """
        target = local_path(path)
        if target.suffix.lower() not in (".html", ".htm"):
            raise ValueError(_("the file name of a page must end in .html, got {name}", name=repr(target.name)))
        page = page_of(self.design, self._clips(), title=self._title, question=self._question)
        with writing(target) as file:
            file.write(page.encode())
        return target

    def _least_certain(self, pairs: Sequence[tuple[str, str]], votes: Sequence[Vote]) -> tuple[str, str] | None:
        """The pair of which the next vote tells most; one of those left where that pair was asked already."""
        given = {"seed": self.design.seed, "words_may_differ": self.design.different_words}
        found = next_pair(votes, items=self.design.items, **given)  # type: ignore[arg-type]
        return None if found is None else (found.left, found.right)

    def _counted(self, more: tuple[Source, ...]) -> Counted:
        here: list[Source] = [self._folder.votes] if any(self._folder.votes.glob(f"*{SUFFIX}")) else []
        return merging.merge(self.design, [*here, *self._sources, *more])


def check_adaptive(test: str, adaptive: bool) -> None:
    """Whether the next pair can be chosen after the votes.

    Raises:
        ValueError: Of this test nobody knows which pair is the least certain.
    """
    if adaptive and known_test(test) != "ab":
        raise ValueError(f"adaptive=True is for test='ab', and this is {test!r}: leave it out")
