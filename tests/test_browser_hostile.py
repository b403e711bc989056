"""A hostile server in a real JupyterLab: nothing that it says runs, loads or hides anything."""

import pytest

from tests.support import hostile
from tests.support.lab import Book, answered

pytestmark = pytest.mark.browser
SENT = hostile.ALL.encode("utf-8", "replace").decode()
ASK = """
import os
os.environ["OMNI_NB_WIDGETS"] = {widgets!r}
from omni_nb import Omni
omni = Omni({model!r}, base_url={url!r}, keep=False, max_retries=1)
reply = omni.ask("retry " + {model!r}, modalities=["text"])
"""
RAW = "from IPython.display import display; display({'text/html': '<img src=x onerror=window.pwned=1>'}, raw=True)"
COMPOSE = "composer = omni.compose(modalities=['text'], model=omni.model, system=omni.model)\ncomposer"
# What was seen at any time: elements that no door lets through, also while words come.
WATCH = """() => {
  window.seen = [];
  const ours = (e) => /^<svg class="onb-icon" data-icon="[a-z0-9-]+"[^<>]*><path d="[MmLl][^"<>]*"><\\/path><\\/svg>$/.test(e.outerHTML); // on the button that copies code
  const bad = (e) => e.closest?.('.jp-OutputArea-output') && (/^(SCRIPT|STYLE|SVG|FORM|IFRAME|OBJECT|BASE|META|LINK)$/i.test(e.tagName) && !ours(e) && !e.closest('.omni-nb-form')
    || [...e.attributes].some(a => a.name.startsWith('on')) || (e.tagName === 'IMG' && !/^(data|blob):/.test(e.getAttribute('src') ?? '')));
  new MutationObserver((all) => all.forEach((m) => m.addedNodes.forEach((n) => [n, ...(n.querySelectorAll?.('*') ?? [])]
    .forEach((e) => { if (e.nodeType === 1 && bad(e)) window.seen.push(e.outerHTML.slice(0, 200)); }))))
    .observe(document.body, { childList: true, subtree: true });
}"""


@pytest.fixture
def asked(page):
    """What the page asked any server for."""
    found = []
    page.on("request", lambda r: found.append(r.url) if hostile.MARK in r.url or "shutdown" in r.url else None)
    return found


@pytest.mark.parametrize("widgets", [pytest.param("0", marks=pytest.mark.heavy), "1"])
def test_what_a_hostile_server_says_is_read_in_lab_and_not_run(widgets, page, lab, asked):
    with hostile.enemy() as server:
        ask = ASK.format(widgets=widgets, model=SENT, url=server.url)
        book = Book(page, lab, lab.write(f"hostile{widgets}.ipynb", ask, "reply", COMPOSE, RAW))
        page.evaluate(WATCH)
        book.run(0)
        book.run(1)
        assert hostile.MARK in page.locator(".jp-Cell").nth(0).inner_text()
        if widgets == "1":
            book.run(2)
            page.get_by_label("your question").fill(SENT)
            page.locator("[data-key=send]").click()
            answered(page)
            assert hostile.MARK in page.locator(".omni-nb-form .turn").inner_text()
        page.wait_for_timeout(300)
        assert page.evaluate("() => [window.pwned ?? null, window.seen]") == [None, []]
        assert asked == page.outside == []
        links = page.evaluate(
            "() => [...document.querySelectorAll('.jp-OutputArea a[href]')].map(e => e.getAttribute('href'))"
        )
        assert [h for h in links if not h.startswith(("http://", "https://", "mailto:"))] == []
        book.run(3)  # and this page would have run it
        page.wait_for_function("() => window.pwned === 1")


def test_the_stored_markdown_of_a_conversation_runs_in_no_page_that_takes_only_markdown(page, monkeypatch, asked):
    from markdown_it import MarkdownIt

    from omni_nb import Omni
    from tests.panels.composer.support import Desktop

    with hostile.enemy() as server:
        desk = Desktop(monkeypatch, Omni(SENT, base_url=server.url, show=False, keep=False), modalities=["text"])
        desk.say("send", text=SENT)
    stored = desk.handles[0].shown[-1]["text/markdown"]
    desk.composer.close()
    parser = MarkdownIt("commonmark", {"html": True, "linkify": False}).enable(["table", "strikethrough"])
    parser.validateLink = lambda url: True
    show(page, parser.render(stored))
    page.wait_for_timeout(200)
    assert page.evaluate("() => window.pwned ?? null") is None
    assert page.outside == asked == []
    assert hostile.MARK in page.evaluate("() => document.body.innerText")
    show(page, parser.render(hostile.WORDS["picture"]))
    page.wait_for_function("() => window.pwned === 1")


def show(page, html):
    page.unroute_all()
    page.route(
        "**/page.html", lambda route: route.fulfill(body=f"<meta charset=utf-8>{html}", content_type="text/html")
    )
    page.goto("http://127.0.0.1/page.html")
