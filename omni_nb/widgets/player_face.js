// What every player looks like and how it is used: while a reply comes, afterwards, and in a notebook that was saved (there it
// is sent along, so it is short). A medium is an <audio>, or what looks like one: see `PlayerMedium`.

const SPEEDS = [0.5, 0.75, 1, 1.25, 1.5, 2];
/** How loud a person wants the players of this page. @type {{ volume: number, muted: boolean }} */
const LOUD = window.omniNbLoud ??= { volume: 1, muted: false };

const FACE_CSS = `
.omni-nb-player{--a:var(--onb-accent,var(--jp-brand-color1,#3b82f6));--l:var(--onb-line-strong,color-mix(in srgb,currentColor 60%,transparent));container-type:inline-size;max-width:600px;font:13px/1.4 var(--onb-font,var(--jp-ui-font-family,system-ui,sans-serif));
>div{display:flex;flex-wrap:wrap;align-items:center;gap:4px 8px}
:is(button,a,select){box-sizing:border-box;display:inline-flex;align-items:center;justify-content:center;gap:4px;min-width:28px;height:28px;padding:0 4px;border:1px solid transparent;border-radius:6px;background:none;color:inherit;font:inherit;text-decoration:none;cursor:pointer}
:is(button,a:any-link,select){color:inherit}
:is(button,a,select):hover{border-color:var(--l)}
:is(button,select):disabled{opacity:.5;cursor:default}
.play{width:36px;height:36px;border-radius:50%;border-color:var(--l)}
.wave{position:relative;flex:1 1 calc(100% - 160px);height:44px;cursor:pointer;touch-action:pan-y}
.wave svg{position:absolute;width:100%;height:100%}
.wave path{fill:none;stroke:currentColor;opacity:.5}
.wave svg+svg{clip-path:inset(0 calc(100% - var(--at,0%)) 0 0)}
.wave svg+svg path{stroke:var(--a);opacity:1}
.wave i{position:absolute;left:var(--at,0%);width:2px;height:100%;margin-left:-1px;background:currentColor}
.time{min-width:98px;text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.tools{display:flex;align-items:center;gap:2px;min-width:0}
input{flex:0 1 64px;min-width:28px;height:28px;margin:0;accent-color:var(--a)}
option{color:#000;background:#fff}
:focus-visible{outline:2px solid var(--a);outline-offset:1px}
.note{flex-basis:100%}.note:empty{display:none}
@container(max-width:350px){.wave{flex-basis:calc(100% - 44px)}.time{min-width:0;flex:1;text-align:left}input,[data-kind] svg{display:none}}
@media(forced-colors:active){.wave path{stroke:CanvasText;opacity:1}.wave svg+svg path{stroke:Highlight}.wave i{background:CanvasText}}
}
`;

/** A place in a sound that is `all` seconds long: tenths, hundredths of what is short, minutes and hours of what is long. */
/** @param {number} s @param {number} all */
const timeIn = (s, all) => {
  if (all < 59.95) return s.toFixed(all < 1 ? 2 : 1);
  const n = Math.round(s), parts = all < 3599.5 ? [n / 60, n % 60] : [n / 3600, (n / 60) % 60, n % 60];
  return parts.map((v, i) => String(Math.floor(v)).padStart(i ? 2 : 1, "0")).join(":");
};

/** A picture of 600 × 44 that is drawn by one line. */
const makeBars = () => {
  const make = (/** @type {string} */ tag) => document.createElementNS("http://www.w3.org/2000/svg", tag), svg = make("svg");
  setAttribute(svg, "viewBox", "0 0 600 44");
  setAttribute(svg, "preserveAspectRatio", "none");
  svg.append(make("path"));
  return svg;
};
/** The picture of the sound, which stands there twice: all of it, and what was heard. */
/** @param {{ wave: Element }} e @param {string} path @param {string} width of a bar */
const drawBars = ({ wave }, path, width) => {
  for (const line of wave.querySelectorAll("path")) {
    setAttribute(line, "d", path);
    setAttribute(line, "stroke-width", width);
  }
};

/**
 * The elements of a player, by name.
 *
 * @param {string} name
 * @param {...Node} tools what else can be done
 */
const makeFace = (name, ...tools) => {
  const press = (/** @type {string} */ cls) => h("button", { type: "button", class: cls });
  const e = {
    play: press("play"), mute: press("mute"),
    wave: h("div", { class: "wave", role: "slider", tabindex: "0", "aria-label": t("Position"), "aria-valuemin": "0" }, makeBars(), makeBars(), h("i")),
    time: h("span", { class: "time", "aria-hidden": "true" }),
    volume: h("input", { type: "range", min: "0", max: "1", step: "0.05", "aria-label": t("Volume"), title: t("Volume") }),
    speed: h("select", { "aria-label": t("Speed"), title: t("Speed") }, ...SPEEDS.map((v) => h("option", { value: String(v) }, `${v}×`))),
    note: h("div", { class: "note", role: "status" }),
    /** Where it is dragged to, in seconds. @type {number | null} */
    drag: null,
  };
  const root = h(
    "div", { class: "omni-nb omni-nb-player", role: "group", "aria-label": name, dir: "ltr", "data-lm-suppress-shortcuts": "true" },
    h("style", {}, FACE_CSS), h("div", {}, e.play, e.wave, e.time, h("span", { class: "tools" }, e.mute, e.volume, e.speed, ...tools), e.note),
  );
  return { ...e, root };
};

