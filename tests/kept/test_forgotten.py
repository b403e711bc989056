from omni_nb.kept.forgotten import Forgotten
from omni_nb.kept.replies import Gone


def test_what_went_is_told_in_numbers_and_words():
    gone = Gone(2, (("flac", 100), ("pcm", 5), ("wav", 40), ("raw", 70), ("trace", 9)))
    told = Forgotten.of(gone, size_bytes=1_500_000, pinned=3)
    assert (told.replies, told.sounds, told.media, told.size_bytes, told.pinned) == (2, 2, 1, 1_500_000, 3)
    assert (
        str(told)
        == "2 replies are deleted; 2 sounds with them; 1 file of a question, which no other needs; the history is 1.5 MB smaller; 3 stay: they are pinned"
    )
    assert repr(Forgotten()) == "0 replies are deleted"
