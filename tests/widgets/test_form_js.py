"""The form's JavaScript alone, in a real browser, with a stub for its model."""

import json

import pytest

from omni_nb.show.markdown import in_page, to_html
from omni_nb.widgets.form import Form
from tests.panels.composer.support import Desktop

pytestmark = pytest.mark.browser
STUB = """async ([source, sections]) => {
  const module = await import(URL.createObjectURL(new Blob([source], {type: 'text/javascript'})));
  const handlers = new Set();
  window.sent = [];
  const model = { on: (name, f) => name === 'msg:custom' && handlers.add(f), off: (_, f) => handlers.delete(f), send: (m, _, buffers) => sent.push({...m, bytes: buffers?.[0]?.byteLength}), widget_manager: window.manager ?? {} };
  const widget = module.default();
  window.model_ = model;
  window.close_ = widget.initialize({ model });
  const el = document.createElement('div');
  document.body.append(el);
  window.off_ = widget.render({ model, el });
  window.take = (m, buffers) => handlers.forEach(f => f(m, buffers));
  take({ t: 'all', sections, me: 'x' });
}"""


@pytest.fixture
def js(page, monkeypatch):
    page.route("http://127.0.0.1:9999/", lambda r: r.fulfill(content_type="text/html", body="<title>stub</title>"))
    page.goto("http://127.0.0.1:9999/")
    page.add_style_tag(content=Form._css)
    page.evaluate(STUB, [Form._esm, json.loads(json.dumps(Desktop(monkeypatch).form.sections))])
    return page


def sent(js, t):
    return [m for m in js.evaluate("() => sent") if m["t"] == t]


def put(js, name, value):
    js.evaluate("([name, value]) => take({ t: 'set', name, value })", [name, value])


CARD = {
    "id": "a",
    "name": "x.wav",
    "kind": "audio",
    "facts": "1.0 s",
    "thumb": "",
    "note": "",
    "error": "",
    "state": "ready",
    "bad": False,
    "listen": True,
}


def test_it_says_that_it_is_there_and_that_it_is_seen(js):
    assert [m["t"] for m in js.evaluate("() => sent")] == ["ready", "seen"]
    js.evaluate("() => off_()")
    assert js.evaluate("() => sent.at(-1).t") == "gone"


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("text", {"t": "option", "name": "sound", "value": False}),
        ("sound", {"t": "option", "name": "sound", "value": True}),
        ("sample", {"t": "sample", "voice": "Cherry"}),
        ("record", {"t": "record"}),
        ("code", {"t": "code", "language": "python", "text": ""}),
        ("send", {"t": "send", "text": ""}),
        ("heara", {"t": "hear", "id": "a"}),
        ("removea", {"t": "remove", "id": "a"}),
        ("righta", {"t": "move", "id": "a", "to": 1}),
        ("leftb", {"t": "move", "id": "b", "to": 0}),
        ("mend0:trim", {"t": "mend", "key": "0:trim"}),
        ("editt1", {"t": "edit", "id": "t1"}),
        ("retryt1", {"t": "retry", "id": "t1"}),
        ("pint1", {"t": "pin", "id": "t1", "on": True}),
        ("branch1", {"t": "branch", "index": 1}),
        ("dismiss", {"t": "dismiss"}),
        ("letgo", {"t": "leave"}),
    ],
)  # fmt: skip
def test_every_button_says_what_was_pressed(js, key, said):
    put(js, "cards", [CARD, {**CARD, "id": "b"}])
    put(
        js,
        "check",
        {
            "line": "",
            "notes": [],
            "problems": [
                {"cause": "too long", "mends": [{"key": "0:trim", "title": "trim", "way": "trim", "card": "a"}]}
            ],
        },
    )
    put(
        js,
        "turn:t1",
        {
            "n": 1,
            "question": "q",
            "words": "w",
            "rest": "",
            "state": "",
            "bad": False,
            "pinned": False,
            "asked": "q",
            "answer": "w",
        },
    )
    put(js, "order", ["t1"])
    put(
        js,
        "branches",
        [
            {"title": "main", "about": "", "current": True, "earlier": False},
            {"title": "fork", "about": "", "current": False, "earlier": False},
        ],
    )
    put(js, "notice", {"kind": "error", "text": "oh"})
    put(js, "editing", {"title": "changing turn 1"})
    js.locator(f"[data-key='{key}']").click()
    last = js.evaluate("() => sent.at(-1)")
    assert {k: last.get(k) for k in said} == said


