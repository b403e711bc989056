import typing

import pytest

from omni_nb import catalog


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("dashscope.aliyuncs.com", "DashScope"),
        ("ws1.cn-beijing.maas.aliyuncs.com", "DashScope"),
        ("api.openai.com", "OpenAI"),
        ("openrouter.ai", "OpenRouter"),
        ("evilapi.openai.com", None),
        ("api.openai.com.example", None),
        ("127.0.0.1", None),
    ],
)
def test_a_host_belongs_to_one_company_only(host, name):
    found = catalog.host(host)
    assert (found and found.name) == name


def test_the_default_host_has_regions_the_usual_one_first():
    usual = catalog.default_host()
    assert list(usual.regions) == ["beijing", "singapore", "us"]
    assert usual.url == usual.regions["beijing"]
    with pytest.raises(TypeError):
        usual.regions["here"] = "http://127.0.0.1/v1"


def test_a_host_is_found_by_the_id_that_a_user_gives():
    assert catalog.host_called("openrouter").url == "https://openrouter.ai/api/v1"
    assert catalog.host_called("OpenRouter") is None


def test_every_host_writes_a_dialect_that_is_known_and_owns_the_place_of_its_url():
    for host in catalog.hosts():
        assert host.dialect in typing.get_args(catalog.DialectName)
        assert all(host.has(url.split("/")[2]) for url in (host.url, *host.regions.values()))
        assert host.key_variable.endswith("_API_KEY")


def test_one_company_makes_the_sdk():
    assert [h.id for h in catalog.hosts() if h.makes_sdk] == ["openai"]


def test_a_company_is_known_by_its_hosts_also_where_it_serves_no_model_of_ours():
    owner = next(o for o in catalog.key_owners() if "sk-ant-" in o.prefixes)
    assert owner.has("api.anthropic.com")
    assert not owner.has("anthropic.com.example")


def test_keys_tell_whose_they_are_and_no_beginning_is_two_companies():
    prefixes = [(p, o.name) for o in catalog.key_owners() for p in o.prefixes]
    assert not [(p, q) for p, a in prefixes for q, b in prefixes if a != b and q.startswith(p)]
