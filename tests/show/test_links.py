import pytest

from omni_nb.show.links import bare, may_be_followed


@pytest.mark.parametrize(
    "target",
    ["https://a.example", "http://a.example:8080/x?y=1#z", "HTTPS://A.example/", "https://xn--bcher-kva.example/a_b", "https://a.example/x(y)",
     "mailto:a@b.example", "mailto:a.b+c@d.example?subject=hi", "https://例え.example/道", "https://8.8.8.8.example"],
)  # fmt: skip
def test_absolute_targets_may_be_followed(target):
    assert may_be_followed(target)


@pytest.mark.parametrize(
    "target",
    ["", "/api/shutdown", "api/shutdown", "#top", "?token", ".", "..", "//a.example", "/\\a.example", "\\\\a.example", "http:api/shutdown",
     "https:/x", "https:x", "http:", "http://", "https:///x", "https:\\\\a.example", "https://a.example\\@b.example", "http://%61.example",
     "https://good.example@evil.example", "https://good.example:pw@evil.example/", "https://good.example:80@evil.example", "javascript:alert(1)",
     "java\nscript:alert(1)", "data:text/html,x", "vbscript:x", "file:///etc/passwd", "blob:https://a", "ftp://a.example", "mailto:", "mailto:/x",
     "http://localhost:8888/api/shutdown", "http://LOCALHOST./", "http://lab.localhost", "http://127.0.0.1:8888", "http://127.1", "http://2130706433",
     "http://0x7f.1", "http://0/", "http://[::1]/", "https://a.example/x y", " https://a.example", "https://a.example ", "https://-", "wss://a.example"],
)  # fmt: skip
def test_everything_else_is_words(target):
    assert not may_be_followed(target)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("see https://a.example/b_c.", ["https://a.example/b_c"]),
        ("(https://a.example/x)", ["https://a.example/x"]),
        ("https://a.example/x_(y), and http://b.example!", ["https://a.example/x_(y)", "http://b.example"]),
        ("见https://a.example/路径。", ["https://a.example/"]),
        ("https://a.example，好", ["https://a.example"]),
        ("nohttps://a.example", []),
        ("https://user@evil.example http://localhost:3000 https://", []),
        ("https://a.example/?q=1&r=2...", ["https://a.example/?q=1&r=2"]),
    ],
)
def test_bare_addresses_without_the_marks_around_them(text, found):
    assert [text[a:b] for a, b in bare(text)] == found
