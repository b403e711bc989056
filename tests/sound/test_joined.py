import pytest

from omni_nb.sound.joined import JoinedFiles
from omni_nb.sound.sniffing import container
from tests.support.media import TONE

A = type(TONE)(TONE.samples[:9_000], 24_000)
B = type(TONE)(TONE.samples[3_000:15_000], 24_000)


def files(kind, data, n):
    joined = JoinedFiles(kind)
    out = [f for i in range(0, len(data), n) for f in joined.feed(data[i : i + n])]
    assert joined.size_bytes
    return [*out, joined.flush()]


@pytest.mark.parametrize("fmt", ["flac", "ogg", "opus", "mp3", "wav"])
@pytest.mark.parametrize("n", [1_000_000, 500, 7])
def test_files_are_told_apart_however_the_stream_is_cut(fmt, n):
    a, b = A.encode(fmt), B.encode(fmt)
    assert files(container(a), a + b + a, n) == [a, b, a]


def test_a_tag_belongs_to_the_file_behind_it():
    tag = b"ID3\x04\0\0\0\0\0\x05hello"
    mp3 = tag + A.encode("mp3")
    assert files("mp3", mp3 + mp3, 100) == [mp3, mp3]


def test_tracks_that_are_announced_together_are_one_file():
    first, second = (b"OggS\0\x02" + b"\0" * 8 + bytes([i]) * 60 for i in (1, 2))
    data = b"OggS\0\0" + b"\0" * 8 + b"\3" * 60
    assert files("ogg", first + second + data, 11) == [first + second + data]


def test_a_kind_whose_beginning_is_not_known_is_one_file():
    assert files("amr", b"#!AMR\n#!AMR\n", 5) == [b"#!AMR\n#!AMR\n"]
