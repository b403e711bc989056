"""The doors to listening tests: make one of a comparison or of any sounds, or find the one that some votes are of."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator
from typing import Any

from omni_nb.compare.listening import merging
from omni_nb.compare.listening.ballot import listener_name
from omni_nb.compare.listening.design import MOST_TRIALS, TestDesign
from omni_nb.compare.listening.merging import Source
from omni_nb.compare.listening.recordings import prepared, recordings_of
from omni_nb.errors import OmniError
from omni_nb.messages import Message, _, clauses
from omni_nb.panels.listening import folder as folders
from omni_nb.panels.listening.folder import TestFolder
from omni_nb.panels.listening.listening_test import LISTENER, NOT_HERE, ListeningTest, check_adaptive
from omni_nb.show import unseen


def listen(
    sounds: Any, test: str = "ab", *, listener: str = LISTENER, seed: int = 0, repeats: int | None = None,
    practice: bool = True, most_trials: int = MOST_TRIALS, different_words: bool = False, match_loudness: bool = True,
    folder: str | os.PathLike[str] | None = None, title: str = "", question: str = "", adaptive: bool = False,
) -> ListeningTest:  # fmt: skip
    """A blind listening test of a comparison, or of any sounds.

    The same call goes on where it was: the same sounds, the same question and the same listener are the same test.

    Args:
        sounds: A comparison, `{name: sound}` or `[(name, sound), …]`: clips, files, replies, `(samples, rate)`.
        test: `"ab"` which of two is better, or neither; `"abx"` which of two is X; `"acr"` (also `"mos"`) one sound on five
            points; `"ccr"` two on seven (ITU-T P.800, P.808).
        listener: Whose votes these are.
        seed: Order and sides follow from it and from the listener.
        repeats: So many trials come again, hidden. None: about one in six; in `abx` as many as make 16 trials.
        practice: The first trial does not count.
        most_trials: For one listener. Of more, each listener is asked others, balanced.
        different_words: Also pairs that say different words; else they are left out.
        match_loudness: Make all equally loud (BS.1770), or leave them as they came.
        folder: Where the test is kept with its sounds and votes. None: in the data directory of omni_nb.
        title: What the test is called on its first screen. Listeners read it: name no voice.
        question: Instead of the usual question.
        adaptive: `ab`: ask next where it is least certain after all votes so far, until the order is known or `most_trials`
            were asked. For listeners at this machine; a page has its order from the beginning.

    Raises:
        ValueError: There is nothing to compare, or an argument makes no sense.
        MissingExtra: Loudness cannot be measured: `omni_nb[compare]`.
        OmniError: The folder cannot be written to, or holds another test.
    """
    check_adaptive(test, adaptive)
    given = recordings_of(sounds)
    try:
        design = TestDesign(
            test=test, stimuli=tuple(given.clips), matched=match_loudness, seed=seed, repeats=repeats, practice=practice,  # type: ignore[arg-type]
            most_trials=most_trials, different_words=different_words,
        )  # fmt: skip
    except ValueError as err:  # who was left out may be why
        raise ValueError(clauses([str(err), *given.notes])) from None
    place = TestFolder.of(design) if folder is None else TestFolder(folder)
    clips = {stimulus.id: clip for stimulus, clip in given.clips.items()}
    heard = prepared(clips, matched=match_loudness)
    place.write(design, clips)
    notes = [*given.notes, *_notes(design, listener, elsewhere=folder is None)]
    for note in notes:
        warnings.warn(note, stacklevel=2)
    unseen.tool_unseen(NOT_HERE)
    return ListeningTest(
        design, place, heard, listener=listener, title=title, question=question, adaptive=adaptive, notes=tuple(notes)
    )


def _notes(design: TestDesign, listener: str, *, elsewhere: bool) -> Iterator[Message]:
    """What is left out, and where this listener has answered before."""
    if design.left_out:
        yield _(
            "{n} pair is left out because it says different words; different_words=True includes it|{n} pairs are left out because they say different words; different_words=True includes them",
            n=design.left_out,
        )
    for other in folders.alike(design, listener_name(listener)) if elsewhere else ():
        yield _(
            "{listener} has answered another test of the same items, with other sounds: ListeningTest.open({path}, listener={named}) continues it",
            listener=listener, path=repr(str(other.path)), named=repr(listener),
        )  # fmt: skip


def merge_votes(*sources: Source, test: ListeningTest | None = None) -> ListeningTest:
    """Votes of any number of listeners, joined: the test is found by what the files say, if this machine made it.

    Args:
        sources: As `ListeningTest.merge` takes them.
        test: The test, where it was kept in a folder of your own: `ListeningTest.open(folder)`.

    Raises:
        OmniError: The test is not known here (`no_test`), or a file is of another test or holds no votes.
    """
    if test is None:
        id = merging.test_of(sources)
        folder = folders.found(id)
        if folder is None:
            raise OmniError(
                _(
                    "these votes are of a test that is not on this machine ({id})",
                    id=id or _("not stated"),
                ),
                code="no_test",
                repair=_("Open the test they belong to: ListeningTest.open(folder).merge(…)."),
            )
        test = ListeningTest.open(folder.path)
    return test.merge(*sources)
