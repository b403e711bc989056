// The players of a saved output: an <audio> below the picture of its sound, which any viewer shows, becomes a player like the
// live one where script may run. It finds what is not one yet, in any output of the page: a viewer may evaluate a script
// elsewhere than where it stands.

/**
 * @param {any} box of `show.media.sound`
 * @param {HTMLAudioElement & { room?: number, length_s?: number }} audio
 * @param {HTMLImageElement} img
 */
const dressSound = (box, audio, img) => {
  const [, path = "", width = "2"] = /d="([^"]*)".*-width="([^"]*)"/.exec(atob(img.src.split(",")[1])) ?? [];
  const kind = /mpeg/.test(audio.src) ? "mp3" : (/audio\/(\w+)/.exec(audio.src)?.[1] ?? "");
  audio.length_s = Number(audio.dataset.s);
  /** @type {PlayerMedium} */
  let medium = audio;
  const label = t("Download as {kind}", { kind });
  const e = makeFace(audio.title, h("a", { href: audio.src, download: `sound.${kind}`, "aria-label": label, title: label }, icon("download")));
  drawBars(e, path, width);
  const span = Number(box.dataset.span); // several on one scale: so many seconds are the width
  const show = () => {
    audio.room ||= Math.min(1, lengthOf(audio) / span);
    showFace(e, medium);
  };
  const run = () => { show(); if (!audio.paused) setTimeout(run, 66); };
  audio.onplay = () => { setText(e.note, ""); silenceOthers(audio); run(); };
  audio.onpause = audio.onseeked = audio.onended = audio.onloadedmetadata = show;
  audio.onerror = () => setText(e.note, t("This browser cannot play this sound."));
  audio.controls = false;
  for (const child of box.children) child.style.display = "none";
  box.append(e.root);
  useFace(e, () => medium, show);
  /** What is still to be heard of a reply that has just come is played by the live player; this shows it, and goes on from there. */
  /** @param {PlayerMedium | null} live */
  const follow = (live) => {
    if (!live) audio.currentTime = medium.currentTime;
    medium = live ?? audio;
    show();
  };
  box.omniNb = { box, sound: box.dataset.sound, follow, show };
  document.dispatchEvent(new CustomEvent("omni-nb-saved", { detail: box.omniNb }));
};

/** @param {ParentNode} place */
const dressSounds = (place) => {
  for (const box of /** @type {NodeListOf<any>} */ (place.querySelectorAll(".omni-nb-saved"))) {
    const audio = box.querySelector("audio"), img = box.querySelector("img");
    if (audio && img && !box.omniNb) dressSound(box, audio, img);
  }
  if (window.omniNbSaved) return;
  window.omniNbSaved = true;
  const giveWay = (/** @type {any} */ ev) => {
    const one = ev.detail ?? ev.target;
    document.querySelectorAll(".omni-nb-saved audio").forEach((/** @type {any} */ a) => { if (a !== one) a.pause(); });
  };
  document.addEventListener(SOUNDS, giveWay);
  document.addEventListener("play", giveWay, true);
};
