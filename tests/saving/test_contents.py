import dataclasses

from omni_nb import Clip, image, video
from omni_nb.prompt.parts import MediaPart
from omni_nb.saving.contents import Contents
from tests.saving.support import reply, turn
from tests.support.media import TONE, picture


def names(*turns):
    return [name for name, _ in Contents(turns).files()]


def named(name, **more):
    return dataclasses.replace(image(picture(**more)), name=name)


def test_sounds_are_exact_and_have_their_captions():
    files = dict(Contents([turn(), turn("?", reply(audio=None)), turn("?", reply("```\nx\n```"))]).files())
    assert list(files) == ["sounds/01-answer.flac", "sounds/01-answer.srt", "sounds/03-answer.flac"]
    assert Clip.read(files["sounds/01-answer.flac"]) == TONE


def test_a_rate_that_flac_cannot_hold_is_kept_as_wav():
    fast = Clip(TONE.samples, 65_537)
    (name, data), *_ = Contents([turn("?", reply(audio=fast))]).files()
    assert (name, Clip.read(data)) == ("sounds/01-answer.wav", fast)


def test_the_same_attachment_is_kept_once_and_no_name_leads_out_of_the_zip():
    one, evil = named("cat.png"), named("../../../etc/cron.d/x.png", colour="blue")
    big = named("Cat.PNG", colour="green")
    found = [n for n in names(turn("?", None, one), turn("?", None, one, evil), turn("?", None, big)) if "att" in n]
    assert found == ["attachments/01-cat.png", "attachments/02-etc-cron-d-x.png", "attachments/03-Cat.png"]


def test_two_of_one_name_have_two():
    found = names(turn("?", None, named("a.png"), named("A.png", colour="blue")))
    assert [n for n in found if "att" in n] == ["attachments/01-a.png", "attachments/01-A-2.png"]


def test_frames_are_files_each_and_a_url_is_none():
    frames = video([picture(colour=c) for c in ("red", "green")], fps=1)
    url = MediaPart(kind="image", url="https://example.com/a.png", name="a.png")
    files = Contents([turn("?", None, frames, url)]).of_turn[0].attachments
    assert [len(f) for f in files] == [2, 0]


def test_sound_that_could_not_be_decoded_is_not_lost():
    files = dict(Contents([turn("?", reply(audio=None, undecoded=b"abc"))]).files())
    assert files == {"sounds/01-undecoded.bin": b"abc"}
