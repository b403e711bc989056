/**
 * A small card in the corner of the page for what is still to be heard and stands nowhere else in sight. Returns where the player
 * shows itself, and what takes the card away. In a frame that is only as high as one output (Colab) or as all of them together
 * (VS Code) a corner is no place: it stands in the flow there.
 *
 * @param {() => void} stop its button
 */
const makePlayerCard = (stop) => {
  const framed = window.parent !== window && (window.innerHeight < 300 || document.documentElement.clientHeight > screen.height);
  const card = h("div", { class: "omni-nb onb-card", role: "region", "aria-label": t("Still speaking"), "data-omni-nb": "card",
    style: `position:${framed ? "static" : "fixed"};right:20px;bottom:44px;z-index:1000;width:340px;max-width:calc(100vw - 40px);box-sizing:border-box;padding:6px 12px;box-shadow:0 4px 16px #0004;background:var(--onb-paper,Canvas);color:var(--onb-ink,CanvasText)` });
  const off = iconButton("card", "x", t("Stop speaking"), stop, { class: "quiet" });
  card.append(h("div", { style: "display:flex;justify-content:space-between;align-items:center;color:var(--onb-quiet)" }, t("Still speaking"), off));
  document.body.append(card);
  return { card, dispose: () => card.remove() };
};
