import pytest

from omni_nb.errors import MissingExtra, NetworkMisconfigured
from omni_nb.servers import network

VARIABLES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "NODE_EXTRA_CA_CERTS")  # fmt: skip


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch):
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@pytest.mark.parametrize(
    ("variable", "value", "goes_to", "shown"),
    [
        ("HTTPS_PROXY", "http://proxy.corp:8080", "http://proxy.corp:8080", "http://proxy.corp:8080 (HTTPS_PROXY)"),
        ("https_proxy", "proxy.corp:8080", "http://proxy.corp:8080", "http://proxy.corp:8080 (https_proxy)"),
        ("ALL_PROXY", "http://proxy.corp", "http://proxy.corp", "http://proxy.corp (ALL_PROXY)"),
        ("HTTPS_PROXY", "http://me:canary@proxy:1", "http://me:canary@proxy:1", "http://proxy:1 (HTTPS_PROXY)"),
        ("HTTPS_PROXY", "http://me:can@ary@proxy:1", "http://me:can%40ary@proxy:1", "http://proxy:1 (HTTPS_PROXY)"),
        ("HTTPS_PROXY", "http://me:a%3Ab@[::1]:1/", "http://me:a%3Ab@[::1]:1", "http://[::1]:1 (HTTPS_PROXY)"),
        ("ALL_PROXY", "socks://127.0.0.1:1080/", "socks5h://127.0.0.1:1080", "socks5h://127.0.0.1:1080 (ALL_PROXY)"),
        ("ALL_PROXY", "SOCKS5://h:1080", "socks5://h:1080", "socks5://h:1080 (ALL_PROXY)"),
        ("HTTP_PROXY", "http://other", None, ""),
    ],
)
def test_the_proxy_and_where_it_was_named(monkeypatch, variable, value, goes_to, shown):
    monkeypatch.setattr(network.importlib.util, "find_spec", lambda name: True)
    monkeypatch.setenv(variable, value)
    proxy = network.proxy_for("https://server.test/v1")
    assert (proxy and proxy.url.reveal()) == goes_to
    assert str(proxy or "") == shown
    assert "canary" not in repr(proxy)


@pytest.mark.parametrize(
    "value",
    ["http://", "http://a b", "http://h:port", "http://me:canary@h:99999", ":8080", "ftp://x", "http://[::1", "socks4://h:1",
     "socks4a://me:canary@h:1", "http://h:0", "<proxy>", "http:/proxy:80", "://x"],
)  # fmt: skip
def test_what_is_no_proxy_is_told_with_its_variable(monkeypatch, value):
    monkeypatch.setenv("ALL_PROXY", value)
    with pytest.raises(NetworkMisconfigured, match=r"ALL_PROXY is .*not a usable proxy") as err:
        network.proxy_for("https://server.test/v1")
    assert err.value.code == "proxy"
    assert "ALL_PROXY=http://host:port" in err.value.repair
    assert "canary" not in str(err.value)


def test_a_socks_proxy_without_its_package_names_the_extra(monkeypatch):
    monkeypatch.setattr(network.importlib.util, "find_spec", lambda name: None)
    monkeypatch.setenv("ALL_PROXY", "socks5://me:canary@127.0.0.1:1080")
    with pytest.raises(MissingExtra, match=r"omni_nb\[socks\]") as err:
        network.proxy_for("https://server.test/v1")
    assert "canary" not in str(err.value)


@pytest.mark.parametrize(
    "url", ["http://127.1:1/v1", "http://localhost.:1/v1", "http://[::1]:1/v1", "http://0.0.0.0/v1"]
)
def test_this_machine_is_reached_without_a_proxy(monkeypatch, url):
    monkeypatch.setenv("ALL_PROXY", "nonsense://")
    assert network.proxy_for(url) is None


@pytest.mark.parametrize(
    ("exceptions", "url"),
    [
        ("*", "https://server.test/v1"), ("server.test", "https://server.test/v1"), (".test", "https://server.test/v1"),
        ("*.test", "https://server.test/v1"), ("a.example, SERVER.test.", "https://server.test/v1"),
        ("server.test:443", "https://server.test/v1"), ("https://server.test", "https://server.test/v1"),
        ("10.0.0.5", "http://10.0.0.5:80/v1"), ("10.0.0.0/8", "http://10.1.2.3/v1"), ("10.0.0.5:8091", "http://10.0.0.5:8091/v1"),
        ("fd00::/8", "http://[fd00::5]/v1"), ("[fd00::5]", "http://[fd00::5]/v1"), ("[fd00::5]:80", "http://[fd00::5]/v1"),
        ("localhost,127.0.0.1,::1,10.0.0.0/8", "http://10.9.9.9/v1"), ("a.example b.test server.test", "https://server.test/v1"),
    ],
)  # fmt: skip
def test_no_proxy_in_every_form_that_is_written(monkeypatch, exceptions, url):
    monkeypatch.setenv("ALL_PROXY", "http://proxy:1")
    monkeypatch.setenv("NO_PROXY", exceptions)
    assert network.proxy_for(url) is None


@pytest.mark.parametrize(
    "exceptions", ["", "ver.test", "test.server", "server.test:80", "10.0.0.0/8", "fd00::/8", "[::1", "::1/129", ","]
)
def test_no_proxy_that_names_others(monkeypatch, exceptions):
    monkeypatch.setenv("ALL_PROXY", "http://proxy:1")
    monkeypatch.setenv("NO_PROXY", exceptions)
    assert network.proxy_for("https://server.test/v1") is not None


@pytest.mark.parametrize("variable", ["SSL_CERT_FILE", "SSL_CERT_DIR"])
def test_certificates_that_are_gone_are_told(monkeypatch, tmp_path, variable):
    assert network.certificates() is None
    monkeypatch.setenv(variable, str(tmp_path / "old.pem"))
    with pytest.raises(NetworkMisconfigured, match=f"{variable} names .*old.pem.*there is no such") as err:
        network.certificates()
    assert (err.value.code, f"Unset {variable}" in err.value.repair) == ("certificate", True)


def test_a_file_that_holds_no_certificates_is_told(monkeypatch, tmp_path):
    (tmp_path / "x.pem").write_bytes(b"\x30\x82 der, or anything else")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "x.pem"))
    with pytest.raises(NetworkMisconfigured, match="contains no readable PEM certificate"):
        network.certificates()


def test_a_folder_of_certificates_is_taken(monkeypatch, tmp_path):
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path))
    assert network.certificates() is not None


def test_the_advice_knows_what_is_set(monkeypatch):
    assert "SSL_CERT_FILE=/path/to/company.pem" in network.advice_on_certificates()
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/x.pem")
    assert "REQUESTS_CA_BUNDLE is set" in network.advice_on_certificates()
    monkeypatch.setenv("SSL_CERT_FILE", "/x.pem")
    assert "add the certificate" in network.advice_on_certificates()


def test_the_summary_shows_what_is_set_without_passwords(monkeypatch):
    assert network.summary() == []
    monkeypatch.setenv("HTTPS_PROXY", "http://me:canary@proxy:8080/?k=canary")
    monkeypatch.setenv("all_proxy", "me:canary@proxy:1")
    monkeypatch.setenv("NO_PROXY", "localhost")
    monkeypatch.setenv("SSL_CERT_FILE", "/nowhere.pem")
    lines = network.summary()
    assert lines == [
        "HTTPS_PROXY is http://…@proxy:8080/",
        "all_proxy is …@proxy:1",
        "NO_PROXY is localhost",
        "SSL_CERT_FILE is /nowhere.pem",
    ]
