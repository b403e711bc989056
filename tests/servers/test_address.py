from urllib.parse import urlsplit

import pytest

from omni_nb.errors import KeyMissing, NetworkMisconfigured
from omni_nb.servers.address import resolve
from omni_nb.servers.hosts import canonical
from omni_nb.servers.keys import Secret

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
    assert err.value.repair.in_language("zh")


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


@pytest.mark.parametrize("bad", ["Bearer " + KEY, KEY + "\nx", "sk-***"])
def test_a_malformed_key_of_the_environment_is_told_with_its_variable(bad):
    with pytest.raises(ValueError, match="DASHSCOPE_API_KEY") as err:
        where({"DASHSCOPE_API_KEY": bad})
    assert "canary" not in str(err.value)


@pytest.mark.parametrize(
    "host",
    ["10.0.0.5:8091", "192.168.1.2", "llm.example", "127.0.0.1.evil.example", "localhost.evil.example", "[fd00::5]:1"],
)
def test_a_key_goes_over_plain_http_to_another_machine_only_when_allowed(host):
    url = f"http://{host}/v1"
    with pytest.raises(NetworkMisconfigured, match="was not sent") as err:
        where({"OMNI_NB_API_KEY": KEY}, base_url=url)
    assert err.value.code == "key_over_http"
    assert "trust_server=True" in err.value.repair
    assert KEY not in str(err.value)
    assert where(key=KEY, base_url=url, trusted=True).key.reveal() == KEY
    name = canonical(urlsplit(url).hostname)
    assert where({"OMNI_NB_TRUSTED_HOSTS": f"other.example, {name.upper()}"}, key=KEY, base_url=url).base_url == url
    assert where(key="EMPTY", base_url=url).key.empty
    assert where(key=KEY, base_url=url.replace("http:", "https:")).base_url.startswith("https:")
    assert where(key=KEY, base_url="http://127.1:8091/v1").loopback


def test_a_companys_key_never_goes_over_plain_http():
    with pytest.raises(NetworkMisconfigured) as err:
        where({"DASHSCOPE_API_KEY": KEY}, base_url="http://dashscope.aliyuncs.com/compatible-mode/v1")
    assert err.value.repair == "Use https://."


@pytest.mark.parametrize(
    ("url", "same"),
    [
        ("http://127.1:8091/v1/", "http://127.0.0.1:8091/v1"), ("HTTP://LOCALHOST.:1/v1", "http://localhost:1/v1"),
        ("http://0.0.0.0:8091", "http://127.0.0.1:8091"), ("http://[::]:1/v1", "http://[::1]:1/v1"),
        ("http://[::FFFF:127.0.0.1]:1/v1", "http://127.0.0.1:1/v1"), ("http://2130706433/v1", "http://127.0.0.1/v1"),
    ],
)  # fmt: skip
def test_the_url_is_written_so_that_all_who_read_it_read_the_same(url, same):
    assert where(base_url=url).base_url == same


@pytest.mark.parametrize("url", ["https://api.openai.com./v1", "https://API.OPENAI.COM/v1"])
def test_a_known_host_is_known_in_every_spelling(url):
    assert where({"OPENAI_API_KEY": KEY}, base_url=url).title == "OpenAI"


@pytest.mark.parametrize(
    "url",
    ["http://[::1", "http://h:port/v1", "http://h:70000/v1", "http://a b/v1", "http://exa\nmple/v1", "http://evil.example\\@127.0.0.1/v1",
     "http://127.0.0.1%00.evil/v1", "http://h/v1?key=canary", "http://h/v1#x", "http:/h/v1", "https//h", "file:///etc/passwd", ""],
)  # fmt: skip
def test_a_url_that_readers_could_read_differently_is_misuse(url):
    with pytest.raises(ValueError, match="base_url") as err:
        where(key=KEY, base_url=url)
    assert "canary" not in str(err.value)
