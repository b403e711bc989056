import pytest

from omni_nb import catalog


@pytest.mark.parametrize(
    ("role", "does"),
    [
        ("default", lambda m: m.audio_out),
        ("speaks", lambda m: m.audio_out and m.voices),
        ("thinks", lambda m: m.thinking == "switch"),
        ("video", lambda m: not m.text_only and m.video.max_s),
        ("mixes", lambda m: m.mixes and m.audio_out),
    ],
)
def test_the_model_of_a_role_does_what_the_role_says(role, does):
    assert catalog.model_for(role).known
    assert does(catalog.model_for(role))


def test_the_default_is_what_it_was():
    assert catalog.default_model().id == "qwen3-omni-flash"
