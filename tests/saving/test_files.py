import zipfile

import pytest

from omni_nb import Clip
from omni_nb.errors import MediaError
from omni_nb.saving.files import save, save_reply, usual_name
from omni_nb.saving.talk import Talk
from tests.saving.support import forked, reply, talk, turn
from tests.support.media import TONE


@pytest.mark.parametrize("name", ["a.md", "a.markdown", "A.MD", "a.html", "a.htm", "a.zip", "a.srt", "a.wav", "a.mp3"])
def test_the_ending_says_as_what(tmp_path, name):
    path = save(talk(), tmp_path / name)
    assert path == tmp_path / name
    assert path.stat().st_size > 20


def test_a_zip_holds_words_page_sounds_and_attachments_by_relative_names(tmp_path):
    with zipfile.ZipFile(save(talk(), tmp_path / "a.zip")) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        assert names[:2] == ["conversation.md", "conversation.html"]
        assert not [n for n in names if n.startswith(("/", ".")) or ".." in n or "\\" in n or ":" in n]
        words = archive.read("conversation.md").decode()
        assert all(f"]({name})" in words for name in names[2:])
        assert str(tmp_path) not in words + archive.read("conversation.html").decode()


def test_the_sound_of_a_conversation_is_that_of_its_answers_and_fits_its_captions(tmp_path):
    half = Clip(TONE.samples[:12_000], 12_000)
    spoken = talk(turn("?", reply("one.")), turn("?", reply(audio=None)), turn("?", reply("two.", half)))
    assert Clip.read(save(spoken, tmp_path / "a.wav")).duration_s == 2.0
    assert "00:00:01,000 --> 00:00:02,000\ntwo." in save(spoken, tmp_path / "a.srt").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "of", "said"),
    [
        ("a.pdf", talk(), "a conversation cannot be saved as .pdf; use one of .md, .html"),
        ("a", talk(), "'a', a name without an ending"),
        ("a.md", Talk.of([]), "nothing was asked"),
        ("a.wav", Talk.of([]), "nothing was asked"),
        ("a.srt", talk(turn("?", reply(audio=None))), "no answer in this conversation has sound"),
        ("a.mp3", talk(turn("?", reply(audio=None))), "no answer in this conversation has sound"),
        ("a.srt", talk(turn("?", reply("```\nx\n```"))), "there is no speech"),
        ("a.srt", forked(), "one branch of a conversation"),
    ],
)
def test_what_cannot_be_saved_so_says_what_can(tmp_path, name, of, said):
    with pytest.raises(ValueError, match=said):
        save(of, tmp_path / name)
    assert not (tmp_path / name).exists()


def test_a_folder_that_is_missing_and_one_that_has_the_name(tmp_path):
    with pytest.raises(MediaError, match="there is no folder"):
        save(talk(), tmp_path / "no" / "a.md")
    (tmp_path / "b.md").mkdir()
    with pytest.raises(MediaError, match="this is a folder"):
        save(talk(), tmp_path / "b.md")


def test_what_is_there_is_replaced_whole_or_stays(tmp_path, monkeypatch):
    path = save(talk(), tmp_path / "a.html")
    before = path.read_bytes()
    with pytest.raises(ValueError, match="nothing was asked"):
        save(Talk.of([]), path)
    assert path.read_bytes() == before
    save(talk(turn("another")), path)
    assert b"another" in path.read_bytes()


def test_a_reply_alone_is_a_conversation_of_one_turn(tmp_path):
    one = reply(prompt="what?")
    assert "> what?" in one.save(tmp_path / "a.md").read_text(encoding="utf-8")
    assert save_reply(one, tmp_path / "b.zip").exists()
    with pytest.raises(ValueError, match="has sound"):
        reply(audio=None).save(tmp_path / "a.srt")
    with pytest.raises(ValueError, match="no sound to save"):
        reply(audio=None).save(tmp_path / "a.wav")


def test_a_name_for_those_who_gave_none():
    assert usual_name(talk(turn("../你好?")), ".zip") == "你好.zip"
    assert usual_name(talk(turn("?")), ".md") == "conversation.md"
