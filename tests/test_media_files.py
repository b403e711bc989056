"""Files of every kind, whole and damaged, through the one door: right, or a clear error."""

import random
import re
import resource

import pytest

from omni_nb import Omni
from omni_nb.errors import MediaError
from omni_nb.prompt.media import identify
from omni_nb.prompt.parts import MediaPart
from omni_nb.show.media import facts_of, thumbnail
from tests.support.media import every_kind

# What a library, an interpreter or an operating system says, and no person needs.
_FOREIGN = re.compile(r"errno|\bb['\"]|<_io|traceback|object at 0x|avcodec|libsndfile|Error\(|0x[0-9a-f]{6}", re.I)


@pytest.mark.parametrize("name", every_kind())
def test_a_whole_file_is_told_by_its_kind_size_and_length(name):
    data, kind, size, length = every_kind()[name]
    found = identify(data)
    assert (found.kind, (found.width_px, found.height_px)) == (kind, size)
    assert found.duration_s == pytest.approx(length, abs=0.12)


def damaged(rng):
    """A file of some kind, hurt as disks, lines and people hurt them."""
    files = [data for data, *_ in every_kind().values()]
    data = bytearray(rng.choice(files))
    size, way = len(data), rng.choice(("cut", "flipped", "zeros", "spliced", "beheaded", "longer", "head", "twice"))
    if way == "cut":
        del data[rng.randrange(size) :]
    elif way == "flipped":
        for _ in range(rng.choice((1, 5, 50))):
            data[rng.randrange(size)] ^= 1 << rng.randrange(8)
    elif way == "zeros":
        at = rng.randrange(size)
        data[at : at + 2_000] = bytes(len(data[at : at + 2_000]))
    elif way == "spliced":
        other = rng.choice(files)
        data[rng.randrange(size) :] = other[rng.randrange(len(other)) :]
    elif way == "beheaded":
        del data[: rng.randrange(1, 300)]
    elif way == "longer":
        data += rng.randbytes(rng.randrange(3_000))
    elif way == "head":
        for _ in range(8):
            data[rng.randrange(min(size, 200))] = rng.randrange(256)
    else:
        data += data[rng.randrange(size) :]
    return bytes(data)


@pytest.mark.parametrize("seed", range(4))
def test_250_damaged_files_are_media_or_a_clear_error_in_bounded_memory(seed):
    rng, omni = random.Random(seed), Omni.simulated(show=False)
    damaged(rng)  # makes the files
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    found = 0
    for _ in range(250):
        data = damaged(rng)
        try:
            info = identify(data, name="it")
        except MediaError as err:
            assert not _FOREIGN.search(str(err)), err
            assert err.repair
            assert err.repair.in_language("zh")
            continue
        found += 1
        part = MediaPart(info.kind, data, None, info, "it")
        words = f"{omni.check(part, 'What is it?')} {facts_of(part)}"
        assert not _FOREIGN.search(words), words
        if found % 5 == 0:
            thumbnail(part)
    assert 100 < found < 250
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 300_000  # kB
