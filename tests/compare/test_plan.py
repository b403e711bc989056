import pytest

from omni_nb import Omni, catalog
from omni_nb.compare.cell import Cell
from omni_nb.compare.comparison import Comparison
from omni_nb.compare.grid import Place
from omni_nb.compare.plan import Asked, plan, plan_again, plan_without_parts
from omni_nb.prompt.parts import Prompt
from tests.compare.support import cell, tone

MODEL = catalog.default_model()
TWO = [v.id for v in MODEL.voices[:2]]


@pytest.fixture
def client():
    return Omni.simulated(show=False, keep=False).prepare.__self__.client


def planned(client, *prompts, **given):
    return plan(client, [Asked(prompt=Prompt.of(p)) for p in prompts or ("你是谁",)], **given)


def test_every_place_has_its_request_and_its_real_voice(client):
    found = planned(client, "one", "two", voices=TWO, repeats=2)
    assert len(found.places) == len(found.requests) == 8
    for place, request in zip(found.places, found.requests, strict=True):
        assert request.settings.voice == place.voice
        assert request.prompt.text == ["one", "two"][place.prompt]
    assert planned(client).places[0].voice == MODEL.default_voice
    assert planned(client, options={"modalities": ["text"]}).places[0].voice is None


def test_ids_are_taken_as_people_hold_them(client):
    assert [p.voice for p in planned(client, voices="Cherry").places] == ["Cherry"]
    assert [p.voice for p in planned(client, voices=("Cherry", "Cherry", "Ethan")).places] == ["Cherry", "Ethan"]
    assert [p.voice for p in planned(client, voices=MODEL.voices[:2]).places] == TWO
    assert [p.voice for p in planned(client, voices=(v for v in TWO)).places] == TWO
    assert len(planned(client, voices=" ALL ").places) == len(MODEL.voices)
    assert planned(client, models=MODEL).places[0].model == MODEL.id


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"voices": []}, "voices is empty"),
        ({"voices": [" "]}, "voices is empty"),
        ({"models": []}, "models is empty"),
        ({"repeats": 0}, "repeats must be a whole number, 1 or more, got 0"),
        ({"repeats": 1.5}, "got 1.5"),
        ({"repeats": True}, "got True"),
        ({"repeats": "x"}, "got 'x'"),
        ({"voices": "all", "models": "my-own"}, "the voices of my-own are unknown"),
        ({"voices": TWO, "options": {"modalities": ["text"]}}, "voices are compared by their sound"),
    ],
)
def test_what_cannot_be_compared_says_why_before_anything_is_asked(client, given, words):
    with pytest.raises(ValueError, match=words):
        planned(client, **given)


def test_a_voice_of_another_model_is_named_with_its_model(client):
    theirs = next(v.id for m in catalog.models() for v in m.voices if MODEL.voice(v.id) is None)
    with pytest.raises(
        ValueError, match=rf"{MODEL.id} has no voice '{theirs}' \({theirs} belongs to .*remove it, or use"
    ):
        planned(client, voices=[*TWO, theirs])
    assert planned(client, voices=["a-voice-that-nobody-knows"]).places  # it may be a new one: a note tells
    with pytest.raises(TypeError, match="voices must be ids"):
        planned(client, voices=[3])


def test_the_cost_is_told_before_with_what_is_not_known_of_it(client):
    question = planned(client, voices=TWO).estimate
    assert (question.requests, question.output_cost, question.partial) == (2, None, False)
    assert "2 requests, about " in str(question)
    assert "the answer costs extra" in str(question)
    words = "Hello, how are you today?"
    reading = plan(client, [Asked(prompt=Prompt.of(words), verbatim=words)], voices=TWO).estimate
    assert reading.output_cost == pytest.approx(2 * reading_cost(words))
    assert "for the speech" in str(reading)
    assert question.input_tokens == 2 * planned(client, voices=TWO[:1]).estimate.input_tokens
    unknown = planned(client, models="my-own").estimate
    assert unknown.input_cost is None
    assert str(unknown).endswith("input tokens, cost unknown")
    assert plan(client, [Asked(prompt=Prompt.of(words), verbatim=words)], models="my-own").estimate.output_cost is None


def reading_cost(words):
    return len(words) * 0.065 * MODEL.tokens.audio_out_per_s * MODEL.price.audio_out / 1e6


def test_a_medium_of_unknown_length_makes_it_at_least(client):
    estimate = planned(client, "https://example.com/long.mp3").estimate
    assert estimate.partial
    assert "at least" in str(estimate)


def test_a_check_by_another_model_is_told_with_its_cost():
    client = Omni.simulated(show=False, keep=False).prepare.__self__.client
    words = "Hello, how are you today?"
    reading = plan(client, [Asked(prompt=Prompt.of(words), verbatim=words)], voices=TWO, verify=MODEL.id).estimate
    cost = 2 * len(words) * 0.065 * MODEL.tokens.audio_in_per_s * MODEL.price.audio_in / 1e6
    assert reading.check_cost == pytest.approx(cost)
    assert f"and 2 more to {MODEL.id} to check what is heard, ≈ " in str(reading)
    question = planned(client, voices=TWO, verify="my-own").estimate
    assert str(question).endswith("to check what is heard, at unknown cost")
    deaf = next(m.id for m in catalog.models() if m.text_only)
    with pytest.raises(ValueError, match=f"{deaf} cannot hear sound"):
        planned(client, verify=deaf)


def test_repeats_share_one_request_and_no_number_is_too_odd(client):
    planned = plan(client, [Asked(prompt=Prompt.of("hi"))], voices=["Cherry", "Ethan"], repeats=3)
    assert len({id(r) for r in planned.requests}) == 2
    with pytest.raises(ValueError, match="repeats must be a whole number"):
        plan(client, [Asked(prompt=Prompt.of("hi"))], repeats=float("inf"))


def test_what_was_read_from_disk_weighs_nothing_where_it_is_answered_and_cannot_be_asked_where_not(client):
    words = "Hello, how are you today?"
    anew = plan(client, [Asked(prompt=Prompt.of(words), verbatim=words)])
    (place,), (request,) = anew.places, anew.requests
    lost = Cell(place=place, request=request, verbatim=words)
    again = plan_again(Comparison((cell("Ethan", verbatim="a much longer text " * 9), lost)))
    assert again.requests == (None, request)
    assert again.estimate == anew.estimate
    with pytest.raises(ValueError, match="what Ethan was asked is no longer known"):
        plan_again(Comparison((lost, Cell(place=Place(model=MODEL.id, voice="Ethan")))))


def test_parts_are_left_out_of_the_questions_that_are_known(client):
    asked = planned(client, ["What is heard?", tone(1.0)], voices=TWO)
    cells = [Cell(place=p, request=r) for p, r in zip(asked.places, asked.requests, strict=True)]
    found = plan_without_parts(Comparison((cell("Kai"), *cells)))
    assert [p.variant for p in found.places] == ["whole", "without sound", "without words “What is heard?”"]
    assert [r.settings.sound for r in found.requests] == [False] * 3
    assert [len(r.prompt.media) for r in found.requests] == [1, 0, 1]
    with pytest.raises(ValueError, match="is no longer known"):
        plan_without_parts(Comparison((cell("Kai"),)))
