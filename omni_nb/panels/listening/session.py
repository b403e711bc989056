"""A listener's sitting: the trial that is asked now, the votes as they are cast, in the notebook's page and on disk."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from omni_nb.compare.listening.ballot import Ballot, Counted
from omni_nb.compare.listening.design import Chooser, TestDesign
from omni_nb.compare.listening.trials import Trial
from omni_nb.compare.listening.votes import Vote
from omni_nb.errors import OmniError
from omni_nb.messages import _, joined, say
from omni_nb.session.event_loop import EVENT_LOOP
from omni_nb.sound.clip import Clip
from omni_nb.widgets.listening import ListeningView
from omni_nb.widgets.protocol.listening import CastVote, ShowTrial, Undo

_LONGEST_COMMENT = 2000
_TWICE = _("This question was answered in another window; that answer counts.")


class Session:
    """One listener in one test. What the page says is taken on the event loop, one after the other.

    Args:
        design: What is asked.
        ballot: Where votes go.
        clips: What is heard, by the ids of the stimuli; asked for when the first trial is shown.
        others: The votes of others, for `choose`.
        choose: Says which pair is the least certain, or None: the order is the design's.
        title: Above the first screen.
        question: Instead of the usual one; empty: the usual one.
    """

    def __init__(
        self, design: TestDesign, ballot: Ballot, clips: Callable[[], Mapping[str, Clip]], *,
        others: Callable[[], tuple[Vote, ...]] = tuple, choose: Chooser | None = None, title: str = "", question: str = "",
    ) -> None:  # fmt: skip
        self._design, self._ballot, self._clips = design, ballot, clips
        self._others, self._choose = others, choose
        self._title, self._question = title, question
        self._serial = 0
        self._shown: Trial | None = None
        self._view: ListeningView | None = None

    def view(self) -> ListeningView:
        """What the notebook shows. One at a time: an earlier one is closed."""
        self.close()

        def on_loop(take: Callable[[Any], None]) -> Callable[[Any, list[Any]], None]:
            return lambda m, __: EVENT_LOOP.call(lambda: take(m))

        self._view = ListeningView(
            {"ready": on_loop(lambda __: self._ask()), "gone": on_loop(lambda __: self.close()), "vote": on_loop(self._on_vote), "undo": on_loop(self._on_undo)}
        )  # fmt: skip
        return self._view

    def close(self) -> None:
        """Take the test out of the notebook. The votes stay."""
        if self._view is not None:
            self._view.close()
            self._view = None

    @property
    def trial(self) -> Trial | None:
        """What is to be asked now; None: all was answered.

        Raises:
            OmniError: The votes so far cannot be read.
        """
        return self._next(self._ballot.read().votes)

    def cast(self, trial: Trial, **said: Any) -> Counted:
        """Vote, from Python: see `TestDesign.vote`.

        Raises:
            ValueError: It is no answer to that trial, or something was not heard.
            OmniError: It could not be written.
        """
        vote = self._design.vote(trial, self._ballot.listener, at=datetime.now(UTC), **said)
        return self._ballot.cast(vote)

    def _next(self, own: tuple[Vote, ...]) -> Trial | None:
        votes = (*own, *(self._others() if self._choose is not None else ()))
        return self._design.next(self._ballot.listener, votes, self._choose)

    # -- what the page says ------------------------------------------------------------------

    def _on_vote(self, m: CastVote) -> None:
        self._do(m["serial"], lambda: self._cast(m))

    def _on_undo(self, m: Undo) -> None:
        self._do(m["serial"], lambda: (self._ballot.undo(), ""))

    def _cast(self, m: CastVote) -> tuple[Counted, str]:
        if self._shown is None:
            raise ValueError(_("there is nothing left to answer"))
        said = {name: given for name, given in (("choice", m["choice"]), ("score", m["score"])) if given is not None}
        mine = self._design.vote(
            self._shown, self._ballot.listener, heard=tuple(m["heard"]), at=datetime.now(UTC),
            comment=m["comment"].strip()[:_LONGEST_COMMENT], **said,
        )  # fmt: skip
        there = self._ballot.cast(mine)
        return there, "" if mine in there.votes else str(_TWICE)

    def _do(self, serial: int, work: Callable[[], tuple[Counted, str]]) -> None:
        """Do it and ask on; a page that was loaded twice is told again what is asked."""
        if serial != self._serial:
            self._ask()
            return
        try:
            there, notice = work()
        except (ValueError, OmniError) as err:
            self._refuse(err)
        else:
            self._ask(there, notice)

    def _refuse(self, err: Exception) -> None:
        if self._view is not None:
            self._view.say({"t": "refused", "why": err.sentence if isinstance(err, OmniError) else str(err)})

    def _ask(self, there: Counted | None = None, notice: str = "") -> None:
        """Show what comes next. What was passed over in the file of votes is told once, at the beginning."""
        if self._view is None:
            return
        try:
            if there is None:
                there = self._ballot.read()
                notice = say(joined(there.notes))
            self._shown = self._next(there.votes)
            clips = self._clips() if self._shown is not None else {}
        except Exception as err:  # nobody else would hear of it
            self._refuse(err)
            return
        self._serial += 1
        answered, undo = sum(not v.practice for v in there.votes), bool(there.votes)
        if self._shown is None:
            self._view.say(
                {"t": "finished", "serial": self._serial, "answered": answered, "undo": undo, "notice": notice}
            )
            return
        samples = self._shown.samples
        trial: ShowTrial = {
            "t": "trial", "me": self._view.model_id, "serial": self._serial, "test": self._design.test,
            "title": self._title, "question": self._question, "samples": list(samples),
            "rate": next(iter(clips.values())).sample_rate, "practice": self._shown.practice,
            "practised": self._design.practice, "place": answered + 1, "of": self.of, "answered": answered, "undo": undo,
            "notice": notice,
        }  # fmt: skip
        self._view.show_trial(trial, [clips[id] for id in samples.values()])

    @property
    def of(self) -> int:
        """How many trials this listener is asked, without practice."""
        return sum(not t.practice for t in self._design.order(self._ballot.listener))
