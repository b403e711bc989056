import io

import pytest

from omni_nb.errors import FileMissing, MediaError
from omni_nb.prompt import strings
from omni_nb.prompt.media_part import from_bytes, from_string, media_part
from tests.support.media import TONE, picture, video_file


@pytest.mark.parametrize(
    "hold",
    [
        bytes,
        bytearray,
        memoryview,
        io.BytesIO,
        lambda data: {"bytes": data, "path": None},
        lambda data: {"content": memoryview(data), "name": "x.png"},
    ],
)
def test_a_picture_is_the_same_whatever_holds_its_bytes(hold):
    part = media_part(hold(picture()))
    assert (part.kind, part.data, part.info.width_px) == ("image", picture(), 64)


def test_an_open_file_has_its_name_and_one_that_is_closed_or_open_as_text_says_so(tmp_path):
    (tmp_path / "cat.png").write_bytes(picture())
    with (tmp_path / "cat.png").open("rb") as file:
        assert media_part(file).name == "cat.png"
    with pytest.raises(ValueError, match="closed or was opened as text"):
        media_part(file)
    with pytest.raises(ValueError, match="closed or was opened as text"):
        media_part(io.StringIO("words"))


def test_a_url_is_what_its_ending_or_the_caller_says_and_is_never_fetched():
    part = from_string(strings.place_of("https://a.example/b/cat.png?size=1"))
    assert (part.kind, part.data, part.url, part.name) == ("image", None, "https://a.example/b/cat.png?size=1", "cat.png")  # fmt: skip
    assert from_string(strings.place_of("https://a.example/x"), "video").kind == "video"
    with pytest.raises(ValueError, match="say what it is"):
        from_string(strings.place_of("https://a.example/x"))
    with pytest.raises(FileMissing):
        from_string(strings.place_of("nothing/of/that/name.png"))


def test_what_was_wanted_is_what_comes_or_an_error_that_says_what_it_is():
    assert from_bytes(video_file(sound=True), "audio", name="clip.mp4").kind == "audio"
    with pytest.raises(MediaError, match=r"cat was given as sound, but its content is picture \(png\)") as wrong:
        from_bytes(picture(), "audio", name="cat")
    assert wrong.value.repair == "Use image(…) instead."
    with pytest.raises(MediaError, match="given as picture"):
        media_part(media_part(TONE), "image")


def test_a_part_prints_what_it_is_and_no_escapes_of_its_name():
    assert repr(media_part(TONE)) == f"<audio clip wav, {len(TONE.encode()):,} bytes>"
    assert repr(from_bytes(picture(), name="a\x1b[2Jb")) == f"<image a�[2Jb png, {len(picture())} bytes>"
