import pickle

import pytest

import omni_nb.sweep.site as sites
from omni_nb.errors import KeyMissing, OmniError
from omni_nb.servers.connect import way_to
from omni_nb.session.client import Client
from omni_nb.sweep.site import Site
from tests.support.clients import client, simulated

KEY = "sk-" + "0123456789abcdef" * 2


def test_no_key_is_in_it(monkeypatch):
    monkeypatch.setenv("DASHSCOPE_API_KEY", KEY)
    for asks in (client(server=None), client(api_key=KEY, base_url="https://example.com/v1")):
        site = Site.of(asks)
        assert KEY.encode() not in pickle.dumps(site)
        assert KEY not in repr(site)


def test_a_worker_asks_with_its_own_key(monkeypatch):
    monkeypatch.setenv("DASHSCOPE_API_KEY", KEY)
    site = Site.of(client(server=None, timeout_s=7))
    monkeypatch.setenv("DASHSCOPE_API_KEY", KEY.upper().replace("SK-", "sk-"))
    theirs = pickle.loads(pickle.dumps(site)).client()
    assert theirs.address.key.reveal() != KEY
    assert theirs.timeout_s == 7
    assert theirs.address.title == "DashScope (beijing)"


def test_a_worker_without_a_key_says_so(monkeypatch):
    monkeypatch.setenv("DASHSCOPE_API_KEY", KEY)
    site = Site.of(client(server=None))
    monkeypatch.delenv("DASHSCOPE_API_KEY")
    with pytest.raises(KeyMissing, match="DASHSCOPE_API_KEY"):
        site.client()


def test_another_version_is_said_before_anything_goes_wrong(monkeypatch):
    site = Site.of(client())
    monkeypatch.setattr(sites, "__version__", "9.9.9")
    with pytest.raises(OmniError, match=r"a worker has omni_nb 9\.9\.9") as caught:
        site.client()
    assert caught.value.code == "version"


def test_the_simulator_of_this_program_is_asked_and_says_that_it_is_one():
    site = Site.of(simulated())
    theirs = site.client()
    assert theirs.address.simulated
    assert theirs.transport.base_url == site.base_url
    assert site.base_url.startswith("http://127.0.0.1:")


def test_what_cannot_be_sent_is_refused(tmp_path):
    with pytest.raises(ValueError, match="headers= cannot be sent"):
        Site.of(client(headers={"X-Token": "a"}))
    way = way_to(
        key=None, region=None, base_url=None, server="simulator", trusted=False, headers=None, record=str(tmp_path / "a.cassette")
    )  # fmt: skip
    with pytest.raises(ValueError, match="record= and replay="):
        Site.of(Client("qwen3-omni-flash", address=way.address, transport=way.transport))


def test_a_dialect_that_was_named_holds_in_the_worker():
    named = client(base_url="http://127.0.0.1:9/v1", dialect="openai")
    assert Site.of(named).client().dialect_state.fixed
    assert Site.of(client(base_url="http://127.0.0.1:9/v1")).dialect == "auto"
