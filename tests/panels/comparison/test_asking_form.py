import pytest

from omni_nb import catalog
from omni_nb.compare.plan import MOST_UNASKED, Asked, plan
from omni_nb.panels.comparison.asking_form import AskingForm, Wanted
from omni_nb.prompt.parts import Prompt
from omni_nb.widgets.protocol import comparison as says
from omni_nb.widgets.protocol.reading import fits
from tests.support.clients import simulated

MODEL = catalog.default_model().id


class Asking:
    """Plans as `Omni.compare` does, and notes what is started."""

    def __init__(self):
        self.client, self.started = simulated(), []

    def plan_of(self, wanted):
        prompts = [Asked(prompt=Prompt.of(wanted.prompt))]
        return plan(
            self.client, prompts, models=wanted.models or None, voices=wanted.voices or None, repeats=wanted.repeats
        )

    def start(self, planned):
        self.started.append(planned)
        return planned


@pytest.fixture
def form():
    asks, drawn, begun = Asking(), [], []
    form = AskingForm(asks, Wanted(models=(MODEL,)), show=drawn.append, begin=begun.append)
    form.asks, form.drawn, form.begun = asks, drawn, begun
    return form


def tell(form, kind, **more):
    told = {"prompt": "hello", "voices": [], "models": [MODEL], "repeats": 1, "say": False, **more}
    form.handlers[kind]({"t": kind, **told}, [])
    assert fits(form.drawn[-1], says.AskingForm)
    return form.drawn[-1]


def test_it_offers_what_the_catalog_knows_and_asks_for_a_question_first(form):
    form.draw()
    section = form.drawn[-1]
    assert fits(section, says.AskingForm)
    assert (section["ready"], section["line"], section["problem"]) == (False, "", "")
    assert section["models"][0]["id"] == MODEL
    assert {"id": "Cherry", "about": "female · sunny, friendly, natural"} in section["voices"]


def test_it_says_how_many_requests_and_what_they_cost_before_anything_is_asked(form):
    section = tell(form, "draft", voices=["Cherry", "Ethan"], repeats=3)
    assert section["ready"]
    assert section["line"].startswith("6 requests, ")
    assert form.asks.started == []
    tell(form, "compare", voices=["Cherry", "Ethan"], repeats=3)
    assert [len(p.places) for p in form.asks.started] == [6]
    assert form.begun == form.asks.started


@pytest.mark.parametrize("prompt", ["", "  \n"])
def test_nothing_written_is_nothing_asked(form, prompt):
    assert not tell(form, "compare", prompt=prompt)["ready"]
    assert form.asks.started == []


def test_a_large_grid_is_not_asked_by_a_click(form):
    voices = [v.id for v in catalog.default_model().voices]
    section = tell(form, "compare", voices=voices, repeats=99)
    assert section["repeats"] == 20
    assert len(voices) * 20 > MOST_UNASKED
    assert "confirm=True" in section["problem"]
    assert not section["ready"]
    assert form.asks.started == []


def test_voices_of_a_model_that_is_no_longer_chosen_go_and_what_cannot_be_planned_says_why(form):
    assert tell(form, "draft", voices=["Cherry", "Nobody"])["chosen_voices"] == ["Cherry"]
    form.asks.plan_of = lambda wanted: plan(form.asks.client, [Asked(prompt=Prompt.of("x"))], models=[""])
    assert "models is empty" in tell(form, "draft")["problem"]
