"""`language.js` run in Node: sentences with their values, and views that are made anew."""

import json
import shutil
import subprocess

import pytest

from tests.support.node import WIDGETS

pytestmark = pytest.mark.skipif(shutil.which("node") is None, reason="NOT TRIED: no Node, so language.js was not run")
MODEL = """
const heard = new Map();
const model = { words: null, get: (name) => model[name === "_sayings" ? "words" : "?"], on: (e, f) => heard.set(e, f), off: (e) => heard.delete(e) };
const change = (words) => { model.words = words; heard.get("change:_sayings")?.(); };
const element = () => ({ children: [], lang: "", append(e) { this.children.push(e); e.parent = this; },
  replaceWith(e) { e.parent = this.parent; this.parent.children.splice(this.parent.children.indexOf(this), 1, e); } });
globalThis.document = { createElement: element };
"""


def run(script, found):
    source = (WIDGETS / "language.js").read_text(encoding="utf-8")
    program = f"{source}\n{MODEL}\n{script}\nconsole.log(JSON.stringify({found}));"
    done = subprocess.run(["node", "-e", program], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_a_sentence_is_said_with_its_values_in_english_and_in_other_words():
    said = """const all = () => [t("Send"), t("Use {model}.", { model: "{n} $& {model}" }), t("{n} file|{n} files", { n: 1 }), t("{n} file|{n} files", { n: 0 }),
      t("{n} file|{n} files", { n: "1,000" }), t("a|b"), t("{odd} {x}", { x: null }), t("constructor"), t("")];
    const english = all(); const end = speak(model);
    change({ "": "zh-CN", "Send": "发送", "Use {model}.": "请使用 {model}。", "{n} file|{n} files": "{n} 个文件" });
    const chinese = all(); end(); model.words = null; """
    english, chinese, listening = run(said, "[english, chinese, heard.size]")
    assert english == [
        "Send",
        "Use {n} $& {model}.",
        "1 file",
        "0 files",
        "1,000 files",
        "a|b",
        "{odd} null",
        "constructor",
        "",
    ]
    assert chinese == [
        "发送",
        "请使用 {n} $& {model}。",
        "1 个文件",
        "0 个文件",
        "1,000 个文件",
        "a|b",
        "{odd} null",
        "constructor",
        "",
    ]
    assert listening == 0


def test_a_view_is_made_anew_before_the_old_one_goes_and_only_when_words_change():
    script = """const log = [], shown = () => place.children.map((e) => [e.lang, e.said]);
    let views = 0;
    const widget = { render: spoken(({ el, extra }) => { views++; el.said = t("Send"); log.push(`made ${views} ${extra}`); return () => { views--; log.push(`gone ${views}`); }; }) };
    speak(model);
    const place = element(), free = widget.render({ el: place, extra: "x" });
    const before = shown();
    change(null); heard.get("change:_sayings")();
    change({ "": "zh-CN", Send: "发送" });
    const after = shown();
    free(); change(null);"""
    before, after, log = run(script, "[before, after, log]")
    assert (before, after) == ([["en", "Send"]], [["zh-CN", "发送"]])
    assert log == ["made 1 x", "made 2 x", "gone 1", "gone 0"]
