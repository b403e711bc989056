// Who sounds: one at a time on a page, and one at a time in all pages and frames of the same origin.
//
// On a page it is an event, which players of every version of this package know. Between pages it is a BroadcastChannel:
// two notebooks in two tabs; Colab, where "the output of each cell is hosted in a separate iframe sandbox" of one origin and
// the channel is what its makers name for talk between them (googlecolab/colabtools, issue 19). VS Code shows a notebook's
// outputs in one page. A frame of an opaque origin has no channel to anybody: there each is alone.

/**
 * Play a media element. A pause that comes at once also refuses it, and is no failure; a browser may want a click first.
 *
 * @param {HTMLMediaElement} element
 * @param {(err: Error) => void} failed
 */
const startPlaying = (element, failed) => element.play().catch((err) => { if (err.name !== "AbortError") failed(err); });

const SOUNDS = "omni-nb-sounds";
/** @param {any} who */
const tellPlayers = (who) => document.dispatchEvent(new CustomEvent(SOUNDS, { detail: who }));
/** One for a page, however many modules it holds: a second channel would hear what the first says. */
const otherPages = () => {
  if (window.omniNbPages === undefined) {
    window.omniNbPages = null;
    try {
      const channel = window.omniNbPages = new BroadcastChannel(SOUNDS);
      channel.onmessage = () => tellPlayers(channel);
    } catch {}
  }
  return window.omniNbPages;
};
otherPages();
/**
 * Something begins to sound: every other player that sounds falls silent, in other pages too.
 *
 * @param {object | null} who what is not meant
 */
const silenceOthers = (who = null) => { tellPlayers(who); otherPages()?.postMessage(1); };
