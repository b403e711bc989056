import json

import pytest

from omni_nb.errors import CassetteError
from omni_nb.servers.cassette import contents, reading
from tests.support.cassettes import chunk, record


def one(path):
    record(path, [(0.1, chunk("a")), (0.2, b"")])
    return path, contents.scan(path).places[0]


def test_a_recording_is_read_where_it_stands(tmp_path):
    path, place = one(tmp_path / "a.cassette")
    found = reading.read(path, place)
    assert found.arrivals == [(0.1, chunk("a"))]
    assert (found.end_s, found.why, found.failure) == (0.2, "body", None)
    assert found.content == reading.asked(path, place) == {"model": "m", "messages": [{"user": "hi"}], "stream": True}


@pytest.mark.parametrize(
    "sound", ["../../etc/passwd", "/etc/passwd", "0123456789abcdef.exe", 3, "0123456789abcdef.flac", ""]
)
def test_a_sound_is_only_looked_for_in_its_folder(tmp_path, sound, monkeypatch):
    looked = []
    monkeypatch.setattr(reading.paths, "read_bytes", lambda place: looked.append(place) or b"")
    path, place = one(tmp_path / "a.cassette")
    text = path.read_text().replace('"why": "body"', f'"why": "body", "sound": {json.dumps(sound)}, "sound_bytes": 3')
    path.write_text(text)
    with pytest.raises(CassetteError):
        reading.read(path, place)
    assert {p.parent for p in looked} <= {tmp_path / "a.cassette.sounds"}
    assert {p.suffix for p in looked} <= {".flac"}


@pytest.mark.parametrize("end", ['{"end": "soon"}', '{"end": null}', "{}", "", '{"at": 0.1, "text": 3}', '{"ask": {}}'])
def test_an_end_that_is_none_is_told(tmp_path, end):
    path, place = one(tmp_path / "a.cassette")
    lines = [line if not line.startswith('{"end"') else end for line in path.read_text().splitlines()]
    path.write_text("\n".join(lines))
    with pytest.raises(CassetteError, match="line"):
        reading.read(path, place)
