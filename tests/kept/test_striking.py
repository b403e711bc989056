import pytest

from omni_nb.kept import striking

CANARY = "sk-" + "canary" + "0123456789abcdef"


@pytest.mark.parametrize(
    "url",
    [
        f"https://bucket.example/a.png?OSSAccessKeyId={CANARY}&Expires=1&Signature={CANARY}", f"https://user:{CANARY}@host/a.png",
        f"https://{CANARY}@host/a.png", f"https://host/a.png?x=1&access_token={CANARY}#token={CANARY}", f"https://host/a?api-key={CANARY}",
        f"https://host/a?X-Amz-Signature={CANARY}&X-Amz-Credential={CANARY}", f"https://host/a?key={CANARY}", f"https://[bad/a?token={CANARY}",
    ],
)  # fmt: skip
def test_secrets_in_urls_are_struck_out_and_the_place_stays(url):
    struck = striking.in_url(url)
    assert CANARY not in struck
    assert striking.STRUCK in struck
    assert "host/a" in struck or "bucket.example/a.png" in struck or "[bad/a" in struck


@pytest.mark.parametrize("url", ["https://host/a.png", "https://host/a.png?width=3&keyword=x&monkey=2", "oss://bucket/a b.png", "https://host/密钥?q=token"])  # fmt: skip
def test_a_url_without_secrets_stays_as_it_is(url):
    assert striking.in_url(url) == url


def test_fields_that_somebody_named_lose_what_they_call_secret():
    given = {
        "api_key": CANARY, "headers": {"Authorization": f"Bearer {CANARY}", "X-Auth-Token": CANARY}, "user": "u-1234", "tools": [{"secret": CANARY}],
        "max_tokens": 5, "stop_token_ids": [1], "eos_token": "</s>", "top_k": 3, "note": f"my key is {CANARY}", "auth": None, "key": True,
    }  # fmt: skip
    struck = striking.in_fields(given)
    assert CANARY not in str(struck)
    assert "u-1234" not in str(struck)
    assert {k: struck[k] for k in ("max_tokens", "stop_token_ids", "eos_token", "top_k", "auth", "key")} == {
        "max_tokens": 5, "stop_token_ids": [1], "eos_token": "</s>", "top_k": 3, "auth": None, "key": True,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("words", "secret"),
    [
        (f"Incorrect API key provided: {CANARY}.", CANARY), ("Rate limit reached in organization org-AbCdEf123456 on tokens", "AbCdEf123456"),
        ("account id: 1234567890123456 has no balance", "1234567890123456"), ("owner=5f3c2a1b-1111-2222-3333-444455556666", "5f3c2a1b"),
        ("Bearer abcdefghijklmnop was refused", "abcdefghijkl"), ("see https://u:pw12345678@host/x?token=abc", "pw12345678"),
        ("LTAI5tAbCdEfGhIjKlMn is disabled", "LTAI5tAbCdEf"),
    ],
)  # fmt: skip
def test_the_words_of_a_refusal_name_no_key_and_no_account(words, secret):
    assert secret not in striking.in_words(words)


@pytest.mark.parametrize("words", ["too fast: 60 requests in 60 s", "raise max_tokens=2048 for more", "the key is missing", "user turn 3 is empty", "finish_reason 'stop'", "project of 2026"])  # fmt: skip
def test_other_words_stay(words):
    assert striking.in_words(words) == words


def test_keys_of_the_environment_are_struck_out_of_anything(monkeypatch):
    monkeypatch.setenv("OMNI_NB_API_KEY", CANARY)
    strike = striking.of_environment()
    plain = {"text": f"you said {CANARY}!", CANARY: [f"{CANARY}", 1, None]}
    assert CANARY not in str(striking.everywhere(plain, strike))
    assert striking.everywhere({"a": ["b", 1, None, 2.5]}, strike) == {"a": ["b", 1, None, 2.5]}
