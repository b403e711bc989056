import os

import pytest

from omni_nb import Omni, audio, image
from omni_nb.errors import MediaError
from omni_nb.panels.composer.draft import Draft, card_of, read, read_path, read_url
from omni_nb.prompt.parts import Prompt
from omni_nb.prompt.remedies import Mend
from tests.support.media import TONE, picture


def draft(**options):
    return Draft(Omni.simulated(model=options.pop("of", "qwen3-omni-flash"))._client, options)


def test_options_are_those_of_ask_and_their_defaults_are_the_models():
    assert draft().asking() == {"model": "qwen3-omni-flash", "modalities": ["text", "audio"], "voice": "Cherry"}
    d = draft(voice="Ethan", temperature="0.5", seed=3.0, modalities=["text", "audio"])
    assert d.asking() == {
        "model": "qwen3-omni-flash",
        "modalities": ["text", "audio"],
        "voice": "Ethan",
        "temperature": 0.5,
        "seed": 3,
    }
    d.set_option("modalities", ["text"])
    assert "voice" not in d.asking()
    d.set_option("temperature", None)
    assert "temperature" not in d.asking()
    assert draft(of="qwen3.8-omni-flash").asking()["modalities"] == ["text"]


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [
        ("temperature", 3, "between 0 and 2"),
        ("max_tokens", 0, "at least 1"),
        ("colour", 1, "no option"),
        ("seed", "x", "invalid literal"),
    ],
)
def test_options_that_make_no_sense(name, value, why):
    d = draft()
    with pytest.raises((ValueError, TypeError), match=why):
        d.set_option(name, value)
    assert d.options == {}


def test_another_model_brings_its_own_voice():
    d = draft(voice="Cherry")
    d.set_option("model", "qwen3.5-omni-flash")
    assert d.voice == d.model.default_voice == "Tina"
    d.set_option("voice", "Ethan")
    d.set_option("model", "qwen3-omni-flash")
    assert d.voice == "Ethan"  # both have that one
    d.set_option("model", "my-own-model")
    d.set_option("voice", "Me")
    assert d.asking()["voice"] == "Me"
    assert "not in the catalog" in " ".join(d.check(()).notes)


def hold(d, prompt):
    d.text, d.cards = prompt.text, [card_of(part) for part in prompt.media]


def test_it_holds_a_prompt_and_gives_it_back():
    d = draft()
    prompt = Prompt.of(image(picture()), audio(TONE), "what?")
    hold(d, prompt)
    assert d.prompt() == prompt
    first = d.cards[0]
    d.move(first.id, 1)
    assert [p.kind for p in d.prompt().media] == ["audio", "image"]
    d.move("nobody", 0)
    d.remove(first.id)
    assert [p.kind for p in d.prompt().media] == ["audio"]
    assert d.card(first.id) is None


def test_what_would_be_refused_and_the_ways_out():
    d = draft()
    hold(d, Prompt.of(image(picture()), audio(TONE), "what?"))
    checked = d.check(())
    ((problem, mends),) = checked.problems
    assert problem.code == "one_other_modality"
    assert "tokens" in checked.line
    assert "simulator" in checked.line
    d.mend(next(m for m in mends if m.way == "split"))
    assert d.check(()).problems == ()
    assert "several turns" in " ".join(d.check(()).notes)
    d.split = False
    d.mend(next(m for m in mends if m.way == "set"))
    assert d.model.id == "qwen3.5-omni-flash"
    d.set_option("model", None)
    d.mend(next(m for m in mends if m.kind == "image"))
    assert [c.part.kind for c in d.cards] == ["image"]
    d.mend(Mend(way="url", title="give a URL instead", part=0))  # a person's work
    assert d.check(()).problems == ()


def test_a_part_is_mended_in_its_place():
    d = draft()
    d.cards = [
        read(b"", "empty.png", "e"),
        card_of(image(picture()), id="a"),
        card_of(image(picture(size=(5, 50))), id="b"),
    ]
    checked = d.check(())
    assert checked.cards == {"b"}
    d.mend(checked.problems[0][1][0])
    assert d.check(()).cards == frozenset()
    assert d.card("b").note == "mended: enlarge it"
    assert d.card("e").error


def test_options_that_cannot_be_checked_are_a_line_and_no_crash():
    d = draft()
    d.options["nonsense"] = 1
    assert "no option nonsense" in d.check(()).line
    assert draft().check(()).line == "the simulator answers, no model is asked"


