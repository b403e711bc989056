// What scrolls sideways can be reached with the keyboard.
for (const box of document.querySelectorAll("pre, .table-wrapper, .cell_output")) {
  if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
}
