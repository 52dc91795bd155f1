// What tokens can look at: how far back a layer's window reaches, which tokens are out of reach, and the sink that takes the rest.

/** Of one block: its windows, its sink, and what its heads are called. */
class AttentionReach {
  /**
   * `json`: the block; `window` has a number of tokens for each layer, null for all.
   *
   * @param {{causal: boolean, layers: number[], heads: number[], window?: (number | null)[], key_heads?: number[], sink?: object}} json
   * @param {Sequence} keys
   */
  constructor({ causal, layers, heads, window, key_heads: keyHeads, sink }, keys) {
    this.isCausal = causal;
    this.count = keys.count;
    this.layers = layers;
    this.heads = heads;
    this.windows = window ?? null;
    this.keyHeads = keyHeads ?? null;
    /** What takes the weight that goes to no token, as a key of its own behind the last; null without. @type {Unit | null} */
    this.sink = sink ? { first: keys.count, last: keys.count, name: "sink", lead: "", isSpecial: true, isSink: true } : null;
  }

  /** How many keys there are, the sink counted. */
  get keyCount() {
    return this.count + (this.sink ? 1 : 0);
  }

  /** How many tokens back is seen in the layers in these places, the token itself included; null for all. */
  window(places) {
    const { windows } = this;
    if (!windows) return null;
    const all = places.map((l) => windows[l]);
    return all.includes(null) ? null : Math.max(...all);
  }

  /** Where key tokens stand that query token `q` sees through a window: [first, end). */
  seen(q, count, window) {
    const end = this.isCausal ? q + 1 : window === null ? count : q + window;
    return [window === null ? 0 : Math.max(0, q - window + 1), Math.min(end, count)];
  }

  /** `head 5 (key head 1)`, where heads share heads of keys; else `head 5`. */
  headName(h) {
    return `head ${this.heads[h]}${this.keyHeads ? ` (key head ${this.keyHeads[h]})` : ""}`;
  }

  /** A layer as it is chosen: `2`, or `2 · window of 4`. */
  layerName(l) {
    const window = this.window([l]);
    return `${this.layers[l]}${window === null ? "" : ` · window of ${window}`}`;
  }

  /** What a window is, in words; empty without one. */
  windowWords(window) {
    if (window === null) return "";
    const ahead = this.isCausal ? "" : ", and as far ahead";
    return window === 1 ? "a window of 1 token: each sees itself alone" : `a window of ${window} tokens: each sees itself and ${window - 1} before it${ahead}`;
  }
}

/** What a sink is, in words. */
const SINK_WORDS = "sink: what of a row goes to no token, 1 − the sum of its weights; it brings no value";

/** `position 3 “cat”`, or the sink by its name alone. */
const pairWords = (query, key) => `“${query.name}” → ${key.isSink ? "sink" : `“${key.name}”`}`;

/** The position of a key in tables; none of the sink. */
const positionOf = (unit) => (unit.isSink ? "" : unit.first);
