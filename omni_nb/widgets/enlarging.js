// Pictures that can be seen large: a click or Enter opens them, Escape or a click closes, and the focus is where it was.

/** The one that is open. @type {{ key: string, img: HTMLImageElement } | null} */
let enlarged = null;

/** In its own size, or as large as the window is. @param {HTMLImageElement} picture @param {string} key */
const enlarge = (picture, key) => {
  const close = () => dialog.close();
  const img = h("img", { src: picture.src, alt: picture.alt }), { naturalWidth: w, naturalHeight: height, dataset } = picture;
  img.style.cssText = `--w:${Number(dataset.width) || w}px;--r:${w / height || 1}`;
  const dialog = h(
    "dialog", { class: "omni-nb onb-enlarged", "aria-label": picture.alt, onclick: close },
    h("div", "onb-toolbar", h("span", {}, picture.alt), iconButton("", "x", t("Close"), close)), img,
  );
  dialog.onkeydown = (e) => e.stopPropagation(); // letters are commands to a notebook
  dialog.onclose = () => {
    URL.revokeObjectURL(img.src);
    dialog.remove();
    enlarged = null;
  };
  (picture.closest(".omni-nb") ?? document.body).append(dialog);
  dialog.showModal(); // the browser takes the focus back by itself
  enlarged = { key, img };
};
/** The same picture with more in it. @param {string} key @param {Blob} data */
const showLarger = (key, data) => { if (enlarged?.key === key) enlarged.img.src = URL.createObjectURL(data); };

/**
 * Each picture of a question becomes a button; its alternative text stays its name.
 *
 * @param {Element} place
 * @param {string} key of the question
 * @param {(at: string) => void} wanted one of them is looked at: where there is a better one, `showLarger` it
 */
const dressPictures = (place, key = "", wanted = () => {}) => {
  for (const picture of /** @type {NodeListOf<HTMLImageElement>} */ (place.querySelectorAll("img.omni-nb-picture"))) {
    const at = picture.dataset.at ?? "", opens = h("button", { type: "button", class: "onb-enlarge", title: t("Enlarge"), "aria-haspopup": "dialog" });
    opens.onclick = () => { enlarge(picture, key + at); wanted(at); };
    opens.style.width = picture.style.width;
    if (picture.parentElement) picture.parentElement.style.resize = "none"; // the corner is for those who have no script
    picture.replaceWith(opens);
    opens.append(picture, icon("maximize"));
  }
};
