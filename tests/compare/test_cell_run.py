import threading

import pytest

from omni_nb import Omni, catalog
from omni_nb.compare.cell import Cell
from omni_nb.compare.cell_run import Asker, CellRun
from omni_nb.compare.plan import Asked, plan
from omni_nb.prompt.parts import Prompt
from omni_nb.prompt.verbatim import reading_of
from omni_nb.session.limiter import Limiter

MODEL = catalog.default_model().id
WORDS = "One two three four."


class Reading:
    """A client whose server reads other words than were given, as often as there are any."""

    def __init__(self, *instead):
        self.real, self.instead, self.asked = Omni.simulated(show=False, keep=False, pace=0), list(instead), []
        self.real = self.real.prepare.__self__.client
        self.request, self.model = self.real.request, MODEL

    def start(self, request, **given):
        self.asked.append(request)
        words = self.instead.pop(0) if self.instead else None
        if words is not None:
            request = self.real.request(Prompt.of(reading_of(words)), (), {"voice": request.settings.voice})
        return self.real.start(request, **given)


def ended(client, *, verbatim=WORDS, **asker):
    prompt = Prompt.of(reading_of(verbatim) if verbatim else "你是谁")
    planned = plan(client, [Asked(prompt=prompt, verbatim=verbatim)])
    (place,), (request,) = planned.places, planned.requests
    cell = Cell(place=place, request=request, verbatim=verbatim)
    run = CellRun(cell, Asker(client=client, limiter=Limiter(), **asker))
    while not run.done:
        run.wait(1.0)
    return run


def test_the_words_that_were_read_are_compared_with_those_that_were_given():
    same = ended(Reading()).cell
    assert (same.words.same, same.words_differ, same.reply.notes, same.tries) == (True, False, (), 1)
    other = ended(Reading("One two four.")).cell
    assert (other.words.errors, other.words_differ, other.tries) == (1, True, 1)
    assert [n.code for n in other.reply.notes] == ["words_differ"]
    assert "missing" in {e.kind for e in other.words.edits}


@pytest.mark.parametrize(
    ("instead", "retries", "tries", "errors"),
    [
        (["One two four.", None], 2, 2, 0),  # asked again until they are right
        (["One.", "One two four.", "One two."], 2, 3, 1),  # the nearest is kept, whenever it came
        (["One.", "One two."], 1, 2, 2),
        (["One."], 0, 1, 3),
    ],
)
def test_what_read_other_words_is_asked_again_as_often_as_is_wished(instead, retries, tries, errors):
    client = Reading(*instead)
    cell = ended(client, word_retries=retries).cell
    assert (cell.tries, len(client.asked), cell.words.errors) == (tries, tries, errors)
    assert cell.measures.duration_s == pytest.approx(cell.clip.duration_s)


def test_a_question_has_no_words_to_be_compared_with_and_is_asked_once():
    client = Reading("something else")
    cell = ended(client, verbatim="", word_retries=3).cell
    assert (cell.words, cell.tries, cell.words_differ) == (None, 1, False)


class Hearing(Reading):
    """Another model writes down what it is said to hear."""

    def __init__(self, heard, fault=""):
        super().__init__()
        self.heard = heard
        self.hears = Omni.simulated(show=False, keep=False, pace=0, fault=fault).prepare.__self__.client

    def start(self, request, **given):
        if not request.prompt.media:
            return super().start(request, **given)
        self.asked.append(request)
        if isinstance(self.heard, Exception):
            raise self.heard
        text = self.hears.request(Prompt.of(reading_of(self.heard)), (), {"modalities": ["text"]})
        return self.hears.start(text, **given)


def test_what_is_heard_is_compared_with_what_was_to_be_read():
    client = Hearing("One two free four.")
    cell = ended(client, verify=MODEL).cell
    assert cell.words.same
    assert (cell.heard, cell.heard_words.errors, cell.words_differ) == ("One two free four.", 1, True)
    assert client.asked[-1].settings.sound is False
    assert len(client.asked[-1].prompt.media) == 1


def test_of_a_question_what_is_heard_is_compared_with_the_replys_own_text():
    cell = ended(Hearing("nothing of the kind"), verbatim="", verify=MODEL).cell
    assert cell.heard_words.asked == cell.text
    assert cell.words_differ