def test_what_the_page_does_not_know_or_fails_at_is_told_to_python(js):
    js.evaluate(
        "() => { take({ t: 'zoom' }, []); take({ t: 'play', key: 'k', mime: 'audio/mpeg' }, []); take(null, []); }"
    )
    put(js, "ratings", [1])
    put(js, "ratings", [2])
    told = [m["what"] for m in sent(js, "unknown")]
    assert [words.split(":")[0] for words in told] == ["the message 'zoom'", "the message 'play'", "the message 'undefined'", "the section 'ratings'"]  # fmt: skip
    put(js, "busy", {"on": True})  # it goes on
    js.locator("[data-key=stop]").wait_for()


def test_what_is_offered_is_a_button_that_says_what_it_was_given(js):
    put(js, "notice", {"kind": "offer", "text": "it is kept", "button": "restore it", "says": {"t": "branch", "index": 1}})  # fmt: skip
    assert "it is kept" in js.get_by_role("alert").filter(has_text="it is kept").inner_text()
    js.get_by_role("button", name="restore it").click()
    said = js.evaluate("() => sent.at(-1)")
    assert (said["t"], said["index"]) == ("branch", 1)


def choose(js, menu, *keys):
    js.locator(f"[data-key={menu}]").click()
    for key in keys:
        js.keyboard.press(key) if key[0].isupper() else js.keyboard.type(key)


def shown(js):
    return js.locator("[role=option]:visible").all_inner_texts()


def test_options_behind_settings(js):
    choose(js, "model", "omni-flash 5", "Enter")
    choose(js, "voice", "ethan", "Enter")
    js.locator("[data-key=settings]").click()
    js.locator("[data-key=systemtext]").fill("Be brief.")
    js.locator("[data-key=thinking]").check()
    js.locator("[data-key=temperature]").fill("0.5")
    js.locator("[data-key=seed]").fill("7")
    js.locator("[data-key=max_tokens]").fill("")
    js.locator("[data-key=language]").select_option("zh")
    js.locator("[data-key=settings]").click()
    choose(js, "model", "my/own-model", "Enter")
    said = [(m["name"], m["value"]) for m in sent(js, "option")]
    assert said == [
        ("model", "qwen3.5-omni-flash"),
        ("voice", "Ethan"),
        ("system", "Be brief."),
        ("thinking", True),
        ("temperature", 0.5),
        ("seed", 7),
        ("model", "my/own-model"),
    ]
    assert [m["language"] for m in sent(js, "language")] == ["zh"]


def test_a_voice_is_found_by_words_and_keys_alone(js):
    field = js.locator("[data-key=voice]")
    field.focus()
    js.keyboard.press("ArrowDown")
    assert field.get_attribute("aria-expanded") == "true"
    assert len(shown(js)) == 49
    active = "() => document.getElementById(document.activeElement.getAttribute('aria-activedescendant'))?.dataset.id"
    assert js.evaluate(active) == "Cherry"  # which is chosen
    js.keyboard.press("ArrowDown")
    assert js.evaluate(active) == "Serena"
    js.keyboard.press("ArrowUp")
    js.keyboard.press("ArrowUp")
    assert js.evaluate(active) == "Kiki"  # round
    js.keyboard.type("canton fem")
    assert [line.split()[0] for line in shown(js)] == ["Kiki", "Use"]
    assert "1 of 49" in js.get_by_role("status").filter(has_text="49").inner_text()
    js.keyboard.press("Escape")
    assert (field.get_attribute("aria-expanded"), field.input_value()) == ("false", "Cherry 芊悦")
    js.keyboard.type("芊")
    assert shown(js)[0].startswith("Cherry")
    js.keyboard.press("Tab")  # and nothing is chosen
    assert (field.input_value(), sent(js, "option")) == ("Cherry 芊悦", [])


