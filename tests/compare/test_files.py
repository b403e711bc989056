import errno
import io
import re
import zipfile
from pathlib import Path

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


def test_what_a_disk_does_not_give_is_none_and_costs_no_other_file(tmp_path, monkeypatch):
    write_folder(tmp_path / "folder", "index", b"i", [("a.bin", b"1")], OURS)
    read_bytes = Path.read_bytes

    def failing(path):
        if path.name == "a.bin":
            raise OSError(errno.EIO, "Input/output error")
        return read_bytes(path)

    monkeypatch.setattr(Path, "read_bytes", failing)
    with opened(tmp_path / "folder", "index") as read:
        assert (read("a.bin"), read("index")) == (None, b"i")


def test_a_zip_that_was_cut_and_is_damaged_too_gives_the_files_that_are_whole(tmp_path):
    write_zip(tmp_path / "one.zip", "index", b"i" * 99, [("a.bin", b"1")])
    data = (tmp_path / "one.zip").read_bytes()
    at = 30 + len("index")  # behind what stands before it
    (tmp_path / "one.zip").write_bytes(data[:at] + b"\xff" + data[at + 1 : data.index(b"PK\1\2")])
    with opened(tmp_path / "one.zip", "index") as read:
        assert (read("index"), read("a.bin")) == (None, b"1")


def test_a_cut_zip_that_tells_sizes_behind_the_files_is_refused(tmp_path):
    """So it is written to a pipe: where a file ends cannot be known without the directory, which is lost."""

    class Pipe(io.BytesIO):
        def seek(self, *args):
            raise io.UnsupportedOperation

        tell = seek

    with zipfile.ZipFile(pipe := Pipe(), "w") as archive:
        archive.writestr("index", b"i")
    data = pipe.getvalue()
    (tmp_path / "one.zip").write_bytes(data)
    with opened(tmp_path / "one.zip", "index") as read:
        assert read("index") == b"i"
    (tmp_path / "one.zip").write_bytes(data[: data.index(b"PK\1\2")])
    with pytest.raises(MediaError, match="there is no index in this zip"), opened(tmp_path / "one.zip", "index"):
        pass


def test_what_is_no_file_is_told(tmp_path):
    with pytest.raises(FileMissing), opened(tmp_path / "none", "index"):
        pass
    with pytest.raises(MediaError, match="not a regular file"), opened(type(tmp_path)("/dev/null"), "index"):
        pass
