import base64
import io

import numpy as np
import pytest
from IPython.display import Audio, Image, Video
from PIL import Image as Pillow

from omni_nb import Reply, audio, image, video
from omni_nb.errors import MediaError
from omni_nb.prompt.parts import FramesPart, MediaPart, Prompt, TextPart, medium
from tests.support.media import TONE, picture, video_file


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "cat.png").write_bytes(picture())
    (tmp_path / "note.wav").write_bytes(TONE.encode())
    (tmp_path / "wrong.mp3").write_bytes(picture("JPEG"))
    (tmp_path / "video.mp4").write_bytes(video_file())
    return tmp_path


def figure():
    import matplotlib.pyplot as plt

    fig, ax = plt.subplots()
    plt.close(fig)
    return fig, ax


@pytest.mark.parametrize(
    ("make", "kind"),
    [
        (lambda f: f / "cat.png", "image"),
        (lambda f: f / "wrong.mp3", "image"),
        (lambda f: f / "note.wav", "audio"),
        (lambda f: f / "video.mp4", "video"),
        (lambda f: (f / "note.wav").read_bytes(), "audio"),
        (lambda f: bytearray(picture()), "image"),
        (lambda f: Pillow.new("RGB", (20, 20)), "image"),
        (lambda f: Pillow.new("CMYK", (20, 20)), "image"),
        (lambda f: figure()[0], "image"),
        (lambda f: figure()[1], "image"),
        (lambda f: (TONE.samples, 24_000), "audio"),
        (lambda f: (TONE.samples / 32_768, np.int64(24_000)), "audio"),
        (lambda f: TONE, "audio"),
        (lambda f: Image(data=picture()), "image"),
        (lambda f: Image(filename=str(f / "cat.png")), "image"),
        (lambda f: Image(url="https://a.example/x.png"), "image"),
        (lambda f: Audio(TONE.samples, rate=24_000), "audio"),
        (lambda f: Audio(filename=str(f / "note.wav")), "audio"),
        (lambda f: Video(str(f / "video.mp4")), "video"),
        (lambda f: Video(data=video_file(), embed=True, mimetype="video/mp4"), "video"),
        (lambda f: Video(url="https://a.example/x.mp4"), "video"),
        (lambda f: "https://a.example/cherry.wav?sig=1", "audio"),
        (lambda f: "oss://bucket/video.mov", "video"),
        (lambda f: "data:image/png;base64," + base64.b64encode(picture()).decode(), "image"),
        (lambda f: Reply(text="hi", audio=TONE), "audio"),
        (lambda f: image(f / "cat.png"), "image"),
    ],
)
def test_whatever_a_notebook_holds_is_a_part(folder, make, kind):
    (part,) = Prompt.of(make(folder)).parts
    assert isinstance(part, MediaPart)
    assert part.kind == kind
    assert (part.data is None) == (part.url is not None)


def test_words_are_words_and_a_reply_without_sound_is_too():
    assert Prompt.of("hello", Reply(text="said")).parts == (TextPart("hello"), TextPart("said"))
    assert Prompt.of("hello", "you").text == "hello\nyou"
    assert Prompt.of("see https://a.example/x.png please").media == ()
    assert Prompt.of("https://a.example/page").media == ()


def test_lists_and_prompts_are_opened():
    inner = Prompt.of("a", picture())
    assert len(Prompt.of([inner, "b"], TextPart("c")).parts) == 4


def test_a_string_that_is_the_path_of_a_medium_is_that_file_and_says_so(folder, monkeypatch):
    monkeypatch.chdir(folder)
    prompt = Prompt.of("cat.png", ["note.wav", "What is it?"])
    assert [p.kind for p in prompt.media] == ["image", "audio"]
    assert prompt.notes == (
        "cat.png was read as the file of that name",
        "note.wav was read as the file of that name",
    )
    assert Prompt.of(prompt).notes == prompt.notes
    assert Prompt.of("a\0b.c", "what.is this", "~nobody-of-that-name/x.txt").notes == ()


def test_the_rows_of_a_data_set_that_were_not_decoded_are_media(folder):
    assert image({"bytes": picture(), "path": None}).kind == "image"
    assert Prompt.of({"bytes": None, "path": str(folder / "note.wav")}).parts[0].kind == "audio"


def test_a_decoded_row_is_its_samples_though_it_has_a_path():
    row = {"array": TONE.samples, "sampling_rate": TONE.sample_rate, "path": "gone.wav", "bytes": None}
    assert Prompt.of(row).parts[0].kind == "audio"
    with pytest.raises(TypeError, match="cannot be part"):
        Prompt.of({"bytes": None, "path": None})


def test_open_files_and_uploads_are_media(folder):
    assert image(io.BytesIO(picture())).kind == "image"
    with (folder / "note.wav").open("rb") as file:
        part = audio(file)
    assert (part.kind, part.name) == ("audio", "note.wav")
    with (folder / "note.wav").open("r") as text, pytest.raises(ValueError, match="open it with"):
        audio(text)
    with pytest.raises(ValueError, match="this file is closed"):
        audio(file)
    upload = {"name": "a.png", "type": "image/png", "size": 3, "content": memoryview(picture())}
    prompt = Prompt.of((upload,), "What is it?")  # the value of ipywidgets' FileUpload
    assert [p.kind for p in prompt.media] == ["image"]


