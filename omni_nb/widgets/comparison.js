// The comparison: cells side by side, heard with one playhead. Python decides which, in what order and in which words;
// `audition.js` sounds; the rooms of this page draw: the bar above, the list, the bar below.

const DEAD = later("The kernel has stopped. You can still hear what was received; you cannot ask or change anything more.");

/** The widget. A page that is opened from disk makes it too, and answers in Python's place (comparison_page.js). */
const makeComparison = () => {
  /** @type {PageSectionsOfComparison} */
  const sections = {};
  const cells = makeCellPage(sections, DEAD), { audition, send } = cells;
  /** What a person does, from whatever room; the view that is used draws it. @type {Stage} */
  const stage = makeStage({ sections, audition, send, changed: () => cells.redraw("chosen") });

  /** @param {{ el: HTMLElement }} page */
  const render = ({ el }) => {
    const root = h("div", { class: "omni-nb omni-nb-comparison", role: "group", "aria-label": t("comparison"), "data-lm-suppress-shortcuts": "true" });
    const bare = h("div", { class: "onb-empty empty", hidden: true }, t("There are no answers in this comparison."));
    const top = cells.makeTop(), asking = makeAskingForm(stage), bar = makeHearingBar(stage, root), list = makeCellList(stage, root), foot = makeFoot(stage);
    root.append(...top.elements, bare, ...asking.elements, ...bar.elements, ...list.elements, ...foot.elements);
    el.append(root);

    const drawRoot = () => {
      top.draw();
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
    const draw = makeDrawing(everything, draws, [list.draw, foot.draw], cells.unknown);
    const leave = cells.show({ draw, follow: () => { list.follow(); foot.follow(); } });
    takeFocus(root, () => { if (asking.shown() && root.classList.contains("nothing")) asking.focus(); else list.focus(); });
    return () => {
      const last = leave();
      list.free();
      bar.free();
      if (!last) return;
      audition.stop();
      send({ t: "gone" });
    };
  };
  return { initialize: cells.initialize, render: spoken(render) };
};
export default makeComparison;
