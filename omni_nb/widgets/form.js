// Form: what a person sees of the composer. Python decides; this draws what it is told, and tells what was done.
//
// Everything shown is a section that Python sets by name and whole: a page that comes late, or again, gets them all.
// The form's rooms stand in files beside this one. Each has `elements`, says in `draws` which of its functions draws
// a section, and in `all` what to draw at first.

const STOP_SAID_MS = 400;
const TYPING_MS = 200;
const GONE =
  "The kernel was restarted or shut down, so this composer no longer works. Run its cell again. The conversation stays below; what you typed can be copied.";
const SILENCED = "Silenced. The request itself is cancelled as soon as the running cell lets the kernel answer.";
const HINT = "Ask something. Drop or paste pictures, sounds and films here. Ctrl+Enter sends.";

/** A voice's sample, or a card that is listened to: one at a time, and no reply at the same time. */
const makeSample = (changed, failed) => {
  let audio = null;
  const sample = {
    key: "",
    silence: () => {
      if (audio) { audio.pause(); URL.revokeObjectURL(audio.src); }
      audio = null;
      sample.key = "";
    },
    play: (key, buffer, mime) => {
      sample.silence();
      const bytes = new Uint8Array(buffer.buffer.slice(buffer.byteOffset, buffer.byteOffset + buffer.byteLength));
      audio = new Audio(URL.createObjectURL(new Blob([bytes], { type: mime })));
      sample.key = key;
      silenceOthers();
      audio.onended = () => { sample.silence(); changed(); };
      startPlaying(audio, (err) => { sample.silence(); changed(); failed(err); });
      changed();
    },
  };
  return sample;
};

