/**
 * A small card in the corner of the page for what is still to be heard. Returns where the player shows itself, and what
 * takes the card away.
 *
 * @param {() => void} stop its button
 */
const makePlayerCard = (stop) => {
  const card = make(
    "div", {},
    "position:fixed;right:20px;bottom:44px;z-index:1000;width:320px;max-width:calc(100vw - 40px);box-sizing:border-box;padding:8px 12px 2px;" +
      "border-radius:10px;border:1px solid #80889666;box-shadow:0 4px 16px #0004;background:var(--jp-layout-color1,#fff);font-family:var(--jp-ui-font-family,system-ui)",
  );
  const head = make("div", {}, "display:flex;justify-content:space-between;font-size:0.85em;color:#808896;padding-bottom:4px", "still speaking");
  const off = make("button", { type: "button", "aria-label": "stop speaking" }, "border:none;background:none;color:inherit;cursor:pointer;font-size:1em;padding:0 2px", "✕");
  off.onclick = stop;
  head.append(off);
  card.append(head);
  document.body.append(card);
  return { card, dispose: () => card.remove() };
};
