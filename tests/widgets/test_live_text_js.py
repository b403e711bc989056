"""The widget's JavaScript alone, in a real browser, with a stub of the model."""

from pathlib import Path

import pytest

import omni_nb

pytestmark = pytest.mark.browser
SOURCE = (Path(omni_nb.__file__).parent / "widgets" / "live_text.js").read_text(encoding="utf-8")
STUB = """async source => {
  const module = await import(URL.createObjectURL(new Blob([source], {type: 'text/javascript'})));
  const handlers = new Set();
  window.sent = [];
  window.model = { on: (_, f) => handlers.add(f), off: (_, f) => handlers.delete(f), send: m => window.sent.push(m) };
  window.handlers = handlers;
  window.take = m => handlers.forEach(f => f(m));
  window.widget = module.default();
  window.close_ = window.widget.initialize({ model });
  window.view = () => { const el = document.createElement('div'); document.body.append(el); const off = window.widget.render({ model, el }); return { el, off }; };
  window.frame = () => new Promise(r => requestAnimationFrame(() => requestAnimationFrame(r)));
}"""


@pytest.fixture
def js(page):
    page.goto("about:blank")
    page.evaluate(STUB, SOURCE)
    return page


def test_it_draws_blocks_and_a_growing_tail(js):
    shown = js.evaluate("""async () => {
      take({t: 'change', seq: 1, keep: 0, more: '<p>one', status: 'writing'});
      const { el } = view();
      const first = el.innerText;
      take({t: 'change', seq: 2, blocks: ['<p>one two</p>'], keep: 0, more: '<p>thr\U0001f642e'});
      take({t: 'change', seq: 3, keep: 8, more: 'x'});
      await frame();
      return [first, el.querySelectorAll('[role=log] > div')[0].innerHTML, el.querySelectorAll('[role=log] > div')[1].innerHTML, el.querySelector('[role=log]').getAttribute('aria-label')];
    }""")
    assert shown[0].split() == ["one", "writing"]
    assert shown[1] == "<p>one two</p>"
    assert shown[2:] == ["<p>thr\U0001f642x</p>", "reply"]


def test_messages_before_any_view_are_not_lost_and_two_views_show_the_same(js):
    assert js.evaluate("""async () => {
      take({t: 'change', seq: 1, blocks: ['<p>early</p>']});
      const a = view(), b = view();
      await frame();
      return [a.el.innerText.trim(), b.el.innerText.trim()];
    }""") == ["early", "early"]


def test_a_hole_in_the_sequence_asks_for_all_of_it(js):
    asked, shown = js.evaluate("""async () => {
      const { el } = view();
      take({t: 'change', seq: 1, blocks: ['<p>a</p>', '<p>b</p>']});
      take({t: 'change', seq: 3, blocks: ['<p>lost</p>']});
      take({t: 'change', seq: 4, blocks: ['<p>ignored</p>']});
      await frame();
      const asked = sent.filter(m => m.t === 'ready').length;
      take({t: 'all', seq: 4, blocks: ['<p>whole</p>'], more: '', status: ''});
      await frame();
      return [asked, el.innerText.trim()];
    }""")
    assert (asked, shown) == (2, "whole")


def test_it_says_ready_and_says_when_its_last_view_is_gone(js):
    assert js.evaluate("""() => {
      const a = view(), b = view();
      a.off();
      const early = sent.filter(m => m.t === 'gone').length;
      b.off();
      close_();
      return [sent[0].t, early, sent.filter(m => m.t === 'gone').length, handlers.size];
    }""") == ["ready", 0, 1, 0]
