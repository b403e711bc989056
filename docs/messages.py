"""Bring the catalogue of sentences up to date with the code: `make messages`.

New sentences are added to each `.po` without a translation, those that the code no longer says are left out, and the
`.mo` is compiled. Prints what is still to be translated; `tests/messages` fails until it is.
"""

from __future__ import annotations

import contextlib
import io
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent / "omni_nb"


def sentences() -> Catalog:
    """Every sentence that the code marks."""
    found = _marked("**.py", "python", "_")
    for message in sentences_of_javascript():
        if message.id:
            found.add(message.id)
    return found


def sentences_of_javascript() -> Catalog:
    """Those of the widgets' pages, and with `later` those in their tables."""
    return _marked("**.js", "javascript", "t", "later")


def _marked(files: str, reader: str, *names: str) -> Catalog:
    found = Catalog(project="omni_nb", charset="utf-8")
    with contextlib.redirect_stderr(io.StringIO()):  # it warns of f-strings among the values, which are no sentences
        for _file, _line, text, _comments, context in extract_from_dir(
            ROOT, [(files, reader)], keywords=dict.fromkeys(names)
        ):
            found.add(text, context=context)
    return found


def read(path: Path) -> Catalog:
    """A `.po` as it stands."""
    with path.open("rb") as file:
        catalog = read_po(file, domain=path.stem)
    catalog.creation_date = datetime(2000, 1, 1, tzinfo=UTC)  # the same `.mo` whenever it is compiled
    return catalog


def main() -> None:
    """Each language; says which sentences have no translation."""
    wanted = sentences()
    for path in sorted(ROOT.rglob("*.po")):
        head = path.read_text(encoding="utf-8").partition("\n\n")[0]
        catalog = read(path)
        catalog.update(wanted, no_fuzzy_matching=True, update_creation_date=False)
        # Neither places nor dates: two who add a sentence each would meet in every line that moved.
        body = io.BytesIO()
        write_po(body, catalog, width=0, no_location=True, omit_header=True, sort_output=True, ignore_obsolete=True)
        path.write_bytes(f"{head}\n\n".encode() + body.getvalue().strip() + b"\n")
        with path.with_suffix(".mo").open("wb") as file:
            write_mo(file, catalog)
        for message in catalog:
            if message.id and not message.string:
                print(f"{path.relative_to(ROOT)}: to be translated: {message.id!r}")


if __name__ == "__main__":
    main()
