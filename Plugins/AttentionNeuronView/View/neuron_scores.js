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
    /** Whether the page has this layer's queries and keys; without them only weights can be asked for. */
    this.hasVectors = query.has(l) && key.has(l);
    const vectors = (tensor, from, count) => (this.hasVectors
      ? tensor.layer(l).subarray(from * count * this.d, (from + 1) * count * this.d) : new Float32Array(0));
    this.queries = vectors(query, h, this.Q);
    this.keys = vectors(key, this.keyHead, this.K);
    this.weights = weights;
    this.rows = new Map();
    this.greatest = [this.queries, this.keys].map((values) => values.reduce((most, value) => Math.max(most, Math.abs(value)), 0));
  }

  query(i) {
    return this.queries.subarray(i * this.d, (i + 1) * this.d);
  }

  key(j) {
    return this.keys.subarray(j * this.d, (j + 1) * this.d);
  }

  /** Whether query `i` may not see key `j`. */
  isMasked(i, j) {
    return (this.block.causal && j > i) || (this.window !== null && i - j >= this.window);
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
    const dots = new Float64Array(K), scores = new Float64Array(K), shares = new Float64Array(K);
    let greatest = -Infinity, top = 0, total = 0;
    for (let j = 0; j < K; j += 1) {
      let sum = 0;
      for (let n = 0, from = j * d; n < d; n += 1, from += 1) {
        const product = q[n] * keys[from];
        sum += product;
        if (product > top) top = product; else if (-product > top) top = -product;
      }
      dots[j] = sum;
      scores[j] = this.cap === null ? sum * this.scale : this.cap * Math.tanh(sum * this.scale / this.cap);
      if (!this.isMasked(i, j)) greatest = Math.max(greatest, scores[j]);
    }
    for (let j = 0; j < K; j += 1) {
      if (!this.isMasked(i, j)) shares[j] = Math.exp(scores[j] - greatest);
      total += shares[j];
    }
    for (let j = 0; j < K; j += 1) shares[j] /= total;
    return { dots, scores, shares, top };
  }

  /** The attention weight the model itself had; null where the page does not carry it. */
  weight(i, j) {
    const { weights, h, Q, K, l } = this;
    if (!weights.isTop) return weights.layer(l)[(h * Q + i) * K + j];
    const top = weights.top(l), from = (h * Q + i) * weights.k;
    for (let n = from; n < from + weights.k; n += 1) if (top.index[n] === j) return top.values[n];
    return null;
  }

  /** The greatest difference between the softmax of row `i` and the attention the model had there. */
  difference(i) {
    const { shares } = this.row(i);
    let most = 0;
    for (let j = 0; j < this.K; j += 1) {
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
