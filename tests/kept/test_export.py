import csv
import dataclasses
import json

import pytest

from omni_nb import Clip, Reply
from omni_nb.errors import MediaError
from omni_nb.kept.export import export
from tests.kept.test_store import WHOLE
from tests.support.media import TONE, picture
from tests.support.requests import request


def test_words_sound_media_and_all_that_is_known_are_plain_files(tmp_path):
    asked = dataclasses.replace(WHOLE, request=request(picture(), "什么 is/this?"), prompt="什么 is/this?")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").write_text("mine")
    there = export([asked, Reply(id="../x", text="<b>")], [{"id": "abc", "text": "=1+1\n猫"}], tmp_path / "out")
    names = sorted(p.name for p in there.iterdir())
    stem = "20260101T000000-什么-is-this-abc"
    assert names == sorted(["0----x.json", "0----x.md", f"{stem}.flac", f"{stem}.json", f"{stem}.md", f"{stem}-asked-1.png", "mine.txt", "replies.csv"])  # fmt: skip
    assert Clip.read(there / f"{stem}.flac") == TONE
    assert (there / f"{stem}-asked-1.png").read_bytes() == picture()
    assert json.loads((there / f"{stem}.json").read_text())["request"]["settings"]["model"] == "m"
    assert "什么" in (there / f"{stem}.md").read_text()
    with open(there / "replies.csv", encoding="utf-8-sig", newline="") as file:
        assert list(csv.DictReader(file)) == [{"id": "abc", "text": "=1+1\n猫"}]


def test_nothing_is_a_list_without_lines(tmp_path):
    assert [p.name for p in export([], [], tmp_path / "a" / "b").iterdir()] == ["replies.csv"]


def test_a_file_in_its_place_is_told(tmp_path):
    (tmp_path / "out").write_text("mine")
    with pytest.raises(MediaError, match="no folder"):
        export([], [], tmp_path / "out")
    assert (tmp_path / "out").read_text() == "mine"
