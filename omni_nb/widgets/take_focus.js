// Where the focus is when a widget comes.

/**
 * The list is where a person is at once, so that Space is all that is needed: where the cell that was run is still the one that
 * is looked at. Whoever writes in another cell by now is left alone.
 *
 * @param {HTMLElement} root
 * @param {() => void} focus
 */
const takeFocus = (root, focus) => {
  setTimeout(() => {
    const at = document.activeElement, cell = root.closest(".jp-Cell");
    const free = !at || at === document.body || (cell?.contains(at) && !at.closest("input, textarea, select, [contenteditable=true], .cm-editor"));
    if (free && root.isConnected) focus();
  }, 0);
};
