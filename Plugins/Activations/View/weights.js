// The numbers behind the factor explorer: strengths by token or by word, raw or as a share of the factor's greatest.
//
// The data, as the plugin gives it: `tokens[i]` = {t: its characters as in the text, g: what stands before it, piece,
// id, s: special, w: the number of its word}; `factors[f]` = {weights: one per token, null where left out; share;
// neurons: [[layer, index, weight]]; layers: the share of its neurons' weight in each layer}; `layers`, their numbers.

/** How strong each factor is at each place, in one of four ways; places are tokens, and in words share a value. */
class Weights {
  /** @param {boolean} inWords */
  constructor(data, inWords, byGreatest) {
    const count = data.tokens.length;
    this.count = count;
    this.inWords = inWords;
    this.isOut = data.tokens.map((_, t) => data.factors.every((factor) => factor.weights[t] === null));
    /**
     * The first and the last token of what is asked about as one: a word, or a token.
     *
     * @type {number[][]}
     */
    this.units = [];
    this.unitOf = new Int32Array(count);
    for (let t = 0; t < count; t += 1) {
      const last = this.units.at(-1);
      if (inWords && last && data.tokens[t].w === data.tokens[last[1]].w) last[1] = t;
      else this.units.push([t, t]);
      this.unitOf[t] = this.units.length - 1;
    }
    this.values = data.factors.map((factor) => Float64Array.from(factor.weights, (weight) => weight ?? 0));
    if (inWords) {
      for (const values of this.values) {
        for (const [first, last] of this.units) {
          if (last > first) values.fill(Math.max(...values.subarray(first, last + 1)), first, last + 1);
        }
      }
    }
    this.greatest = this.values.map((values) => values.reduce((most, value) => Math.max(most, value), 0));
    if (byGreatest) {
      this.values.forEach((values, f) => {
        const most = this.greatest[f];
        // The quotient of two single-precision numbers has no more than seven digits that are true.
        if (most > 0) for (let t = 0; t < count; t += 1) values[t] = Number((values[t] / most).toPrecision(7));
        this.greatest[f] = most > 0 ? 1 : 0;
      });
    }
    this.top = Math.max(0, ...this.greatest);
    /**
     * How numbers are printed: three digits of the greatest.
     *
     * @type {NumberStyle}
     */
    this.style = byGreatest
      ? "percent"
      : { decimals: this.top > 0 ? Math.min(8, Math.max(0, 2 - Math.floor(Math.log10(this.top)))) : 0 };
    /** The strongest factor of each token; none where all are 0. */
    this.strongest = Int16Array.from({ length: count }, (_, t) => {
      let best = -1;
      this.values.forEach((values, f) => { if (values[t] > (best < 0 ? 0 : this.values[best][t])) best = f; });
      return best;
    });
    this.orders = [];
  }

  /** The strength of factor `f` at token `t` as a share of its greatest. */
  part(f, t) {
    return this.greatest[f] > 0 ? this.values[f][t] / this.greatest[f] : 0;
  }

  /** The units that took part, the strongest in `f` first. */
  order(f) {
    this.orders[f] ??= this.units.map((_, u) => u).filter((u) => !this.isOut[this.units[u][0]])
      .sort((a, b) => this.values[f][this.units[b][0]] - this.values[f][this.units[a][0]] || a - b);
    return this.orders[f];
  }

  /** 1 + how many are stronger in `f` than the unit of `t`. */
  rank(f, t) {
    const value = this.values[f][t];
    return 1 + this.order(f).filter((u) => this.values[f][this.units[u][0]] > value).length;
  }

  /** The values of `f`, one per unit that took part. */
  column(f) {
    return this.units.filter(([first]) => !this.isOut[first]).map(([first]) => this.values[f][first]);
  }

  /** How alike two factors are over the text: Pearson's correlation, and the share of their weight on the same places. */
  likeness(f, g) {
    const a = this.column(f), b = this.column(g), n = a.length;
    const sum = (values) => values.reduce((total, value) => total + value, 0);
    const [totalA, totalB] = [sum(a), sum(b)];
    let [ab, aa, bb, shared] = [0, 0, 0, 0];
    for (let i = 0; i < n; i += 1) {
      const [da, db] = [a[i] - totalA / n, b[i] - totalB / n];
      ab += da * db;
      aa += da * da;
      bb += db * db;
      if (totalA > 0 && totalB > 0) shared += Math.min(a[i] / totalA, b[i] / totalB);
    }
    return { correlation: aa > 0 && bb > 0 ? ab / Math.sqrt(aa * bb) : null, shared };
  }
}
