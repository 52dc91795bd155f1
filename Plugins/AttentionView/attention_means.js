// Means over heads and layers: those that the page has by themselves, and those it takes of what it has.

/** The mean over all heads of a layer, over all layers of a head or over both, as the page has it by itself. */
class CarriedMean extends AttentionPattern {
  /**
   * @param {AttentionData} owner
   * @param {Block} block
   * @param {number} l
   * @param {Choice} choice
   */
  constructor(owner, block, l, choice, { tensor, l: place, name, layers, heads }) {
    super(owner, block, l, choice, { tensor, l: place, layers });
    this.name = name;
    this.meant = { layers, heads };
  }

  /** The mean over the heads and layers that are meant. */
  sinkShare(_, q) {
    const { block: { tensors: { sink }, queries }, meant: { layers, heads } } = this;
    let sum = 0;
    for (const l of layers) for (const one of heads) sum += sink.layer(l)[one * queries.count + q];
    return sum / (layers.length * heads.length);
  }

  where() {
    return this.name;
  }

  headName() {
    return this.name;
  }
}

/** The mean over the heads in places `heads` of some patterns, of what the page has of them. */
class MeanPattern extends AttentionPattern {
  /**
   * @param {AttentionPattern[]} patterns
   * @param {number[]} heads
   * @param {string} name
   */
  constructor(patterns, heads, name) {
    const [first] = patterns;
    super(first.owner, first.block, first.l, first.choice);
    this.patterns = patterns;
    this.name = name;
    this.heads = [null];
    this.parts = [null];
    this.isMean = true;
    // What one of them sees is seen.
    this.window = patterns.some(({ window }) => window === null) ? null : Math.max(...patterns.map(({ window }) => /** @type {number} */ (window)));
    /** Of what it is the mean: a pattern and the place of a head in it. */
    this.meant = patterns.flatMap((pattern) => heads.map((h) => /** @type {[AttentionPattern, number]} */ ([pattern, h])));
  }

  where() {
    return this.name;
  }

  headName() {
    return this.name;
  }

  /** @returns {PatternPart} */
  build() {
    const { rows, columns, meant } = this;
    this.numbers += rows * columns;
    this.owner.numbers += rows * columns;
    const sums = () => new Float32Array(rows);
    const mean = { matrix: new Float32Array(rows * columns), out: sums(), rest: sums(), unsure: sums() };
    for (const [pattern, h] of meant) {
      if (isSparse(pattern)) addSparse(pattern, h, mean); else addPart(partOnce(pattern, h), mean);
    }
    for (const values of Object.values(mean)) for (let n = 0; n < values.length; n += 1) values[n] /= meant.length;
    return { ...mean, factor: [sums().fill(1), sums().fill(1)] };
  }

  /** The mean of what `numbers(pattern, h)` gives. */
  average(numbers) {
    const all = this.meant.map(([pattern, h]) => numbers(pattern, h));
    const mean = (end) => all.reduce((sum, one) => sum + one[end], 0) / all.length;
    return { low: mean("low"), high: mean("high") };
  }

  slackRow(_, i) {
    let mean = null;
    for (const [pattern, h] of this.meant) {
      const row = pattern.slackRow(h, i);
      if (!row) continue;
      mean ??= new Float32Array(this.columns);
      for (let j = 0; j < row.length; j += 1) mean[j] += row[j] / this.meant.length;
    }
    return mean;
  }

  slack(_, i, j) {
    return this.meant.reduce((sum, [pattern, h]) => sum + pattern.slack(h, i, j), 0) / this.meant.length;
  }

  rowSum(_, i) {
    return this.average((pattern, h) => pattern.rowSum(h, i));
  }

  columnSum(_, j) {
    return this.average((pattern, h) => pattern.columnSum(h, j));
  }

  /** As full as the heads it is the mean of. */
  get top() {
    const { top } = WEIGHTS[this.choice.mode];
    if (top !== null) return top;
    this.greatest ??= Math.max(...this.patterns.map(fullStrength));
    return this.greatest || 1;
  }
}
