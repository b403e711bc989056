import math
import threading

import pytest

from omni_nb import audio, image
from omni_nb.errors import MediaError
from omni_nb.panels.composer import mending
from omni_nb.panels.composer.card_sources import card_of
from omni_nb.panels.composer.mending import remake
from omni_nb.prompt.parts import MediaPart, Prompt
from omni_nb.prompt.remedies import Mend
from tests.support.media import TONE, picture

THIN = picture(size=(5, 50))


def test_a_part_is_made_anew_in_its_place_and_its_card_says_so(desk):
    desk.upload("empty.png", b"", id="e")
    desk.upload("good.png", picture(), id="a")
    desk.upload("thin.png", THIN, id="b")
    assert [c["id"] for c in desk["cards"] if c["bad"]] == ["b"]
    desk.mend("enlarge it")
    assert desk["check"]["problems"] == []
    assert [(c["id"], c["state"], c["note"]) for c in desk["cards"]] == [
        ("e", "bad", ""),
        ("a", "ready", ""),
        ("b", "ready", "fixed: enlarge it"),
    ]
    assert desk["mending"] is None
    desk.say("mend", key="of yesterday")
    assert desk.notice.startswith("that option is no longer available")


def test_options_turns_and_kinds_are_mended_too(desk):
    desk.composer.prompt = [image(picture()), audio(TONE), "what?"]
    desk.mend("keep the picture")
    assert [c["kind"] for c in desk["cards"]] == ["image"]
    desk.composer.prompt = [image(picture()), audio(TONE), "what?"]
    desk.mend("split into turns")
    assert desk["check"]["problems"] == []
    desk.composer.prompt = [image(picture()), audio(TONE), "what?"]
    desk.mend("use qwen3.5-omni-flash")
    assert desk["options"]["model"] == "qwen3.5-omni-flash"


def test_one_that_fails_says_why_and_changes_nothing(desk, monkeypatch):
    def broken(mend, prompt):
        raise MediaError("this picture is damaged", repair="Save it again.")

    desk.upload("thin.png", THIN)
    before = desk["cards"]
    monkeypatch.setattr(mending, "mended", broken)
    desk.mend("enlarge it")
    assert desk.notice == "this picture is damaged. Save it again."
    assert desk["cards"] == before
    assert desk["mending"] is None


def test_what_changes_while_a_part_is_made_anew_stays_changed(desk, monkeypatch):
    """Seconds pass with a video: cards come, go and move meanwhile."""
    go_on, remake_as_ever = threading.Event(), mending.remake
    monkeypatch.setattr(mending, "remake", lambda *a: go_on.wait(60) and remake_as_ever(*a))
    for id in ("a", "b"):
        desk.upload(f"{id}.png", picture(), id=id)
    desk.upload("thin.png", THIN, id="thin")
    key = desk["check"]["problems"][0]["mends"][0]["key"]
    desk.form.say({"t": "mend", "key": key}, [])
    desk.form.say({"t": "remove", "id": "a"}, [])
    desk.form.say({"t": "move", "id": "thin", "to": 0}, [])
    desk.until(lambda: [c["id"] for c in desk["cards"]] == ["thin", "b"])
    go_on.set()
    desk.settle()
    assert [(c["id"], c["note"]) for c in desk["cards"]] == [("thin", "fixed: enlarge it"), ("b", "")]
    assert desk.notice == ""


def test_a_card_that_was_removed_while_its_part_is_made_anew_stays_away(desk, monkeypatch):
    go_on, remake_as_ever = threading.Event(), mending.remake
    monkeypatch.setattr(mending, "remake", lambda *a: go_on.wait(60) and remake_as_ever(*a))
    desk.upload("thin.png", THIN, id="thin")
    key = desk["check"]["problems"][0]["mends"][0]["key"]
    desk.form.say({"t": "mend", "key": key}, [])
    desk.form.say({"t": "remove", "id": "thin"}, [])
    desk.until(lambda: desk["cards"] == [])
    go_on.set()
    desk.settle()
    assert (desk["cards"], desk["mending"], desk.notice) == ([], None, "")


def test_parts_that_are_left_out_are_named_and_those_that_stay_are_not():
    parts = Prompt.of(image(picture()), audio(TONE), "what?")
    (left,) = remake(Mend(way="keep", title="keep the picture only", kind="image", most=math.inf), parts)
    assert (left.old, left.new) == (parts.media[1], None)


def test_a_part_that_cannot_be_read_is_an_error():
    part = card_of(image(THIN)).part
    broken = MediaPart("image", b"broken", None, part.info, "x")
    with pytest.raises((MediaError, OSError)):
        remake(Mend(way="enlarge", title="enlarge it", part=0), Prompt((broken,)))
