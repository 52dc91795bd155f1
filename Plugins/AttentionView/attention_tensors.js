// Numbers packed in the page, unpacked one layer at a time when they are asked for.
//
// A packed tensor is {type: "f16", shape: [layers, heads, …], layers: [base64]}, one string of half-precision numbers for
// each layer in row order, null for a layer that is not in the page (with coding: "huffman", their upper bytes in a code of
// their own), or {type: "top", shape: [layers, heads, rows, columns], k, index, value, rest, …}: of each row its k greatest,
// strongest first (column 65,535: none), and sums over all of its weights, computed before the others were dropped: those
// of each row that are not among the k (rest, and rest_hidden on tokens that can be hidden), with norm_… in front the same
// of weights × norms, and what each column gets from all rows (received, and received_hidden from tokens that can be hidden).

/** The most numbers that stay unpacked for one tensor; beyond, the layer not asked for the longest is forgotten. */
const NUMBERS_KEPT = 12_000_000;

/** The single-precision value of each half-precision pattern. */
let halfTable = null;
function makeHalfTable() {
  const table = new Float32Array(65_536);
  for (let bits = 0; bits < 65_536; bits += 1) {
    const sign = bits & 0x8000 ? -1 : 1, exponent = (bits >> 10) & 31, fraction = bits & 1023;
    table[bits] = exponent === 0 ? sign * fraction * 2 ** -24
      : exponent === 31 ? (fraction ? NaN : sign * Infinity) : sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
  }
  return table;
}

/** The bytes of a base64 string. */
function bytesOf(base64) {
  if (typeof Uint8Array.fromBase64 === "function") return Uint8Array.fromBase64(base64);
  const text = atob(base64), bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i += 1) bytes[i] = text.charCodeAt(i);
  return bytes;
}

const shortsOf = (base64) => {
  const bytes = bytesOf(base64);
  return new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.length >> 1);
};

function halvesOf(base64) {
  halfTable ??= makeHalfTable();
  const bits = shortsOf(base64), values = new Float32Array(bits.length);
  for (let i = 0; i < bits.length; i += 1) values[i] = halfTable[bits[i]];
  return values;
}

/** The code in which upper bytes are packed has no longer words. */
const CODE_BITS = 15;

/**
 * `count` half-precision numbers of which the upper bytes stand in a canonical Huffman code: 128 bytes with the lengths of
 * the codes of all bytes, two a byte; the codes; the lower bytes as they are.
 */
function codedHalvesOf(base64, count) {
  halfTable ??= makeHalfTable();
  const bytes = bytesOf(base64), lows = bytes.length - count, values = new Float32Array(count);
  // What any next bits stand for: the byte, and the length of its code.
  const meaning = new Uint16Array(1 << CODE_BITS);
  let next = 0;
  for (let length = 1; length <= CODE_BITS; length += 1) {
    for (let byte = 0; byte < 256; byte += 1) {
      if ((byte % 2 ? bytes[byte >> 1] & 15 : bytes[byte >> 1] >> 4) !== length) continue;
      meaning.fill(byte << 4 | length, next, next += 1 << (CODE_BITS - length));
    }
  }
  let place = 128, held = 0, bits = 0;
  for (let n = 0; n < count; n += 1) {
    for (; held < CODE_BITS; held += 8) {
      bits = (bits << 8 | (place < lows ? bytes[place] : 0)) & 0xffffff;
      place += 1;
    }
    const found = meaning[bits >> (held - CODE_BITS) & ((1 << CODE_BITS) - 1)];
    held -= found & 15;
    values[n] = halfTable[found >> 4 << 8 | bytes[lows + n]];
  }
  return values;
}

class PackedTensor {
  /**
   * @param {TensorJSON} json
   * @param {string} name
   */
  constructor(json, name) {
    this.json = json;
    this.name = name;
    this.isTop = json.type === "top";
    if (!this.isTop && json.type !== "f16") throw new Error(`${name}: numbers packed as “${json.type}” are not known here`);
    /** The extents of one layer. */
    this.shape = json.shape.slice(1);
    /** The greatest number of entries kept of a row; 0 where all are there. */
    this.k = this.isTop ? json.k : 0;
    this.count = (this.isTop ? json.value : json.layers).length;
    if (this.count !== json.shape[0]) throw new Error(`${name}: ${this.count} layers where ${json.shape[0]} were expected`);
    this.kept = new Map();
  }

  /** What `unpack` makes of layer `l`, remembered. */
  remember(l, unpack) {
    let layer = this.kept.get(l);
    if (layer) this.kept.delete(l); else layer = unpack();
    this.kept.set(l, layer);
    const size = layer.values.length;
    while (this.kept.size > 1 && this.kept.size * size > NUMBERS_KEPT) this.kept.delete(this.kept.keys().next().value);
    return layer;
  }

  /** Whether the layer in place `l` is in the page. */
  has(l) {
    return this.isTop || this.json.layers[l] !== null;
  }

  /** All numbers of the layer in place `l`, in row order; for tensors of type f16 only. */
  layer(l) {
    return this.remember(l, () => {
      if (!this.has(l)) throw new Error(`${this.name}: the layer in place ${l} is not in the page`);
      const count = this.shape.reduce((product, one) => product * one, 1), { layers, coding } = this.json;
      const values = coding === "huffman" ? codedHalvesOf(layers[l], count) : halvesOf(layers[l]);
      this.check(values.length, count, l);
      return { values };
    }).values;
  }

  /**
   * The layer in place `l` of a tensor of type top: {index, values}, `k` entries for each row, and the sums by their names;
   * those of norms are null where the tensor has none.
   */
  top(l) {
    return this.remember(l, () => {
      const [heads, rows, columns] = this.shape, { json } = this;
      const layer = { index: shortsOf(json.index[l]), values: halvesOf(json.value[l]) };
      this.check(layer.index.length, heads * rows * this.k, l);
      this.check(layer.values.length, heads * rows * this.k, l);
      for (const name of ["rest", "rest_hidden", "norm_rest", "norm_rest_hidden", "received", "received_hidden"]) {
        layer[name] = json[name] ? halvesOf(json[name][l]) : null;
        if (layer[name]) this.check(layer[name].length, heads * (name.startsWith("received") ? columns : rows), l);
      }
      return layer;
    });
  }

  check(found, expected, l) {
    if (found !== expected) throw new Error(`${this.name}, layer in place ${l}: ${found} numbers where ${expected} were expected`);
  }
}
