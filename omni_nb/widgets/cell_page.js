// A page of cells that sound: what Python says of them is kept and drawn, the playhead is followed, and the end of the kernel is
// noticed. The comparison and the gallery are two such pages; each brings what it draws.

const FRAME_MS = 40;

/**
 * Draws what names of sections ask for, each place once.
 *
 * @param {(() => void)[]} everything
 * @param {{ [section: string]: (() => void)[] }} draws
 * @param {(() => void)[]} ofCell
 * @param {(name: string) => void} unknown
 * @returns {(names: string[]) => void}
 */
const makeDrawing = (everything, draws, ofCell, unknown) => (names) => {
  /** @type {Set<() => void>} */
  const todo = new Set();
  for (const name of names) {
    const own = name === "all" ? everything : name.startsWith("cell:") ? ofCell : draws[name];
    if (!own) unknown(name);
    own?.forEach((each) => todo.add(each));
  }
  todo.forEach((each) => each());
};

/**
 * @param {Record<string, any>} sections
 * @param {string} deadWords what is said when the kernel is gone
 * @param {{ moved?: () => void, told?: () => void, came?: () => void, closing?: () => void }} also the playhead moved, a section changed, sound came
 */
const makeCellPage = (sections, deadWords, { moved, told, came, closing } = {}) => {
  /** @type {Set<{ draw: (names: string[]) => void, follow: () => void }>} */
  const views = new Set();
  /** @type {PageModel<Protocol.FromComparison | Protocol.FromGallery>} */
  let model;
  let dead = "", me = "", frame = 0, heard = "";

  /** @param {Protocol.FromComparison | Protocol.FromGallery} content */
  const send = (content) => {
    if (dead) return;
    try { model?.send(content, undefined, []); } catch {} // a kernel that is restarted is gone before its page hears of it
  };
  const audition = makeAudition({ changed: () => { moved?.(); follow(); } });
  const sounds = makeCellSounds(audition, sections, () => send({ t: "ready" }));

  /** Once a frame, however many sections come: a hundred cells that grow are a hundred messages. @type {Set<string>} */
  const undrawn = new Set();
  /** @param {...string} names */
  const redraw = (...names) => {
    if (!undrawn.size) setTimeout(drawAll, FRAME_MS / 2);
    names.forEach((name) => undrawn.add(name));
  };
  const drawAll = () => {
    const names = [...undrawn];
    undrawn.clear();
    views.forEach((view) => view.draw(names));
  };
  /** The playhead moves by itself while something sounds. */
  const follow = () => {
    if (frame) return;
    frame = setTimeout(() => requestAnimationFrame(() => {
      frame = 0;
      const { now, playing } = audition.state, sounding = playing && now !== null ? now : "";
      if (sounding !== heard) send({ t: "hears", cell: (heard = sounding) || null });
      views.forEach((view) => view.follow());
      if (playing) follow();
    }), FRAME_MS);
  };
  /** @type {Takes<Protocol.ToComparison | Protocol.ToGallery>} */
  const takes = {
    set: (m) => {
      sections[m.name] = m.value;
      if (m.value === null && m.name.startsWith("cell:")) delete sections[m.name];
      sounds.changed(m.name);
      told?.();
      redraw(m.name);
    },
    all: (m) => {
      Object.keys(sections).forEach((name) => delete sections[name]);
      Object.assign(sections, m.sections);
      me = m.me;
      sounds.all();
      redraw("all");
    },
    pcm: (m, buffers) => { sounds.pcm(m, buffers); came?.(); redraw("sound"); },
  };
  /** @param {{ model: PageModel<any> }} page */
  const initialize = ({ model: given }) => {
    model = given;
    const gone = () => { if (!dead) { dead = deadWords; redraw("all"); } };
    const ends = [hearOfKernel(model, () => me, gone), takeMessages(model, takes)];
    send({ t: "ready" });
    return () => {
      ends.forEach((end) => end());
      closing?.();
      audition.close();
    };
  };
  /** What stays in the notebook is hidden as long as this lives; above it is said that the kernel is gone. */
  const makeTop = () => {
    const hidden = h("style"), banner = makeNotice("warn", { class: "gone" });
    const draw = () => {
      const kept = sections.about?.kept;
      hidden.textContent = kept && !dead ? `.omni-nb-kept-${kept} { display: none; }` : "";
      banner.say(dead && t(dead));
    };
    return { elements: [hidden, banner.element], draw };
  };
  /**
   * Show it. Returns what takes the view away, and tells whether it was the last.
   *
   * @param {{ draw: (names: string[]) => void, follow: () => void }} view
   */
  const show = (view) => {
    views.add(view);
    send({ t: "seen" });
    view.draw(["all"]);
    return () => {
      views.delete(view);
      return !views.size;
    };
  };
  /** @param {string} name */
  const unknown = (name) => send({ t: "unknown", what: `the section '${name}'` });
  return { audition, send, redraw, initialize, makeTop, show, unknown };
};
