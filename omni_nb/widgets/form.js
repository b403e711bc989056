// Form: what a person sees of the composer. Python decides; this draws what it is told, and tells what was done.
//
// Everything shown is a section that Python sets by name and whole: a page that comes late, or again, gets them all.
// The form's rooms stand in files beside this one. Each has `elements`, says in `draws` which of its functions draws
// a section, and in `all` what to draw at first.

/** The section of a turn. @param {string} name @returns {name is `turn:${string}`} */
const isTurn = (name) => name.startsWith("turn:");
/** @param {PageSections} sections */
const namesOf = (sections) => /** @type {(keyof PageSections)[]} */ (Object.keys(sections));

/** A file for the person's machine. The link is in the page while it is clicked: VS Code listens for that there. @param {string} name @param {Blob} data */
const saveFile = (name, data) => {
  const link = h("a", { href: URL.createObjectURL(data), download: name, style: "display:none" });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
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
  let counter = 0, dead = false, me = "";

  /** @type {Send} */
  const send = (content, buffers) => {
    if (dead) return;
    try { model.send(content, undefined, buffers ?? []); } catch {} // a kernel that is restarted is gone before its page hears of it; the words are kept
  };
  /** @param {...string} names */
  const redraw = (...names) => views.forEach((view) => view(names));
  const sample = makeSample(() => redraw("cards", "options"), (err) => send({ t: "unheard", why: err.message }));
  const isDead = () => dead;
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
    large: (m, [data]) => showLarger(m.id + m.at, new Blob([data], { type: m.mime })),
    saved: (m, [data]) => { saveFile(m.name, new Blob([data], { type: m.mime })); announce(t("Saved as {name}", { name: m.name })); },
  };
  /** The kernel is gone: nobody listens any more. Say so; what was typed can still be copied. */
  const gone = () => {
    if (dead) return;
    dead = true;
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

  /** What stands around the rooms: why the form is dead, and that it stands in for the saved conversation. @param {HTMLElement} root */
  const makeFrame = (root) => {
    const hidden = h("style"), gone = makeGone(root, sections);
    const draw = () => {
      const id = sections.about?.id;
      // the conversation stands below as ordinary output too, for the saved notebook; once is enough to read
      hidden.textContent = id ? `.omni-nb-kept-${id} { display: none; }` : "";
      if (dead) gone.draw();
    };
    return { elements: [hidden, gone.place], all: [draw], draws: { about: [draw] }, lock: gone.lock };
  };
  /** The rooms of one view, and what it needs of them. @param {HTMLElement} root @param {PageHost} [host] */
  const makeRooms = (root, host) => {
    const keys = makeKeys({ sections }), text = makeText({ sections, send, keys });
    /** A player that comes while Python waits for a cell. @param {HTMLElement} place */
    const arrived = (place) => { if (foot.stopping) silencePlayers(place); };
    const children = makeChildViews({ root, model, host, arrived });
    /** @type {Rooms} */
    const rooms = { model, sections, send, sample, uploads, addFiles, words: text.words, children, keys };
    const panel = makePanel({ ...rooms, leave: text.focus, changed: () => foot.draw() });
    const check = makeCheck({ sections, send, askForUrl: (card) => panel.show("url", card) });
    const foot = makeFoot({ ...rooms, root, panel, isDead, wentOn: () => takeFocus(root, text.focus) });
    const thread = makeThread({ ...rooms, isDead, expectWords: text.expect, leave: () => text.focus() }), starters = makeStarters({ sections, send, isDead });
    const keysChanged = () => { text.drawHint(); foot.draw(); };
    const inBox = [makeSettings({ ...rooms, keysChanged }), makeCards(rooms), text, check, panel, foot];
    return { text, panel, check, foot, thread, starters, children, keys, inBox, frame: makeFrame(root) };
  };
  /** Sections that no room draws. @param {Room[]} parts */
  const tellUndrawn = (parts) => {
    for (const name of namesOf(sections)) {
      if (isTurn(name) || undrawn.has(name) || parts.some((p) => p.draws[name])) continue;
      undrawn.add(name);
      send({ t: "unknown", what: `the section '${name}'` });
    }
  };

  /** @param {{ el: HTMLElement, host?: PageHost }} page */
  const render = ({ el, host }) => {
    const root = h("div", { class: "omni-nb omni-nb-form", role: "group", "aria-label": t("composer"), "data-lm-suppress-shortcuts": "true" });
    const box = h("div", "box");
    const { text, panel, check, foot, thread, starters, children, keys, inBox, frame } = makeRooms(root, host);
    /** @type {Room[]} */
    const parts = [frame, ...inBox, starters, thread];
    for (const room of inBox) box.append(...room.elements);
    root.append(...frame.elements, box, ...starters.elements, ...thread.elements);
    el.append(root);
    addHands({ root, text, panel, keys, send, addFiles, submit: foot.submit, isDead });

    /** @param {string[]} names */
    const draw = (names) => {
      if (names.includes(`shut:${panel.open}`)) { panel.close(); text.focus(); }
      if (names.includes("shut:problems")) check.look();
      const todo = new Set(names.some(isTurn) ? [thread.draw] : []);
      for (const name of names) for (const p of parts) (name === "all" ? p.all : p.draws[name])?.forEach((each) => todo.add(each));
      todo.forEach((each) => each());
      if (!dead) return;
      text.lock(true);
      frame.lock(box);
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

  return { initialize, render: spoken(render) };
};