def test_files_that_are_nothing_are_cards_too(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert "empty (0 bytes)" in read(b"", "x.wav", "a").error
    assert read(TONE.encode(), "x.wav", "a").state == "ready"
    (tmp_path / "x.png").write_bytes(picture())
    assert read_path("x.png").part.kind == "image"
    assert "there is no such file" in read_path("y.png").error
    assert "this is a folder" in read_path(str(tmp_path)).error
    assert "no file's name" in read_path("a\0b").error
    os.mkfifo("pipe")
    for path in ("pipe", "/dev/zero", "~nobody-of-that-name/x.png", "x" * 5_000, "x.png/y.png"):
        card = read_path(path)  # a pipe and a device would be read for ever
        assert card.state == "bad"
        assert "Errno" not in card.error
    assert "looking from" in read_path("y.png").error


def test_a_url_is_not_fetched_and_must_say_what_it_is():
    assert read_url("https://example.com/cat.png", "").part.url == "https://example.com/cat.png"
    assert read_url("https://example.com/x", "audio").part.kind == "audio"
    assert read_url("https://example.com/x", "image").name == "x"
    assert read_url("https://example.com/x", "video").part.kind == "video"
    assert (
        read_url(
            "data:image/png;base64,iVBORw0KGgo=".replace(
                "iVBORw0KGgo=", __import__("base64").b64encode(picture()).decode()
            ),
            "",
        ).part.data
        == picture()
    )
    for url, kind, why in (
        ("cat.png", "", "is no URL"),
        ("https://example.com/x", "", "does not say what it is"),
        ("data:image/png;base64,x", "", "broken base64"),
    ):
        with pytest.raises(ValueError, match=why):
            read_url(url, kind)


def test_a_mend_that_fails_changes_nothing():
    d = draft()
    d.cards = [card_of(image(picture(size=(5, 50))), id="b")]
    (_, (mend,)) = d.check(()).problems[0]
    d.cards[0].part = type(d.cards[0].part)("image", b"broken", None, d.cards[0].part.info, "x")
    with pytest.raises((MediaError, OSError)):
        d.mend(mend)
    assert d.cards[0].part.data == b"broken"


def test_a_file_of_no_kind_that_is_taken_says_what_it_is_and_what_to_do():
    card = read(b"<svg xmlns='http://www.w3.org/2000/svg'/>", "logo.svg", "a")
    assert (card.state, card.part) == ("bad", None)
    assert card.error.startswith("is an SVG drawing, which is instructions and no pixels. ")
    assert "PNG" in card.error


def test_a_fault_of_ours_leaves_no_card_that_loads_for_ever(monkeypatch):
    monkeypatch.setattr("omni_nb.panels.composer.draft.from_bytes", lambda *a, **k: 1 // 0)
    card = read(b"x", "a.bin", "a")
    assert (card.state, card.error) == (
        "bad",
        "cannot be read here. Open it elsewhere and save it again in a common format.",
    )


def test_a_pipe_is_not_waited_for(tmp_path):
    import os

    os.mkfifo(tmp_path / "pipe")
    assert read_path(str(tmp_path / "pipe")).state == "bad"


def test_what_cannot_be_read_is_told_without_the_systems_numbers():
    assert "Errno" not in read_path("x" * 5_000).error


def test_what_was_done_to_a_picture_stands_on_its_card_once():
    import io

    from PIL import Image

    out = io.BytesIO()
    Image.new("RGB", (20, 20)).save(out, "GIF", save_all=True, append_images=[Image.new("RGB", (20, 20), "red")])
    d = draft()
    d.cards = [read(out.getvalue(), "dance.gif", "a")]
    assert d.cards[0].note == "GIF, sent as PNG; only frame 1 of 2 is sent"
    assert not [n for n in d.check(()).notes if "frame" in n]


def test_a_fault_of_ours_in_the_check_leaves_the_cards(monkeypatch):
    from omni_nb.panels.composer import draft as room

    def fault(report):
        raise AttributeError("nothing for people")

    d = draft()
    d.cards = [read(picture(), "x.png", "a")]
    monkeypatch.setattr(room, "_weight", fault)
    assert d.check(()).line == "this could not be checked here; it can be sent as it is"
    assert d.cards[0].look()["state"] == "ready"


def test_whatever_is_thrown_while_a_file_is_read_its_card_says_words(monkeypatch):
    from omni_nb.panels.composer import draft as room

    for fault in (
        AttributeError("x.y"),
        RecursionError(),
        MemoryError(),
        OSError(5, "Input/output error"),
        KeyError(1),
    ):

        def broken(data, *, name, fault=fault):
            raise fault

        monkeypatch.setattr(room, "from_bytes", broken)
        card = read(b"x", "cat.png", "a")
        assert card.state == "bad"
        assert card.error.startswith("cannot be read here")
    monkeypatch.undo()
    assert read(bytes(300) + b"x", "clip.mp4", "a").error.startswith("is no picture, sound or film that is known here")
    assert read(b"\0\0\0\x10ftypisom" + bytes(4), "clip.mp4", "a").error.startswith(
        "it is a film or sound (mp4, m4a, mov)"
    )
