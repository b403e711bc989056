/**
 * Play a media element. A pause that comes at once also refuses it, and is no failure; a browser may want a click first.
 *
 * @param {HTMLMediaElement} element
 * @param {(err: Error) => void} failed
 */
const startPlaying = (element, failed) => element.play().catch((err) => { if (err.name !== "AbortError") failed(err); });

// Who sounds on this page is told by an event, which players of every version of this package know.
const SOUNDS = "omni-nb-sounds";
/**
 * Something begins to sound: every other player that sounds falls silent.
 *
 * @param {object | null} who what is not meant
 */
const silenceOthers = (who = null) => document.dispatchEvent(new CustomEvent(SOUNDS, { detail: who }));
