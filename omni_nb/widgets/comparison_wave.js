// The waveform of a cell: all cells on one scale of time and of level. The playhead and a passage lie over it.

const WAVE_HEIGHT = 40;
/** While sounds grow, the scale of time grows in steps, so that not everything moves all the time. */
const SCALES_S = [2, 3, 5, 8, 12, 20, 30, 45, 60, 90, 120, 180, 300, 600, 1200, 3600];
const DRAG_PX = 4;

/** @param {number} longest_s @param {boolean} growing */
const scaleOf = (longest_s, growing) => (growing ? SCALES_S.find((s) => s >= longest_s * 1.05) ?? longest_s : longest_s) || 1;

const loudest = (peaks) => {
  let most = 0;
  for (let i = 0; i < peaks.length; i++) most = Math.max(most, Math.abs(peaks[i]));
  return most / 128;
};

/**
 * @param {{ seek: (s: number) => void, choose: (from_s: number, to_s: number) => void }} on a click; a drag
 */
const makeWave = (on) => {
  const canvas = h("canvas", { "aria-hidden": "true" });
  const head = h("span", "head"), passage = h("span", "passage");
  const element = h("span", { class: "wave", "aria-hidden": "true" }, passage, canvas, head);
  let scale_s = 1, drawn = "", from_px = -1, dragged = false;

  const place = (s) => `${(100 * Math.max(0, Math.min(s, scale_s))) / scale_s}%`;
  const secondsAt = (e) => {
    const box = canvas.getBoundingClientRect();
    return (Math.max(0, Math.min(1, (e.clientX - box.left) / (box.width || 1)))) * scale_s;
  };
  const showPassage = (range) => {
    passage.hidden = !range;
    if (!range) return;
    passage.style.left = place(range[0]);
    passage.style.right = `calc(100% - ${place(range[1])})`;
  };
  element.onpointerdown = (e) => {
    if (e.button) return;
    from_px = e.clientX;
    dragged = false;
    element.setPointerCapture(e.pointerId);
    element.dataset.from = String(secondsAt(e));
  };
  const chosen = (e) => [Number(element.dataset.from), secondsAt(e)].sort((a, b) => a - b);
  element.onpointermove = (e) => {
    if (from_px < 0 || (!dragged && Math.abs(e.clientX - from_px) < DRAG_PX)) return;
    dragged = true;
    showPassage(chosen(e));
  };
  element.onpointerup = (e) => {
    if (from_px < 0) return;
    from_px = -1;
    const [from, to] = chosen(e);
    if (dragged) on.choose(from, to);
    else on.seek(secondsAt(e));
  };
  element.onpointercancel = () => { from_px = -1; };
  element.onclick = (e) => e.stopPropagation(); // it has been taken

  /** Low and high of each column, in pixels; what is left out when it is listened to is paler. */
  const paint = ({ peaks, level, from_s, to_s, colour }) => {
    const ratio = window.devicePixelRatio || 1, width = Math.round(canvas.clientWidth * ratio), height = Math.round(WAVE_HEIGHT * ratio);
    canvas.width = width;
    canvas.height = height;
    const ink = canvas.getContext("2d");
    if (!ink || !width) return;
    ink.fillStyle = colour;
    const middle = height / 2, each_s = scale_s / width;
    for (let x = 0; x < width; x++) {
      const a = Math.floor(x * each_s * PEAKS_PER_S), b = Math.max(a + 1, Math.floor((x + 1) * each_s * PEAKS_PER_S));
      if (2 * a >= peaks.length) break;
      let low = 0, high = 0;
      for (let i = a; i < b && 2 * i < peaks.length; i++) {
        low = Math.min(low, peaks[2 * i]);
        high = Math.max(high, peaks[2 * i + 1]);
      }
      const up = (high / 128) * level * middle, down = (-low / 128) * level * middle;
      const heard = x * each_s >= from_s && x * each_s <= to_s;
      ink.globalAlpha = heard ? 1 : 0.4;
      ink.fillRect(x, middle - Math.max(up, ratio / 2), 1, Math.max(up + down, ratio));
    }
  };
  return {
    element,
    /** @param {{ peaks: Int8Array, scale_s: number, level: number, from_s: number, to_s: number, colour: string }} m */
    draw: (m) => {
      const key = [m.peaks.length, m.scale_s, m.level.toFixed(4), m.from_s, m.to_s, m.colour, canvas.clientWidth, window.devicePixelRatio].join();
      if (key === drawn) return;
      drawn = canvas.clientWidth ? key : "";
      scale_s = m.scale_s;
      paint(m);
    },
    /** @param {number | null} at_s @param {[number, number] | null} loop */
    follow: (at_s, loop) => {
      const left = at_s === null ? "" : place(at_s);
      if (head.style.left !== left) head.style.left = left;
      head.hidden = at_s === null;
      if (from_px < 0) showPassage(loop);
    },
    redraw: () => { drawn = ""; },
  };
};
