// The page of a saved conversation: what an answer gets in a notebook it gets here. Without it the page is whole, but for copying.

for (const turn of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".turn"))) {
  const answer = turn.querySelector(".answer");
  if (!answer) continue;
  dressPictures(turn);
  dressAnswer(answer, /** @type {PageModel<any>} */ ({}));
  const { copy } = turn.dataset;
  if (copy) answer.append(copyButton("", t("Copy the answer as Markdown"), () => copy, () => answer.querySelector(".omni-nb-answer"), { class: "onb-button icon quiet" }));
}
