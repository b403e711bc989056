"""A file's bytes in letters, as servers, browsers and people write them."""

import base64
from urllib.parse import quote

import pytest

from omni_nb import audio, image
from omni_nb.errors import MediaError
from omni_nb.prompt.data_urls import from_base64, is_base64, read_data_url
from omni_nb.prompt.parts import Prompt, TextPart
from tests.support.media import TONE, picture

PNG = picture()
B64 = base64.b64encode(PNG).decode()


@pytest.mark.parametrize(
    "head",
    ["data:image/png;base64,", "data:image/png ; charset=utf-8 ; base64 ,", "data:;base64,", "DATA:;BASE64,", "data:audio/ogg;codecs=opus;base64,"],
)  # fmt: skip
@pytest.mark.parametrize(
    "body",
    [
        B64, base64.encodebytes(PNG).decode(), quote(B64, safe=""), B64.rstrip("="), base64.urlsafe_b64encode(PNG).decode(),
        B64 + "\n", B64.replace("A", "A\r\n", 1),
    ],
    ids=["plain", "lines", "percent", "no padding", "urlsafe", "newline", "crlf"],
)  # fmt: skip
def test_data_urls_of_every_spelling_are_the_bytes_in_them(head, body):
    for text in (head + body, f"\n {head}{body} \n"):
        (part,) = Prompt.of(text).parts
        assert (part.kind, part.data) == ("image", PNG)
        assert image(text).data == PNG


def test_the_content_of_a_data_url_decides_not_its_type():
    wav = "data:image/png;base64," + base64.b64encode(TONE.encode()).decode()
    assert Prompt.of(wav).parts[0].kind == "audio"
    assert audio(wav).kind == "audio"
    with pytest.raises(MediaError, match="given as picture"):
        image(wav)


def test_a_data_url_may_be_escaped_instead_of_base64():
    text = "data:image/bmp," + "".join(f"%{b:02x}" for b in picture("BMP", (20, 20)))
    assert Prompt.of(text).parts[0].kind == "image"


@pytest.mark.parametrize(
    ("body", "why"),
    [("a*b", r"its character 2 is '\*'"), ("QUJDR", "last character is missing"), ("QQ==QUI=", "is '='")],
)
def test_broken_base64_says_where(body, why):
    with pytest.raises(MediaError, match=f"broken base64: .*{why}") as caught:
        Prompt.of("data:image/png;base64," + body)
    assert "its bytes" in caught.value.repair


def test_bare_base64_is_the_file_in_it():
    long = base64.b64encode(picture(size=(200, 200))).decode()
    prompt = Prompt.of(long)
    assert prompt.parts[0].kind == "image"
    assert "base64" in prompt.notes[0]
    assert image(base64.encodebytes(picture(size=(200, 200))).decode()).kind == "image"
    assert audio(base64.b64encode(TONE.encode()).decode()).kind == "audio"
    assert Prompt.of("A" * 5_000).parts == (TextPart("A" * 5_000),)  # begins like nothing


def test_words_that_begin_like_one_are_none():
    assert read_data_url("data: what is it, then?") is None
    assert read_data_url("data:,a%20b") == b"a b"
    assert from_base64("QUJD", "it") == b"ABC"
    assert from_base64("-_-_", "it") == base64.b64decode("+/+/")
    assert is_base64("A" * 99, of_media=False)
    assert not is_base64("A" * 99, of_media=True)


def test_a_data_url_that_lacks_its_semicolon_is_an_error_and_no_words():
    with pytest.raises(MediaError, match="begins like a data URL"):
        Prompt.of("data:base64," + base64.b64encode(picture()).decode(), "?")
