/** A sound that Python sent, or that was recorded here, for an audio element. @param {DataView} sound @param {string} mime */
const soundOf = (sound, mime) =>
  new Blob([new Uint8Array(sound.buffer, sound.byteOffset, sound.byteLength)], { type: mime });

/**
 * A short sound on its own: a voice's sample, a card that is listened to, what was recorded. One at a time, and no reply at
 * the same time.
 *
 * @param {() => void} changed another one sounds, or none
 * @param {(err: Error) => void} failed the browser did not play it
 * @returns {Sample}
 */
const makeSample = (changed, failed) => {
  /** @type {HTMLAudioElement | null} */
  let audio = null;
  /** @type {Sample} */
  const sample = {
    key: "",
    silence: () => {
      if (audio) { audio.pause(); URL.revokeObjectURL(audio.src); }
      audio = null;
      sample.key = "";
    },
    play: (key, sound) => {
      sample.silence();
      audio = new Audio(URL.createObjectURL(sound));
      sample.key = key;
      silenceOthers();
      audio.onended = () => { sample.silence(); changed(); };
      startPlaying(audio, (err) => { sample.silence(); changed(); failed(err); });
      changed();
    },
  };
  return sample;
};
