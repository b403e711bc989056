// Copying: to the clipboard where the page may, else what is to be copied is selected, and the key is said.

const COPY_SAID_MS = 1_800, KEY_SAID_MS = 6_000;
const IS_MAC = /mac|iphone|ipad/i.test(navigator.platform || navigator.userAgent);

/** The text to the clipboard, also where a page has no right to it but may still copy what is selected. @param {string} text */
const copyText = async (text) => {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const field = h("textarea", { style: "position:fixed;opacity:0" });
    field.value = text;
    document.body.append(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    return done;
  }
};

/**
 * A button that copies, and says so in its place and to those who listen.
 *
 * @param {string} key
 * @param {string} label
 * @param {() => string} text exactly what is copied
 * @param {() => Node | null} shown where it stands, to be selected where it cannot be copied
 * @param {{ [name: string]: any }} more its looks: a class of the design, or a style where there is none of its buttons
 */
const copyButton = (key, label, text, shown, more = {}) => {
  let timer = 0;
  /** @param {IconName} name @param {string} words @param {number} ms */
  const say = (name, words, ms) => {
    put(e, icon(name), h("span", {}, words));
    announce(words);
    clearTimeout(timer);
    timer = setTimeout(() => put(e, icon("copy")), ms);
  };
  const onclick = async () => {
    const done = await copyText(text());
    e.focus({ preventScroll: true });
    if (done) return say("check", t("Copied"), COPY_SAID_MS);
    const place = shown();
    if (place) getSelection()?.selectAllChildren(place);
    say("copy", t("Press {key} to copy", { key: IS_MAC ? "⌘C" : "Ctrl+C" }), KEY_SAID_MS);
  };
  const e = h("button", { type: "button", "data-key": key, "aria-label": label, title: label, onclick, ...more, class: `copying ${more.class ?? ""}` }, icon("copy"));
  return e;
};
