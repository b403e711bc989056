/**
 * A sound file of 16-bit mono: the samples behind the 44 bytes of a canonical WAV header. Numbers are little-endian, as the samples
 * are and every machine that has a browser.
 *
 * @param {Int16Array[]} chunks
 * @param {number} rate
 */
const wavOf = (chunks, rate) => {
  const bytes = 2 * chunks.reduce((n, c) => n + c.length, 0);
  const numbers = (/** @type {number[]} */ ...values) => new Int32Array(values);
  const format = numbers(16, 0x1_0001, rate, 2 * rate, 0x10_0002); // its length; PCM, one channel; …; 2 bytes, 16 bits a sample
  return new Blob(["RIFF", numbers(36 + bytes), "WAVEfmt ", format, "data", numbers(bytes), ...chunks], { type: "audio/wav" });
};
