// Live text: finished blocks and one that still grows. Python decides and sanitises; this draws.

/** @typedef {{blocks: string[], tail: string, status: string, over: boolean}} State */

const makeTextElements = () => {
  // one parent for all blocks: they are neighbours as in the output that takes their place, with the same margins
  const words = h("div", { class: "omni-nb-answer tex2jax_ignore mathjax_ignore", style: "overflow-wrap:break-word" });
  const status = h("div", { style: "opacity:0.75;font-size:0.85em;min-height:1.4em", "aria-live": "off" });
  // a group: its sentences are announced when they are whole, not each word that comes
  const root = h("div", { class: "omni-nb omni-nb-live jp-RenderedHTMLCommon", role: "group", "aria-label": t("reply"), style: "min-height:1.5em" }, words, status);
  return { root, words, status };
};

const SENTENCE_ENDS = /[.!?;]+["'”’)\]]*\s|[。！？；]+[”’）」]*|\n+(?=\S)/g;

/**
 * Says a growing text to those who listen, sentence by sentence and each once; code is named, not read.
 *
 * @param {() => boolean} mine of several views of one reply the first one speaks
 */
const makeTeller = (mine) => {
  let told = 0; // so many characters of what grows
  /** @param {string} words */
  const say = (words) => { if (mine() && words.trim()) announce(words.trim()); };
  /** @param {Element[]} finished @param {string} tail */
  return (finished, tail) => {
    for (const block of finished) {
      say(block.matches(".omni-nb-code") ? t("code") : (block.textContent ?? "").slice(told));
      told = 0;
    }
    const ends = [...tail.matchAll(SENTENCE_ENDS)].map((end) => end.index + end[0].length);
    const upto = ends[ends.length - 1] ?? 0;
    if (upto > told) {
      say(tail.slice(told, upto));
      told = upto;
    }
  };
};

export default () => {
  /** @type {State} */
  const state = { blocks: [], tail: "", status: "", over: false };
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
        Object.assign(state, { blocks: m.blocks, tail: m.more, status: m.status, over: m.over }); // what was over when the page came is not read out
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
    let heard = false; // something sounds in this page, the reply most likely: two voices at once are none
    const hears = () => { heard = true; };
    document.addEventListener("omni-nb-sounds", hears);
    const told = makeTeller(() => !heard && views.values().next().value === view);
    const view = () => {
      if (drawn > state.blocks.length) drawn = kept = 0;
      if (drawn < state.blocks.length || shown !== state.tail) {
        while (words.childNodes.length > kept) words.lastChild?.remove();
        for (; drawn < state.blocks.length; drawn++) words.insertAdjacentHTML("beforeend", state.blocks[drawn]);
        const finished = [...words.childNodes].slice(kept).filter((node) => node instanceof Element);
        kept = words.childNodes.length;
        words.insertAdjacentHTML("beforeend", state.tail);
        shown = state.tail;
        if (!state.over) told(finished, [...words.childNodes].slice(kept).map((node) => node.textContent).join(" "));
        finished.forEach((block) => dressAnswer(block, model));
      }
      setText(status, state.status);
    };
    views.add(view);
    view();
    return () => {
      if (frame) view(); // the last sentence is said, though nobody will see it here
      views.delete(view);
      document.removeEventListener("omni-nb-sounds", hears);
      if (!views.size) {
        if (frame) cancelAnimationFrame(frame);
        frame = 0;
        model.send({ t: "gone" });
      }
    };
  };

  return { initialize, render: spoken(render) };
};
