import pytest

from omni_nb import Omni
from omni_nb.errors import StreamBroken


def test_omni_and_its_chats_share_the_latest_reply_and_the_switches():
    omni = Omni.simulated(pace=0, show=False, keep=False)
    assert omni.last is None
    reply = omni.chat().ask("first", modalities=["text"])
    assert omni.last is reply
    omni.strict, omni.show = True, False
    assert (omni.strict, omni.show, omni.keep) == (True, False, False)
    with pytest.raises(TypeError, match="strict must be"):
        omni.strict = "yes"


def test_the_warning_of_a_cut_reply_points_at_the_line_that_asked():
    omni = Omni.simulated(pace=0, show=False, keep=False, fault="cut-mid-json")
    with pytest.warns(UserWarning, match="the connection was lost") as told:
        omni.ask("你是谁")
    with pytest.warns(UserWarning, match="the connection was lost") as told_by_chat:
        omni.chat().ask("你是谁")
    with pytest.warns(UserWarning, match="the connection was lost") as told_by_say:
        omni.say("你是谁")
    assert told[0].filename == __file__
    assert told_by_say[0].filename == __file__
    assert told_by_chat[0].filename == __file__


def test_what_is_strict_raises_and_the_reply_is_the_latest_all_the_same():
    omni = Omni.simulated(pace=0, show=False, keep=False, strict=True, fault="cut-mid-json")
    with pytest.raises(StreamBroken):
        omni.ask("你是谁")
    assert omni.last is not None
    assert omni.last.ending == "cut"