def test_a_name_that_is_nearly_right_is_asked_for_and_offered_first(js):
    choose(js, "voice", "cherri")
    assert sent(js, "near")[-1] | {"bytes": None} == {"t": "near", "menu": "voice", "text": "cherri", "bytes": None}
    put(js, "near", {"menu": "voice", "text": "cherr", "ids": ["Kiki"]})  # of the letter before
    assert len(shown(js)) == 1
    put(js, "near", {"menu": "voice", "text": "cherri", "ids": ["Cherry"]})
    assert [line.split()[0] for line in shown(js)] == ["Cherry", "Use"]
    js.keyboard.press("Enter")
    assert sent(js, "option")[-1]["value"] == "Cherry"


@pytest.mark.parametrize("n", [0, 1, 500])
def test_a_menu_of_any_length(js, n):
    put(js, "models", [{"id": f"m-{i}", "name": f"m-{i}", "line": "", "words": f" m {i} m-{i}", "group": "x" if i % 2 else ""} for i in range(n)])  # fmt: skip
    choose(js, "model")
    assert len(shown(js)) == n
    js.keyboard.type("m 499")
    assert shown(js)[-1] == ("m-499" if n == 500 else "Use “m 499” as it is") or n == 500
    js.keyboard.press("Enter")
    assert sent(js, "option")[-1]["value"] == ("m-499" if n == 500 else "m 499")


GO = "() => { window.off_(); document.querySelector('.omni-nb-form').remove(); }"
ENTER = """(more) => { const e = new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true, ...more });
  Object.defineProperty(e, 'keyCode', { value: more.code229 ? 229 : 13 });
  const before = sent.filter(m => m.t === 'send').length;
  document.querySelector('[data-key=words]').dispatchEvent(e);
  return sent.filter(m => m.t === 'send').length > before; }"""
PLAIN, SHIFT, CTRL, META = {}, {"shiftKey": True}, {"ctrlKey": True}, {"metaKey": True}


@pytest.mark.parametrize(
    ("way", "sends"),
    [(None, [SHIFT, CTRL, META]), ("shift+enter", [SHIFT]), ("ctrl+enter", [CTRL, META]), ("enter", [PLAIN])],
)
def test_which_key_sends(js, way, sends):
    js.clock.install()
    put(js, "about", {"id": "x", "send_key": way})
    for keys in (PLAIN, SHIFT, CTRL, META):
        js.clock.run_for(1_000)
        assert js.evaluate(ENTER, keys) is (keys in sends), keys
        for no in ({"isComposing": True}, {"code229": True}, {"repeat": True}, {"altKey": True}):
            js.clock.run_for(1_000)
            assert js.evaluate(ENTER, keys | no) is False, no


def test_a_key_that_was_chosen_is_kept_for_other_forms_of_the_page(js):
    js.locator("[data-key=settings]").click()
    js.locator("[data-key=sendkey]").select_option("ctrl+enter")
    js.evaluate(GO)
    js.evaluate(STUB, [Form._esm, {}])
    assert js.evaluate(ENTER, SHIFT) is False
    assert js.locator("[data-key=send]").get_attribute("title") == "Ctrl+Enter"
    js.evaluate("() => localStorage.clear()")


def test_two_clicks_are_one_question(js):
    js.locator("[data-key=send]").dblclick()
    assert len(sent(js, "send")) == 1


DRAG = """([type, data]) => { const brought = new DataTransfer();
  for (const [k, v] of Object.entries(data)) k === 'file' ? brought.items.add(new File(['x'], v)) : brought.setData(k, v);
  const e = new DragEvent(type, { dataTransfer: brought, bubbles: true, cancelable: true });
  document.querySelector('.thread, .omni-nb-form').dispatchEvent(e); return !document.querySelector('.veil').hidden; }"""


