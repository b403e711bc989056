from omni_nb.wire.limits import Limits, too_much


def test_a_reply_over_a_limit_says_which_and_how_to_allow_more():
    err = too_much("the sound", "sound_bytes", 1_000)
    assert err.code == "too_much"
    assert "1,000" in err.cause
    assert "Limits(sound_bytes=" in err.repair


def test_twenty_minutes_of_sound_in_one_line_are_allowed():
    assert Limits().line_bytes > 77_000_000
