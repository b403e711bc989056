// Form: what a person sees of the composer. Python decides; this draws what it is told, and tells what was done.
//
// Everything shown is a section that Python sets by name and whole: a page that comes late, or again, gets them all.

const size = (n) => (n < 1e3 ? `${n} bytes` : n < 1e6 ? `${(n / 1e3).toFixed(0)} kB` : `${(n / 1e6).toFixed(1)} MB`);
const SYMBOLS = { image: "🖼", audio: "♪", video: "▦", link: "⛓", file: "…" };
const STOP_SAID_MS = 400;

export default () => {
  const sections = {};
  const views = new Set();
  const player = { audio: null, key: "" }; // a voice's sample, or a card that is listened to
  let model = null, uploads = null, counter = 0, dead = "", me = "";

  const send = (content, buffers) => model.send(content, undefined, buffers ?? []);
  const redraw = (...names) => views.forEach((view) => view(names));
  const addFiles = (files) => {
    for (const file of files) uploads.add(file, `f${Date.now().toString(36)}${counter++}`, file.name);
  };
  const quiet = () => {
    if (player.audio) { player.audio.pause(); URL.revokeObjectURL(player.audio.src); }
    Object.assign(player, { audio: null, key: "" });
  };
  const play = (key, buffer, mime) => {
    quiet();
    const bytes = new Uint8Array(buffer.buffer.slice(buffer.byteOffset, buffer.byteOffset + buffer.byteLength));
    const audio = new Audio(URL.createObjectURL(new Blob([bytes], { type: mime })));
    Object.assign(player, { audio, key });
    if (window.omniNbSound?.stop) window.omniNbSound.stop();
    audio.onended = () => { quiet(); redraw("cards", "options"); };
    audio.play();
    redraw("cards", "options");
  };

  const initialize = ({ model: given }) => {
    model = given;
    uploads = makeUploads(send, () => redraw("uploads"));
    const take = (m, buffers) => {
      if (m.t === "set") {
        sections[m.name] = m.value;
        if (m.value === null && m.name.startsWith("turn:")) delete sections[m.name];
        redraw(m.name);
      } else if (m.t === "all") {
        Object.keys(sections).forEach((name) => delete sections[name]);
        Object.assign(sections, m.sections);
        me = m.me;
        redraw("all");
      } else if (m.t === "got") uploads.got(m.id, m.upto, m.asked);
      else if (m.t === "forget") uploads.forget(m.id);
      else if (m.t === "shut") redraw(`shut:${m.panel}`);
      else if (m.t === "play") play(m.key, buffers[0], m.mime);
    };
    // The kernel is gone: nobody listens any more. Say so; what was typed can still be copied.
    const gone = () => {
      if (dead) return;
      dead = "The kernel was restarted or shut down, so this composer no longer works. Run its cell again. The conversation stays below; what you typed can be copied.";
      uploads.close();
      redraw("all");
    };
    // Two ways to hear of it: the widget manager lets go of its models on a restart, and a kernel that died says so itself.
    const looked = async () => { if (me && (await model.widget_manager.get_model(me)).comm_live === false) gone(); };
    const kernel = model.widget_manager?.kernel;
    const status = (_, now) => { if (["restarting", "autorestarting", "dead"].includes(now)) gone(); };
    model.on("comm_live_update", looked);
    kernel?.statusChanged?.connect(status);
    model.on("msg:custom", take);
    send({ t: "ready" });
    return () => {
      model.off("msg:custom", take);
      kernel?.statusChanged?.disconnect(status);
      uploads.close();
      quiet();
    };
  };

  const render = ({ el }) => {
    const root = h("div", { class: "omni-nb-form", role: "group", "aria-label": "composer", "data-lm-suppress-shortcuts": "true" });
    const hidden = h("style");
    const banner = h("div", { class: "gone", role: "alert", style: "display:none" });
    const box = h("div", { class: "box" });
    const settings = h("div", { class: "bar settings" });
    const extra = h("div");
    const cards = h("ul", { class: "cards", "aria-label": "attachments" });
    const text = h("textarea", { rows: "3", "aria-label": "your question", placeholder: "Ask something. Drop or paste pictures, sounds and films here. Ctrl+Enter sends." });
    const problems = h("div", { role: "status", "aria-label": "check" });
    const line = h("div", { class: "line" });
    const panel = h("div");
    const foot = h("div", { class: "bar foot" });
    const notice = h("div", { class: "notice", role: "alert" });
    const branches = h("div", { class: "branches", role: "tablist", "aria-label": "branches of the conversation" });
    const thread = h("div", { class: "thread", role: "feed", "aria-label": "conversation, newest first" });
    box.append(settings, extra, cards, text, problems, line, panel, notice, foot);
    root.append(hidden, banner, box, branches, thread);
    el.append(root);

    const open = { system: false, more: false, another: false, panel: "" };
    const mounted = new Map(); // slot → {id, view}
    let camera = null, cameraProblem = "", typing = 0, version = -1, stopAsked = false, closed = false;

    // -- one way in for all of the controls ------------------------------------------------
    const option = (name, value) => send({ t: "option", name, value });
    const number = (v) => (v.trim() === "" ? null : Number(v));
    const button = (key, label, onclick, more = {}) => h("button", { type: "button", "data-key": key, onclick, ...more }, label);
    const flushDraft = () => {
      clearTimeout(typing);
      typing = 0;
      return text.value;
    };
    const submit = () => {
      if (sections.busy?.on || dead) return;
      send({ t: "send", text: flushDraft() });
    };
    const stop = () => {
      // the page falls silent first; Python may have to wait for a cell
      root.querySelectorAll("[aria-label='speech of the reply']").forEach((p) => p.dispatchEvent(new Event("omni-nb-silence")));
      quiet();
      stopAsked = true;
      send({ t: "stop" });
      drawFoot();
      setTimeout(() => { if (stopAsked && sections.busy?.on) put(notice, h("span", { class: "warn" }, "Silenced. The request itself is cancelled as soon as the running cell lets the kernel answer.")); }, STOP_SAID_MS);
    };
    const put = (place, ...children) => place.replaceChildren(...children.filter(Boolean));

    // -- sections ---------------------------------------------------------------------------
    const drawSettings = () => {
      const o = sections.options ?? {}, about = sections.about ?? { models: [] }, can = sections.can ?? {};
      const pick = h("select", { "data-key": "model", onchange: (e) => { if (e.target.value === "") { open.another = true; drawExtra(); extra.querySelector("input")?.focus(); } else option("model", e.target.value); } });
      for (const m of about.models) pick.append(h("option", { value: m.id, title: m.note, selected: m.id === o.model }, m.id));
      if (!about.models.some((m) => m.id === o.model)) pick.append(h("option", { value: o.model, selected: true }, o.model ?? ""));
      pick.append(h("option", { value: "" }, "another…"));
      const voice = h("select", { "data-key": "voice", style: "max-width:230px", disabled: !o.sound, onchange: (e) => option("voice", e.target.value || null) });
      for (const v of sections.voices ?? []) voice.append(h("option", { value: v.id, title: v.about, selected: v.id === o.voice }, v.label));
      const chosen = o.sound && sections.voices?.find((v) => v.id === o.voice);
      const sampling = sections.sampling ?? "";
      put(
        settings,
        h("label", {}, "model", pick),
        h("div", { class: "tabs", role: "group", "aria-label": "what comes back" },
          button("text", "text", () => option("sound", false), { "aria-pressed": String(!o.sound) }),
          button("sound", "text + sound", () => option("sound", true), { "aria-pressed": String(Boolean(o.sound)), disabled: !can.sound, title: can.sound_why ?? "" })),
        h("div", { class: "pair" },
          button("system", o.system ? "system prompt •" : "system prompt", () => { open.system = !open.system; drawSettings(); drawExtra(); }, { "aria-expanded": String(open.system) }),
          button("more", "more", () => { open.more = !open.more; drawSettings(); drawExtra(); }, { "aria-expanded": String(open.more) })),
        h("div", { class: "voice" },
          h("label", { title: o.sound ? "" : "no sound was asked for" }, "voice", voice),
          button("sample", sampling === o.voice ? "…" : player.key === `voice:${o.voice}` ? "■" : "▶", () => (player.key === `voice:${o.voice}` ? (quiet(), drawSettings()) : send({ t: "sample", voice: o.voice })), { disabled: !o.sound || !o.voice || Boolean(sampling), "aria-label": `hear the voice ${o.voice ?? ""}`, title: "hear this voice" }),
          h("span", { class: "quiet" }, chosen ? chosen.about : ""),
          h("span", { class: "grow" }),
          h("label", { title: can.thinking_why ?? "" }, h("input", { type: "checkbox", "data-key": "thinking", ...(o.thinking ? { checked: true } : {}), disabled: !can.thinking, onchange: (e) => option("thinking", e.target.checked || null) }), "thinking")),
      );
    };
    const drawExtra = () => {
      const o = sections.options ?? {};
      const rows = [];
      if (open.another)
        rows.push(h("div", { class: "extra" }, h("label", {}, "model id", h("input", { type: "text", "data-key": "another", size: "34", placeholder: "any id; an unknown one is sent as it is", onchange: (e) => { if (e.target.value.trim()) option("model", e.target.value.trim()); open.another = false; drawExtra(); drawSettings(); } }))));
      if (open.system) {
        const area = h("textarea", { "data-key": "systemtext", rows: "2", "aria-label": "system prompt", placeholder: "What the model should know before every turn", onchange: (e) => option("system", e.target.value.trim() || null) });
        area.value = o.system ?? "";
        rows.push(h("div", { class: "extra" }, area));
      }
      if (open.more) {
        const field = (name, title, more) => h("label", {}, title, h("input", { type: "number", "data-key": name, style: "width:84px", value: o[name] ?? "", placeholder: "default", onchange: (e) => option(name, number(e.target.value)), ...more }));
        rows.push(h("div", { class: "extra" }, field("temperature", "temperature", { min: "0", max: "2", step: "0.1" }), field("seed", "seed", { step: "1" }), field("max_tokens", "most tokens of the answer", { min: "1", step: "1" })));
      }
      put(extra, ...rows);
    };
    const drawCards = () => {
      const list = sections.cards ?? [];
      put(cards, ...list.map((c, i) => {
        const up = uploads.files.get(c.id);
        const listening = player.key === `card:${c.id}`;
        const thumb = c.thumb ? h("img", { src: c.thumb, alt: "" }) : SYMBOLS[c.kind] ?? SYMBOLS.file;
        return h("li", { class: `card${c.error || c.bad ? " bad" : ""}`, "data-card": c.id },
          c.listen ? h("button", { type: "button", class: "thumb", "data-key": `hear${c.id}`, "aria-label": `${listening ? "stop" : "listen to"} ${c.name}`, title: "listen", onclick: () => { if (listening) { quiet(); drawCards(); } else send({ t: "hear", id: c.id }); } }, listening ? "■" : thumb) : h("div", { class: "thumb" }, thumb),
          h("div", { class: "about" },
            h("div", { class: "name", title: c.name }, c.name),
            h("div", { class: "quiet facts" }, c.facts ?? ""),
            up || c.state === "coming" ? h("progress", { max: "1", value: up ? up.got / Math.max(up.size, 1) : 0, "aria-label": `upload of ${c.name}` }) : null,
            up || c.state === "coming" ? h("div", { class: "quiet going" }) : null,
            c.note ? h("div", { class: "quiet" }, c.note) : null,
            c.error ? h("div", { class: "warn", role: "alert" }, c.error) : null,
            h("div", { class: "tools" },
              list.length > 1 ? button(`left${c.id}`, "◂", () => send({ t: "move", id: c.id, to: i - 1 }), { class: "bare", disabled: i === 0, "aria-label": `move ${c.name} forward` }) : null,
              list.length > 1 ? button(`right${c.id}`, "▸", () => send({ t: "move", id: c.id, to: i + 1 }), { class: "bare", disabled: i === list.length - 1, "aria-label": `move ${c.name} back` }) : null,
              button(`remove${c.id}`, up || c.state === "coming" ? "cancel" : "remove", () => { uploads.forget(c.id); if (listening) quiet(); send({ t: "remove", id: c.id }); }, { class: "bare", "aria-label": `${up || c.state === "coming" ? "cancel the upload of" : "remove"} ${c.name}` }))));
      }));
      drawUploads();
    };
    const drawUploads = () => {
      for (const card of cards.children) {
        const f = uploads.files.get(card.dataset.card), bar = card.querySelector("progress"), going = card.querySelector(".going");
        if (!f || !bar) continue;
        bar.value = f.got / Math.max(f.size, 1);
        going.textContent = f.waits ? `waiting for the kernel at ${size(f.got)} of ${size(f.size)}` : `${size(f.got)} of ${size(f.size)}`;
      }
    };
    const drawCheck = () => {
      const c = sections.check ?? { problems: [], notes: [], line: "" };
      put(problems, ...c.problems.map((p, i) => h("div", { class: "problem" }, h("span", { style: "flex:1 1 calc(100% - 30px)" }, p.cause), ...p.mends.map((m) => button(`mend${i}${m.title}`, m.title, () => (m.way === "url" ? openPanel("url", m.card) : send({ t: "mend", key: m.key })), { class: "mend", disabled: Boolean(sections.mending) })))),
        sections.mending ? h("div", { class: "line" }, `${sections.mending} …`) : null);
      put(line, [c.line, ...c.notes].join(" · "));
    };
    const drawNotice = () => {
      const n = sections.notice;
      put(notice, ...(n ? [h("span", { class: n.kind === "error" ? "warn" : "quiet", style: "flex:1" }, n.text), button("dismiss", "✕", () => send({ t: "dismiss" }), { class: "bare", "aria-label": "dismiss" })] : []));
    };
    const drawFoot = () => {
      const busy = sections.busy?.on, editing = sections.editing;
      if (!busy && stopAsked) { stopAsked = false; drawNotice(); } // what was said of the stop is over
      const file = h("input", { type: "file", multiple: true, style: "display:none", onchange: (e) => { addFiles(e.target.files); e.target.value = ""; } });
      const opens = (name, label) => button(name, label, () => openPanel(open.panel === name ? "" : name), { "aria-expanded": String(open.panel === name) });
      put(
        foot,
        file, button("attach", "attach", () => file.click(), { title: "files; dropping and pasting work too" }),
        opens("record", "record"), opens("camera", "camera"), opens("url", "URL"), opens("path", "path"),
        opens("code", "as code"),
        h("span", { class: "grow" }),
        editing ? h("span", { class: "quiet" }, editing.title) : null,
        editing ? button("letgo", "leave it", () => send({ t: "leave" }), { class: "bare" }) : null,
        busy
          ? button("stop", stopAsked ? "stopping…" : "stop", stop, { class: "stop", disabled: stopAsked })
          : button("send", editing ? "send as a fork" : "send", submit, { class: "main", disabled: Boolean(dead), title: "Ctrl+Enter" }),
      );
    };

    // -- the panel below the box: one at a time ---------------------------------------------
    const closeCamera = () => { camera?.close(); camera = null; };
    let replaces = null;
    const openPanel = (name, card = null) => {
      closeCamera();
      open.panel = name;
      replaces = card;
      cameraProblem = "";
      if (name === "record") send({ t: "record" });
      if (name === "code") send({ t: "code", language: sections.code?.language ?? "python", text: flushDraft() });
      drawPanel();
      drawFoot();
      if (name === "camera") startCamera();
      panel.querySelector("input, button")?.focus();
    };
    const startCamera = async () => {
      try {
        const opened = await openCamera();
        if (closed || open.panel !== "camera") return void opened.close();
        camera = opened;
      } catch (err) {
        cameraProblem = whyNot(err, "camera");
      }
      drawPanel();
    };
    const drawPanel = () => {
      const name = open.panel;
      if (name !== "record") unmount("recorder");
      if (!name) return void put(panel);
      if (name === "record") {
        if (panel.firstChild?.dataset?.panel !== "record") put(panel, h("div", { class: "panel", "data-panel": "record" }, h("div", { "data-slot": "recorder" })));
        return void mount("recorder", sections.recorder);
      }
      if (name === "camera") {
        return void put(panel, h("div", { class: "panel" }, cameraProblem ? h("div", { class: "warn", role: "alert" }, cameraProblem) : camera ? camera.video : h("div", { class: "quiet" }, "waiting for the camera…"),
          h("div", { class: "tabs" }, camera ? button("take", "take the picture", async () => { addFiles([await camera.still()]); openPanel(""); }, { class: "main" }) : null, button("close", "close", () => openPanel("")))));
      }
      if (name === "url" || name === "path") {
        const input = h("input", { type: "text", "data-key": `${name}text`, style: "flex:1 1 240px", placeholder: name === "url" ? "https://… of a picture, a sound or a film; the service fetches it" : "a file on the kernel's machine, e.g. data/cat.png", "aria-label": name === "url" ? "URL" : "path" });
        const kind = h("select", { "data-key": "kind", "aria-label": "what it is" }, ...[["", "by its ending"], ["image", "picture"], ["audio", "sound"], ["video", "film"]].map(([v, t]) => h("option", { value: v }, t)));
        const add = () => { if (input.value.trim()) send({ t: name, value: input.value.trim(), kind: kind.value, replaces }); openPanel(""); text.focus(); };
        input.onkeydown = (e) => { if (e.key === "Enter") { e.preventDefault(); add(); } };
        return void put(panel, h("div", { class: "panel" }, h("div", { class: "tabs" }, input, name === "url" ? kind : null, button("add", "add", add, { class: "main" }), button("close", "close", () => openPanel("")))));
      }
      const code = sections.code ?? {};
      const languages = code.languages ?? [];
      put(panel, h("div", { class: "panel" },
        h("div", { class: "tabs", role: "tablist", "aria-label": "language" }, ...languages.map((l) => button(`lang${l.id}`, l.title, () => send({ t: "code", language: l.id, text: flushDraft() }), { role: "tab", "aria-pressed": String(l.id === code.language), "aria-selected": String(l.id === code.language) })),
          h("span", { class: "grow" }), button("copy", "copy", async (e) => { const b = e.currentTarget; try { await navigator.clipboard.writeText(code.text); b.textContent = "copied"; } catch { getSelection().selectAllChildren(panel.querySelector("pre")); b.textContent = "press Ctrl+C"; } }), button("close", "close", () => openPanel(""))),
        code.note ? h("div", { class: "quiet" }, code.note) : null,
        h("pre", { class: "code", tabindex: "0", "aria-label": "code" }, code.text ?? "…")));
    };

    // -- the conversation ---------------------------------------------------------------------
    const unmount = (slot) => {
      const m = mounted.get(slot);
      mounted.delete(slot);
      m?.view?.remove();
    };
    /** A widget of its own (text that grows, the player, the recorder) inside a slot of this one. */
    const mount = async (slot, id) => {
      const place = root.querySelector(`[data-slot="${slot}"]`);
      const have = mounted.get(slot);
      if (have && have.id === id && have.place === place) return;
      unmount(slot);
      if (!id || !place) return;
      const mine = { id, place, view: null };
      mounted.set(slot, mine);
      try {
        const manager = model.widget_manager;
        const view = await manager.create_view(await manager.get_model(id));
        if (mounted.get(slot) !== mine || closed) return void view.remove();
        mine.view = view;
        place.replaceChildren(view.el);
      } catch (err) {
        place.textContent = `(this part cannot be shown here: ${err.message})`;
      }
    };
    const turns = new Map(); // id → {element, parts}
    const drawTurn = (id) => {
      const t = sections[`turn:${id}`];
      if (!t) return;
      let one = turns.get(id);
      if (!one) {
        const parts = { head: h("div", { class: "head" }), question: h("div"), text: h("div", { class: "words" }), words: h("div", { class: "words jp-RenderedHTMLCommon" }), player: h("div"), rest: h("div") };
        one = { parts, element: h("article", { class: "turn", "aria-label": `turn ${t.n}` }, parts.head, parts.question, parts.text, parts.words, parts.player, parts.rest), drawn: {} };
        turns.set(id, one);
      }
      const { parts, drawn, element } = one;
      const live = sections.live?.turn === id ? sections.live : null;
      for (const name of ["question", "words", "rest"]) {
        if (drawn[name] !== t[name]) parts[name].innerHTML = drawn[name] = t[name] ?? ""; // made and sanitised in Python
      }
      element.setAttribute("aria-label", `turn ${t.n}`);
      put(parts.head, h("span", {}, `${t.n} · you`), t.state ? h("span", { class: t.bad ? "warn" : "" }, `· ${t.state}`) : null, h("span", { class: "grow" }),
        button(`edit${id}`, "edit", () => send({ t: "edit", id }), { class: "bare", title: "change it and go on from here in a fork", disabled: Boolean(sections.busy?.on) }),
        button(`retry${id}`, "retry", () => send({ t: "retry", id }), { class: "bare", title: "ask the same again, in a fork", disabled: Boolean(sections.busy?.on) }));
      element.classList.toggle("now", Boolean(live));
      element.setAttribute("aria-busy", String(Boolean(live?.text)));
      if (live) { parts.text.dataset.slot = "text"; parts.player.dataset.slot = "player"; } else { delete parts.text.dataset.slot; delete parts.player.dataset.slot; }
      element.querySelectorAll(".omni-nb-sound").forEach((e) => e.classList.toggle("covered", Boolean(live?.player)));
    };
    const drawThread = () => {
      const order = sections.order ?? [];
      for (const id of [...turns.keys()]) if (!order.includes(id)) turns.delete(id);
      order.forEach(drawTurn);
      const wanted = order.map((id) => turns.get(id)?.element).filter(Boolean);
      wanted.forEach((e, i) => { if (thread.children[i] !== e) thread.insertBefore(e, thread.children[i] ?? null); });
      while (thread.children.length > wanted.length) thread.lastChild.remove();
      mount("text", sections.live?.text);
      mount("player", sections.live?.player);
    };
    const drawBranches = () => {
      const list = sections.branches ?? [];
      put(branches, ...(list.length > 1 ? [h("span", { class: "quiet" }, "branches"), ...list.map((b, i) => button(`branch${i}`, b.title, () => send({ t: "branch", index: i }), { role: "tab", "aria-selected": String(b.current), "aria-pressed": String(b.current), disabled: Boolean(sections.busy?.on) }))] : []));
      branches.style.display = list.length > 1 ? "flex" : "none";
    };
    const drawDraft = () => {
      const d = sections.draft;
      if (!d || d.version === version) return;
      version = d.version;
      text.value = d.text;
    };
    const drawRoot = () => {
      const id = sections.about?.id;
      // the conversation stands below as ordinary output too, for the saved notebook; once is enough to read
      hidden.textContent = id && !dead ? `.omni-nb-kept-${id} { display: none; }` : "";
      banner.style.display = dead ? "block" : "none";
      banner.textContent = dead;
      text.readOnly = Boolean(dead);
    };

    const draws = { options: [drawSettings, drawExtra], about: [drawRoot, drawSettings], voices: [drawSettings], can: [drawSettings], sampling: [drawSettings], cards: [drawCards], uploads: [drawUploads], check: [drawCheck], mending: [drawCheck], notice: [drawNotice], busy: [drawFoot, drawThread, drawBranches], editing: [drawFoot], code: [() => open.panel === "code" && drawPanel()], recorder: [() => open.panel === "record" && drawPanel()], order: [drawThread], live: [drawThread], branches: [drawBranches], draft: [drawDraft] };
    const view = (names) => {
      const key = root.contains(document.activeElement) ? document.activeElement.dataset?.key : undefined;
      const todo = new Set();
      for (const name of names) {
        if (name === "all") [drawRoot, drawSettings, drawExtra, drawCards, drawCheck, drawNotice, drawFoot, drawPanel, drawBranches, drawThread, drawDraft].forEach((f) => todo.add(f));
        else if (name.startsWith("turn:")) todo.add(drawThread);
        else if (name === `shut:${open.panel}`) { open.panel = ""; todo.add(drawPanel).add(drawFoot); }
        else draws[name]?.forEach((f) => todo.add(f));
      }
      todo.forEach((f) => f());
      // lists are drawn anew: whoever was on a button stays on it
      if (key !== undefined && document.activeElement?.dataset?.key !== key) {
        const next = [...root.querySelectorAll("[data-key]")].find((e) => e.dataset.key === key);
        (next && !next.disabled ? next : text).focus({ preventScroll: true });
      }
    };

    text.oninput = () => {
      clearTimeout(typing);
      typing = setTimeout(() => { typing = 0; send({ t: "draft", text: text.value }); }, 200);
    };
    root.onkeydown = (e) => {
      if (e.key === "Enter" && (e.ctrlKey || e.metaKey)) { submit(); e.preventDefault(); }
      else if (e.key === "Escape" && open.panel) { openPanel(""); text.focus(); }
      e.stopPropagation(); // letters are commands to a notebook
    };
    const files = (e) => [...(e.clipboardData ?? e.dataTransfer)?.files ?? []];
    root.onpaste = (e) => {
      if (files(e).length) { addFiles(files(e)); e.preventDefault(); }
      e.stopPropagation();
    };
    box.ondragover = (e) => { e.preventDefault(); e.stopPropagation(); box.classList.add("over"); };
    box.ondragleave = (e) => { if (!box.contains(e.relatedTarget)) box.classList.remove("over"); };
    box.ondrop = (e) => {
      e.preventDefault();
      e.stopPropagation();
      box.classList.remove("over");
      const url = e.dataTransfer.getData("text/uri-list").split("\n").find((l) => /^https?:/.test(l));
      if (files(e).length) addFiles(files(e));
      else if (url) send({ t: "url", value: url.trim(), kind: "" });
      else if (e.dataTransfer.getData("text/plain")) { text.setRangeText(e.dataTransfer.getData("text/plain")); text.oninput(); }
    };

    views.add(view);
    send({ t: "seen" });
    view(["all"]);
    return () => {
      closed = true;
      views.delete(view);
      closeCamera();
      clearTimeout(typing);
      [...mounted.keys()].forEach(unmount);
      if (views.size) return;
      quiet();
      if (!dead) send({ t: "gone" });
    };
  };

  return { initialize, render };
};