@pytest.mark.parametrize(
    ("brought", "shows", "said"),
    [
        ({"file": "cat.png"}, True, ("file", "name", "cat.png")),
        ({"text/uri-list": "# a picture\r\nhttps://example.com/cat.png\r\n"}, True, ("url", "value", "https://example.com/cat.png")),
        ({"text/uri-list": "data:image/png;base64,AA=="}, True, ("url", "value", "data:image/png;base64,AA==")),
        ({"text/uri-list": "file:///home/me/cat.png"}, True, ("path", "value", "file:///home/me/cat.png")),
        ({"text/plain": "some words"}, False, None),
        ({"application/x-own": "a cell"}, False, None),
    ],
)  # fmt: skip
def test_what_is_dragged_is_awaited_and_taken(js, brought, shows, said):
    assert js.evaluate(DRAG, ["dragover", brought]) is shows
    assert js.evaluate(DRAG, ["drop", brought]) is False
    if said:
        kind, field, value = said
        assert sent(js, kind)[-1][field] == value
    assert js.locator("[data-key=words]").input_value() == brought.get("text/plain", "")


def test_a_url_that_was_refused_stays_in_its_field_with_what_is_wrong(js):
    js.locator("[data-key=url]").click()
    field = js.locator("[data-key=urltext]")
    field.fill("https://example.com/page")
    js.keyboard.press("Enter")
    assert field.input_value() == "https://example.com/page"
    put(js, "refused", {"panel": "url", "value": "https://example.com/page", "why": "choose what it is"})
    assert field.get_attribute("aria-invalid") == "true"
    assert "choose what it is" in js.locator(".panel").inner_text()
    js.locator("[data-key=kind]").select_option(label="picture")
    js.locator("[data-key=add]").click()
    put(js, "refused", None)
    assert field.get_attribute("aria-invalid") == "false"
    assert [m["kind"] for m in sent(js, "url")] == ["", "image"]
    js.evaluate("() => take({ t: 'shut', panel: 'url' })")
    assert field.count() == 0
    put(
        js, "refused", {"panel": "path", "value": "no/such.png", "why": "there is no such file"}
    )  # dropped: its field opens
    assert js.locator("[data-key=pathtext]").input_value() == "no/such.png"


def test_what_was_refused_is_not_said_twice_but_looked_at(js):
    offer = {"key": "0:trim", "title": "trim", "way": "trim", "card": "a"}
    put(js, "check", {"line": "", "notes": [], "problems": [{"cause": "too long", "mends": [offer]}]})
    js.evaluate("() => take({ t: 'shut', panel: 'problems' })")
    assert js.evaluate("() => document.activeElement.dataset.key") == "mend0:trim"


def test_what_was_typed_comes_back_under_the_name_of_its_cell(js):
    put(js, "place", "cell-1")
    js.locator("[data-key=words]").fill("half a thought")
    js.evaluate(GO)  # the kernel is another one, and so is the form
    js.evaluate(STUB, [Form._esm, {"place": "cell-1"}])
    assert js.locator("[data-key=words]").input_value() == "half a thought"
    js.wait_for_function("() => sent.some(m => m.t === 'draft' && m.text === 'half a thought')")
    put(js, "draft", {"text": "", "version": 3})  # it was sent
    js.evaluate(GO)
    js.evaluate(STUB, [Form._esm, {"place": "cell-1"}])
    assert js.locator("[data-key=words]").input_value() == ""


def test_a_file_goes_out_in_slices_and_what_was_lost_goes_again(js):
    import zlib

    js.evaluate("""() => {
      const n = 12 * (1 << 20) + 5, bytes = new Uint8Array(n).map((_, i) => (i >> 8) % 251), data = new DataTransfer();
      data.items.add(new File([bytes], 'x.bin'));
      document.querySelector('[data-key=words]').dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
    }""")
    js.wait_for_function("() => sent.filter(m => m.t === 'slice').length === 8")  # so many are on their way at once
    (file,) = sent(js, "file")
    assert (file["name"], file["size"]) == ("x.bin", 12 * (1 << 20) + 5)
    data = bytes((i >> 8) % 251 for i in range(2 << 20))
    assert [m["crc"] for m in sent(js, "slice")[:2]] == [zlib.crc32(data[: 1 << 20]), zlib.crc32(data)]
    got = "([id, upto, asked]) => take({ t: 'got', id, upto, asked })"
    js.evaluate(got, [file["id"], 2 << 20, False])
    js.wait_for_function("() => sent.filter(m => m.t === 'slice').length === 10")
    js.wait_for_function("() => sent.some(m => m.t === 'where')")  # nothing moves: it asks
    js.evaluate(got, [file["id"], 2 << 20, True])  # and hears that the rest was lost
    js.wait_for_function("() => sent.filter(m => m.t === 'slice').length === 18")
    assert [m["at"] >> 20 for m in sent(js, "slice")][10:] == list(range(2, 10))
    js.evaluate(got, [file["id"], file["size"], False])
    js.wait_for_timeout(300)
    assert len(sent(js, "slice")) == 18


