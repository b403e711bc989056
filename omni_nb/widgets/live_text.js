// Live text: finished blocks and one that still grows. Python decides and sanitises; this draws.

/** @typedef {{blocks: string[], tail: string, status: string}} State */

const makeTextElements = () => {
  const root = document.createElement("div");
  root.className = "omni-nb-live jp-RenderedHTMLCommon";
  root.setAttribute("role", "log");
  root.setAttribute("aria-label", "reply");
  root.style.cssText = "min-height:1.5em";
  // one parent for all blocks: they are neighbours as in the output that takes their place, with the same margins
  const words = document.createElement("div");
  words.className = "omni-nb-answer tex2jax_ignore mathjax_ignore";
  words.style.cssText = "overflow-wrap:break-word";
  const status = document.createElement("div");
  status.style.cssText = "color:#808896;font-size:0.85em;min-height:1.4em";
  status.setAttribute("aria-live", "off");
  root.append(words, status);
  return { root, words, status };
};

export default () => {
  /** @type {State} */
  const state = { blocks: [], tail: "", status: "" };
  /** @type {Set<() => void>} */
  const views = new Set();
  let seq = 0;
  let waiting = false;
  let frame = 0;

  const draw = () => {
    frame = 0;
    views.forEach((view) => view());
  };

  /**
   * Messages may come before any view exists, so they are taken here and never in render.
   *
   * @param {{ model: PageModel<Protocol.FromText> }} page
   */
  const initialize = ({ model }) => {
    const changed = () => {
      // a hidden page draws no frames; it must not fall behind either
      if (!frame) frame = document.hidden ? (draw(), 0) : requestAnimationFrame(draw);
    };
    /** @type {Takes<Protocol.ToText>} */
    const takes = {
      all: (m) => {
        Object.assign(state, { blocks: m.blocks, tail: m.more, status: m.status });
        seq = m.seq;
        waiting = false;
        changed();
      },
      change: (m) => {
        if (waiting) return;
        if (m.seq !== seq + 1) {
          waiting = true; // something was lost: ask for all of it
          model.send({ t: "ready" });
          return;
        }
        seq = m.seq;
        if (m.blocks) {
          const [first, ...others] = m.blocks;
          state.blocks.push(state.tail.slice(0, m.known ?? 0) + first, ...others);
          state.tail = "";
        }
        if (m.more !== undefined) state.tail = state.tail.slice(0, m.keep) + m.more;
        if (m.status !== undefined) state.status = m.status;
        changed();
      },
    };
    const off = takeMessages(model, takes);
    model.send({ t: "ready" });
    return off;
  };

  /** @param {{ model: PageModel<Protocol.FromText>, el: HTMLElement }} page */
  const render = ({ model, el }) => {
    const { root, words, status } = makeTextElements();
    el.append(root);
    let drawn = 0;
    let kept = 0; // nodes that stay: behind them stands the tail
    let shown = "";
    const view = () => {
      if (drawn > state.blocks.length) drawn = kept = 0;
      if (drawn < state.blocks.length || shown !== state.tail) {
        while (words.childNodes.length > kept) words.lastChild?.remove();
        for (; drawn < state.blocks.length; drawn++) words.insertAdjacentHTML("beforeend", state.blocks[drawn]);
        const finished = [...words.childNodes].slice(kept).filter((node) => node instanceof Element);
        kept = words.childNodes.length;
        words.insertAdjacentHTML("beforeend", state.tail);
        shown = state.tail;
        finished.forEach((block) => dressAnswer(block, model));
      }
      if (status.textContent !== state.status) status.textContent = state.status;
    };
    views.add(view);
    view();
    return () => {
      views.delete(view);
      if (!views.size) {
        if (frame) cancelAnimationFrame(frame);
        frame = 0;
        model.send({ t: "gone" });
      }
    };
  };

  return { initialize, render };
};
