// The steps from a query and a key to the attention between them, computed again from their vectors.

/** One head's queries, keys, scores and softmax; everything in tokens, not in words. */
class NeuronHead {
  /**
   * The head in place `h` of the layer in place `l`.
   *
   * @param {Block} block
   * @param {number} l
   * @param {number} h
   */
  constructor(block, l, h) {
    this.block = block;
    this.l = l;
    this.h = h;
    const { query, key, weights } = block.tensors;
    this.Q = block.queries.count;
    this.K = block.keys.count;
    this.d = query.shape[2];
    /** The key head that this head reads; several heads share one where keys are grouped. */
    this.keyHead = block.kv_of_head?.[h] ?? h;
    this.keyHeads = key.shape[0];
    this.sharers = (block.kv_of_head ?? []).flatMap((one, other) => (one === this.keyHead ? [block.heads[other]] : []));
    const ofLayer = (value) => (Array.isArray(value) ? value[l] : value) ?? null;
    this.scale = ofLayer(block.scale) ?? 1;
    /** How many tokens back a query can see, itself included; null for all. */
    this.window = ofLayer(block.window);
    /** Scores beyond this are bent down, `cap · tanh(score ÷ cap)`; null where they are not. */
    this.cap = ofLayer(block.softcap);
    /** The score of the sink, one number for all queries; null without one. */
    this.sink = block.sink_score?.[l]?.[h] ?? null;
    /** Whether the page has this layer's queries and keys; without them only weights can be asked for. */
    this.hasVectors = query.has(l) && key.has(l);
    const vectors = (tensor, from, count) => (this.hasVectors
      ? tensor.layer(l).subarray(from * count * this.d, (from + 1) * count * this.d) : new Float32Array(0));
    this.queries = vectors(query, h, this.Q);
    this.keys = vectors(key, this.keyHead, this.K);
    this.weights = weights;
    const { added } = block.tensors;
    /** What positions add to scores, query by query; null for nothing. */
    this.added = added?.has(l) ? added.layer(l).subarray(h * this.Q * this.K, (h + 1) * this.Q * this.K) : null;
    this.rows = new Map();
    this.greatest = [this.queries, this.keys].map((values) => values.reduce((most, value) => Math.max(most, Math.abs(value)), 0));
  }

  query(i) {
    return this.queries.subarray(i * this.d, (i + 1) * this.d);
  }

  /** The key of token `j`; the sink has none. */
  key(j) {
    return this.isSink(j) ? new Float32Array(this.d) : this.keys.subarray(j * this.d, (j + 1) * this.d);
  }

  /** Whether `j` is the sink, which stands behind the last key. */
  isSink(j) {
    return j === this.K;
  }

  /** Whether query `i` may not see key `j`. */
  isMasked(i, j) {
    return !this.isSink(j) && ((this.block.causal && j > i) || (this.window !== null && Math.abs(i - j) >= this.window));
  }

  /** Why query `i` cannot see key `j`. */
  outWords(i, j) {
    return this.block.causal && j > i ? "masked: this query cannot see it" : `out of reach: beyond the window of ${this.window} tokens`;
  }

  /** What positions add to the score of query `i` and key `j`. */
  position(i, j) {
    return this.added && !this.isSink(j) ? this.added[i * this.K + j] : 0;
  }

  /** How many keys query `i` can see. */
  visible(i) {
    let count = 0;
    for (let j = 0; j < this.K; j += 1) if (!this.isMasked(i, j)) count += 1;
    return count;
  }

  /** Query times key, element by element. */
  product(i, j) {
    const [q, k] = [this.query(i), this.key(j)];
    return Float64Array.from(q, (value, n) => value * k[n]);
  }

  /** Of query `i`: {dots: Σ q k, scores: scaled, shares: their softmax over the visible keys, top: greatest |q k|}. */
  row(i) {
    if (!this.rows.has(i)) this.rows.set(i, this.computeRow(i));
    return this.rows.get(i);
  }

  computeRow(i) {
    const { d, K, keys } = this, q = this.query(i);
    const count = K + (this.sink === null ? 0 : 1);
    const dots = new Float64Array(count), scores = new Float64Array(count), shares = new Float64Array(count);
    let greatest = -Infinity, top = 0, total = 0;
    for (let j = 0; j < K; j += 1) {
      let sum = 0;
      for (let n = 0, from = j * d; n < d; n += 1, from += 1) {
        const product = q[n] * keys[from];
        sum += product;
        if (product > top) top = product; else if (-product > top) top = -product;
      }
      dots[j] = sum;
      const score = sum * this.scale + this.position(i, j);
      scores[j] = this.cap === null ? score : this.cap * Math.tanh(score / this.cap);
      if (!this.isMasked(i, j)) greatest = Math.max(greatest, scores[j]);
    }
    if (this.sink !== null) {
      scores[K] = this.sink;
      greatest = Math.max(greatest, this.sink);
    }
    for (let j = 0; j < count; j += 1) {
      if (!this.isMasked(i, j)) shares[j] = Math.exp(scores[j] - greatest);
      total += shares[j];
    }
    for (let j = 0; j < count; j += 1) shares[j] /= total;
    return { dots, scores, shares, top };
  }

  /** The attention weight the model itself had; null where the page does not carry it. */
  weight(i, j) {
    const { weights, h, Q, K, l } = this;
    if (this.isSink(j)) return this.block.tensors.sink.layer(l)[h * Q + i];
    if (!weights.isTop) return weights.layer(l)[(h * Q + i) * K + j];
    const top = weights.top(l), from = (h * Q + i) * weights.k;
    for (let n = from; n < from + weights.k; n += 1) if (top.index[n] === j) return top.values[n];
    return null;
  }

  /** The greatest difference between the softmax of row `i` and the attention the model had there. */
  difference(i) {
    const { shares } = this.row(i);
    let most = 0;
    for (let j = 0; j < shares.length; j += 1) {
      const weight = this.weight(i, j);
      if (weight !== null) most = Math.max(most, Math.abs(weight - shares[j]));
    }
    return most;
  }

  /** The dimensions by what they add to the score of query `i` and key `j`, the greatest in size first. */
  order(i, j) {
    const products = this.product(i, j);
    return Array.from(products, (_, n) => n).sort((a, b) => Math.abs(products[b]) - Math.abs(products[a]) || a - b);
  }
}

/** A number with its sign, as many digits as are true. */
function signed(value, page) {
  const text = digits(value, page);
  return value > 0 ? `+${text}` : text;
}