def test_drawing_a_list_anew_leaves_the_focus_where_it_was(js):
    put(js, "cards", [CARD, {**CARD, "id": "b"}])
    js.locator("[data-key=leftb]").focus()
    put(js, "cards", [{**CARD, "id": "b"}, CARD])
    assert js.evaluate("() => document.activeElement.dataset.key") != ""
    js.locator("[data-key=removea]").focus()
    put(js, "cards", [CARD])
    assert js.evaluate("() => document.activeElement.dataset.key") == "removea"
    put(js, "cards", [])
    assert js.evaluate("() => document.activeElement.tagName") == "TEXTAREA"


def test_words_that_are_written_are_told_a_little_later_and_never_overwritten(js):
    js.locator("[data-key=words]").fill("hello")
    js.wait_for_function("() => sent.some(m => m.t === 'draft' && m.text === 'hello')")
    put(js, "check", {"line": "about 2 tokens", "notes": [], "problems": []})
    assert js.locator("[data-key=words]").input_value() == "hello"
    put(js, "draft", {"text": "from Python", "version": 5})
    assert js.locator("[data-key=words]").input_value() == "from Python"


def test_nothing_that_python_did_not_sanitise_becomes_html(js):
    evil = "<img src=x onerror='window.pwned=1'>"
    put(js, "cards", [{**CARD, "name": evil, "note": evil, "error": evil, "facts": evil}])
    put(js, "notice", {"kind": "error", "text": evil})
    put(
        js,
        "branches",
        [
            {"title": evil, "about": evil, "current": True, "earlier": False},
            {"title": evil, "about": evil, "current": False, "earlier": True},
        ],
    )
    put(
        js,
        "check",
        {
            "line": evil,
            "notes": [evil],
            "problems": [{"cause": evil, "mends": [{"key": "k", "title": evil, "way": "trim", "card": None}]}],
        },
    )
    put(js, "code", {"language": "python", "languages": [{"id": "python", "title": evil}], "text": evil, "note": evil})
    js.locator("[data-key=code]").click()
    js.wait_for_timeout(300)
    assert js.evaluate("() => window.pwned") is None
    assert js.locator("img").count() == 0


def test_where_a_url_mends_a_card_the_box_for_it_opens(js):
    put(js, "cards", [CARD])
    put(
        js,
        "check",
        {
            "line": "",
            "notes": [],
            "problems": [
                {"cause": "too much", "mends": [{"key": "k", "title": "give a URL instead", "way": "url", "card": "a"}]}
            ],
        },
    )
    js.get_by_role("button", name="give a URL instead").click()
    js.locator("[data-key=urltext]").fill("https://example.com/x.wav")
    js.keyboard.press("Enter")
    assert js.evaluate("() => sent.at(-1)") | {"bytes": None} == {
        "t": "url",
        "value": "https://example.com/x.wav",
        "kind": "",
        "replaces": "a",
        "bytes": None,
    }


def test_every_control_has_a_name(js):
    put(js, "cards", [CARD])
    for panel in ("camera", "url", "path", "code"):
        js.locator(f"[data-key={panel}]").click()
        nameless = js.evaluate("""() => [...document.querySelectorAll('button, input:not([type=file]), select, textarea')].filter(e =>
          !(e.textContent.trim() || e.getAttribute('aria-label') || e.closest('label')?.textContent.trim())).map(e => e.outerHTML)""")
        assert nameless == []


