"""The widget's JavaScript alone, in a real browser, with a stub of the model."""

import pytest

from omni_nb.show.markdown import GrowingHtml, in_page, to_html
from omni_nb.widgets.live_text import LiveText

pytestmark = pytest.mark.browser
SOURCE = LiveText._esm
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
    page.add_style_tag(content=".onb-spoken { display: none }")  # what is announced is not what is seen
    return page


def test_it_draws_blocks_and_a_growing_tail(js):
    shown = js.evaluate("""async () => {
      take({t: 'change', seq: 1, keep: 0, more: '<p>one', status: 'writing'});
      const { el } = view();
      const first = el.innerText;
      take({t: 'change', seq: 2, blocks: ['<p>one two</p>'], keep: 0, more: '<p>thr\U0001f642e'});
      take({t: 'change', seq: 3, keep: 8, more: 'x'});
      await frame();
      return [first, ...[...el.querySelectorAll('.omni-nb-live > div:first-child > *')].map((e) => e.outerHTML), el.querySelector('.omni-nb-live').getAttribute('aria-label')];
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
      take({t: 'all', seq: 4, blocks: ['<p>whole</p>'], more: '', status: '', over: false});
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


ANSWER = "# Title\n\nWords.\n\n- loose\n\n- list\n\n## More\n\n| a | b |\n|---|---|\n| c | d |\n\n> quote\n\n```python\nx = 1\n```\n\n1. one\n2. two\n\nThe end with $x_1$."
SAME = """([blocks, tail, whole]) => {
  const here = view().el;
  take({t: 'all', seq: 1, blocks, more: tail, status: '', over: false});
  return frame().then(() => {
    const there = document.createElement('div');
    there.className = 'jp-RenderedHTMLCommon';
    there.innerHTML = whole;
    here.after(there);
    here.querySelectorAll('button').forEach((e) => e.remove());
    const boxes = (root) => [...root.querySelectorAll('.omni-nb-answer *')].map((e) => {
      const own = e.getBoundingClientRect(), all = e.closest('.omni-nb-answer').getBoundingClientRect();
      return [e.tagName, own.x - all.x, own.y - all.y, own.width, own.height].map((v) => (v.toFixed ? +v.toFixed(2) : v));
    });
    return [boxes(here), boxes(there)];
  });
}"""


@pytest.mark.parametrize("cut", [0, 9, 40, 75, 120, len(ANSWER)])
def test_what_is_live_stands_where_it_will_stand(js, cut):
    js.add_style_tag(
        content="h1:first-child, p:first-child { margin-top: 0 } :last-child { margin-bottom: 3px } .omni-nb-answer { width: 400px }"
    )
    growing = GrowingHtml()
    blocks, _ = growing.feed(ANSWER[:cut])
    more, tail = growing.feed(ANSWER[cut:])
    here, there = js.evaluate(SAME, [blocks + more, tail, in_page(to_html(ANSWER))])
    assert here == there
    assert len(here) > 20


def test_formulas_are_typeset_by_the_page_when_their_block_is_finished(js):
    growing = GrowingHtml()
    blocks, tail = growing.feed("Costs $5, $x$ and $\\href{javascript:x}{y}$.\n\n$$y$$\n\nnow $z$")
    typeset = js.evaluate("""async ([blocks, tail]) => {
      window.done = [];
      model.widget_manager = { rendermime: { latexTypesetter: { typeset: (e) => done.push(e.textContent) } } };
      view();
      take({t: 'all', seq: 1, blocks: blocks.slice(0, 1), more: tail, status: '', over: false});
      await frame();
      take({t: 'change', seq: 2, blocks: blocks.slice(1), keep: 0, more: tail});
      await frame();
      return done;
    }""", [blocks, tail])  # fmt: skip
    assert typeset == ["$x$", "$$y$$"]


@pytest.mark.parametrize(
    "typesetter",
    ["undefined", "{}", "{ rendermime: {} }", "{ rendermime: { latexTypesetter: { typeset: () => { throw 1; } } } }"],
)
def test_a_page_that_cannot_typeset_shows_the_source(js, typesetter):
    blocks, tail = GrowingHtml().feed("$x_1$\n\n```\na\n```\n\nend")
    shown = js.evaluate(f"""async ([blocks, tail]) => {{
      model.widget_manager = {typesetter};
      const {{ el }} = view();
      take({{t: 'all', seq: 1, blocks, more: tail, status: '', over: false}});
      await frame();
      return el.innerText;
    }}""", [blocks, tail])  # fmt: skip
    assert shown.split() == ["$x_1$", "a", "end"]


@pytest.mark.parametrize("allowed", [True, False])
def test_code_can_be_copied_and_it_says_so(js, allowed):
    blocks, tail = GrowingHtml().feed("```python\nif x < 1:\n    y()\n```\n\nend")
    copied, before, after, said = js.evaluate("""async ([blocks, tail, allowed]) => {
      window.copied = null;
      const writeText = allowed ? async (t) => { window.copied = t; } : async () => { throw new Error('no'); };
      Object.defineProperty(navigator, 'clipboard', { value: { writeText }, configurable: true });
      document.execCommand = () => { window.copied = document.activeElement.value; return true; };
      const { el } = view();
      take({t: 'all', seq: 1, blocks, more: tail, status: '', over: false});
      await frame();
      const button = el.querySelector('button[aria-label="Copy the code"]');
      const before = button.textContent;
      button.click();
      await frame();
      return [window.copied, before, button.textContent, document.querySelector('#omni-nb-announcer').textContent];
    }""", [blocks, tail, allowed])  # fmt: skip
    assert copied == "if x < 1:\n    y()\n"
    assert (before, after) == ("", "Copied")
    assert said.endswith("Copied")


def test_where_nothing_can_be_copied_it_is_selected_and_the_key_is_said(js):
    blocks, tail = GrowingHtml().feed("```\na < b\n```\n\nend")
    selected, said = js.evaluate("""async ([blocks, tail]) => {
      Object.defineProperty(navigator, 'clipboard', { value: undefined, configurable: true });
      document.execCommand = () => false;
      const { el } = view();
      take({t: 'all', seq: 1, blocks, more: tail, status: '', over: false});
      await frame();
      el.querySelector('button').click();
      await frame();
      return [getSelection().toString(), el.querySelector('button').textContent];
    }""", [blocks, tail])  # fmt: skip
    assert (selected.strip(), said) == ("a < b", "Press Ctrl+C to copy")


TOLD = "() => [...document.querySelectorAll('#omni-nb-announcer > div')].map((e) => e.textContent)"


def test_what_comes_is_announced_in_whole_sentences_each_once(js):
    growing, told = GrowingHtml(), []
    js.evaluate("() => { view(); view(); }")  # two views of one reply: said once
    for seq, more in enumerate(
        ["Hel", "lo there", ". How ", "are you? I", "\n\n```py\nx = 1", "\n```\n\n", "第一句。第", "二句"], 1
    ):
        blocks, tail = growing.feed(more)
        js.evaluate("""([seq, blocks, tail]) => {
          take({t: 'change', seq, ...(blocks.length ? { blocks, known: 0 } : {}), keep: 0, more: tail});
          return frame();
        }""", [seq, blocks, tail])  # fmt: skip
        told.append(js.evaluate(TOLD))
    assert told[1] == []
    assert told[2] == ["Hello there."]
    assert told[3] == ["Hello there.", "How are you?"]
    assert told[-1] == ["Hello there.", "How are you?", "I", "code", "第一句。"]
    assert js.evaluate("() => document.querySelector('#omni-nb-announcer').getAttribute('aria-live')") == "polite"
    assert js.locator(".omni-nb-live [aria-live=polite], .omni-nb-live[role=log]").count() == 0


def test_the_last_words_are_announced_also_where_the_widget_goes_at_once(js):
    assert js.evaluate("""async () => {
      const { off } = view();
      take({t: 'change', seq: 1, blocks: ['<p>The last</p>'], known: 0, keep: 0, more: ''});
      off();
      return [...document.querySelectorAll('#omni-nb-announcer > div')].map((e) => e.textContent);
    }""") == ["The last"]  # fmt: skip


def test_a_reply_that_was_over_when_the_page_came_is_not_read_out(js):
    js.evaluate(
        "() => { view(); take({t: 'all', seq: 3, blocks: ['<p>Old.</p>'], more: '', status: '', over: true}); return frame(); }"
    )
    assert js.evaluate(TOLD) == []


def test_a_reply_that_is_heard_is_not_read_out_over_its_voice(js):
    js.evaluate("""async () => {
      view();
      take({t: 'change', seq: 1, keep: 0, more: '<p>One. Two'});
      await frame();
      document.dispatchEvent(new CustomEvent('omni-nb-sounds', { detail: {} }));
      take({t: 'change', seq: 2, blocks: ['<p>One. Two. Three.</p>'], known: 0, keep: 0, more: ''});
      await frame();
    }""")
    assert js.evaluate(TOLD) == ["One."]
