from omni_nb.wire.spelling import DELTA, spelled


def test_a_misspelt_key_is_put_right_and_others_stay():
    assert spelled({"contnet": "a", "zzz": 1}, DELTA) == {"content": "a", "zzz": 1}


def test_a_right_key_is_not_overwritten_and_an_endless_one_not_compared():
    assert spelled({"content": "c", "contents": "never"}, DELTA)["content"] == "c"
    assert spelled({"content" * 9: 1}, DELTA) == {"content" * 9: 1}


def test_nothing_to_do_costs_nothing():
    d = {"content": "x"}
    assert spelled(d, DELTA) is d
