// CRC-32, as zlib and every archive has it: to tell whether bytes came as they were sent.

const CRC_TABLES = (() => {
  const tables = [...Array(4)].map(() => new Uint32Array(256));
  for (let n = 0; n < 256; n++) {
    let c = n;
    for (let k = 0; k < 8; k++) c = c & 1 ? (c >>> 1) ^ 0xedb88320 : c >>> 1;
    tables[0][n] = c;
  }
  for (let n = 0; n < 256; n++)
    for (let t = 1; t < 4; t++) tables[t][n] = (tables[t - 1][n] >>> 8) ^ tables[0][tables[t - 1][n] & 255];
  return tables;
})();

/** CRC-32 of `bytes` behind what gave `crc`; four bytes at a step. @param {Uint8Array} bytes @param {number} crc */
const crc32 = (bytes, crc) => {
  const [a, b, c, d] = CRC_TABLES;
  let r = ~crc, i = 0;
  for (; i + 4 <= bytes.length; i += 4) {
    r ^= bytes[i] | (bytes[i + 1] << 8) | (bytes[i + 2] << 16) | (bytes[i + 3] << 24);
    r = d[r & 255] ^ c[(r >>> 8) & 255] ^ b[(r >>> 16) & 255] ^ a[r >>> 24];
  }
  for (; i < bytes.length; i++) r = a[(r ^ bytes[i]) & 255] ^ (r >>> 8);
  return ~r >>> 0;
};
