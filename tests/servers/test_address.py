import pickle

import pytest

from omni_nb.errors import KeyMissing
from omni_nb.servers.address import Secret, is_loopback, resolve, wrap_key

KEY = "sk-" + "canary0123456789"


def where(env=None, **kwargs):
    given = {"key": None, "region": None, "base_url": None, "server": None, **kwargs}
    if isinstance(given["key"], str):
        given["key"] = Secret(given["key"])
    return resolve(**given, getenv=(env or {}).get)


def test_nothing_named_and_no_key_is_the_simulator():
    assert where().simulated
    assert where({"OPENAI_API_KEY": KEY, "OMNI_NB_API_KEY": KEY}).simulated
    assert where({"DASHSCOPE_API_KEY": " "}).simulated
    assert where({"DASHSCOPE_API_KEY": KEY}, server="simulator").simulated


@pytest.mark.parametrize(
    ("env", "kwargs", "url", "title"),
    [
        ({"DASHSCOPE_API_KEY": KEY}, {}, "https://dashscope.aliyuncs.com/compatible-mode/v1", "DashScope (beijing)"),
        ({}, {"key": KEY}, "https://dashscope.aliyuncs.com/compatible-mode/v1", "DashScope (beijing)"),
        ({"DASHSCOPE_API_KEY": KEY}, {"region": "singapore"}, "https://dashscope-intl.aliyuncs.com/compatible-mode/v1", "DashScope (singapore)"),
        ({"OPENAI_API_KEY": KEY}, {"server": "openai"}, "https://api.openai.com/v1", "OpenAI"),
        ({"OPENROUTER_API_KEY": KEY}, {"server": "openrouter"}, "https://openrouter.ai/api/v1", "OpenRouter"),
        ({"OMNI_NB_API_KEY": KEY}, {"server": "dashscope"}, "https://dashscope.aliyuncs.com/compatible-mode/v1", "DashScope (beijing)"),
        ({"OMNI_NB_API_KEY": KEY}, {"base_url": "https://llm.example:8443/v1/"}, "https://llm.example:8443/v1", "llm.example:8443"),
        ({"DASHSCOPE_API_KEY": KEY}, {"base_url": "https://ws.cn-beijing.maas.aliyuncs.com/compatible-mode/v1/chat/completions"}, "https://ws.cn-beijing.maas.aliyuncs.com/compatible-mode/v1", "DashScope"),
    ],
)  # fmt: skip
def test_the_server_and_its_key(env, kwargs, url, title):
    found = where(env, **kwargs)
    assert (found.base_url, found.title, found.key.reveal()) == (url, title, KEY)


def test_a_server_of_this_machine_needs_no_key():
    found = where(base_url="http://127.0.0.1:8091/v1")
    assert (found.key.reveal(), found.loopback) == ("EMPTY", True)
    assert where({"DASHSCOPE_API_KEY": KEY}, base_url="http://localhost:1/v1").key.reveal() == "EMPTY"


@pytest.mark.parametrize(
    ("env", "kwargs"),
    [
        ({"OPENAI_API_KEY": KEY}, {"region": "beijing"}),
        ({"DASHSCOPE_API_KEY": KEY}, {"server": "openai"}),
        ({"DASHSCOPE_API_KEY": KEY, "OPENAI_API_KEY": KEY}, {"base_url": "https://llm.example/v1"}),
        ({"DASHSCOPE_API_KEY": KEY}, {"base_url": "https://api.openai.com.evil.example/v1"}),
    ],
)
def test_a_key_never_goes_to_another_company(env, kwargs):
    with pytest.raises(KeyMissing, match="no API key for") as err:
        where(env, **kwargs)
    assert KEY not in str(err.value)
    assert err.value.repair_zh


@pytest.mark.parametrize("key", ["sk-proj-abcdefgh", "sk-or-abcdefgh", "sk-ant-abcdefgh", "sk-svcacct-abcdefgh"])
def test_a_key_that_names_its_owner_is_not_sent_elsewhere(key):
    with pytest.raises(KeyMissing, match="was not sent") as err:
        where(key=key)
    assert key not in str(err.value)
    if key.startswith("sk-proj"):
        assert where(key=key, server="openai").title == "OpenAI"


@pytest.mark.parametrize(
    "kwargs",
    [{"region": "mars"}, {"server": "mars"}, {"base_url": "ftp://x"}, {"base_url": "127.0.0.1:8091"}, {"base_url": "http:///v1"},
     {"base_url": "https://me:secret@x.example/v1"}, {"region": "us", "base_url": "http://x/v1"}, {"server": "openai", "region": "us"}],
)  # fmt: skip
def test_misuse_is_told(kwargs):
    with pytest.raises(ValueError) as err:  # noqa: PT011
        where({"OMNI_NB_API_KEY": KEY}, **kwargs)
    assert "secret" not in str(err.value)


def test_dashscope_may_be_named_beside_its_region():
    assert where({"DASHSCOPE_API_KEY": KEY}, server="dashscope", region="us").title == "DashScope (us)"


@pytest.mark.parametrize("bad", ["", "  ", "Bearer " + KEY, KEY + "\nx", "sk-***", "sk-ключ", "two words"])
def test_a_malformed_key_is_told_without_being_repeated(bad):
    secret, problem = wrap_key(bad)
    assert secret is None
    assert problem
    assert "canary" not in problem
    if bad.strip():
        with pytest.raises(ValueError, match="DASHSCOPE_API_KEY"):
            where({"DASHSCOPE_API_KEY": bad})


def test_a_key_may_be_pasted_with_quotes_and_spaces():
    assert wrap_key(f" '{KEY}'\n")[0].reveal() == KEY


def test_a_secret_shows_itself_to_nobody():
    secret = Secret(KEY)
    for shown in (
        repr(secret),
        str(secret),
        f"{secret}",
        repr(where(key=KEY)),
        str(vars(Secret)),
        secret.scrub(f"bad key {KEY}!"),
    ):
        assert KEY not in shown
    with pytest.raises(TypeError):
        pickle.dumps(secret)
    assert Secret("short").scrub("short") == "short"


def test_loopback():
    assert all(map(is_loopback, ("localhost", "127.0.0.1", "127.9.9.9", "::1")))
    assert not any(map(is_loopback, ("example.com", "10.0.0.1", "")))
