import errno
import json
import os
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from omni_nb import Clip
from omni_nb.errors import OmniError
from omni_nb.kept import samples
from omni_nb.kept.samples import SampleKey, VoiceSample
from tests.support.media import TONE

KEY = SampleKey(server="here", model="m", voice="Cherry", words="Hello, I am Cherry.")
SAMPLE = VoiceSample(clip=TONE, text="Hello, I am Cherry.", simulated=True)


def other(**fields):
    return SampleKey(**{"server": "here", "model": "m", "voice": "Cherry", "words": "Hello, I am Cherry.", **fields})


def files():
    return sorted(samples.folder().iterdir())


def test_what_is_kept_comes_back_the_same_and_only_for_the_same_question():
    samples.keep(KEY, SAMPLE)
    assert samples.find(KEY) == SAMPLE
    for wrong in ({"server": "there"}, {"model": "n"}, {"voice": "cherry"}, {"words": "Hi"}):
        assert samples.find(other(**wrong)) is None


@pytest.mark.parametrize("voice", ["../../etc/passwd", "\ud800", "\0", "芊悦\u202e", "a" * 5_000, "<script>", ""])
def test_a_name_may_be_anything_and_never_is_a_files_name(voice):
    samples.keep(other(voice=voice), SAMPLE)
    assert samples.find(other(voice=voice)) == SAMPLE
    assert [len(path.name) for path in files()] == [39]


@settings(max_examples=60)
@given(st.data())
def test_a_damaged_file_is_passed_over_and_replaced(data):
    samples.keep(KEY, SAMPLE)
    (path,) = files()
    whole = path.read_bytes()
    at = data.draw(st.integers(0, len(whole) - 1))
    damaged = data.draw(st.sampled_from([whole[:at], whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :]]))
    path.write_bytes(damaged)
    found = samples.find(KEY)
    assert found is None or found.clip == TONE  # a bit of the text alone
    samples.keep(KEY, SAMPLE)
    assert samples.find(KEY) == SAMPLE


def test_what_is_no_sample_is_passed_over(tmp_path):
    samples.keep(KEY, SAMPLE)
    (path,) = files()
    for content in (b"", b"[]\n", b"{}\n", b"[" * 100_000, json.dumps({"version": 99}).encode() + b"\nfLaC"):
        path.write_bytes(content)
        assert samples.find(KEY) is None
    path.unlink()
    path.mkdir()
    assert samples.find(KEY) is None
    path.rmdir()
    (tmp_path / "elsewhere").write_bytes(b"x")
    path.symlink_to(tmp_path / "elsewhere")
    assert samples.find(KEY) is None


def test_at_most_so_much_is_kept_and_what_was_heard_longest_ago_goes_first(monkeypatch):
    noise = Clip.of(np.random.default_rng(1).uniform(-0.5, 0.5, 24_000), 24_000)
    monkeypatch.setattr(samples, "MOST_BYTES", 3 * len(noise.encode("flac")) + 2_000)
    keys = [other(voice=str(n)) for n in range(4)]
    for n, key in enumerate(keys[:3]):
        samples.keep(key, VoiceSample(clip=noise))
        os.utime(max(files(), key=lambda path: path.stat().st_mtime), (1_000 + n, 1_000 + n))
    assert samples.find(keys[0]) is not None  # heard now, so the second is the oldest
    samples.keep(keys[3], VoiceSample(clip=noise))
    assert [samples.find(key) is not None for key in keys] == [True, False, True, True]


def test_others_files_stay_and_what_was_left_half_written_goes():
    samples.keep(KEY, SAMPLE)
    place = samples.folder()
    for name in ("notes.txt", ".new-abcd1234", ".new-abcd1235"):
        (place / name).write_text("x")
    os.utime(place / ".new-abcd1234", (0, 0))
    samples.keep(other(voice="Ethan"), SAMPLE)
    assert {path.name for path in files() if "sample" not in path.name} == {"notes.txt", ".new-abcd1235"}


def test_a_full_disk_is_said_once_and_again_when_it_had_room_between(monkeypatch):
    write = samples.disk.write

    def full(*_):
        raise OSError(errno.ENOSPC, "no space")

    for _ in range(2):
        monkeypatch.setattr(samples.disk, "write", full)
        with pytest.raises(OmniError, match=r"samples of voices cannot be saved .*: the disk is full") as err:
            samples.keep(KEY, SAMPLE)
        assert err.value.code == "not_kept"
        assert samples.keep(KEY, SAMPLE) is None
        monkeypatch.setattr(samples.disk, "write", write)
        samples.keep(KEY, SAMPLE)


def test_a_folder_that_can_be_none_is_said(monkeypatch, tmp_path):
    (tmp_path / "file").write_text("x")
    monkeypatch.setenv("OMNI_NB_DATA_DIR", str(tmp_path / "file"))
    with pytest.raises(OmniError, match="a part of the folder's path is a file"):
        samples.keep(KEY, SAMPLE)
    assert samples.find(KEY) is None


def test_several_kernels_write_at_once():
    program = (
        "import sys; from omni_nb import Clip; from omni_nb.kept import samples as s\n"
        "for n in range(40): s.keep(s.SampleKey(server='s', model='m', voice=str(n % 4), words='w'),"
        " s.VoiceSample(clip=Clip.of([0.1 * int(sys.argv[1])] * 2000, 24000)))"
    )
    kernels = [subprocess.Popen([sys.executable, "-c", program, str(n)]) for n in (1, 2)]
    assert [kernel.wait(60) for kernel in kernels] == [0, 0]
    found = [samples.find(SampleKey(server="s", model="m", voice=str(n), words="w")) for n in range(4)]
    assert all(one is not None and len(one.clip) == 2_000 for one in found)
    assert len(files()) == 4
