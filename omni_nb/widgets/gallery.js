// The gallery: voices to hear, filter and pick. The list, its rows and its keys are the comparison's; Python asks voices.

const DEAD = later("The kernel has stopped. You can still hear what you heard before. Run the cell again for the rest: what is kept is not asked again.");

export default () => {
  /** @type {PageSectionsOfGallery} */
  const sections = {};
  const cells = makeCellPage(sections, DEAD, {
    moved: () => turn.moved(), told: () => turn.told(), came: () => turn.came(), closing: () => turn.close(),
  });
  /** @type {(content: Protocol.FromGallery) => void} */
  const send = cells.send;
  /** @type {Stage} */
  const stage = makeStage({ sections, audition: cells.audition, send: cells.send, changed: () => cells.redraw("chosen") });
  stage.says = { list: later("voices"), pinned: later("picked"), nothing: later("No voice matches: remove a filter.") };
  stage.remove = () => {};
  const turn = makeTurn(stage, sections, send);
  /** @type {PageModel<Protocol.FromGallery>} */
  let model;
  /** @param {{ model: PageModel<Protocol.FromGallery> }} page */
  const initialize = (page) => { model = page.model; return cells.initialize(page); };

  /** @param {{ el: HTMLElement, host?: PageHost }} page */
  const render = ({ el, host }) => {
    const root = h("div", { class: "omni-nb omni-nb-comparison omni-nb-gallery", role: "group", "aria-label": t("gallery of voices"), "data-lm-suppress-shortcuts": "true" });
    const top = cells.makeTop(), bar = makeGalleryBar(stage, sections, send), list = makeCellList(stage, root), foot = makeGalleryFoot(stage, sections, turn, send);
    const slot = h("div", { "data-slot": "compared", class: "compared" });
    const children = makeChildViews({ root: el, model, host, arrived: () => {} });
    root.append(...top.elements, ...bar.elements, ...list.elements, ...foot.elements);
    el.append(root, slot);

    const drawCompared = () => { children.mount("compared", sections.compared?.id); };
    /** @type {{ [section: string]: (() => void)[] }} */
    const draws = {
      about: [top.draw, bar.draw], arrangement: [bar.draw, list.draw, foot.draw], progress: [foot.draw], picked: [foot.draw],
      compared: [drawCompared], notice: [foot.draw], chosen: [list.draw, foot.draw], sound: [list.draw, foot.draw],
    };
    const everything = [top.draw, bar.draw, list.draw, foot.draw, drawCompared];
    const draw = makeDrawing(everything, draws, [list.draw, foot.draw], cells.unknown);
    const leave = cells.show({ draw, follow: () => { list.follow(); foot.follow(); } });
    takeFocus(root, list.focus);
    return () => {
      const last = leave();
      children.close();
      list.free();
      bar.free();
      if (!last) return;
      stage.silence();
      send({ t: "gone" });
    };
  };
  return { initialize, render: spoken(render) };
};
