// The history: kept replies to browse, search, hear, mark, open again and delete. Python reads and writes; this draws what it is told.

const DEAD = later("The kernel has stopped. Run the cell again to browse on; the history is on disk, nothing of it is lost.");

export default () => {
  /** @type {PageSectionsOfHistory} */
  const sections = {};
  /** @type {Set<(names: string[]) => void>} */
  const views = new Set();
  /** @type {PageModel<Protocol.FromHistory>} */
  let model;
  let dead = false, me = "";

  /** @param {Protocol.FromHistory} content */
  const send = (content) => {
    if (dead) return;
    try { model.send(content, undefined, []); } catch {} // a kernel that is restarted is gone before its page hears of it
  };
  /** @param {...string} names */
  const redraw = (...names) => views.forEach((view) => view(names));
  const sample = makeSample(() => redraw("hearing"), (err) => send({ t: "unheard", why: err.message }));
  /** @type {Takes<Protocol.ToHistory>} */
  const takes = {
    set: (m) => {
      /** @type {{ [name: string]: unknown }} */ (sections)[m.name] = m.value;
      if (m.value === null && m.name.startsWith("line:")) delete sections[/** @type {`line:${string}`} */ (m.name)];
      redraw(m.name);
    },
    all: (m) => {
      for (const name of Object.keys(sections)) delete sections[/** @type {keyof typeof sections} */ (name)];
      Object.assign(sections, m.sections);
      me = m.me;
      redraw("all");
    },
    play: (m, [sound]) => sample.play(m.key, soundOf(sound, m.mime)),
    large: (m, [data]) => showLarger(m.id + m.at, new Blob([data], { type: m.mime })),
  };
  const gone = () => { dead = true; redraw("all"); };

  /** @param {{ model: PageModel<Protocol.FromHistory> }} page */
  const initialize = ({ model: given }) => {
    model = given;
    const ends = [hearOfKernel(model, () => me, gone), takeMessages(model, takes)];
    send({ t: "ready" });
    return () => { ends.forEach((end) => end()); sample.silence(); };
  };
  /** @param {string} id @param {boolean} on */
  const pick = (id, on) => send({ t: "pick", ids: [...(sections.picked ?? []).filter((one) => one !== id), ...(on ? [id] : [])] });

  /** @param {{ el: HTMLElement, host?: PageHost }} page */
  const render = ({ el, host }) => {
    const root = h("div", { class: "omni-nb omni-nb-history", role: "group", "aria-label": t("history of replies"), "data-lm-suppress-shortcuts": "true" });
    /** @type {HistoryRoom} */
    const room = { model, sections, send, sample, redraw, pick };
    const hidden = h("style"), banner = makeNotice("warn");
    const bar = makeHistoryBar(room), list = makeLines(room), foot = makeHistoryFoot(room), below = makeBelow(root, room, host);
    root.append(hidden, banner.element, ...bar.elements, ...list.elements, ...foot.elements, ...below.elements);
    el.append(root);
    const rooms = [bar, list, foot, below];

    /** @param {string[]} names */
    const view = (names) => {
      keepFocus(root, () => {}, () => {
        for (const room of rooms) if (names.some((name) => name === "all" || room.draws.includes(name.split(":")[0]))) room.draw();
      });
      // what stays in the notebook says that this was here; while it is, that would be said twice
      hidden.textContent = sections.about && !dead ? `.omni-nb-kept-${sections.about.kept} { display: none; }` : "";
      banner.say(dead ? t(DEAD) : "");
      if (dead) for (const e of root.querySelectorAll(":is(button, input, select, textarea):not(.below *, .omni-nb-saved *)")) Object.assign(e, { disabled: true });
    };
    views.add(view);
    send({ t: "seen" });
    view(["all"]);
    return () => {
      views.delete(view);
      bar.free();
      list.free();
      below.free();
      if (views.size) return;
      sample.silence();
      send({ t: "gone" });
    };
  };
  return { initialize, render: spoken(render) };
};

/** @param {HistoryRoom} room */
const makeLines = (room) => {
  const { sections } = room;
  const list = h("ul", { class: "lines", "aria-label": t("replies, newest first") }), empty = h("div", "onb-empty");
  /** @type {Map<string, ReturnType<typeof makeLine>>} */
  const lines = new Map();
  list.onkeydown = (e) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[e.key], head = /** @type {HTMLElement} */ (e.target);
    if (!by || !head.matches(".head")) return;
    const ids = sections.page?.ids ?? [], at = ids.findIndex((id) => lines.get(id)?.element.contains(head));
    lines.get(ids[at + by] ?? "")?.focus();
    e.preventDefault();
    e.stopPropagation();
  };
  const draw = () => {
    const ids = sections.page?.ids ?? [];
    for (const [id, line] of lines) if (!ids.includes(id)) { line.free(); lines.delete(id); }
    const wanted = ids.map((id) => {
      const line = lines.get(id) ?? makeLine(room, id);
      lines.set(id, line);
      line.draw();
      return line.element;
    });
    wanted.forEach((e, i) => { if (list.children[i] !== e) list.insertBefore(e, list.children[i] ?? null); });
    while (list.children.length > wanted.length) list.lastChild?.remove();
    list.hidden = !wanted.length;
    empty.hidden = wanted.length > 0 || !sections.page;
    setText(empty, sections.page?.filtered ? t("No reply matches: search for fewer words, or show all again.") : t("Nothing is kept yet. Each reply from now on will be here, after a restart, too."));
  };
  return { elements: [list, empty], draw, draws: ["page", "line", "opened", "opening", "hearing", "picked"], free: () => lines.forEach((line) => line.free()) };
};

/** A composer or a comparison, below the list. @param {HTMLElement} root @param {HistoryRoom} room @param {PageHost} [host] */
const makeBelow = (root, { model, sections, send }, host) => {
  const slot = h("div", { "data-slot": "below" }), title = h("b");
  const element = h("div", { class: "below", hidden: true }, h("div", "bar", title, h("span", "grow"), iconButton("shut", "x", t("Close"), () => send({ t: "shut" }), { class: "quiet" })), slot);
  const children = makeChildViews({ root, model, host, arrived: (view) => view.scrollIntoView({ block: "nearest" }) });
  const draw = () => {
    const b = sections.below;
    element.hidden = !b?.id;
    setText(title, b?.kind === "composer" ? t("The conversation goes on here") : t("The picked replies side by side"));
    children.mount("below", b?.id);
  };
  return { elements: [element], draw, draws: ["below"], free: children.close };
};