def test_a_tuple_is_a_sound_or_a_list(folder):
    assert len(Prompt.of((folder / "cat.png", "What is it?")).parts) == 2
    assert len(Prompt.of((TONE.samples, TONE.sample_rate)).parts) == 1


def test_a_recording_that_was_never_finished_is_sent_with_a_header_that_others_can_read():
    import soundfile

    whole = TONE.encode("wav")
    killed = whole[:40] + bytes(4) + whole[44:]
    assert soundfile.info(io.BytesIO(killed)).frames == 0  # what a server of that kind would hear
    part = audio(killed)
    assert soundfile.info(io.BytesIO(part.data)).frames == len(TONE)
    assert part.info.duration_s == TONE.duration_s
    assert "its header did not give its length" in part.note
    assert audio(whole).data == whole
    assert audio(whole).note == ""


def test_a_rate_is_for_samples_only(folder):
    for thing in (str(folder / "note.wav"), folder / "note.wav", b"\0\0" * 99):
        with pytest.raises(ValueError, match=r"np\.frombuffer\(data, '<i2'\)"):
            audio(thing, 24_000)


def test_an_empty_prompt_is_misuse():
    for things in ((), ("",)):
        with pytest.raises(ValueError, match="prompt is empty"):
            Prompt.of(*things)


@pytest.mark.parametrize("thing", [3, {"a": 1}, object(), [1, 2], (TONE.samples, "fast"), (TONE.samples, True)])
def test_what_is_no_part_says_what_is(thing):
    with pytest.raises(TypeError, match=r"cannot be part|needs the sample rate"):
        Prompt.of(thing)


def test_paths_given_as_text_to_the_explicit_functions_are_files(folder):
    assert image(str(folder / "cat.png")).name == "cat.png"
    assert audio(str(folder / "note.wav")).info.duration_s == pytest.approx(1.0)
    assert video(str(folder / "video.mp4")).kind == "video"
    with pytest.raises(FileNotFoundError):
        image("nowhere.png")


def test_a_picture_given_as_sound_is_told(folder):
    with pytest.raises(MediaError, match=r"given as sound.*picture"):
        audio(folder / "wrong.mp3")


def test_the_sound_of_a_video_can_be_asked_for():
    part = audio(video_file(sound=True))
    assert (part.kind, part.info.format) == ("audio", "wav")
    with pytest.raises(MediaError):
        audio(video_file())


def test_samples_with_a_rate():
    assert audio(np.zeros(8_000), 8_000).info.duration_s == 1.0
    assert audio(Reply(text="", audio=TONE)).info.format == "wav"


def test_arrays_are_pictures_when_asked():
    assert image(np.zeros((20, 30, 3), np.uint8)).info.width_px == 30
    assert image(np.ones((20, 30))).info.height_px == 20


def test_a_url_needs_a_word_about_what_it_is():
    assert image("https://a.example/x").kind == "image"
    assert audio("https://a.example/x.png").kind == "audio"
    with pytest.raises(ValueError, match="say what it is"):
        medium("https://a.example/x")


def test_frames_make_a_video():
    part = video([picture(), Pillow.new("RGB", (20, 20))], fps=1)
    assert isinstance(part, FramesPart)
    assert (len(part.frames), part.fps) == (2, 1)
    assert "2 frames" in repr(part)
    with pytest.raises(ValueError, match="empty list"):
        video([])
    with pytest.raises(ValueError, match="fps"):
        video([picture()], fps=99)


def test_broken_data_urls_are_told():
    with pytest.raises(MediaError, match="broken base64"):
        image("data:image/png;base64,a*b")
    assert image("data:image/bmp," + "".join(f"%{b:02x}" for b in picture("BMP", (20, 20)))).kind == "image"


def test_an_ipython_object_that_holds_nothing_is_told():
    empty = Image(data=picture())
    empty.data = None
    with pytest.raises(MediaError, match="has neither"):
        Prompt.of(empty)


def test_parts_show_themselves_briefly():
    assert repr(image(picture())).startswith("<image bytes png, ")
    assert "x.png" in repr(image("https://a.example/x.png"))


def test_older_ipython_objects_hold_base64_or_a_path_as_text(folder):
    class Image:
        __module__ = "IPython.core.display"
        data = base64.b64encode(picture()).decode()

    class Video:
        __module__ = "IPython.core.display"
        data = str(folder / "video.mp4")

    assert [p.kind for p in Prompt.of(Image(), Video()).parts] == ["image", "video"]


def test_the_name_of_a_file_moves_no_cursor_where_the_part_is_printed():
    part = MediaPart("image", b"x", name="a\x1b]0;x\x07.png")
    assert repr(part) == "<image a�]0;x�.png ?, 1 byte>"
    assert "\x1b" not in repr(MediaPart("image", url="https://x.org/\x1b[2J"))


def test_a_video_that_was_cut_off_says_so_in_the_check_and_on_its_card():
    from omni_nb import catalog
    from omni_nb.panels.composer.card_sources import card_of
    from tests.prompt.support import check
    from tests.support.media import shot

    whole = shot("matroska", how={"g": "10"}, n=400)
    part = video(whole[: len(whole) // 2])
    assert any("it was cut off" in n for n in check(Prompt.of(part, "?"), catalog.model("qwen3-omni-flash")).notes)
    assert "it was cut off" in card_of(part).note
