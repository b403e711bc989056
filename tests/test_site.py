"""What `make docs` refuses: a page that loads something from another machine. It builds the site itself in CI."""

import importlib.util
from pathlib import Path

import pytest

spec = importlib.util.spec_from_file_location("site_builder", Path(__file__).parent.parent / "docs" / "site.py")
site_builder = importlib.util.module_from_spec(spec)
spec.loader.exec_module(site_builder)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.html", '<script defer="defer" src="https://cdn.example/x.js"></script>'),
        ("a.html", "<script src=//cdn.example/x.js></script>"),
        ("a.html", '<img alt="x" src="http://cdn.example/x.png">'),
        ("a.html", '<picture><source srcset="https://cdn.example/x.webp"></picture>'),
        ("a.html", '<link rel="preconnect" href="https://fonts.example">'),
        ("a.html", '<link href="https://fonts.example/x.css" rel="stylesheet">'),
        ("a.html", "<style>@import 'https://fonts.example/x.css';</style>"),
        ("a.css", "@font-face { src: url(//fonts.example/x.woff2) }"),
        ("a.js", 'import("https://cdn.example/x.mjs")'),
        ("a.js", "import x from 'https://cdn.example/x.mjs'"),
        ("a.js", 'fetch("https://cdn.example/x.json")'),
    ],
)
def test_what_would_be_loaded_from_elsewhere_is_found(name, text, tmp_path):
    (tmp_path / name).write_text(text)
    assert [url.split("/")[2].split(".")[1] for url in site_builder.foreign(tmp_path / name)] == ["example"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.html", '<a href="https://cdn.example/x.js">a link</a><link rel="canonical" href="https://here.example/">'),
        ("a.html", '<img src="data:image/svg+xml;base64,aHR0cHM6"><script src="_static/x.js?v=//1"></script>'),
        ("a.html", "<code>&lt;script src=&quot;https://cdn.example&quot;&gt;</code>"),
        ("a.css", "/* https://furo.example */ a { background: url(x.svg) }"),
        ("a.js", '// see https://furo.example\nconst ns = "http://www.w3.org/2000/svg";'),
    ],
)
def test_links_and_words_are_not_loaded(name, text, tmp_path):
    (tmp_path / name).write_text(text)
    assert not list(site_builder.foreign(tmp_path / name))
