"""Replies as earlier versions kept them: a folder of JSON and FLAC."""

from omni_nb.kept import disk, record


def keep_as_before(reply, number=1, *, numbered=True):
    """Write it, and return the record's path."""
    folder = disk.data_folder() / "replies"
    folder.mkdir(parents=True, exist_ok=True)
    when = reply.created.replace(":", "").replace("+0000", "Z")
    stem = f"{number:08d}-{when}-{reply.id}" if numbered else f"{when}-{reply.id}"
    if reply.audio is not None:
        (folder / f"{stem}.flac").write_bytes(reply.audio.encode("flac"))
    path = folder / f"{stem}.json"
    path.write_bytes(record.to_json(reply))
    return path
