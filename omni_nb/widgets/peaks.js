// What is drawn of a sound, and the sound of a file.

const PEAKS_PER_S = 100;

/** Lowest and highest of each 1/100 s, as int8 pairs, while samples come. */
const makePeaks = () => {
  let pairs = new Int8Array(256), n = 0, low = 0, high = 0, held = 0;
  const put = () => {
    if (n + 2 > pairs.length) {
      const more = new Int8Array(2 * pairs.length);
      more.set(pairs);
      pairs = more;
    }
    pairs[n++] = low >> 8;
    pairs[n++] = high >> 8;
    low = high = held = 0;
  };
  return {
    /** @param {Int16Array} pcm @param {number} rate */
    add: (pcm, rate) => {
      const step = Math.max(1, Math.round(rate / PEAKS_PER_S));
      for (let i = 0; i < pcm.length; i++) {
        if (pcm[i] < low) low = pcm[i];
        else if (pcm[i] > high) high = pcm[i];
        if (++held === step) put();
      }
    },
    end: () => { if (held) put(); },
    all: () => pairs.subarray(0, n),
  };
};

/** A file's sound as int16 mono at that rate. Rejects where the browser cannot decode it. @param {ArrayBuffer} bytes @param {number} rate */
const decoded = async (bytes, rate) => {
  const buffer = await new OfflineAudioContext(1, 1, rate).decodeAudioData(bytes);
  const pcm = new Int16Array(buffer.length), channels = buffer.numberOfChannels;
  for (let c = 0; c < channels; c++) {
    const from = buffer.getChannelData(c);
    for (let i = 0; i < pcm.length; i++) pcm[i] += Math.max(-32768, Math.min(32767, Math.round(from[i] * 32768))) / channels;
  }
  return pcm;
};
