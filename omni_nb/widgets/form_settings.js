// Settings: the model, what comes back, the voice; behind a button the rest. Made once, and then kept up to date.

/** @type {[NumberOption, string, { [name: string]: string }][]} */
const NUMBERS = [
  ["temperature", later("temperature"), { min: "0", max: "2", step: "0.1" }],
  ["seed", later("seed"), { step: "1" }],
  ["max_tokens", later("max tokens"), { min: "1", step: "1" }],
];

// before Python has said anything
/** @type {Protocol.Options} */
const NOTHING_CHOSEN = { model: "", voice: null, sound: false };
/** @type {Protocol.Capabilities} */
const CAN_NOTHING = { sound: false, sound_why: "", thinking: false, thinking_why: "" };

/** What stands behind the button. @param {Rooms & { changed: () => void }} form `changed`: another key sends */
const makeMore = ({ sections, send, keys, changed }) => {
  /** @param {string} name @param {Protocol.SetOption["value"]} value */
  const option = (name, value) => send({ t: "option", name, value });
  const system = h("textarea", {
    class: "onb-field", "data-key": "systemtext", rows: "2", placeholder: t("What the model should know before every turn"),
    onchange: (/** @type {Event} */ e) => option("system", changedIn(e).value.trim() || null),
  });
  const thinking = h("input", { type: "checkbox", "data-key": "thinking", onchange: (/** @type {Event} */ e) => option("thinking", changedIn(e).checked || null) });
  const numbers = NUMBERS.map(([name, title, range]) => {
    /** @param {Event} e */
    const onchange = (e) => option(name, changedIn(e).value.trim() === "" ? null : Number(changedIn(e).value));
    return { name, title, input: h("input", { type: "number", class: "onb-field number", "data-key": name, placeholder: t("default"), onchange, ...range }) };
  });
  const way = h("select", { class: "onb-select", "data-key": "sendkey", onchange: (/** @type {Event} */ e) => { keys.choose(changedIn(e).value); changed(); } },
    ...Object.keys(SENDS).map((one) => h("option", { value: one }, keys.named(/** @type {SendWay} */ (one)))));
  const language = h("select", { class: "onb-select", "data-key": "language", onchange: (/** @type {Event} */ e) => send({ t: "language", language: /** @type {any} */ (changedIn(e).value) }) },
    h("option", { value: "auto" }, t("automatic")), h("option", { value: "en", lang: "en" }, "English"), h("option", { value: "zh", lang: "zh" }, "中文"));
  const think = h("label", "check", thinking, t("thinking"));
  const element = h("div", { class: "extra", hidden: true },
    h("label", "wide", t("system prompt"), system), think,
    ...numbers.map((n) => h("label", {}, t(n.title), n.input)), h("label", {}, t("send with"), way), h("label", {}, icon("languages"), t("language"), language));
  const draw = () => {
    const o = sections.options ?? NOTHING_CHOSEN, can = sections.capabilities ?? CAN_NOTHING;
    /** What is being written is not written over. @param {HTMLInputElement | HTMLTextAreaElement} field @param {string} value */
    const set = (field, value) => { if (document.activeElement !== field) field.value = value; };
    set(system, o.system ?? "");
    thinking.checked = Boolean(o.thinking);
    thinking.disabled = !can.thinking;
    think.title = can.thinking_why;
    for (const { name, input } of numbers) set(input, String(o[name] ?? ""));
    way.value = keys.way;
    language.value = sections.language ?? "auto";
  };
  return { element, draw, first: system };
};

/** @param {Rooms & { keysChanged: () => void }} rooms */
const makeSettings = (rooms) => {
  const { sections, send, sample } = rooms;
  /** @param {string} name @param {Protocol.SetOption["value"]} value */
  const option = (name, value) => send({ t: "option", name, value });
  const chosen = () => sections.options ?? NOTHING_CHOSEN;
  const near = () => sections.near;
  const more = makeMore({ ...rooms, changed: rooms.keysChanged });
  const model = makeCombo({
    menu: "model", label: t("model"), all: t("models"), choices: () => sections.models ?? [], chosen: () => chosen().model, near,
    pick: (id) => option("model", id), send, opened: () => send({ t: "models" }),
  });
  const voice = makeCombo({
    menu: "voice", label: t("voice"), all: t("voices"), choices: () => sections.voices ?? [], chosen: () => chosen().voice ?? "", near,
    pick: (id) => option("voice", id), send,
  });
  const text = button("text", t("Text"), () => option("sound", false)), sound = button("sound", [icon("volume-2"), t("Text + sound")], () => option("sound", true));
  const heard = () => sample.key === `voice:${chosen().voice}`;
  const hear = iconButton("sample", "play", "", () => (heard() ? (sample.silence(), draw()) : send({ t: "sample", voice: chosen().voice ?? "" })), { class: "quiet" });
  const flip = () => { more.element.hidden = !more.element.hidden; draw(); if (!more.element.hidden) more.first.focus(); };
  const settings = button("settings", [icon("settings-2"), h("span", "word", t("Settings")), h("span", "mark")], flip, { "aria-label": t("Settings") });
  const voiceRow = h("div", "together", voice.field, hear);
  const bar = h("div", "onb-toolbar bar settings", model.field,
    h("div", { class: "together", role: "group", "aria-label": t("reply as") }, text, sound), voiceRow, h("span", "grow"), settings);

  const draw = () => {
    const o = chosen(), can = sections.capabilities ?? CAN_NOTHING, sampling = sections.sampling ?? "", speaks = heard();
    setAttribute(text, "aria-pressed", String(!o.sound));
    setAttribute(sound, "aria-pressed", String(o.sound));
    sound.disabled = !can.sound;
    sound.title = can.sound_why;
    voiceRow.hidden = !o.sound;
    hear.disabled = !o.voice || Boolean(sampling);
    setIcon(hear, sampling ? "loader" : speaks ? "square" : "play", speaks ? t("Stop") : t("Hear the voice {voice}", { voice: o.voice ?? "" }));
    hear.classList.toggle("onb-busy", Boolean(sampling));
    setAttribute(settings, "aria-expanded", String(!more.element.hidden));
    const differs = Boolean(o.system || o.thinking || NUMBERS.some(([name]) => o[name] !== undefined));
    settings.classList.toggle("differs", differs);
    settings.title = o.system ? t("a system prompt is set") : "";
    model.draw();
    voice.draw();
  };
  const all = [draw, more.draw];
  return {
    elements: [bar, model.place, voice.place, more.element], all,
    draws: { options: all, models: [model.draw], voices: [voice.draw], capabilities: all, sampling: [draw], near: [model.draw, voice.draw], about: [more.draw], language: [more.draw] },
  };
};
