// Live text: finished blocks and one that still grows. Python decides and sanitises; this draws.

/** @typedef {{blocks: string[], tail: string, status: string}} State */

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

  /** Messages may come before any view exists, so they are taken here and never in render. */
  const initialize = ({ model }) => {
    const take = (m) => {
      if (m.t === "all") {
        Object.assign(state, { blocks: m.blocks, tail: m.more, status: m.status });
        seq = m.seq;
        waiting = false;
      } else if (m.t === "change") {
        if (waiting) return;
        if (m.seq !== seq + 1) {
          waiting = true; // something was lost: ask for all of it
          model.send({ t: "ready" });
          return;
        }
        seq = m.seq;
        if (m.blocks) {
          state.blocks.push(...m.blocks);
          state.tail = "";
        }
        if (m.more !== undefined) state.tail = state.tail.slice(0, m.keep) + m.more;
        if (m.status !== undefined) state.status = m.status;
      }
      // a hidden page draws no frames; it must not fall behind either
      if (!frame) frame = document.hidden ? (draw(), 0) : requestAnimationFrame(draw);
    };
    model.on("msg:custom", take);
    model.send({ t: "ready" });
    return () => model.off("msg:custom", take);
  };

  const render = ({ model, el }) => {
    const root = document.createElement("div");
    root.className = "omni-nb-live jp-RenderedHTMLCommon";
    root.setAttribute("role", "log");
    root.setAttribute("aria-label", "reply");
    root.style.cssText = "padding:0;min-height:1.5em;overflow-wrap:anywhere";
    const done = document.createElement("div");
    const tail = document.createElement("div");
    const status = document.createElement("div");
    status.style.cssText = "color:#808896;font-size:0.85em;min-height:1.4em";
    status.setAttribute("aria-live", "off");
    root.append(done, tail, status);
    el.append(root);
    let drawn = 0;
    let shown = "";
    const view = () => {
      if (drawn > state.blocks.length) {
        done.replaceChildren();
        drawn = 0;
      }
      for (; drawn < state.blocks.length; drawn++) done.insertAdjacentHTML("beforeend", state.blocks[drawn]);
      if (shown !== state.tail) {
        tail.innerHTML = state.tail;
        shown = state.tail;
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
