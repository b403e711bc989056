/** Play a media element. A pause that comes at once also refuses it, and is no failure; a browser may want a click first. */
const startPlaying = (element, failed) => element.play().catch((err) => { if (err.name !== "AbortError") failed(err); });
