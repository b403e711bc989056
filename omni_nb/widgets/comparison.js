// The comparison: cells side by side, heard with one playhead. Python decides which, in what order and in which words;
// `audition.js` sounds; the rooms of this page draw: the bar above, the list, the bar below.

const DEAD = "The kernel is gone. What has come can still be heard here; nothing more can be asked or changed.";
const FRAME_MS = 40;

/** The widget. A page that is opened from disk makes it too, and answers in Python's place (comparison_page.js). */
const makeComparison = () => {
  /** @type {PageSectionsOfComparison} */
  const sections = {};
  /** @type {Set<{ draw: (names: string[]) => void, follow: () => void }>} */
  const views = new Set();
  /** @type {PageModel<Protocol.FromComparison>} */
  let model;
  let dead = "", me = "", frame = 0, told = "";

  const audition = makeAudition({ changed: () => follow() });
  const sounds = makeCellSounds(audition, sections, () => model.send({ t: "ready" }));
  /** What a person does, from whatever room; the view that is used draws it. @type {Stage} */
  const stage = makeStage({ sections, audition, send: (content) => { if (!dead) model.send(content, undefined, []); }, changed: () => redraw("chosen") });

  /** Once a frame, however many sections come: a hundred cells that grow are a hundred messages. @type {Set<string>} */
  const undrawn = new Set();
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
      const { now, playing } = audition.state, heard = playing && now !== null ? now : "";
      if (heard !== told && !dead) model?.send({ t: "hears", cell: (told = heard) || null });
      views.forEach((view) => view.follow());
      if (playing) follow();
    }), FRAME_MS);
  };

  /** @param {{ model: PageModel<Protocol.FromComparison> }} page */
  const initialize = ({ model: given }) => {
    model = given;
    /** @type {Takes<Protocol.ToComparison>} */
    const takes = {
      set: (m) => {
        sections[m.name] = m.value;
        if (m.value === null && m.name.startsWith("cell:")) delete sections[m.name];
        sounds.changed(m.name);
        redraw(m.name);
      },
      all: (m) => {
        Object.keys(sections).forEach((name) => delete sections[name]);
        Object.assign(sections, m.sections);
        me = m.me;
        sounds.all();
        redraw("all");
      },
      pcm: (m, buffers) => { sounds.pcm(m, buffers); redraw("sound"); },
    };
    const gone = () => { if (!dead) { dead = DEAD; redraw("all"); } };
    const looked = async () => { if (me && (await model.widget_manager.get_model(me)).comm_live === false) gone(); };
    const kernel = model.widget_manager?.kernel;
    const status = (_, now) => { if (["restarting", "autorestarting", "dead"].includes(now)) gone(); };
    model.on("comm_live_update", looked);
    kernel?.statusChanged?.connect(status);
    const off = takeMessages(model, takes);
    model.send({ t: "ready" });
    return () => {
      off();
      kernel?.statusChanged?.disconnect(status);
      audition.close();
    };
  };

  /** @param {{ el: HTMLElement }} page */
  const render = ({ el }) => {
    const root = h("div", { class: "omni-nb-comparison", role: "group", "aria-label": "comparison", "data-lm-suppress-shortcuts": "true" });
    const hidden = h("style"), banner = h("div", { class: "gone", role: "alert", hidden: true });
    const bare = h("div", { class: "empty", hidden: true }, "There are no answers in this comparison.");
    const asking = makeAskingForm(stage), bar = makeHearingBar(stage, root), list = makeCellList(stage, root), foot = makeFoot(stage);
    root.append(hidden, banner, bare, ...asking.elements, ...bar.elements, ...list.elements, ...foot.elements);
    el.append(root);

    const drawRoot = () => {
      const kept = sections.about?.kept;
      hidden.textContent = kept && !dead ? `.omni-nb-kept-${kept} { display: none; }` : "";
      banner.hidden = !dead;
      say(banner, dead);
      root.classList.toggle("whole", stage.whole);
      const a = sections.arrangement, none = !a?.cells.length && !a?.hidden && !a?.removed;
      root.classList.toggle("nothing", none);
      bare.hidden = !none || Boolean(sections.asking);
    };
    /** @type {{ [section: string]: (() => void)[] }} */
    const draws = {
      about: [drawRoot, list.draw, foot.draw], arrangement: [drawRoot, bar.draw, list.draw, foot.draw], progress: [list.draw, foot.draw, asking.draw],
      places: [bar.drawWays], notice: [foot.draw], asking: [drawRoot, asking.draw], chosen: [drawRoot, list.draw, foot.draw], sound: [list.draw],
    };
    const everything = [drawRoot, asking.draw, bar.draw, bar.drawWays, list.draw, foot.draw];
    const view = {
      draw: (names) => {
        const todo = new Set();
        for (const name of names) {
          const own = name === "all" ? everything : name.startsWith("cell:") ? [list.draw, foot.draw] : draws[name];
          if (!own) model.send({ t: "unknown", what: `the section '${name}'` });
          own?.forEach((each) => todo.add(each));
        }
        todo.forEach((each) => each());
      },
      follow: () => { list.follow(); foot.follow(); },
    };
    views.add(view);
    model.send({ t: "seen" });
    view.draw(["all"]);
    takeFocus(root, () => { if (asking.shown() && root.classList.contains("nothing")) asking.focus(); else list.focus(); });
    return () => {
      views.delete(view);
      list.free();
      bar.free();
      if (views.size) return;
      audition.stop();
      if (!dead) model.send({ t: "gone" });
    };
  };
  return { initialize, render };
};
export default makeComparison;