def test_a_player_that_comes_after_stop_is_silent_too(page):
    page.goto("data:text/html,<title>stub</title>")
    page.evaluate("""() => {
      window.silenced = [];
      const el = document.createElement('div'), player = document.createElement('div');
      player.dataset.omniNb = 'player';
      player.setAttribute('aria-label', '这个回答的声音');
      player.addEventListener('omni-nb-silence', () => silenced.push('player'));
      el.append(player);
      window.manager = { get_model: async (id) => ({ id }), create_view: async () => ({ el, remove: () => {} }) };
    }""")
    turn = {
        "n": 1,
        "question": "?",
        "words": "",
        "rest": "",
        "state": "",
        "bad": False,
        "pinned": False,
        "asked": "q",
        "answer": "w",
    }
    live = {"turn": "a", "text": None, "player": None}
    page.evaluate(STUB, [Form._esm, {"turn:a": turn, "order": ["a"], "live": live, "busy": {"on": True}}])
    page.locator("[data-key=stop]").click()
    assert page.evaluate("() => silenced") == []
    put(page, "live", {**live, "player": "p"})
    page.wait_for_function("() => silenced.length === 1")


def test_a_stop_that_waits_for_a_cell_says_so_until_it_is_over(js):
    put(js, "busy", {"on": True})
    js.locator("[data-key=stop]").click()
    assert sent(js, "stop")
    js.get_by_text("Playback stopped. The request is cancelled").wait_for()
    assert js.locator("[data-key=stop]").is_disabled()
    put(js, "busy", {"on": False})
    assert js.get_by_text("Silenced.").count() == 0
    js.locator("[data-key=send]").wait_for()


def test_an_answer_is_dressed_as_it_is_in_a_cell(js):
    html = in_page(to_html("Costs $5, $x$\n\n```\na < b\n```"))
    typeset = js.evaluate("""html => {
      window.done = [];
      model_.widget_manager.rendermime = { latexTypesetter: { typeset: (e) => done.push(e.textContent) } };
      take({ t: 'set', name: 'turn:t1', value: { n: 1, question: 'q', words: html, rest: '', asked: 'q', answer: 'a' } });
      take({ t: 'set', name: 'order', value: ['t1'] });
      take({ t: 'set', name: 'order', value: ['t1'] });
      return Promise.resolve().then(() => done);
    }""", html)  # fmt: skip
    assert typeset == ["$x$"]
    assert js.locator(".turn .words button[aria-label='Copy the code']").count() == 1


@pytest.mark.parametrize(("name", "told"), [("NotAllowedError", ["no click"]), ("AbortError", [])])
def test_a_browser_that_does_not_play_a_sound_is_told_unless_it_was_stopped(js, name, told):
    js.evaluate(
        "name => { HTMLMediaElement.prototype.play = () => Promise.reject(new DOMException('no click', name));"
        " take({ t: 'play', key: 'voice', mime: 'audio/wav' }, [new DataView(new ArrayBuffer(4))]); }",
        name,
    )
    js.wait_for_timeout(50)
    assert [m["why"] for m in sent(js, "unheard")] == told


def test_nothing_is_said_to_a_kernel_that_is_gone(js):
    js.clock.install()
    js.evaluate("""() => { window.manager = { kernel: { statusChanged: { connect: (f) => { window.status_ = f; }, disconnect: () => {} } } }; }""")  # fmt: skip
    js.evaluate(STUB, [Form._esm, {}])
    area = js.locator("[data-key=words]").last
    area.fill("half a thought")
    js.clock.run_for(1_000)
    assert [m["text"] for m in sent(js, "draft")] == ["half a thought"]
    area.fill("half a thought more")
    js.evaluate("() => { sent.length = 0; status_(null, 'restarting'); }")
    js.clock.run_for(1_000)
    js.evaluate("() => off_()")
    assert js.evaluate("() => sent") == []
    assert area.input_value() == "half a thought more"
    live = js.locator(".omni-nb-form .box").last.locator(":is(button, input, select):enabled")
    assert live.evaluate_all("all => all.map(e => e.outerHTML)") == []


def test_two_quick_clicks_move_a_card_two_places_whether_the_first_was_answered_or_not(js):
    put(js, "cards", [{**CARD, "id": id, "name": f"{id}.wav"} for id in "abc"])
    js.evaluate("() => { for (const n of [1, 2, 3]) document.querySelector('[data-key=leftc]').click(); }")
    assert [(m["id"], m["to"]) for m in sent(js, "move")] == [("c", 1), ("c", 0)]
