"""Every way in which there is no connection, asked through `omni.ask`: a word of what to do, never `internal`."""

import datetime
import errno
import socket
import ssl

import pytest
import trustme

from omni_nb import Omni, errors
from omni_nb.servers.keys import Secret
from omni_nb.servers.network import Proxy
from omni_nb.servers.unreachable import Route, why
from tests.servers.test_network import nothing_set  # noqa: F401 -- no proxy and no certificate of whoever runs the tests
from tests.support.ports import nobody
from tests.support.wires import wire


def ask(url, **options):
    options = {
        "api_key": "EMPTY",
        "max_retries": 0,
        "timeout_s": 2,
        "show": False,
        "keep": False,
        "dialect": "plain",
        **options,
    }
    return Omni("m", base_url=url, **options).ask("x")


def failure(url, kind=errors.NetworkMisconfigured, **options):
    with pytest.raises(kind) as err:
        ask(url, **options)
    assert type(err.value) is kind
    assert err.value.repair
    assert err.value.repair.in_language("zh")
    assert "canary" not in str(err.value)
    assert err.value.__cause__ is err.value.__context__ is None  # no frame of the transport hangs on it
    return err.value


def http(status, body=b"", **headers):
    lines = [f"HTTP/1.1 {status}", f"content-length: {len(body)}", *(f"{k}: {v}" for k, v in headers.items())]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


@pytest.fixture(scope="module")
def company():
    """A company's own certificates."""
    return trustme.CA()


def serves(company, *names, **options):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    company.issue_cert(*names, **options).configure_cert(context)
    return context


@pytest.mark.parametrize(
    "spelled", ["127.0.0.1", "127.1", "0.0.0.0", "localhost.", "LOCALHOST", "me.localhost", "2130706433"]
)
def test_this_machine_is_asked_past_the_proxy_however_it_is_spelled(monkeypatch, spelled):
    with nobody() as port, wire() as w:
        monkeypatch.setenv("ALL_PROXY", f"http://127.0.0.1:{port}")
        assert ask(f"http://{spelled}:{w.port}/v1").text == "hello"


def test_the_ipv6_loopback_too(monkeypatch):
    try:
        with nobody() as port, wire(host="::1") as w:
            monkeypatch.setenv("ALL_PROXY", f"http://127.0.0.1:{port}")
            assert ask(f"http://[::1]:{w.port}/v1").text == "hello"
    except OSError:
        pytest.skip("this machine has no IPv6")


def test_a_companys_own_certificate_is_told_and_taken(monkeypatch, company, tmp_path):
    with wire(tls=serves(company, "localhost", "me.localhost")) as w:
        told = failure(f"https://localhost:{w.port}/v1")
        assert told.code == "certificate"
        assert "SSL_CERT_FILE=" in told.repair
        company.cert_pem.write_to_path(tmp_path / "company.pem")
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "company.pem"))
        assert ask(f"https://localhost:{w.port}/v1").text == "hello"
        assert ask(f"https://me.localhost:{w.port}/v1").text == "hello"
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "gone.pem"))
        assert "SSL_CERT_FILE names" in failure(f"https://localhost:{w.port}/v1").cause
        with wire() as plain:  # it is no matter of a server without TLS
            assert ask(f"http://localhost:{plain.port}/v1").text == "hello"


@pytest.mark.parametrize(
    ("names", "options", "words"),
    [(["other.test"], {}, "for another host name"), (["localhost"], {"not_after": datetime.datetime(2021, 1, 1, tzinfo=datetime.UTC)}, "not valid at the time")],
)  # fmt: skip
def test_a_certificate_that_does_not_fit_is_told(monkeypatch, company, tmp_path, names, options, words):
    company.cert_pem.write_to_path(tmp_path / "company.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "company.pem"))
    with wire(tls=serves(company, *names, **options)) as w:
        assert words in failure(f"https://localhost:{w.port}/v1").cause


def test_tls_and_plain_that_meet_each_other_say_so(company):
    with wire() as w:
        told = failure(f"https://127.0.0.1:{w.port}/v1")
        assert (told.code, f"base_url='http://127.0.0.1:{w.port}/v1'" in told.repair) == ("not_http", True)
    with wire(tls=serves(company, "localhost")) as w:
        told = failure(f"http://127.0.0.1:{w.port}/v1", errors.ConnectionFailed)
        assert f"base_url='https://127.0.0.1:{w.port}/v1'" in told.repair


@pytest.mark.parametrize(
    "answer", [b"\0\0\x12\x04\0\0\0\0\0\0\x03\0\0\0d\0\x04\0\0\xff\xff", bytes(range(256)), b"HTTP/7.0 what\r\n\r\n"]
)
def test_a_port_that_speaks_no_http_1(answer):
    with wire(answer) as w:
        assert failure(f"http://127.0.0.1:{w.port}/v1").code == "not_http"


@pytest.mark.parametrize("answer", [b"", b"SSH-2.0-OpenSSH_9.2\r\n", b"220 mail ESMTP\r\n"])
def test_a_port_that_hangs_up(answer):
    with wire(answer) as w:
        assert "closed it without a response" in failure(f"http://127.0.0.1:{w.port}/v1", errors.ConnectionFailed).cause


def test_a_server_that_is_not_started_is_told_how_to_start():
    with nobody() as port:
        told = failure(f"http://127.0.0.1:{port}/v1", errors.ConnectionFailed)
    assert f"omni-nb simulate --port {port}" in told.repair
    assert "nothing is listening" in told.cause


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (http("407 Proxy Authentication Required", b"<html>who?</html>"), "name and a password"),
        (http("403 Forbidden", b"{}"), "proxy http://127.0.0.1"),
        (http("502 Bad Gateway", b"<html>?</html>"), "proxy http://127.0.0.1"),
    ],
)
def test_a_proxy_that_does_not_let_through_is_named(monkeypatch, scheme, answer, words):
    with wire(answer) as w:
        monkeypatch.setenv(f"{scheme.upper()}_PROXY", f"http://me:canary@127.0.0.1:{w.port}")
        with pytest.raises(errors.OmniError, match=words) as err:
            ask(f"{scheme}://server.test/v1")
        assert f"{scheme.upper()}_PROXY" in str(err.value)
        assert "canary" not in str(err.value)
        assert "Proxy-Authorization" in w.heads()


