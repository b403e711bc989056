// What an answer gets from the page it stands in: formulas are typeset, code can be copied. It changes no words.

const COPY_BUTTON =
  "position:absolute;top:6px;right:8px;border:1px solid #8b97ad;border-radius:5px;background:#1f2430;color:#e6e8ee;" +
  "font:12px/1.4 system-ui,sans-serif;padding:2px 8px;cursor:pointer;user-select:none";
const COPY_SAID_MS = 1_500;

/** The text to the clipboard, also where a page has no right to it but may still copy what is selected. @param {string} text */
const copyText = async (text) => {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const field = document.createElement("textarea");
    field.value = text;
    field.style.cssText = "position:fixed;opacity:0";
    document.body.append(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    return done;
  }
};

/** @param {HTMLElement} frame of a piece of code */
const addCopyButton = (frame) => {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = "copy";
  button.setAttribute("aria-label", "copy the code");
  button.style.cssText = COPY_BUTTON;
  const said = document.createElement("span"); // for those who do not see the button change
  said.setAttribute("role", "status");
  said.style.cssText = "position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)";
  button.onclick = async (e) => {
    e.stopPropagation();
    const done = await copyText(frame.querySelector("code")?.textContent ?? "");
    button.textContent = said.textContent = done ? "copied" : "select it and press Ctrl+C";
    button.focus({ preventScroll: true });
    setTimeout(() => { button.textContent = "copy"; said.textContent = ""; }, COPY_SAID_MS);
  };
  frame.style.position = "relative";
  frame.append(button, said);
};

/** An element and what is in it that match. @param {Element} node @param {string} selector */
const within = (node, selector) => /** @type {HTMLElement[]} */ ([...(node.matches(selector) ? [node] : []), ...node.querySelectorAll(selector)]);

/**
 * Once for each block that is finished. A page without a renderer of its own shows formulas as they were written.
 *
 * @param {Element} node
 * @param {PageModel<any>} model
 */
const dressAnswer = (node, model) => {
  within(node, ".omni-nb-code").forEach(addCopyButton);
  const typesetter = model.widget_manager?.rendermime?.latexTypesetter;
  for (const formula of typesetter ? within(node, ".omni-nb-formula.mathjax_process") : [])
    Promise.resolve().then(() => typesetter.typeset(formula)).catch(() => {});
};
