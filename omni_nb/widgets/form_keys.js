// Keys: which one sends, in the words of this machine. Whoever chose another in a form has it in every form of this page.

const KEPT_KEY = "omni-nb-send-key";
const COMMAND = IS_MAC ? "⌘" : "Ctrl";
/** @type {{ [way in SendWay]: string[] }} */
const SENDS = { both: ["Shift+Enter", `${COMMAND}+Enter`], "shift+enter": ["Shift+Enter"], "ctrl+enter": [`${COMMAND}+Enter`], enter: ["Enter"] };

/** What a page keeps of its own, where it may. @param {"localStorage" | "sessionStorage"} where @param {string} key @param {string} [value] nothing takes it away */
const keepInPage = (where, key, value) => {
  try { // a page in a sandbox may keep nothing
    if (value) window[where].setItem(key, value);
    else window[where].removeItem(key);
  } catch {}
};
/** @param {"localStorage" | "sessionStorage"} where @param {string} key */
const keptInPage = (where, key) => {
  try { return window[where].getItem(key) ?? ""; } catch { return ""; }
};

/** @param {Pick<Rooms, "sections">} form */
const makeKeys = ({ sections }) => {
  let chosen = "";
  /** @type {Rooms["keys"]} */
  const keys = {
    /** Chosen here, by the program, in another form, or both. */
    get way() {
      const way = /** @type {SendWay} */ (chosen || sections.about?.send_key || keptInPage("localStorage", KEPT_KEY));
      return way in SENDS ? way : "both";
    },
    choose: (way) => keepInPage("localStorage", KEPT_KEY, (chosen = way)),
    /** How the keys of a way are called. */
    named: (way = keys.way) => SENDS[way].reduce((one, other) => t("{one} or {other}", { one, other })),
    /**
     * This key sends. One that ends a composition (Chinese, Japanese) never does; 229 is how Safari tells it.
     */
    sends: (e) => {
      if (e.key !== "Enter" || e.isComposing || e.keyCode === 229 || e.altKey) return false;
      const command = e.ctrlKey || e.metaKey, way = keys.way;
      if (command) return way !== "shift+enter" && way !== "enter";
      if (e.shiftKey) return way === "both" || way === "shift+enter";
      return way === "enter";
    },
  };
  return keys;
};
