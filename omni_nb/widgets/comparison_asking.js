// The form that a comparison is asked with: a question, voices, models, repeats, and what that would ask and cost.

const DRAFT_MS = 200;

/** @param {Stage} stage */
const makeAskingForm = (stage) => {
  const { sections, send } = stage;
  const prompt = h("textarea", { class: "onb-field", "data-key": "prompt", rows: "2", "aria-label": t("question"), placeholder: t("What should all of them answer?"), oninput: () => soon(), onkeydown: (e) => submit(e) });
  const voices = h("div", { class: "choices", role: "group", "aria-label": t("voices") });
  const models = h("div", { class: "choices", role: "group", "aria-label": t("models") });
  const counted = h("span", "faint");
  const repeats = h("input", { class: "onb-field", type: "number", min: "1", max: "20", value: "1", "data-key": "repeats", onchange: () => told() });
  const say_ = h("input", { type: "checkbox", "data-key": "say", onchange: () => told() });
  const compare = button("compare", t("Compare"), () => ask(), { class: "primary" });
  const line = h("span", { class: "line", role: "status" }), problem = makeNotice("warn", { class: "problem" });
  const element = h(
    "div", { class: "asking", hidden: true }, prompt,
    h("details", "offer", h("summary", { "data-key": "offer:models" }, t("models")), models),
    h("details", { class: "offer", open: true }, h("summary", { "data-key": "offer:voices" }, t("voices"), " ", counted), voices),
    h("div", "bar", h("label", {}, t("times each"), repeats), h("label", {}, say_, t("read these words out, exactly")), h("span", "grow"), line, compare),
    problem.element,
  );
  let timer = 0, offered = "", begun = false;

  const checked = (place) => [...place.querySelectorAll("input:checked")].map((e) => e.value);
  const draft = () => ({
    prompt: prompt.value, voices: checked(voices), models: checked(models), repeats: Math.round(Number(repeats.value)) || 1, say: say_.checked,
  });
  const told = () => { clearTimeout(timer); send({ t: "draft", ...draft() }); };
  const soon = () => { clearTimeout(timer); timer = setTimeout(told, DRAFT_MS); };
  const ask = () => {
    if (compare.disabled) return;
    clearTimeout(timer);
    send({ t: "compare", ...draft() });
  };
  const submit = (e) => {
    if (e.key !== "Enter" || !(e.ctrlKey || e.metaKey)) return;
    e.preventDefault();
    e.stopPropagation();
    ask();
  };
  const choice = (kind, id, title, about, on) =>
    h("label", { class: "onb-chip", title: about }, h("input", { type: "checkbox", value: id, checked: on, "data-key": `${kind}:${id}`, onchange: () => told() }), title);

  const draw = () => {
    const a = sections.asking;
    element.hidden = !a;
    if (!a) return;
    if (!begun) { // what is typed is the page's own from then on
      begun = true;
      prompt.value = a.prompt;
      repeats.value = String(a.repeats);
      say_.checked = a.say;
    }
    const key = JSON.stringify([a.models, a.voices]);
    if (key !== offered) {
      offered = key;
      put(models, ...a.models.map((m) => choice("model", m.id, m.title, "", a.chosen_models.includes(m.id))));
      put(voices, ...a.voices.map((v) => choice("voice", v.id, v.id, v.about, a.chosen_voices.includes(v.id))));
    }
    setText(counted, a.chosen_voices.length ? t("{n} chosen", { n: a.chosen_voices.length }) : t("the model's own"));
    setText(line, a.line);
    problem.say(a.problem);
    compare.disabled = !a.ready || Boolean(sections.progress?.busy);
  };
  return { elements: [element], draw, focus: () => prompt.focus(), shown: () => Boolean(sections.asking) };
};
