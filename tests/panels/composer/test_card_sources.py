import os

import pytest

from omni_nb.panels.composer.card_sources import read, read_path, read_url
from tests.support.media import TONE, picture


def test_files_that_are_nothing_are_cards_too(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert "empty (0 bytes)" in read(b"", "x.wav", "a").error
    assert read(TONE.encode(), "x.wav", "a").state == "ready"
    (tmp_path / "x.png").write_bytes(picture())
    assert read_path("x.png").part.kind == "image"
    assert "there is no such file" in read_path("y.png").error
    assert "this is a folder" in read_path(str(tmp_path)).error
    assert "cannot be a file name" in read_path("a\0b").error
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
        ("cat.png", "", "is not a URL"),
        ("https://example.com/x", "", "does not say what it is"),
        ("data:image/png;base64,x", "", "broken base64"),
    ):
        with pytest.raises(ValueError, match=why):
            read_url(url, kind)


def test_a_file_of_no_kind_that_is_taken_says_what_it_is_and_what_to_do():
    card = read(b"<svg xmlns='http://www.w3.org/2000/svg'/>", "logo.svg", "a")
    assert (card.state, card.part) == ("bad", None)
    assert card.error.startswith("is an SVG drawing, which holds instructions, not pixels. ")
    assert "PNG" in card.error


def test_a_fault_of_ours_leaves_no_card_that_loads_for_ever(monkeypatch):
    monkeypatch.setattr("omni_nb.panels.composer.card_sources.from_bytes", lambda *a, **k: 1 // 0)
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


def test_whatever_is_thrown_while_a_file_is_read_its_card_says_words(monkeypatch):
    from omni_nb.panels.composer import card_sources as room

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
    assert read(bytes(300) + b"x", "clip.mp4", "a").error.startswith("is not a supported picture, sound or video")
    assert read(b"\0\0\0\x10ftypisom" + bytes(4), "clip.mp4", "a").error.startswith(
        "it is a video or sound (mp4, m4a, mov)"
    )
