import re
import zipfile

import pytest

from omni_nb.compare.files import opened, write_folder, write_zip
from omni_nb.errors import FileMissing, MediaError

OURS = re.compile(r"[a-z]\.bin")


def test_a_folder_and_a_zip_hold_the_same(tmp_path):
    others = [("a.bin", b"1"), ("b.bin", b"2" * 1_000)]
    write_folder(tmp_path / "folder", "index", b"i", others, OURS)
    write_zip(tmp_path / "one.zip", "index", b"i", others)
    for place in ("folder", "one.zip", "folder/index"):
        with opened(tmp_path / place, "index") as read:
            assert [read(n) for n in ("index", "a.bin", "b.bin", "c.bin", "../one.zip")] == [
                b"i",
                b"1",
                b"2" * 1_000,
                None,
                None,
            ]


def test_the_index_comes_first_in_a_zip_and_last_in_a_folder(tmp_path):
    def half():
        yield "a.bin", b"1"
        raise MediaError("no more")

    with pytest.raises(MediaError, match="no more"):
        write_folder(tmp_path / "folder", "index", b"i", half(), OURS)
    assert not (tmp_path / "folder" / "index").exists()
    with pytest.raises(MediaError, match="no more"):
        write_zip(tmp_path / "one.zip", "index", b"i", half())
    assert not (tmp_path / "one.zip").exists()
    write_zip(tmp_path / "one.zip", "index", b"i", [("a.bin", b"1")])
    assert zipfile.ZipFile(tmp_path / "one.zip").namelist() == ["index", "a.bin"]


def test_a_member_that_is_damaged_or_too_large_is_none(tmp_path, monkeypatch):
    write_zip(tmp_path / "one.zip", "index", b"i", [("a.bin", b"1" * 100)])
    data = (tmp_path / "one.zip").read_bytes()
    (tmp_path / "one.zip").write_bytes(data.replace(b"1" * 50, b"2" * 50, 1))
    with opened(tmp_path / "one.zip", "index") as read:
        assert (read("index"), read("a.bin")) == (b"i", None)
    monkeypatch.setattr("omni_nb.compare.files.MOST_FILE_BYTES", 50)
    (tmp_path / "index").write_bytes(b"i" * 51)
    with opened(tmp_path, "index") as read:
        assert read("index") is None


def test_what_is_no_file_is_told(tmp_path):
    with pytest.raises(FileMissing), opened(tmp_path / "none", "index"):
        pass
    with pytest.raises(MediaError, match="no ordinary file"), opened(type(tmp_path)("/dev/null"), "index"):
        pass
