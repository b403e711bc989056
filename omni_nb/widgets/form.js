// Form: what a person sees of the composer. Python decides; this draws what it is told, and tells what was done.
//
// Everything shown is a section that Python sets by name and whole: a page that comes late, or again, gets them all.
// The form's rooms stand in files beside this one. Each has `elements`, says in `draws` which of its functions draws
// a section, and in `all` what to draw at first.

const GONE =
  "The kernel was restarted or shut down, so this composer no longer works. Run its cell again. The conversation stays below; what you typed can be copied.";

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
    const text = makeText({ sections, send });
    const arrived = (place) => { if (foot.stopping) silencePlayers(place); }; // a player that comes while Python waits for a cell
    /** @type {Rooms} */
    const rooms = { model, sections, send, sample, uploads, addFiles, words: text.words, children: makeChildViews({ root, model, arrived }) };
    const settings = makeSettings(rooms);
    const cards = makeCards(rooms);
    const panel = makePanel({ ...rooms, leave: text.focus, changed: () => foot.draw() });
    const check = makeCheck({ sections, send, askForUrl: (card) => panel.show("url", card) });
    const foot = makeFoot({ ...rooms, root, panel, isDead: () => Boolean(dead) });
    const thread = makeThread(rooms);
    for (const room of [settings, cards, text, check, panel, foot]) box.append(...room.elements);
    root.append(hidden, banner, box, ...thread.elements);
    el.append(root);
    addHands({ root, box, text, panel, send, addFiles, submit: foot.submit });

    const drawRoot = () => {
      const id = sections.about?.id;
      // the conversation stands below as ordinary output too, for the saved notebook; once is enough to read
      hidden.textContent = id && !dead ? `.omni-nb-kept-${id} { display: none; }` : "";
      banner.style.display = dead ? "block" : "none";
      banner.textContent = dead;
      text.lock(Boolean(dead));
    };
    const own = { all: [drawRoot], draws: { about: [drawRoot] } };
    const parts = [own, settings, cards, text, check, panel, foot, thread];

    const draw = (names) => {
      const todo = new Set();
      for (const name of names) {
        if (name === `shut:${panel.open}`) panel.close();
        else if (name.startsWith("turn:")) todo.add(thread.draw);
        else for (const p of parts) (name === "all" ? p.all : p.draws[name])?.forEach((each) => todo.add(each));
      }
      todo.forEach((each) => each());
    };
    const view = (names) => {
      tellUndrawn(parts);
      keepFocus(root, text.focus, () => draw(names));
    };

    views.add(view);
    send({ t: "seen" });
    view(["all"]);
    return () => {
      views.delete(view);
      panel.free();
      text.free();
      rooms.children.close();
      if (views.size) return;
      sample.silence();
      if (!dead) send({ t: "gone" });
    };
  };
  /** Sections that no room draws. */
  const tellUndrawn = (parts) => {
    for (const name of Object.keys(sections)) {
      if (name.startsWith("turn:") || undrawn.has(name) || parts.some((p) => p.draws[name])) continue;
      undrawn.add(name);
      send({ t: "unknown", what: `the section '${name}'` });
    }
  };

  return { initialize, render };
};
