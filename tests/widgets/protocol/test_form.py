"""The messages of the composer's form, compared with its JavaScript."""

from omni_nb.widgets.protocol.form import FromForm, ToForm
from omni_nb.widgets.protocol.reading import by_name
from tests.support import scripts

FILES = ("messages.js", "upload.js", *sorted(path.name for path in scripts.WIDGETS.glob("form*.js")))


def test_page_and_protocol_have_the_same_messages():
    text = scripts.read(*FILES)
    assert scripts.said(text) == set(by_name(FromForm))
    assert scripts.taken(text) == set(by_name(ToForm))
