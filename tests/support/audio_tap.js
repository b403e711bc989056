// Hears whatever a page sends to its loudspeakers, of whatever player: between every last node, or media element, and the sink.
() => {
  const taps = new Set();
  // `first`: when the first loud block was rendered, by the audio thread's clock; `told`: when the page knew, which is the tap's own delay
  const nothing = () => ({ blocks: [], first: 0, told: 0, rate: 0, context: null });
  window.audioTap = nothing();
  window.audioTapAgain = () => { Object.assign(window.audioTap, nothing()); taps.forEach((t) => t.port.postMessage(0)); };
  // The first loud block is told at once, the rest in thousands: the tap must not be what keeps the page busy.
  const code = `registerProcessor("audio-tap", class extends AudioWorkletProcessor {
    constructor() { super(); this.kept = []; this.awake = false; this.port.onmessage = () => { this.awake = false; this.kept = []; }; }
    process([input]) {
      const x = input[0];
      if (!x) return true;
      if (!this.awake && x.some((v) => Math.abs(v) > 1e-4)) { this.awake = true; this.port.postMessage({ at: Date.now(), block: x.slice() }); return true; }
      if (this.awake) this.kept.push(x.slice());
      // a silent block may be the last one: the player closes its context
      if (this.kept.length === 64 || (this.kept.length && !x.some((v) => v))) {
        const all = new Float32Array(this.kept.length * x.length);
        this.kept.forEach((k, i) => all.set(k, i * x.length));
        this.kept = [];
        this.port.postMessage({ block: all }, [all.buffer]);
      }
      return true;
    } })`;
  const url = URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
  const connect = AudioNode.prototype.connect;
  const buses = new WeakMap();
  const bus = (context) => {
    let one = buses.get(context);
    if (!one) {
      one = context.createGain();
      buses.set(context, one);
      connect.call(one, context.destination);
      context.audioWorklet.addModule(url).then(() => {
        const tap = new AudioWorkletNode(context, "audio-tap", { numberOfOutputs: 0 });
        taps.add(tap);
        tap.port.onmessage = ({ data: { at, block } }) => {
          if (!window.audioTap.first) Object.assign(window.audioTap, { first: at, told: Date.now(), rate: context.sampleRate, context });
          if (window.audioTap.context === context) window.audioTap.blocks.push(block);
        };
        connect.call(one, tap);
      });
    }
    return one;
  };
  AudioNode.prototype.connect = function (to, ...more) {
    return to instanceof AudioDestinationNode ? (connect.call(this, bus(this.context)), to) : connect.call(this, to, ...more);
  };
  for (const Kind of [AudioContext]) {
    window.AudioContext = class extends Kind { constructor(...a) { super(...a); bus(this); } };
  }
  const play = HTMLMediaElement.prototype.play;
  const heard = new WeakSet();
  let context = null;
  HTMLMediaElement.prototype.play = function () {
    if (!heard.has(this) && !this.muted) {
      heard.add(this);
      context ??= new AudioContext();
      context.resume();
      context.createMediaElementSource(this).connect(context.destination);
    }
    return play.call(this);
  };
}
