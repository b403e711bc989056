// What an answer gets from the page it stands in: formulas are typeset, code can be copied. It changes no words.

const ON_CODE = "position:absolute;top:6px;right:6px;display:inline-flex;align-items:center;gap:6px;min-height:28px;padding:0 5px;border:1px solid #8b97ad;border-radius:6px;background:#1f2430;color:#e6e8ee;font:inherit;cursor:pointer;user-select:none";

/** @param {HTMLElement} frame of a piece of code */
const addCopyButton = (frame) => {
  const code = () => frame.querySelector("code");
  frame.style.position = "relative";
  frame.append(copyButton("", t("Copy the code"), () => code()?.textContent ?? "", code, { style: ON_CODE }));
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
