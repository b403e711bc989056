import errno
import os

import pytest

from omni_nb.errors import MediaError
from omni_nb.kept import disk


def test_home_and_relative_folders_are_where_a_person_expects_them(monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("OMNI_NB_DATA_DIR", "~/omni data")
    assert disk.data_folder() == tmp_path / "omni data"
    monkeypatch.setenv("OMNI_NB_DATA_DIR", "here")
    before = disk.data_folder()
    monkeypatch.chdir(tmp_path)
    assert disk.data_folder() == before
    monkeypatch.setenv("OMNI_NB_DATA_DIR", "s3://bucket")
    with pytest.raises(MediaError, match="is a URL"):
        disk.data_folder()
    monkeypatch.setenv("OMNI_NB_DATA_DIR", " ")
    assert "omni_nb" in str(disk.data_folder())


@pytest.mark.parametrize(("said", "on"), [("", True), ("1", True), ("0", False), (" No ", False), ("off", False), ("yes", True)])  # fmt: skip
def test_keeping_is_switched_off_by_a_word(monkeypatch, said, on):
    monkeypatch.setenv("OMNI_NB_KEEP", said)
    assert disk.switched_on() is on


def test_nothing_is_left_of_a_write_that_failed(monkeypatch, tmp_path):
    monkeypatch.setattr(disk.os, "replace", lambda *a: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        disk.write(tmp_path / "x", b"x")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("number", "words"),
    [(errno.ENOSPC, "disk is full"), (errno.EROFS, "read-only"), (errno.EACCES, "no permission to write"), (errno.EIO, "not writable"),
     (errno.EEXIST, "is a file")],
)  # fmt: skip
def test_why_something_was_not_written_is_said_in_words(number, words):
    assert words in disk.reason(OSError(number, os.strerror(number)))
    told = disk.not_kept("samples", disk.data_folder, disk.reason(OSError(number, "")))
    assert told.code == "not_kept"
    assert words in told.cause
