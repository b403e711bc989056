from omni_nb.prompt import remake, transcode


def test_the_former_name_holds_the_same():
    assert remake.frames_of is transcode.frames_of
