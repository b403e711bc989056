// The form that a comparison is asked with: a question, voices, models, repeats, and what that would ask and cost.

const DRAFT_MS = 200;

/** @param {Stage} stage */
const makeAskingForm = (stage) => {
  const { sections, send } = stage;
  const prompt = h("textarea", { "data-key": "prompt", rows: "2", "aria-label": "question", placeholder: "What shall all of them answer?", oninput: () => soon(), onkeydown: (e) => submit(e) });
  const voices = h("div", { class: "choices", role: "group", "aria-label": "voices" });
  const models = h("div", { class: "choices", role: "group", "aria-label": "models" });
  const counted = h("span", { class: "faint" });
  const repeats = h("input", { type: "number", min: "1", max: "20", value: "1", "data-key": "repeats", onchange: () => told() });
  const say_ = h("input", { type: "checkbox", "data-key": "say", onchange: () => told() });
  const compare = button("compare", "Compare", () => ask(), { class: "main" });
  const line = h("span", { class: "line", role: "status" }), problem = h("div", { class: "problem", role: "alert" });
  const element = h(
    "div", { class: "asking", hidden: true }, prompt,
    h("details", { class: "offer" }, h("summary", { "data-key": "offer:models" }, "models"), models),
    h("details", { class: "offer", open: true }, h("summary", { "data-key": "offer:voices" }, "voices ", counted), voices),
    h("div", { class: "bar" }, h("label", {}, "times each", repeats), h("label", {}, say_, "read these words out, exactly"), h("span", { class: "grow" }), line, compare),
    problem,
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
    h("label", { class: "choice", title: about }, h("input", { type: "checkbox", value: id, checked: on, "data-key": `${kind}:${id}`, onchange: () => told() }), title);

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
    say(counted, a.chosen_voices.length ? `${a.chosen_voices.length} chosen` : "the model's own");
    say(line, a.line);
    say(problem, a.problem);
    problem.hidden = !a.problem;
    compare.disabled = !a.ready || Boolean(sections.progress?.busy);
  };
  return { elements: [element], draw, focus: () => prompt.focus(), shown: () => Boolean(sections.asking) };
};
