from omni_nb.widgets.piece import joined


def test_the_files_are_joined_in_their_order_and_one_exports():
    text = joined("speaker.js", "live_player.js")
    assert text.index("const makeSpeaker") < text.index("makeSpeaker({")
    assert text.count("export default") == 1
