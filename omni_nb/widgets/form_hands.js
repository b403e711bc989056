// Hands: keys, what is pasted, what is dropped.

/**
 * @param {{ root: HTMLElement, box: HTMLElement, text: ReturnType<typeof makeText>, panel: ReturnType<typeof makePanel>,
 *   send: Send, addFiles: Rooms["addFiles"], submit: () => void }} form
 */
const addHands = ({ root, box, text, panel, send, addFiles, submit }) => {
  /** @param {boolean} on */
  const over = (on) => box.classList.toggle("over", on);
  root.onkeydown = (e) => {
    if (e.key === "Enter" && (e.ctrlKey || e.metaKey)) { submit(); e.preventDefault(); }
    else if (e.key === "Escape" && panel.open) { panel.close(); text.focus(); }
    e.stopPropagation(); // letters are commands to a notebook
  };
  root.onpaste = (e) => {
    const files = [...e.clipboardData?.files ?? []];
    if (files.length) { addFiles(files); e.preventDefault(); }
    e.stopPropagation();
  };
  box.ondragover = (e) => { e.preventDefault(); e.stopPropagation(); over(true); };
  box.ondragleave = (e) => { if (!box.contains(/** @type {Node | null} */ (e.relatedTarget))) over(false); };
  box.ondrop = (e) => {
    e.preventDefault();
    e.stopPropagation();
    over(false);
    const files = [...e.dataTransfer?.files ?? []];
    const url = e.dataTransfer?.getData("text/uri-list").split("\n").find((l) => /^https?:/.test(l));
    const said = e.dataTransfer?.getData("text/plain");
    if (files.length) addFiles(files);
    else if (url) send({ t: "url", value: url.trim(), kind: "" });
    else if (said) text.insert(said);
  };
};
