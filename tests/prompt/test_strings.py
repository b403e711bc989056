"""What a string is taken as: the table of `docs/inputs.md`, and what no table can hold."""

import base64
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import omni_nb
from omni_nb import audio, image
from omni_nb.errors import FileMissing, MediaError
from omni_nb.prompt.parts import MediaPart, Prompt, TextPart
from omni_nb.prompt.strings import of_words, place_of, read
from tests.support.media import picture

PNG = picture()
B64 = base64.b64encode(PNG).decode()
DOCS = Path(omni_nb.__file__).parent.parent / "docs" / "inputs.md"


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "cat.png").write_bytes(PNG)
    (tmp_path / "notes.txt").write_text("a")
    return tmp_path


def rows():
    table = DOCS.read_text(encoding="utf-8").split("## Strings")[1].split("## Sounds")[0]
    for line in table.splitlines():
        cells = [c.strip() for c in line.split("|")[1:-1]]
        if len(cells) == 3 and cells[0].startswith("`"):
            for example in re.findall(r"`([^`]*)`", cells[0]):
                yield example, cells[1], cells[2]


def taken(make, text):
    """What the table would say of it."""
    try:
        made = make(text)
    except (MediaError, ValueError) as err:
        assert not isinstance(err, UnicodeError), err
        return "error"
    parts, notes = (made.parts, made.notes) if isinstance(made, Prompt) else ((made,), ())
    (part,) = parts
    if isinstance(part, TextPart):
        return "text, with a note" if notes else "text"
    return "URL" if part.url else "data" if part.name == "data URL" else "file"


def test_the_table_of_the_docs_holds(here):
    found = list(rows())
    assert len(found) > 55
    for example, alone, said in found:
        text = example.replace("{folder}", str(here)).replace("…", B64)
        assert taken(Prompt.of, text) == alone, example
        assert taken(image, text) == said, example


def test_the_missing_file_is_named_and_where_it_was_looked_for(here):
    with pytest.raises(FileMissing, match=r"nope\.png: there is no such file, looking from"):
        Prompt.of("nope.png", "What is it?")
    with pytest.raises(FileNotFoundError):
        image("C:\\pics\\nope.png")


@pytest.mark.parametrize("scheme", ["s3", "gs", "hf", "ftp", "rtsp", "FTP"])
def test_an_address_that_nobody_fetches_says_what_to_do(scheme):
    with pytest.raises(MediaError, match=f"neither we nor the service can fetch {scheme.lower()}: addresses") as caught:
        Prompt.of(f"{scheme}://bucket/file")
    assert "Download it" in caught.value.repair
    assert "https" in caught.value.repair.in_language("zh")


def test_a_url_is_sent_as_it_should_be():
    assert Prompt.of(" <HTTPS://a.example/my%20cat.png?x=1> \n").parts[0].url == "https://a.example/my%20cat.png?x=1"
    assert image("https://a.example/my cat.png").url == "https://a.example/my%20cat.png"
    assert audio("'http://a.example/x'").url == "http://a.example/x"
    part = image("https://a.example/folder/cat.png?sig=a/b")
    assert part.name == "cat.png"


def test_what_is_copied_along_unseen_is_no_part_of_a_place(here):
    assert Prompt.of("\u202acat.png\u202c").parts[0].kind == "image"
    assert image("\ufeff" + str(here / "cat.png")).kind == "image"
    assert Prompt.of("https://a.example/cat.png\u200b").parts[0].url == "https://a.example/cat.png"


@pytest.mark.parametrize("length", range(64, 68))
def test_a_path_in_the_letters_of_base64_is_a_path(tmp_path, monkeypatch, length):
    there = tmp_path.joinpath("x" * length)
    there.mkdir()
    with pytest.raises(MediaError, match="this is a folder"):
        audio(str(there))
    with pytest.raises(FileMissing):
        audio("/home/ada/recordings/" + "x" * length)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(MediaError, match="this is a folder"):
        audio(there.name)


def test_words_stay_as_they_were_written():
    for text in (
        "  hello\n",
        '"quoted"',
        "<b>",
        "a\0b",
        "'",
        "",
        "https://a.example/page\n",
        "What? \\d+ C:\\new",
        "data: x",
    ):
        assert read(text).text == text


def test_what_is_media_is_given_once_also_when_the_words_name_it():
    assert Prompt.of("cat.png", "What is in cat.png").notes == ("cat.png was read as the file of that name",)
    assert Prompt.of(PNG, "see https://a.example/x.png please").notes == ()
    assert Prompt.of(TextPart("see https://a.example/x.png please"), TextPart("nope.png")).notes == ()
    assert "does not see its content" in Prompt.of("see https://a.example/x.png please").notes[0]
    assert "data URL" in Prompt.of(f"look: data:image/png;base64,{B64} ?").notes[0]


@pytest.mark.parametrize(
    "text", ["x" * 10_000_000, "https://a.example/" + "x" * 9_000 + ".png", "a\nb.png", "/" * 3_000, "~" * 5_000]
)
def test_long_strings_are_words_and_no_paths(text):
    assert read(text).sort == "words"
    with pytest.raises(MediaError):
        image(text)


def test_a_long_string_of_words_is_no_place():
    with pytest.raises(
        MediaError, match=r"a string of 11,000 characters, beginning 'a word a word.*is not a path, a URL or data"
    ):
        image("a word " * 1_571 + "and")


def test_nothing_in_particular_names_no_file():
    for text in ("", "  ", "<>", '""'):
        with pytest.raises(MediaError, match="an empty string is not a file name"):
            place_of(text)


def test_what_is_typed_where_only_words_are_meant_is_told():
    assert "attach it" in of_words("cat.png")
    assert "attach it" in of_words(" nope.png ")
    assert "attach it" in of_words("s3://bucket/a.png")
    assert "the model does not open it" in of_words("https://a.example/page")
    assert "does not see" in of_words("what is https://a.example/a.png")
    assert of_words("What is it?") is None


@pytest.mark.parametrize("data", [b"hello", "你好，这是文字".encode(), b""])
def test_bytes_that_are_text_are_no_media(data):
    with pytest.raises(MediaError, match="text" if data else "empty"):
        Prompt.of(data)


@settings(max_examples=300, deadline=None)
@given(
    st.text(alphabet=st.characters(codec=None), max_size=60)
    | st.builds("".join, st.lists(st.sampled_from(["http", "s", "://", ":", "/", "\\", "data", ";base64", ",", "[", "]", ".png", " ", "%", "~", "a", "\n", "\0", "\ud800", "file", "<", ">", '"', "图"]), max_size=12))
)  # fmt: skip
def test_any_string_is_something_or_an_error_of_ours(text):
    for make in (lambda: Prompt.of(text), lambda: image(text)):
        try:
            made = make()
        except MediaError as err:
            assert err.repair
        except ValueError as err:
            assert "prompt is empty" in str(err)
        else:
            (part,) = made.parts if isinstance(made, Prompt) else (made,)
            assert isinstance(part, TextPart | MediaPart)
            if isinstance(part, TextPart):
                part.text.encode()
