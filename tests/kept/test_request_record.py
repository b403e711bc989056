import hashlib
import json

import pytest

from omni_nb import image, video
from omni_nb.kept import record
from omni_nb.kept.request_record import media_of, request_of, request_to_plain
from omni_nb.prompt.parts import MediaPart, Prompt, TextPart
from omni_nb.prompt.request import Turn
from tests.support.media import TONE, picture, video_file
from tests.support.requests import request


def there_and_back(asked):
    shelf = {hashlib.sha256(data).hexdigest(): data for data in media_of(asked)}
    plain = json.loads(record.encoded(request_to_plain(asked)))
    return request_of(plain, shelf.get)


@pytest.mark.parametrize(
    "asked",
    [
        request("你是谁"), request(TONE, "what?", voice="Cherry", temperature=0, seed=0, max_tokens=5, thinking=False, system=""),
        request(picture(), "x", "y", extra={"top_k": 1, "stop": ["a", None], "nested": {"b": 1.5}}, stream=False, sound=False),
        request(video([picture(), picture(colour="blue")], fps=None), "?"), request(video_file(1.0, sound=True), "?"),
        request(image("https://host/a.png?width=2"), "?"), request("half \ud800"),
        request("next", turns=[Turn(Prompt.of(TONE, "first"), "answer"), Turn(Prompt.of("second"), "\ud800")]),
    ],
)  # fmt: skip
def test_a_request_comes_back_equal_with_its_media(asked):
    back = there_and_back(asked)
    assert back == asked
    assert back.hash == asked.hash
    assert back.prompt == asked.prompt
    assert back.turns == asked.turns
    assert back.settings == asked.settings
    assert back.settings.can_speak == asked.settings.can_speak


def test_what_was_done_to_a_medium_is_told_again():
    part = MediaPart("image", picture(), None, image(picture()).info, "cat.png", "turned upright")
    back = there_and_back(request(Prompt((part, TextPart("?")))))
    assert back.prompt.parts[0].note == "turned upright"
    assert back.prompt.parts[0].name == "cat.png"


def test_a_lost_medium_or_a_damaged_record_is_no_request():
    asked = request(picture(), "?")
    plain = request_to_plain(asked)
    assert request_of(plain, lambda hash: None) is None
    for damaged in (
        None,
        {},
        [],
        {"prompt": 3},
        {"prompt": {"parts": [{}]}, "settings": {}},
        {**plain, "settings": {}},
        {**plain, "turns": [1]},
    ):
        assert request_of(damaged, lambda hash: picture()) is None


def test_a_secret_in_a_url_or_a_field_is_not_in_it():
    secret = "canary" + "0123456789"
    asked = request(image(f"https://host/a.png?Signature={secret}"), "?", extra={"api_key": secret})
    assert secret not in json.dumps(request_to_plain(asked))
