from omni_nb import catalog


def test_limits_that_hold_for_every_model():
    limits = catalog.limits()
    assert (limits.image_min_side_px, limits.image_max_aspect, limits.audio_min_s) == (11, 200, 0.25)


def test_what_travels_inline_is_limited_where_a_service_says_so():
    assert catalog.inline_limit("dashscope") == 10_000_000
    assert catalog.inline_file_limit("dashscope") == 7_500_000
    assert (catalog.inline_limit("vllm-omni"), catalog.inline_file_limit("vllm-omni")) == (None, None)


def test_the_gateway_cuts_later_than_is_documented():
    assert catalog.gateway_limit("dashscope") == 20_971_520
    assert catalog.gateway_limit("openai") is None


def test_limits_and_rates_are_values():
    assert catalog.MediaLimit(max_s=3) == catalog.MediaLimit(max_s=3)
    assert hash(catalog.FrameLimit(min=2)) == hash(catalog.FrameLimit(min=2))
