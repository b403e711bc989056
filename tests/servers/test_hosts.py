import pytest

from omni_nb.servers.hosts import canonical, is_loopback

HERE = (
    "localhost", "LOCALHOST", "localhost.", "foo.localhost", "a.b.LocalHost.", "127.0.0.1", "127.0.0.1.", "127.9.9.9", "127.1",
    "127.0.1", "0x7f.1", "0X7F000001", "0177.0.0.1", "2130706433", "017700000001", "0.0.0.0", "0", "::1", "[::1]", "::", "[::]",
    "0:0:0:0:0:0:0:1", "::ffff:127.0.0.1", "[::ffff:7f00:1]", "１２７.0.0.1", "127。0。0。1",
)  # fmt: skip
ELSEWHERE = (
    "", ".", "example.com", "127.0.0.1.evil.com", "localhost.evil.com", "evillocalhost", "localhost..", "10.0.0.1", "192.168.1.1",
    "169.254.1.1", "128.0.0.1", "127.0.0.0.1", "127.256.0.1", "0x7g.1", "127.0.0.09", "2130706433.1", "4294967296", "1.2.3.4.5",
    "127-0-0-1.example", "fe80::1", "::ffff:10.0.0.1", "2001:db8::1", "fe80::1%lo", "-127.0.0.1", "127.0.0.1 ", "1270.0.0.1", "аpi.localhost.evil",
)  # fmt: skip


@pytest.mark.parametrize("host", HERE)
def test_this_machine_in_every_spelling_that_a_resolver_takes(host):
    assert is_loopback(host)


@pytest.mark.parametrize("host", ELSEWHERE)
def test_another_machine_that_may_look_like_this_one(host):
    assert not is_loopback(host)


@pytest.mark.parametrize(
    ("host", "same"),
    [
        ("API.OpenAI.com.", "api.openai.com"),
        ("127.1", "127.0.0.1"),
        ("0.0.0.0", "127.0.0.1"),
        ("::", "::1"),
        ("::ffff:10.0.0.1", "10.0.0.1"),
        ("foo.localhost", "foo.localhost"),
        ("0xa.0.0.5", "10.0.0.5"),
        ("2001:DB8:0::1", "2001:db8::1"),
    ],
)
def test_one_spelling_for_each_host(host, same):
    assert canonical(host) == same
