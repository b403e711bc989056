// Form: what a person sees of the composer. Python decides; this draws what it is told, and tells what was done.
//
// Everything shown is a section that Python sets by name and whole: a page that comes late, or again, gets them all.
// The form's rooms stand in files beside this one. Each has `elements`, says in `draws` which of its functions draws
// a section, and in `all` what to draw at first.

const GONE =
  "The kernel was restarted or shut down, so this composer no longer works. Run its cell again. The conversation stays below; what you typed can be copied.";

/** Calls `gone` when the kernel is. Returns what ends it. @param {PageModel} model @param {() => string} me the form's own id @param {() => void} gone */
const hearOfKernel = (model, me, gone) => {
  // Two ways to hear of it: the widget manager lets go of its models on a restart, and a kernel that died says so itself.
  const looked = async () => { if (me() && (await model.widget_manager.get_model(me())).comm_live === false) gone(); };
  const kernel = model.widget_manager?.kernel;
  /** @param {unknown} _ @param {string} now */
  const status = (_, now) => { if (["restarting", "autorestarting", "dead"].includes(now)) gone(); };
  model.on("comm_live_update", looked);
  kernel?.statusChanged?.connect(status);
  return () => {
    model.off("comm_live_update", looked);
    kernel?.statusChanged?.disconnect(status);
  };
};

export default () => {
  /** @type {PageSections} */
  const sections = {};
  /** @type {Set<(names: string[]) => void>} */
  const views = new Set();
  /** @type {Set<string>} */
  const undrawn = new Set(); // sections that no room knows: told once
  /** @type {PageModel<Protocol.FromForm>} */
  let model;
  /** @type {ReturnType<typeof makeUploads>} */
  let uploads;
  let counter = 0, dead = "", me = "";

  /** @type {Send} */
  const send = (content, buffers) => { if (!dead) model.send(content, undefined, buffers ?? []); }; // what was typed last is told 0.2 s later
  /** @param {...string} names */
  const redraw = (...names) => views.forEach((view) => view(names));
  const sample = makeSample(() => redraw("cards", "options"), (err) => send({ t: "unheard", why: err.message }));
  /** @param {Iterable<File>} files */
  const addFiles = (files) => {
    for (const file of files) uploads.add(file, `f${Date.now().toString(36)}${counter++}`, file.name);
  };

  /** @type {Takes<Protocol.ToForm>} */
  const takes = {
    set: (m) => {
      /** @type {{ [name: string]: unknown }} */ (sections)[m.name] = m.value;
      if (m.value === null && isTurn(m.name)) delete sections[m.name];
      redraw(m.name);
    },
    all: (m) => {
      for (const name of namesOf(sections)) delete sections[name];
      Object.assign(sections, m.sections);
      me = m.me;
      redraw("all");
    },
    got: (m) => uploads.got(m.id, m.upto, m.asked),
    forget: (m) => uploads.forget(m.id),
    shut: (m) => redraw(`shut:${m.panel}`),
    play: (m, [sound]) => sample.play(m.key, soundOf(sound, m.mime)),
  };
  /** The kernel is gone: nobody listens any more. Say so; what was typed can still be copied. */
  const gone = () => {
    if (dead) return;
    dead = GONE;
    uploads.close();
    redraw("all");
  };

  /** @param {{ model: PageModel<Protocol.FromForm> }} page */
  const initialize = ({ model: given }) => {
    model = given;
    uploads = makeUploads(send, () => redraw("uploads"));
    const ends = [hearOfKernel(model, () => me, gone), takeMessages(model, takes)];
    send({ t: "ready" });
    return () => {
      ends.forEach((end) => end());
      uploads.close();
      sample.silence();
    };
  };

  /** What stands around the rooms: why the form is dead, and that it stands in for the saved conversation. @param {(locked: boolean) => void} lock */
  const makeFrame = (lock) => {
    const hidden = h("style"), banner = h("div", { class: "gone", role: "alert", style: "display:none" });
    const draw = () => {
      const id = sections.about?.id;
      // the conversation stands below as ordinary output too, for the saved notebook; once is enough to read
      hidden.textContent = id && !dead ? `.omni-nb-kept-${id} { display: none; }` : "";
      banner.style.display = dead ? "block" : "none";
      banner.textContent = dead;
      lock(Boolean(dead));
    };
    return { elements: [hidden, banner], all: [draw], draws: { about: [draw] } };
  };
  /** The rooms of one view, and what it needs of them. @param {HTMLElement} root */
  const makeRooms = (root) => {
    const text = makeText({ sections, send });
    /** A player that comes while Python waits for a cell. @param {HTMLElement} place */
    const arrived = (place) => { if (foot.stopping) silencePlayers(place); };
    const children = makeChildViews({ root, model, arrived });
    /** @type {Rooms} */
    const rooms = { model, sections, send, sample, uploads, addFiles, words: text.words, children };
    const panel = makePanel({ ...rooms, leave: text.focus, changed: () => foot.draw() });
    const check = makeCheck({ sections, send, askForUrl: (card) => panel.show("url", card) });
    const foot = makeFoot({ ...rooms, root, panel, isDead: () => Boolean(dead) });
    const thread = makeThread(rooms);
    const inBox = [makeSettings(rooms), makeCards(rooms), text, check, panel, foot];
    return { text, panel, foot, thread, children, inBox, frame: makeFrame(text.lock) };
  };
  /** Sections that no room draws. @param {Room[]} parts */
  const tellUndrawn = (parts) => {
    for (const name of namesOf(sections)) {
      if (isTurn(name) || undrawn.has(name) || parts.some((p) => p.draws[name])) continue;
      undrawn.add(name);
      send({ t: "unknown", what: `the section '${name}'` });
    }
  };

  /** @param {{ el: HTMLElement }} page */
  const render = ({ el }) => {
    const root = h("div", { class: "omni-nb-form", role: "group", "aria-label": "composer", "data-lm-suppress-shortcuts": "true" });
    const box = h("div", { class: "box" });
    const { text, panel, foot, thread, children, inBox, frame } = makeRooms(root);
    /** @type {Room[]} */
    const parts = [frame, ...inBox, thread];
    for (const room of inBox) box.append(...room.elements);
    root.append(...frame.elements, box, ...thread.elements);
    el.append(root);
    addHands({ root, box, text, panel, send, addFiles, submit: foot.submit });

    /** @param {string[]} names */
    const draw = (names) => {
      if (names.includes(`shut:${panel.open}`)) panel.close();
      const todo = new Set(names.some(isTurn) ? [thread.draw] : []);
      for (const name of names) for (const p of parts) (name === "all" ? p.all : p.draws[name])?.forEach((each) => todo.add(each));
      todo.forEach((each) => each());
    };
    /** @param {string[]} names */
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
      children.close();
      if (views.size) return;
      sample.silence();
      send({ t: "gone" });
    };
  };

  return { initialize, render };
};
