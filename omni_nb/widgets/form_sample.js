/**
 * A voice's sample, or a card that is listened to: one at a time, and no reply at the same time.
 *
 * @param {() => void} changed another one sounds, or none
 * @param {(err: Error) => void} failed the browser did not play it
 */
const makeSample = (changed, failed) => {
  let audio = null;
  const sample = {
    key: "",
    silence: () => {
      if (audio) { audio.pause(); URL.revokeObjectURL(audio.src); }
      audio = null;
      sample.key = "";
    },
    play: (key, sound, mime) => {
      sample.silence();
      const bytes = new Uint8Array(sound.buffer.slice(sound.byteOffset, sound.byteOffset + sound.byteLength));
      audio = new Audio(URL.createObjectURL(new Blob([bytes], { type: mime })));
      sample.key = key;
      silenceOthers();
      audio.onended = () => { sample.silence(); changed(); };
      startPlaying(audio, (err) => { sample.silence(); changed(); failed(err); });
      changed();
    },
  };
  return sample;
};
