/**
 * In a frame that is as high as all of its outputs together (VS Code) only the window around it scrolls, so its lower edge is
 * out of sight: the card stands at the lower edge of what is seen of it. An observer tells that once, when it begins.
 *
 * @param {HTMLElement} card
 * @returns {() => void} ends that
 */
const keepInSight = (card) => {
  const all = h("div", { style: "position:fixed;inset:0;visibility:hidden;pointer-events:none" }); // a page of absolute places has no height of its own
  document.body.append(all);
  const look = () => new IntersectionObserver(([{ intersectionRect: seen }], eye) => {
    eye.disconnect();
    if (seen.height) Object.assign(card.style, { bottom: "auto", top: `${Math.max(seen.top, seen.bottom - card.offsetHeight - 20)}px` });
  }).observe(all);
  look();
  const timer = setInterval(look, 300);
  return () => { clearInterval(timer); all.remove(); };
};

/**
 * A small card in the corner of the page for what is still to be heard and stands nowhere else in sight. Returns where the player
 * shows itself, and what takes the card away. In a frame that is only as high as one output (Colab) a corner is no place: it
 * stands in the flow there.
 *
 * @param {() => void} stop its button
 */
const makePlayerCard = (stop) => {
  const framed = window.parent !== window, low = framed && window.innerHeight < 300;
  const card = h("div", { class: "omni-nb", role: "region", "aria-label": t("Still speaking"), "data-omni-nb": "card",
    style: `position:${low ? "static" : "fixed"};right:20px;bottom:44px;z-index:1000;width:340px;max-width:calc(100vw - 40px);box-sizing:border-box;padding:6px 12px;border:1px solid var(--onb-line);border-radius:10px;box-shadow:0 4px 16px #0004;background:var(--onb-paper,Canvas);color:var(--onb-ink,CanvasText)` });
  const label = t("Stop speaking");
  const off = h("button", { type: "button", "aria-label": label, title: label, onclick: stop, style: "display:grid;place-items:center;width:28px;height:28px;padding:0;border:0;border-radius:6px;background:none;color:inherit;cursor:pointer" }, icon("x"));
  card.append(h("div", { style: "display:flex;justify-content:space-between;align-items:center;color:var(--onb-quiet)" }, t("Still speaking"), off));
  document.body.append(card);
  const rest = framed && !low ? keepInSight(card) : null;
  return { card, dispose: () => { rest?.(); card.remove(); } };
};
