from omni_nb import catalog
from omni_nb.panels.gallery.telling import about, picked, progress
from omni_nb.panels.gallery.voice_cells import VoiceCells
from omni_nb.panels.sampling import Sampler
from omni_nb.session.limiter import Limiter
from omni_nb.widgets.protocol.gallery import AboutGallery, HearingCost, Picked
from omni_nb.widgets.protocol.reading import fits
from tests.panels.test_sampling import client

MODEL = catalog.default_model()
PAID = Sampler(client("http://127.0.0.1:1/v1", "here"))


def cells(model, ids, sampler=PAID):
    return VoiceCells(model, ids, sampler=sampler, limiter=Limiter(), complain=lambda text: None)


def test_the_cost_of_one_and_of_all_is_told_before_anything_is_asked():
    told = progress(cells(MODEL, ["Cherry", "Ethan"]), [0, 1], MODEL, PAID)
    assert fits(told, HearingCost)
    assert told["cost"].startswith("Each voice is asked once, for ≈ 0.00")
    assert catalog.date() in told["cost"]
    assert told["all"].startswith("asks 2 voices: ≈ 0.00")
    assert (told["busy"], told["failed"], told["line"]) == (False, 0, "")
    assert progress(cells(MODEL, ["Cherry"]), [], MODEL, PAID)["cost"] == ""


def test_a_price_that_is_not_known_is_not_nothing():
    new = catalog.model("brand-new")
    assert "a price that is not known" in progress(cells(new, ["x"]), [0], new, PAID)["all"]
    free = Sampler(client())
    assert "no cost" in progress(cells(MODEL, ["Cherry"], free), [0], MODEL, free)["all"]


def test_the_code_compares_what_is_picked_whatever_it_is_called():
    said = picked(["Cherry", 'a"b\u202e'], MODEL, PAID)
    assert fits(said, Picked)
    asked = {}

    class Fake:
        def compare(self, words, **more):
            asked.update(more, words=words)

    exec(said["code"], {"omni": Fake()})
    assert asked == {"words": said["words"], "voices": ["Cherry", 'a"b\u202e'], "say": True}
    assert said["names"] == ["Cherry 芊悦", 'a"b�']
    assert picked([], MODEL, PAID)["code"] == ""


def test_whose_voices_they_are_or_that_nobody_knows_them():
    assert fits(about(MODEL, "k"), AboutGallery)
    assert about(MODEL, "k")["title"] == f"Voices of {MODEL.id}"
    assert "unknown" in about(catalog.model("brand-new"), "k")["title"]