def test_a_proxy_that_is_not_there_is_named(monkeypatch):
    with nobody() as port:
        monkeypatch.setenv("HTTPS_PROXY", f"http://me:canary@127.0.0.1:{port}")
        told = failure("https://server.test/v1", errors.ConnectionFailed)
    assert "nothing is listening at the proxy" in told.cause
    assert "NO_PROXY=server.test" in told.repair


def test_a_proxy_written_https_that_speaks_plain_http_is_told(monkeypatch):
    with wire() as w:
        monkeypatch.setenv("HTTPS_PROXY", f"https://127.0.0.1:{w.port}")
        assert "HTTPS_PROXY=http://host:port" in failure("https://server.test/v1").repair


def test_a_server_is_asked_through_its_proxy(monkeypatch):
    with wire() as w:
        monkeypatch.setenv("HTTP_PROXY", f"127.0.0.1:{w.port}")
        assert ask("http://server.test/v1").text == "hello"
        assert w.heads().startswith("POST http://server.test/v1/chat/completions ")


def test_a_socks_proxy_is_gone_through(monkeypatch):
    asked = []

    def socks(hello):
        asked.append(hello)
        return b"\x05\xff"  # it takes none of the ways to sign in

    with wire(socks) as w:
        monkeypatch.setenv("ALL_PROXY", f"socks://127.0.0.1:{w.port}")
        assert "the proxy socks5h://127.0.0.1" in failure("https://server.test/v1").cause
    assert asked[0][:1] == b"\x05"


@pytest.mark.parametrize(
    "to", ["https://evil.test/v1?token=canary", "/login", "http://me:canary@evil.test/", "", "\x1b]0;x\x07"]
)
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_nothing_follows_a_redirect(status, to):
    with wire(http(f"{status} Moved", location=to)) as w:
        told = failure(f"http://127.0.0.1:{w.port}/v1", api_key="sk-canary0123456789")
        if to.isprintable() or told.code == "redirected":  # some transports take no escape in a header
            assert told.code == "redirected"
            assert str(status) in told.cause
        assert "\x1b" not in str(told)
        assert len(w.got) == 1


def test_silence_is_told_with_its_place():
    with socket.create_server(("127.0.0.1", 0)) as quiet:
        port = quiet.getsockname()[1]
        told = failure(f"http://127.0.0.1:{port}/v1", errors.TimedOut, timeout_s=0.2)
        assert f"127.0.0.1:{port} did not answer in time" in told.cause


PROXY = Proxy(url=Secret("http://me:canary@proxy:1"), shown="http://proxy:1", variable="HTTPS_PROXY")


@pytest.mark.parametrize("proxy", [None, PROXY])
@pytest.mark.parametrize(
    ("err", "words"),
    [
        (socket.gaierror(-2, "Name or service not known"), "cannot be resolved"),
        (OSError(errno.ENETUNREACH, "Network is unreachable"), "this machine has no route"),
        (OSError(errno.EHOSTUNREACH, "No route to host"), "this machine has no route"),
        (ConnectionRefusedError(111, "refused"), "nothing is listening at"),
        (ConnectionResetError(104, "reset"), "closed it without a response"),
        (ExceptionGroup("all failed", [ConnectionRefusedError(111, "refused")]), "nothing is listening at"),
        (TimeoutError("ConnectTimeout"), "did not answer in time"),
        (RuntimeError("odd"), "no connection to server.test: odd"),
    ],
)
def test_what_the_system_says_is_put_into_words(err, words, proxy):
    outer = RuntimeError("outer")
    outer.__cause__ = err
    told = why(outer, Route(url="https://server.test/v1", proxy=proxy), str(err))
    assert words in told.cause
    assert ("NO_PROXY=server.test" if proxy else "HTTPS_PROXY") in told.repair
    assert "canary" not in str(told)
    assert "Errno" not in str(told)
