// What those who listen to a page are told when the reader has time: one place for the whole page, which outlives the widgets.

const ANNOUNCER = "omni-nb-announcer";
const ANNOUNCED_KEPT = 12;

/** @param {string} words a whole sentence, or a state */
const announce = (words) => {
  let place = document.getElementById(ANNOUNCER);
  if (!place) {
    place = h("div", { id: ANNOUNCER, role: "log", "aria-live": "polite", style: "position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap" });
    document.body.append(place);
  }
  place.append(h("div", {}, words));
  while (place.children.length > ANNOUNCED_KEPT) place.firstChild?.remove();
};
