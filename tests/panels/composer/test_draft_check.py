from omni_nb import audio, image
from omni_nb.panels.composer.card_sources import card_of, read
from omni_nb.panels.composer.draft import Draft
from omni_nb.panels.composer.draft_check import check
from omni_nb.prompt.parts import Prompt
from omni_nb.prompt.request import Turn
from tests.support.clients import client
from tests.support.media import TONE, picture


class Checking(Draft):
    """A draft for the simulator, with its check."""

    def __init__(self, **options):
        self.client = client()
        super().__init__(self.client, options)

    def check(self, history=()):
        return check(self, self.client, history)


def test_what_would_be_refused_has_its_ways_out_and_what_is_unknown_is_a_note():
    d = Checking()
    d.fill("what?", [card_of(image(picture())), card_of(audio(TONE))])
    checked = d.check()
    ((problem, mends),) = checked.problems
    assert problem.code == "one_other_modality"
    assert "tokens" in checked.line
    assert "simulator" in checked.line
    assert set(checked.mends().values()) == set(mends)
    d.split = True
    assert d.check().problems == ()
    assert "several turns" in " ".join(d.check().notes)
    assert "not in the catalog" in " ".join(Checking(model="my-own-model").check().notes)


def test_what_cannot_be_weighed_at_all_has_no_weight():
    d = Checking()
    d.fill("", [card_of(image("https://a.example/cat.png"))])
    assert "tokens" not in d.check().line
    d.fill("what?", d.cards)
    assert d.check().line.startswith("at least ")


def test_earlier_turns_can_be_forgotten_where_there_are_some():
    d = Checking()
    d.fill("字" * 80_000, [])
    assert [m.title for m in d.check().mends().values()] == []
    assert [m.title for m in d.check([Turn(Prompt.of("x"), "y")]).mends().values()] == ["forget the earlier turns"]


def test_a_problem_of_a_part_names_its_card_also_where_others_have_none():
    d = Checking()
    d.cards = [
        read(b"", "empty.png", "e"),
        card_of(image(picture()), id="a"),
        card_of(image(picture(size=(5, 50))), id="b"),
    ]
    assert d.check().cards == {"b"}


def test_options_that_cannot_be_checked_are_a_line_and_no_crash():
    d = Checking()
    d.options["nonsense"] = 1
    assert "no option nonsense" in d.check().line
    assert Checking().check().line == "the simulator answers, no model is asked"


def test_what_was_done_to_a_picture_stands_on_its_card_once():
    import io

    from PIL import Image

    out = io.BytesIO()
    Image.new("RGB", (20, 20)).save(out, "GIF", save_all=True, append_images=[Image.new("RGB", (20, 20), "red")])
    d = Checking()
    d.cards = [read(out.getvalue(), "dance.gif", "a")]
    assert d.cards[0].note == "GIF, sent as PNG; only frame 1 of 2 is sent"
    assert not [n for n in d.check().notes if "frame" in n]


def test_a_fault_of_ours_in_the_check_leaves_the_cards(monkeypatch):
    from omni_nb.panels.composer import draft_check as room

    def fault(report):
        raise AttributeError("nothing for people")

    d = Checking()
    d.cards = [read(picture(), "x.png", "a")]
    monkeypatch.setattr(room, "_weight", fault)
    assert d.check().line == "this could not be checked here; it can be sent as it is"
    assert d.cards[0].look()["state"] == "ready"
