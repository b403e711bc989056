// Hands: keys, what is pasted, what is dropped.

/** What is dragged is a file, a picture of a page or a link. Words, and cells of the notebook, are no news. @param {DataTransfer | null} data */
const bringsMedia = (data) => Boolean(data && [...data.types].some((type) => type === "Files" || type === "text/uri-list"));
/** A folder cannot be read as a file. @param {DataTransfer} data */
const foldersIn = (data) => [...data.items].map((item) => item.webkitGetAsEntry?.()).filter((entry) => entry?.isDirectory).map((entry) => entry?.name);

/**
 * Files that were given, without folders: those are told.
 *
 * @param {DataTransfer} data
 * @param {Pick<Rooms, "addFiles" | "send">} form
 */
const takeFiles = (data, { addFiles, send }) => {
  const folders = foldersIn(data), files = [...data.files];
  addFiles(files.filter((file) => !folders.includes(file.name)));
  folders.forEach((name, i) => {
    const id = `d${Date.now().toString(36)}${i}`;
    send({ t: "file", id, name: name ?? "", size: 1 });
    send({ t: "drop", id, why: t("A folder cannot be sent. Open it and drop the files inside.") });
  });
  return files.length > 0;
};
/** @param {DataTransfer} data @param {Send} send @param {(words: string) => void} insert */
const takeDropped = (data, send, insert) => {
  const url = data.getData("text/uri-list").split("\n").map((line) => line.trim()).find((line) => /^(https?|data|file):/i.test(line));
  const said = data.getData("text/plain");
  if (url?.startsWith("file:")) send({ t: "path", value: url });
  else if (url) send({ t: "url", value: url, kind: "" });
  else if (said) insert(said);
};

/**
 * @param {{ root: HTMLElement, text: ReturnType<typeof makeText>, panel: ReturnType<typeof makePanel>, keys: ReturnType<typeof makeKeys>,
 *   send: Send, addFiles: Rooms["addFiles"], submit: () => void, isDead: () => boolean }} form
 */
const addHands = ({ root, text, panel, keys, send, addFiles, submit, isDead }) => {
  const veil = h("div", { class: "veil", hidden: true }, h("span", {}, icon("paperclip"), t("Drop here to attach")));
  root.append(veil);
  root.onkeydown = (e) => {
    const written = text.elements[0] === e.target;
    if ((written || e.ctrlKey || e.metaKey) && keys.sends(e)) {
      if (!e.repeat) submit();
      e.preventDefault();
    } else if (written && e.altKey && e.key === "ArrowDown") {
      e.preventDefault();
      /** @type {HTMLElement | null} */ (root.querySelector(".turn"))?.focus();
    } else if (e.key === "Escape" && panel.open) { panel.close(); text.focus(); }
    e.stopPropagation(); // letters are commands to a notebook, and Shift+Enter runs its cell
  };
  root.onpaste = (e) => {
    if (e.clipboardData && !isDead() && takeFiles(e.clipboardData, { addFiles, send })) e.preventDefault();
    e.stopPropagation();
  };
  root.ondragover = (e) => {
    if (isDead() || !bringsMedia(e.dataTransfer)) return; // words are taken by the box itself
    e.preventDefault();
    e.stopPropagation();
    if (e.dataTransfer) e.dataTransfer.dropEffect = "copy";
    veil.hidden = false;
    veil.style.setProperty("--at", `${e.clientY - root.getBoundingClientRect().top}px`); // a conversation may be longer than the window
  };
  root.ondragleave = (e) => { if (!root.contains(/** @type {Node | null} */ (e.relatedTarget))) veil.hidden = true; };
  root.ondrop = (e) => {
    veil.hidden = true;
    const data = e.dataTransfer;
    if (!data || isDead() || !(bringsMedia(data) || e.target !== text.elements[0])) return;
    e.preventDefault();
    e.stopPropagation();
    if (!takeFiles(data, { addFiles, send })) takeDropped(data, send, text.insert);
  };
};
