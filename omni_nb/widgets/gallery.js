// The gallery: voices to hear, filter and pick. The list, its rows and its keys are the comparison's; Python asks voices.

const DEAD = "The kernel is gone. What was heard can still be heard here; run the cell again for the rest: what is kept is not asked again.";
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

export default () => {
  /** @type {PageSectionsOfGallery} */
  const sections = {}, any = /** @type {Record<string, unknown>} */ (sections);
  /** @type {Set<{ draw: (names: string[]) => void, follow: () => void }>} */
  const views = new Set();
  /** @type {PageModel<Protocol.FromGallery>} */
  let model;
  let dead = "", me = "", frame = 0, heard = "";

  /** @param {Protocol.FromGallery} content */
  const send = (content) => { if (!dead) model.send(content, undefined, []); };
  const audition = makeAudition({ changed: () => { turn.moved(); follow(); } });
  const sounds = makeCellSounds(audition, sections, () => send({ t: "ready" }));
  /** @type {Stage} */
  const stage = makeStage({ sections, audition, send: /** @type {(m: any) => void} */ (send), changed: () => redraw("chosen") });
  stage.says = { list: "voices", pinned: "picked", nothing: "No voice is shown: take a filter away." };
  stage.remove = () => {};
  const turn = makeTurn(stage, sections, send);

  /** @param {string[]} names */
  const redraw = (...names) => views.forEach((view) => view.draw(names));
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

  /** @param {{ model: PageModel<Protocol.FromGallery> }} page */
  const initialize = ({ model: given }) => {
    model = given;
    /** @type {Takes<Protocol.ToGallery>} */
    const takes = {
      set: (m) => {
        any[m.name] = m.value;
        if (m.value === null && m.name.startsWith("cell:")) delete any[m.name];
        sounds.changed(m.name);
        turn.told();
        redraw(m.name);
      },
      all: (m) => {
        Object.keys(sections).forEach((name) => delete any[name]);
        Object.assign(sections, m.sections);
        me = m.me;
        sounds.all();
        redraw("all");
      },
      pcm: (m, buffers) => { sounds.pcm(m, buffers); turn.came(); redraw("sound"); },
    };
    const gone = () => { if (!dead) { dead = DEAD; redraw("all"); } };
    const looked = async () => { if (me && (await model.widget_manager.get_model(me)).comm_live === false) gone(); };
    const kernel = model.widget_manager?.kernel;
    /** @param {unknown} _ @param {string} now */
    const status = (_, now) => { if (["restarting", "autorestarting", "dead"].includes(now)) gone(); };
    model.on("comm_live_update", looked);
    kernel?.statusChanged?.connect(status);
    const off = takeMessages(model, takes);
    model.send({ t: "ready" });
    return () => {
      off();
      kernel?.statusChanged?.disconnect(status);
      turn.close();
      audition.close();
    };
  };

  /** @param {{ el: HTMLElement }} page */
  const render = ({ el }) => {
    const root = h("div", { class: "omni-nb-comparison omni-nb-gallery", role: "group", "aria-label": "gallery of voices", "data-lm-suppress-shortcuts": "true" });
    const hidden = h("style"), banner = h("div", { class: "gone", role: "alert", hidden: true });
    const bar = makeGalleryBar(stage, sections, send), list = makeCellList(stage, root), foot = makeGalleryFoot(stage, sections, turn, send);
    const slot = h("div", { "data-slot": "compared", class: "compared" });
    const children = makeChildViews({ root: el, model, arrived: () => {} });
    root.append(hidden, banner, ...bar.elements, ...list.elements, ...foot.elements);
    el.append(root, slot);

    const drawRoot = () => {
      const kept = sections.about?.kept;
      hidden.textContent = kept && !dead ? `.omni-nb-kept-${kept} { display: none; }` : "";
      banner.hidden = !dead;
      say(banner, dead);
    };
    const drawCompared = () => { children.mount("compared", sections.compared?.id); };
    /** @type {{ [section: string]: (() => void)[] }} */
    const draws = {
      about: [drawRoot, bar.draw], arrangement: [bar.draw, list.draw, foot.draw], progress: [foot.draw], picked: [foot.draw],
      compared: [drawCompared], notice: [foot.draw], chosen: [list.draw, foot.draw], sound: [list.draw, foot.draw],
    };
    const everything = [drawRoot, bar.draw, list.draw, foot.draw, drawCompared];
    const draw = makeDrawing(everything, draws, [list.draw, foot.draw], (name) => send({ t: "unknown", what: `the section '${name}'` }));
    const view = { draw, follow: () => { list.follow(); foot.follow(); } };
    views.add(view);
    send({ t: "seen" });
    view.draw(["all"]);
    takeFocus(root, list.focus);
    return () => {
      views.delete(view);
      children.close();
      list.free();
      bar.free();
      if (views.size) return;
      stage.silence();
      send({ t: "gone" });
    };
  };
  return { initialize, render };
};
