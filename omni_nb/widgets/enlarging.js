// Pictures that can be seen large: a click or Enter opens them, Escape or a click closes, and the focus is where it was.

/** @param {HTMLImageElement} picture */
const enlarge = (picture) => {
  const close = () => dialog.close();
  const dialog = h(
    "dialog", { class: "omni-nb onb-enlarged", "aria-label": picture.alt, onclick: close },
    h("div", { class: "onb-toolbar" }, h("span", {}, picture.alt), iconButton("", "x", t("Close"), close)),
    h("img", { src: picture.src, alt: picture.alt }),
  );
  dialog.onkeydown = (e) => e.stopPropagation(); // letters are commands to a notebook
  dialog.onclose = () => dialog.remove();
  (picture.closest(".omni-nb") ?? document.body).append(dialog);
  dialog.showModal(); // the browser takes the focus back by itself
};

/** Each picture of a question becomes a button; its alternative text stays its name. @param {Element} place */
const dressPictures = (place) => {
  for (const picture of /** @type {NodeListOf<HTMLImageElement>} */ (place.querySelectorAll("img.omni-nb-picture"))) {
    const opens = h("button", { type: "button", class: "onb-enlarge", title: t("Enlarge"), "aria-haspopup": "dialog", onclick: () => enlarge(picture) });
    picture.replaceWith(opens);
    opens.append(picture);
  }
};