/** @param {PlayerMedium} medium */
const lengthOf = (medium) => medium.length_s || (Number.isFinite(medium.duration) ? medium.duration : 0);

/** @param {HTMLElement} b @param {"play" | "pause" | "volume-2" | "volume-x"} name @param {string} label */
const setFaceIcon = (b, name, label) => {
  if (b.title === label) return;
  b.replaceChildren(icon(name));
  b.title = label;
  b.setAttribute("aria-label", label);
};

/** @param {ReturnType<typeof makeFace>} e @param {PlayerMedium} medium */
const showFace = (e, medium) => {
  const all = lengthOf(medium), now = Math.min(e.drag ?? medium.currentTime, all), said = { now: timeIn(now, all), all: timeIn(all, all) };
  const short = all < 59.95, more = medium.growing ? "…" : "";
  setFaceIcon(e.play, medium.paused ? "play" : "pause", medium.paused ? t("Play") : t("Pause"));
  setFaceIcon(e.mute, medium.muted ? "volume-x" : "volume-2", medium.muted ? t("Unmute") : t("Mute"));
  setText(e.time, (short ? t("{now} / {all} s", said) : `${said.now} / ${said.all}`) + more);
  e.root.style.setProperty("--at", `${(100 * (all && now / all) * (medium.room || 1)).toFixed(2)}%`);
  setAttribute(e.wave, "aria-valuemax", all.toFixed(2));
  setAttribute(e.wave, "aria-valuenow", now.toFixed(2));
  const words = short ? t("{now} of {all} seconds", { now: String(Number(said.now)), all: String(Number(said.all)) }) : t("{now} of {all}", said);
  setAttribute(e.wave, "aria-valuetext", words + more);
  e.speed.disabled = Boolean(medium.growing);
  if (e.speed.value !== String(medium.playbackRate)) e.speed.value = String(medium.playbackRate);
  if (e.volume.value !== String(medium.volume)) e.volume.value = String(medium.volume);
};

/** The keys of a player, wherever in it the focus is: where they go to, in seconds. */
/** @param {string} key @param {number} at @param {number} all */
const keyGoesTo = (key, at, all) => {
  const step = all < 30 ? 1 : 5, by = { ArrowLeft: -step, ArrowDown: -step, ArrowRight: step, ArrowUp: step, PageUp: all / 10, PageDown: -all / 10 }[key];
  if (key === "Home") return 0;
  if (key === "End") return all;
  return by === undefined ? null : Math.max(0, Math.min(all, at + by));
};

/**
 * What a click, a finger and a key do.
 *
 * @param {ReturnType<typeof makeFace>} e
 * @param {() => PlayerMedium} medium what it plays now
 * @param {() => void} changed draw it
 */
const useFace = (e, medium, changed) => {
  const loud = () => { Object.assign(medium(), LOUD); changed(); };
  const toggle = () => {
    const m = medium();
    if (!m.paused) return m.pause();
    loud();
    return Promise.resolve(m.play()).catch((err) => { if (err.name !== "AbortError") setText(e.note, t("The browser did not play it ({why}). Click once more.", { why: err.message })); });
  };
  const mute = () => { LOUD.muted = !LOUD.muted; loud(); };
  const at = (/** @type {PointerEvent} */ ev) => {
    const box = e.wave.getBoundingClientRect(), all = lengthOf(medium());
    e.drag = Math.max(0, Math.min(all, ((ev.clientX - box.left) / box.width / (medium().room || 1)) * all));
    changed();
  };
  e.play.onclick = toggle;
  e.mute.onclick = mute;
  e.volume.oninput = () => { LOUD.volume = Number(e.volume.value); LOUD.muted = false; loud(); };
  e.speed.onchange = () => { medium().playbackRate = Number(e.speed.value); };
  // it is put there when the finger leaves: one that scrolls the page has moved nothing
  e.wave.onpointerdown = (ev) => { if (!ev.button) { e.wave.setPointerCapture(ev.pointerId); at(ev); } };
  e.wave.onpointermove = (ev) => { if (e.drag !== null) at(ev); };
  e.wave.onpointerup = () => { if (e.drag !== null) medium().currentTime = e.drag; e.drag = null; changed(); };
  e.wave.onpointercancel = () => { e.drag = null; changed(); };
  e.root.onkeydown = (ev) => {
    if (ev.ctrlKey || ev.metaKey || ev.altKey) return;
    // slides (nbconvert's) go on with Space and arrows: what a button or a menu does with them by itself stays here
    const itself = ev.target === e.volume || ev.target === e.speed ? ev.key !== "Escape" : ev.key === " " && ev.target !== e.wave;
    if (itself) return ev.stopPropagation();
    const to = keyGoesTo(ev.key, medium().currentTime, lengthOf(medium()));
    if (to !== null) medium().currentTime = to;
    else if (ev.key === "m") mute();
    else if (ev.target === e.wave && (ev.key === " " || ev.key === "Enter")) toggle();
    else return;
    ev.preventDefault();
    ev.stopPropagation();
    changed();
  };
  loud();
};
