// Settings: the model, what comes back, the voice and what is known of it; behind two buttons the rest.

/** @type {[NumberOption, string, { [name: string]: string }][]} */
const NUMBERS = [
  ["temperature", "temperature", { min: "0", max: "2", step: "0.1" }],
  ["seed", "seed", { step: "1" }],
  ["max_tokens", "most tokens of the answer", { min: "1", step: "1" }],
];

// before Python has said anything
/** @type {Protocol.Options} */
const NOTHING_CHOSEN = { model: "", voice: null, sound: false };
/** @type {Protocol.Capabilities} */
const CAN_NOTHING = { sound: false, sound_why: "", thinking: false, thinking_why: "" };

/** @param {Rooms} rooms */
const makeSettings = ({ sections, send, sample }) => {
  const bar = h("div", { class: "bar settings" });
  const extra = h("div");
  const open = { system: false, more: false, another: false };

  /** @param {string} name @param {Protocol.SetOption["value"]} value */
  const option = (name, value) => send({ t: "option", name, value });
  /** @param {keyof typeof open} what */
  const flip = (what) => { open[what] = !open[what]; draw(); drawExtra(); };

  /** @param {string} chosen @param {Protocol.ModelChoice[]} models */
  const modelMenu = (chosen, models) => {
    /** @param {Event} e */
    const pick = (e) => {
      if (changedIn(e).value) return option("model", changedIn(e).value);
      open.another = true;
      drawExtra();
      extra.querySelector("input")?.focus();
    };
    const menu = h("select", { "data-key": "model", onchange: pick });
    const known = models.some((m) => m.id === chosen);
    for (const m of known ? models : [...models, { id: chosen, note: "" }])
      menu.append(h("option", { value: m.id, title: m.note, selected: m.id === chosen }, m.id));
    menu.append(h("option", { value: "" }, "another…"));
    return menu;
  };
  /** @param {Protocol.Options} o @param {Protocol.Capabilities} capabilities */
  const voiceRow = (o, capabilities) => {
    const voices = sections.voices ?? [], sampling = sections.sampling ?? "", heard = sample.key === `voice:${o.voice}`;
    /** @param {Event} e */
    const pick = (e) => option("voice", changedIn(e).value || null);
    const menu = h("select", { "data-key": "voice", disabled: !o.sound, onchange: pick });
    for (const v of voices) menu.append(h("option", { value: v.id, title: v.about, selected: v.id === o.voice }, v.label));
    const listen = () => (heard ? (sample.silence(), draw()) : send({ t: "sample", voice: o.voice ?? "" }));
    const about = (o.sound && voices.find((v) => v.id === o.voice)?.about) || "";
    /** @param {Event} e */
    const think = (e) => option("thinking", changedIn(e).checked || null);
    return h("div", { class: "voice" },
      h("div", { class: "together" },
        h("label", { title: o.sound ? "" : "no sound was asked for" }, "voice", menu),
        button("sample", sampling === o.voice ? "…" : heard ? "■" : "▶", listen, {
          disabled: !o.sound || !o.voice || Boolean(sampling), "aria-label": `hear the voice ${o.voice ?? ""}`, title: "hear this voice",
        })),
      h("span", about ? { class: "faint about", tabindex: "0", title: about } : { class: "about" }, about),
      h("label", { title: capabilities.thinking_why ?? "" },
        h("input", { type: "checkbox", "data-key": "thinking", checked: Boolean(o.thinking), disabled: !capabilities.thinking, onchange: think }),
        "thinking"));
  };
  const draw = () => {
    const o = sections.options ?? NOTHING_CHOSEN, capabilities = sections.capabilities ?? CAN_NOTHING, sound = o.sound;
    put(
      bar,
      h("label", {}, "model", modelMenu(o.model, sections.about?.models ?? [])),
      h("div", { class: "tabs", role: "group", "aria-label": "what comes back" },
        button("text", "text", () => option("sound", false), { "aria-pressed": String(!sound) }),
        button("sound", "text + sound", () => option("sound", true), { "aria-pressed": String(sound), disabled: !capabilities.sound, title: capabilities.sound_why ?? "" })),
      h("div", { class: "together last" },
        button("system", o.system ? "system prompt •" : "system prompt", () => flip("system"), { "aria-expanded": String(open.system) }),
        button("more", "more", () => flip("more"), { "aria-expanded": String(open.more) })),
      voiceRow(o, capabilities),
    );
  };

  const anotherModel = () => {
    /** @param {Event} e */
    const onchange = (e) => {
      if (changedIn(e).value.trim()) option("model", changedIn(e).value.trim());
      open.another = false;
      drawExtra();
      draw();
    };
    const placeholder = "any id; an unknown one is sent as it is";
    return h("label", {}, "model id", h("input", { type: "text", "data-key": "another", size: "34", placeholder, onchange }));
  };
  /** @param {string} words */
  const systemPrompt = (words) => {
    const placeholder = "What the model should know before every turn";
    /** @param {Event} e */
    const onchange = (e) => option("system", changedIn(e).value.trim() || null);
    const area = h("textarea", { "data-key": "systemtext", rows: "2", "aria-label": "system prompt", placeholder, onchange });
    area.value = words;
    return area;
  };
  /** @param {Protocol.Options} o @param {NumberOption} name @param {string} title @param {{ [name: string]: string }} range */
  const numberField = (o, name, title, range) => {
    /** @param {Event} e */
    const onchange = (e) => option(name, changedIn(e).value.trim() === "" ? null : Number(changedIn(e).value));
    const value = o[name] ?? "";
    return h("label", {}, title, h("input", { type: "number", "data-key": name, class: "number", value, placeholder: "default", onchange, ...range }));
  };
  const drawExtra = () => {
    const o = sections.options ?? NOTHING_CHOSEN;
    /** @param {...Child} children */
    const row = (...children) => h("div", { class: "extra" }, ...children);
    put(
      extra,
      open.another && row(anotherModel()),
      open.system && row(systemPrompt(o.system ?? "")),
      open.more && row(...NUMBERS.map((n) => numberField(o, ...n))),
    );
  };

  const all = [draw, drawExtra];
  return { elements: [bar, extra], all, draws: { options: all, about: [draw], voices: [draw], capabilities: [draw], sampling: [draw] } };
};
