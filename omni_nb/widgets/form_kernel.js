// Kernel: when it is gone nothing of a form works. That is said once, looks so, and one button says how to go on.

/** The cell that the form stands in, in JupyterLab and Notebook 7. @param {Element} root @returns {HTMLElement | null} */
const cellOf = (root) => root.closest(".jp-Cell");
/** Runs that cell as its keys do: a page has no other way to a notebook's commands. @param {HTMLElement} cell */
const runCell = (cell) => {
  cell.focus(); // makes it the one that is looked at
  cell.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", code: "Enter", keyCode: 13, ctrlKey: true, bubbles: true, cancelable: true }));
};

const GOES_ON = "omni-nb-goes-on-";
/** A button that runs the cell; the next form goes on with what stands here. @param {HTMLElement} cell @param {PageSections} sections */
const againButton = (cell, sections) => {
  const again = () => {
    if (sections.place) keepInPage("sessionStorage", GOES_ON + sections.place, "1");
    runCell(cell);
  };
  return button("again", [icon("refresh-cw"), t("Run the cell again")], again, { class: "primary" });
};
/** Whether the form that stands here now came by that button: once. @param {string | undefined} place */
const goesOn = (place) => {
  const asked = Boolean(place && keptInPage("sessionStorage", GOES_ON + place));
  if (asked) keepInPage("sessionStorage", GOES_ON + place);
  return asked;
};

/** Why the form is dead, and how to go on. @param {HTMLElement} root @param {PageSections} sections */
const makeGone = (root, sections) => {
  const place = h("div", { role: "alert" });
  const draw = () => {
    const cell = cellOf(root);
    put(place, h("div", "onb-notice warn gone", icon("triangle-alert"),
      h("span", "grow", cell ? t("The kernel was restarted or shut down. Run this cell again, after the cells it needs; the conversation and what you typed come back.")
        : t("The kernel was restarted or shut down. Run this cell again to continue; the conversation stays below.")),
      cell && againButton(cell, sections)));
  };
  /** Everything that would ask the kernel. @param {HTMLElement} box */
  const lock = (box) => {
    box.classList.add("dead");
    for (const e of root.querySelectorAll(".box :is(button, input, select), :is(.turn, .branches) [data-key]")) Object.assign(e, { disabled: true });
  };
  return { place, draw, lock };
};
