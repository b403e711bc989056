// Capture: microphone and camera, and in words why there is none.

/** What a person can do about it, from the browser's error or its absence. @param {Error | undefined} err @param {"microphone" | "camera"} kind */
const whyNot = (err, kind) => {
  const device = kind === "camera" ? t("camera") : t("microphone");
  if (!navigator.mediaDevices?.getUserMedia) {
    return window.isSecureContext
      ? t("This page cannot use the {device} (notebooks in some editors forbid it). Open the notebook in a browser, or attach a file instead.", { device })
      : t("Browsers allow the {device} on secure pages only. Open the notebook at https:// or localhost, or attach a file instead.", { device });
  }
  switch (err?.name) {
    case "NotAllowedError":
    case "SecurityError":
      return t("The {device} is not allowed here. Allow it next to the address (the lock), or in the system settings; in an editor, open the notebook in a browser. Or attach a file.", { device });
    case "NotFoundError":
    case "OverconstrainedError":
      return t("No {device} was found. Connect one and try again, or attach a file.", { device });
    case "NotReadableError":
    case "AbortError":
      return t("The {device} is in use by another program. Close it and try again.", { device });
    default:
      return t("The {device} did not start: {why}. Attach a file instead.", { device, why: err?.message ?? err });
  }
};

const MICROPHONE = `
registerProcessor("omni-microphone", class extends AudioWorkletProcessor {
  constructor() { super(); this.block = new Int16Array(Math.round(sampleRate / 10)); this.n = 0; }
  process([input]) {
    const x = input[0];
    if (x) for (let i = 0; i < x.length; i++) {
      this.block[this.n++] = Math.max(-32768, Math.min(32767, Math.round(x[i] * 32768)));
      if (this.n === this.block.length) this.give();
    }
    return true;
  }
  give() { this.port.postMessage(this.block.slice(0, this.n)); this.n = 0; }
});`;

/**
 * Sound of the microphone in blocks of 100 ms, int16, with their rate: the context's own rate (Firefox refuses another one,
 * Chromium's resampler costs 19 dB). Throws what the browser says.
 *
 * @param {(block: Int16Array, rate: number) => void} onBlock
 */
const openMicrophone = async (onBlock) => {
  if (!navigator.mediaDevices?.getUserMedia) throw new Error("no mediaDevices");
  // as it is: what these mend for people on a telephone, they take from a model that listens
  const plain = { channelCount: 1, echoCancellation: false, noiseSuppression: false, autoGainControl: false };
  const stream = await navigator.mediaDevices.getUserMedia({ audio: plain });
  const context = new AudioContext();
  const close = () => { stream.getTracks().forEach((t) => t.stop()); if (context.state !== "closed") context.close(); };
  try {
    const url = URL.createObjectURL(new Blob([MICROPHONE], { type: "text/javascript" }));
    await context.audioWorklet.addModule(url);
    URL.revokeObjectURL(url);
    const node = new AudioWorkletNode(context, "omni-microphone", { numberOfOutputs: 0 });
    node.port.onmessage = (e) => onBlock(e.data, context.sampleRate);
    context.createMediaStreamSource(stream).connect(node);
    await context.resume();
  } catch (err) {
    close();
    throw err;
  }
  return { close };
};

/** A moving picture to look at, and a still of it as a JPEG file. */
const openCamera = async () => {
  if (!navigator.mediaDevices?.getUserMedia) throw new Error("no mediaDevices");
  const stream = await navigator.mediaDevices.getUserMedia({ video: { width: { ideal: 1280 } } });
  const video = document.createElement("video");
  Object.assign(video, { srcObject: stream, muted: true, playsInline: true });
  await video.play();
  return {
    video,
    /** @returns {Promise<File>} */
    still: () =>
      new Promise((done) => {
        const canvas = document.createElement("canvas");
        Object.assign(canvas, { width: video.videoWidth, height: video.videoHeight });
        canvas.getContext("2d")?.drawImage(video, 0, 0);
        canvas.toBlob((blob) => done(new File(blob ? [blob] : [], "camera.jpg", { type: "image/jpeg" })), "image/jpeg", 0.92);
      }),
    close: () => stream.getTracks().forEach((t) => t.stop()),
  };
};
