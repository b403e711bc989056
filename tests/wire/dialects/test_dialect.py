import base64

import pytest

from omni_nb import image, video
from omni_nb.errors import PromptRefused
from omni_nb.wire.detection import DIALECTS
from omni_nb.wire.dialects import dialect
from tests.support.media import picture


def test_a_data_url_names_the_type_and_a_bare_one_does_not():
    part = image(picture("JPEG"))
    assert dialect.data_url(part) == "data:image/jpeg;base64," + base64.b64encode(part.data).decode()
    assert dialect.bare_data_url(part).startswith("data:;base64,/9j/")
    assert (
        dialect.data_url(image("https://a.example/x"))
        == dialect.bare_data_url(image("https://a.example/x"))
        == "https://a.example/x"
    )


def test_a_refusal_names_the_server_and_the_way_out():
    with pytest.raises(PromptRefused, match="Mars does not accept video"):
        dialect.refuse("video", "Mars", "Walk.")


def test_frames_as_pictures():
    parts = dialect.frames_as_images(video([picture(), picture()]))
    assert [p["type"] for p in parts] == ["image_url"] * 2


def test_each_dialect_is_complete_by_default():
    for d in DIALECTS.values():
        assert d.title
        assert d.body_media({"messages": []}) == {"messages": []}
        assert d.recognises({}) is False