export default () => {
  /** @type {PageSections} */
  const sections = {};
  const views = new Set();
  const undrawn = new Set(); // sections that no room knows: told once
  /** @type {PageModel<Protocol.FromForm>} */
  let model;
  /** @type {ReturnType<typeof makeUploads>} */
  let uploads;
  let counter = 0, dead = "", me = "";

  /** @type {Send} */
  const send = (content, buffers) => model.send(content, undefined, buffers ?? []);
  const redraw = (...names) => views.forEach((view) => view(names));
  const sample = makeSample(() => redraw("cards", "options"), (err) => send({ t: "unheard", why: err.message }));
  const addFiles = (files) => {
    for (const file of files) uploads.add(file, `f${Date.now().toString(36)}${counter++}`, file.name);
  };

  /** @param {{ model: PageModel<Protocol.FromForm> }} page */
  const initialize = ({ model: given }) => {
    model = given;
    uploads = makeUploads(send, () => redraw("uploads"));
    /** @type {Takes<Protocol.ToForm>} */
    const takes = {
      set: (m) => {
        sections[m.name] = m.value;
        if (m.value === null && m.name.startsWith("turn:")) delete sections[m.name];
        redraw(m.name);
      },
      all: (m) => {
        Object.keys(sections).forEach((name) => delete sections[name]);
        Object.assign(sections, m.sections);
        me = m.me;
        redraw("all");
      },
      got: (m) => uploads.got(m.id, m.upto, m.asked),
      forget: (m) => uploads.forget(m.id),
      shut: (m) => redraw(`shut:${m.panel}`),
      play: (m, [sound]) => sample.play(m.key, sound, m.mime),
    };
    // The kernel is gone: nobody listens any more. Say so; what was typed can still be copied.
    const gone = () => {
      if (dead) return;
      dead = GONE;
      uploads.close();
      redraw("all");
    };
    // Two ways to hear of it: the widget manager lets go of its models on a restart, and a kernel that died says so itself.
    const looked = async () => { if (me && (await model.widget_manager.get_model(me)).comm_live === false) gone(); };
    const kernel = model.widget_manager?.kernel;
    const status = (_, now) => { if (["restarting", "autorestarting", "dead"].includes(now)) gone(); };
    model.on("comm_live_update", looked);
    kernel?.statusChanged?.connect(status);
    const off = takeMessages(model, takes);
    send({ t: "ready" });
    return () => {
      off();
      kernel?.statusChanged?.disconnect(status);
      uploads.close();
      sample.silence();
    };
  };

  /** @param {{ el: HTMLElement }} page */
  const render = ({ el }) => {
    const root = h("div", { class: "omni-nb-form", role: "group", "aria-label": "composer", "data-lm-suppress-shortcuts": "true" });
    const hidden = h("style");
    const banner = h("div", { class: "gone", role: "alert", style: "display:none" });
    const box = h("div", { class: "box" });
    const text = h("textarea", { rows: "3", "aria-label": "your question", placeholder: HINT });
    const problems = h("div", { role: "status", "aria-label": "check" });
    const line = h("div", { class: "line" });
    const foot = h("div", { class: "bar foot" });
    const notice = h("div", { class: "notice", role: "alert" });
    let typing = 0, version = -1, stopAsked = false;

    /** What is written; it is not told again. */
    const words = () => {
      clearTimeout(typing);
      return text.value;
    };
    const silence = (place) =>
      place.querySelectorAll("[data-omni-nb=player]").forEach((p) => p.dispatchEvent(new Event("omni-nb-silence")));
    const arrived = (place) => { if (stopAsked) silence(place); }; // a player that comes while Python waits for a cell
    const rooms = { model, sections, send, sample, uploads, addFiles, words, children: makeChildViews({ root, model, arrived }) };
    const settings = makeSettings(rooms);
    const cards = makeCards(rooms);
    const panel = makePanel({ ...rooms, leave: () => text.focus(), changed: () => drawFoot() });
    const thread = makeThread(rooms);
    box.append(...settings.elements, ...cards.elements, text, problems, line, ...panel.elements, notice, foot);
    root.append(hidden, banner, box, ...thread.elements);
    el.append(root);

    // -- asking ---------------------------------------------------------------------------
    const submit = () => {
      if (!sections.busy?.on && !dead) send({ t: "send", text: words() });
    };
    const stop = () => {
      // the page falls silent first; Python may have to wait for a cell
      silence(root);
      sample.silence();
      stopAsked = true;
      send({ t: "stop" });
      drawFoot();
      setTimeout(() => { if (stopAsked && sections.busy?.on) put(notice, h("span", { class: "warn" }, SILENCED)); }, STOP_SAID_MS);
    };

    // -- what the form itself draws ---------------------------------------------------------
    const drawCheck = () => {
      const c = sections.check ?? { problems: [], notes: [], line: "" };
      const mend = (m) => {
        const onclick = () => (m.way === "url" ? panel.show("url", m.card) : send({ t: "mend", key: m.key }));
        return button(`mend${m.key}`, m.title, onclick, { class: "mend", disabled: Boolean(sections.mending) });
      };
      const problem = (p) => h("div", { class: "problem" }, h("span", {}, p.cause), ...p.mends.map(mend));
      put(problems, ...c.problems.map(problem), sections.mending && h("div", { class: "line" }, `${sections.mending} …`));
      put(line, [c.line, ...c.notes].join(" · "));
    };
    const drawNotice = () => {
      const n = sections.notice;
      const dismiss = button("dismiss", "✕", () => send({ t: "dismiss" }), { class: "bare", "aria-label": "dismiss" });
      const says = /** @type {Protocol.FromForm | undefined} */ (n?.says);
      const offered = says && button("offered", n?.button ?? "", () => send(says));
      put(notice, ...(n ? [h("span", { class: n.kind === "error" ? "warn" : "faint" }, n.text), offered, dismiss] : []));
    };
    const drawFoot = () => {
      const busy = sections.busy?.on, editing = sections.editing;
      if (!busy && stopAsked) { stopAsked = false; drawNotice(); } // what was said of the stop is over
      const file = h("input", { type: "file", multiple: true, style: "display:none", onchange: (e) => { addFiles(e.target.files); e.target.value = ""; } });
      const opens = (name, label) =>
        button(name, label, () => panel.show(panel.open === name ? "" : name), { "aria-expanded": String(panel.open === name) });
      put(
        foot,
        file, button("attach", "attach", () => file.click(), { title: "files; dropping and pasting work too" }),
        opens("record", "record"), opens("camera", "camera"), opens("url", "URL"), opens("path", "path"), opens("code", "as code"),
        h("span", { class: "grow" }),
        editing && h("span", { class: "faint" }, editing.title),
        editing && button("letgo", "leave it", () => send({ t: "leave" }), { class: "bare" }),
        busy
          ? button("stop", stopAsked ? "stopping…" : "stop", stop, { class: "stop", disabled: stopAsked })
          : button("send", editing ? "send as a fork" : "send", submit, { class: "main", disabled: Boolean(dead), title: "Ctrl+Enter" }),
      );
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
    const own = {
      all: [drawRoot, drawCheck, drawNotice, drawFoot, drawDraft],
      draws: {
        about: [drawRoot], check: [drawCheck], mending: [drawCheck], notice: [drawNotice], busy: [drawFoot], editing: [drawFoot], draft: [drawDraft],
      },
    };

    const parts = [own, settings, cards, panel, thread];
    const view = (names) => {
      const key = root.contains(document.activeElement) ? document.activeElement?.dataset.key : undefined;
      const todo = new Set();
      for (const name of names) {
        if (name === `shut:${panel.open}`) panel.close();
        else if (name.startsWith("turn:")) todo.add(thread.draw);
        else for (const p of parts) (name === "all" ? p.all : p.draws[name])?.forEach((draw) => todo.add(draw));
      }
      for (const name of Object.keys(sections)) {
        if (name.startsWith("turn:") || undrawn.has(name) || parts.some((p) => p.draws[name])) continue;
        undrawn.add(name);
        send({ t: "unknown", what: `the section '${name}'` });
      }
      todo.forEach((draw) => draw());
      // lists are drawn anew: whoever was on a button stays on it
      if (key !== undefined && document.activeElement?.dataset.key !== key) {
        const next = [...root.querySelectorAll("[data-key]")].find((e) => e.dataset.key === key);
        (next && !next.disabled ? next : text).focus({ preventScroll: true });
      }
    };

    // -- hands ------------------------------------------------------------------------------
    text.oninput = () => {
      clearTimeout(typing);
      typing = setTimeout(() => send({ t: "draft", text: text.value }), TYPING_MS);
    };
    root.onkeydown = (e) => {
      if (e.key === "Enter" && (e.ctrlKey || e.metaKey)) { submit(); e.preventDefault(); }
      else if (e.key === "Escape" && panel.open) { panel.close(); text.focus(); }
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
      const said = e.dataTransfer.getData("text/plain");
      if (files(e).length) addFiles(files(e));
      else if (url) send({ t: "url", value: url.trim(), kind: "" });
      else if (said) { text.setRangeText(said); text.oninput(); }
    };

    views.add(view);
    send({ t: "seen" });
    view(["all"]);
    return () => {
      views.delete(view);
      panel.free();
      clearTimeout(typing);
      rooms.children.close();
      if (views.size) return;
      sample.silence();
      if (!dead) send({ t: "gone" });
    };
  };

  return { initialize, render };
};
