from omni_nb.saving.srt import srt
from tests.saving.support import reply


def test_captions_of_several_answers_go_on_where_the_sound_does():
    found = srt([reply("one."), reply(audio=None), reply("two.")])
    assert found.split("\n\n")[0] == "1\n00:00:00,000 --> 00:00:01,000\none."
    assert found.split("\n\n")[1] == "2\n00:00:01,000 --> 00:00:02,000\ntwo."


def test_no_word_is_a_command_to_a_player():
    found = srt([reply(r"a `-->` b `<i>` c `{\an8}` d")])
    assert found.count("-->") == 1
    assert "<" not in found
    assert "{\\" not in found


def test_where_nothing_is_spoken_there_is_nothing():
    assert srt([]) == srt([reply(audio=None)]) == ""
