import zlib

import pytest
from ipywidgets import widget_serialization

from omni_nb import Clip
from omni_nb.session.event_loop import EVENT_LOOP
from tests.support.media import TONE, picture
from tests.support.pages import tell


def told(desk, t):
    return [m for m, _ in desk.form.told if m["t"] == t]


def test_a_file_in_slices_becomes_a_card(desk):
    desk.upload("cat.png", picture(size=(640, 480)), slice_=500)
    (card,) = desk["cards"]
    assert (card["name"], card["state"], card["facts"][:9]) == ("cat.png", "ready", "640 × 480")
    assert [m["upto"] for m in told(desk, "got")][:2] == [500, 1_000]
    assert desk.composer.prompt.media[0].data == picture(size=(640, 480))


def test_a_file_in_the_middle_of_its_way(desk):
    desk.say("file", id="a", name="x.wav", size=100)
    assert desk["cards"][0]["state"] == "coming"
    desk.say("send", text="now?")
    assert "not finished yet" in desk.notice
    desk.say("where", id="a")
    assert told(desk, "got")[-1] == {"t": "got", "id": "a", "upto": 0, "asked": True}
    desk.say("drop", id="a", why="x.wav cannot be read any more")
    assert desk["cards"][0]["error"] == "x.wav cannot be read any more"
    desk.say("remove", id="a")
    assert desk["cards"] == []
    desk.say("slice", [b"late"], id="a", at=0, crc=0)
    desk.say("where", id="a")
    assert len(told(desk, "forget")) == 2


def test_a_card_that_was_removed_while_its_file_was_read_stays_away(desk):
    data = picture()

    async def at_once():
        desk.form.say({"t": "file", "id": "a", "name": "x.png", "size": len(data)}, [])
        desk.form.say({"t": "slice", "id": "a", "at": 0, "crc": zlib.crc32(data)}, [data])
        desk.form.say({"t": "remove", "id": "a"}, [])

    EVENT_LOOP.submit(at_once()).result(60)
    desk.settle()
    assert desk["cards"] == []


def test_a_file_that_is_too_much_is_a_card_with_the_reason(desk):
    desk.say("file", id="a", name="x.mp4", size=3 << 30)
    assert "more than a notebook should hold" in desk["cards"][0]["error"]
    assert told(desk, "forget") == [{"t": "forget", "id": "a"}]


def test_names_are_cleaned_and_that_is_said(desk):
    desk.upload("../../etc/passwd", picture())
    assert desk["cards"][0]["name"] == "passwd"
    assert "more than a file name" in desk["cards"][0]["note"]


def test_paths_and_urls(desk, tmp_path):
    (tmp_path / "x.wav").write_bytes(TONE.encode())
    desk.say("path", value=str(tmp_path / "x.wav"))
    desk.say("url", value="https://example.com/a.mp3", kind="")
    assert [c["name"] for c in desk["cards"]] == ["x.wav", "a.mp3"]
    desk.say("url", value="https://example.com/b.mp3", kind="", replaces=desk["cards"][0]["id"])
    assert [c["name"] for c in desk["cards"]] == ["b.mp3", "a.mp3"]
    assert told(desk, "shut")[-1] == {"t": "shut", "panel": "url"}
    desk.say("url", value="nonsense", kind="")
    assert desk["refused"]["value"] == "nonsense"  # it stays in its field
    assert "is not a URL" in desk["refused"]["why"]
    desk.say("url", value="https://example.com/page", kind="")
    assert "choose picture" in desk["refused"]["why"]
    desk.say("url", value="https://example.com/page", kind="image", replaces=desk["cards"][0]["id"])
    assert (desk["refused"], desk.notice) == (None, "")
    desk.say("url", value="https://example.com/b.mp3", kind="", replaces=desk["cards"][0]["id"])
    desk.say("move", id=desk["cards"][1]["id"], to=0)
    assert [c["name"] for c in desk["cards"]] == ["a.mp3", "b.mp3"]


ODD = (
    "nope.png", "C:\\pics\\a.png", "s3://bucket/a.png", "http://[bad", "data:image/png;base64,a*b", "data:image/png;base64,",
    "a\0b", "\ud800.png", "x" * 5_000, "~nobody-of-that-name/x.png", "file://server/a.png", "<>", "/", "words and words",
)  # fmt: skip


@pytest.mark.parametrize("panel", ["path", "url"])
def test_whatever_is_put_into_a_panel_is_a_card_or_a_word_about_it(desk, panel):
    for odd in ODD:
        desk.say(panel, value=odd, kind="")
        said = desk["refused"]["why"]
        assert said, odd
        assert desk["refused"]["panel"] == panel
        assert desk["refused"]["value"] == odd
        assert not any(w in said for w in ("Errno", "Error:", "unexpected")), said
        assert (desk["cards"], desk.notice) == ([], ""), odd


def test_every_spelling_of_a_file_is_a_card_in_either_panel(desk, tmp_path):
    import base64

    (tmp_path / "a b.png").write_bytes(picture())
    data = "data:;base64," + base64.b64encode(picture()).decode()
    for n, (panel, value) in enumerate(
        [("path", (tmp_path / "a b.png").as_uri()), ("url", (tmp_path / "a b.png").as_uri()), ("path", f' "{tmp_path}/a b.png" '),
         ("url", data), ("path", data), ("path", "https://example.com/cat.png"), ("url", " <https://example.com/cat.png>\n")]
    ):  # fmt: skip
        desk.say(panel, value=value, kind="")
        assert [c["state"] for c in desk["cards"]] == ["ready"] * (n + 1), (panel, value)


def test_a_card_is_listened_to(desk):
    desk.upload("x.wav", TONE.encode())
    desk.say("hear", id="u1")
    (message, (mp3,)) = desk.form.told[-1]
    assert (message["t"], message["key"], message["mime"]) == ("play", "card:u1", "audio/mpeg")
    assert Clip.read(mp3).duration_s == pytest.approx(1.0, abs=0.1)
    before = len(desk.form.told)
    desk.say("hear", id="nobody")
    assert len(desk.form.told) == before


def test_a_recording_is_added_by_its_own_button(desk):
    desk.say("record")
    recorder = widget_serialization["from_json"](f"IPY_MODEL_{desk['recorder']}", None)
    recorder.clip = Clip(TONE.samples, 24_000)
    tell(recorder, "use")
    desk.until(lambda: desk["cards"])
    assert desk["cards"][0]["name"] == "recording.wav"
    assert recorder.clip is None
    desk.composer.close()


def test_a_file_that_is_announced_twice_is_one_card(desk):
    desk.upload("cat.png", picture(), id="a")
    desk.say("file", id="a", name="again.png", size=10)
    assert [(c["name"], c["state"]) for c in desk["cards"]] == [("again.png", "coming")]


def test_what_keeps_a_question_back_is_said_once_and_goes_when_it_is_mended(desk):
    desk.upload("notes.txt", b"no picture")
    desk.say("send", text="now?")
    assert desk.notice == "notes.txt cannot be sent: remove its card first"
    desk.upload("more.txt", b"no picture", id="u2")
    desk.say("remove", id="u1")
    assert desk.notice == "more.txt cannot be sent: remove its card first"
    desk.say("remove", id="u2")
    assert desk.notice == ""
    desk.say("send", text=" ")
    assert "nothing to send" in desk.notice
    desk.say("draft", text="this")
    assert desk.notice == ""