def test_a_check_that_fails_costs_nothing_of_the_answer_and_is_told():
    from omni_nb.errors import RateLimited

    cell = ended(Hearing(RateLimited("too fast")), verify=MODEL).cell
    assert cell.ok
    assert (cell.heard, cell.heard_words) == (None, None)
    assert [(n.code, "too fast" in n) for n in cell.reply.notes] == [("words_unchecked", True)]


@pytest.mark.parametrize(
    ("fault", "why"),
    [("403", "denied"), ("cut-mid-json", "the connection was lost"), ("no-finish", "without marking it as finished")],
)
def test_a_check_that_is_refused_or_cut_is_told_and_half_of_it_does_not_count(fault, why):
    cell = ended(Hearing(WORDS, fault=fault), verify=MODEL).cell
    assert cell.ok
    assert (cell.heard, cell.heard_words, cell.words_differ) == (None, None, False)
    (note,) = cell.reply.notes
    assert note.code == "words_unchecked"
    assert why in note


def test_while_another_model_hears_it_the_cell_is_being_checked():
    hears, heard = threading.Event(), threading.Event()

    class Slow(Hearing):
        def start(self, request, **given):
            on_end = given["on_end"]

            def waiting(reply):
                if request.prompt.media:
                    hears.set()
                    assert heard.wait(60)
                on_end(reply)

            return super().start(request, **{**given, "on_end": waiting})

    client = Slow(WORDS)
    (place,), (request,) = (
        (planned := plan(client, [Asked(prompt=Prompt.of(reading_of(WORDS)))])).places,
        planned.requests,
    )
    run = CellRun(Cell(place=place, request=request), Asker(client=client, limiter=Limiter(), verify=MODEL))
    assert hears.wait(60)
    assert (run.state, run.done, run.cell.text) == ("checking", False, WORDS)
    heard.set()
    while not run.done:
        run.wait(1.0)
    assert (run.state, run.cell.heard) == ("done", WORDS)


def test_where_the_answer_itself_is_refused_nothing_is_checked():
    omni = Omni.simulated(show=False, keep=False, pace=0, fault="403:1")
    client = omni.prepare.__self__.client
    good = ended(Reading()).cell
    run = CellRun(Cell(place=good.place, request=good.request), Asker(client=client, limiter=Limiter(), verify=MODEL))
    while not run.done:
        run.wait(1.0)
    assert run.cell.error.code == "permission_refused"  # the answer itself: so nothing is checked
    assert run.cell.heard is None


def test_who_stops_it_is_not_asked_again():
    client = Reading("One.", "One.", "One.")
    planned = plan(client, [Asked(prompt=Prompt.of(reading_of(WORDS)), verbatim=WORDS)])
    (place,), (request,) = planned.places, planned.requests
    run = CellRun(
        Cell(place=place, request=request, verbatim=WORDS), Asker(client=client, limiter=Limiter(), word_retries=9)
    )
    run.cancel()
    while not run.done:
        run.wait(1.0)
    assert len(client.asked) <= 1
    assert run.cell.reply.ending == "stopped"


def test_a_mistake_of_ours_leaves_nobody_waiting():
    class Broken(Reading):
        def start(self, request, **given):
            raise ZeroDivisionError("ours")

    cell = ended(Broken()).cell
    assert (cell.reply, cell.error.code, cell.error.cause) == (None, "internal", "unexpected ZeroDivisionError: ours")
    checked = ended(Hearing(ZeroDivisionError("ours")), verify=MODEL).cell
    assert checked.ok
    assert [(n.code, "unexpected ZeroDivisionError: ours" in n) for n in checked.reply.notes] == [
        ("words_unchecked", True)
    ]


def test_what_was_paid_for_is_kept_before_it_is_measured_and_measured_although_it_cannot_be_kept(monkeypatch):
    kept = []
    monkeypatch.setattr("omni_nb.compare.cell_run.measure", lambda reply: 1 / 0)
    ended(Reading(), on_end=kept.append)
    assert [reply.text for reply in kept] == [WORDS]
    monkeypatch.undo()

    def full(reply):
        raise OSError("the disk is full")

    cell = ended(Reading(), on_end=full).cell
    assert cell.measures.duration_s == pytest.approx(cell.clip.duration_s)
    assert [n.code for n in cell.reply.notes] == ["not_kept"]
