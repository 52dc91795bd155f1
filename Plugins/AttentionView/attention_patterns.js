// Attention as it is shown: one layer of one block, in one of its filters, by tokens or by words, in one of its weights.

/** What weights can mean. `top`: the greatest there can be; null: the greatest there is. */
const WEIGHTS = {
  raw: {
    label: "attention weight", short: "weight", top: 1,
    title: "The share of each key in what the query reads: each row adds up to 1",
  },
  norm: {
    label: "norm-weighted attention", short: "norm-weighted", top: null,
    title: "Attention times the length of the vector it brings, ‖α f(x)‖ (Kobayashi et al. 2020): "
      + "much attention to a short vector moves little",
  },
  rollout: {
    label: "attention rollout", short: "rollout", top: 1,
    title: "A summary, not an explanation: the heads' mean and the residual stream in equal parts, multiplied from the "
      + "first layer to this one (Abnar & Zuidema 2020)",
  },
};

/** Numbers that patterns may keep in all, before the oldest is let go. */
const PATTERN_NUMBERS = 32_000_000;

/** Everything a view is given, with its tensors ready to be unpacked. */
class AttentionData {
  constructor(data, page) {
    [this.data, this.page] = [data, page];
    this.sequences = Object.fromEntries(
      Object.entries(data.sequences).map(([key, tokens]) => [key, new Sequence(key, tokens, page)]));
    this.variants = [];
    for (const { id, label, blocks } of data.variants) {
      // What is the same in another variant is not there twice.
      const same = ({ id: block, same_as: other }) => this.variants.find((one) => one.id === other)?.blocks.find((one) => one.id === block);
      this.variants.push({ id, label, blocks: blocks.map((block) => (block.same_as === undefined ? this.block(block) : same(block))) });
    }
    if (!this.variants.length || this.variants.some(({ blocks }) => !blocks.length || blocks.includes(undefined))) {
      throw new Error("there is no attention in the data, or not all of it");
    }
    this.patterns = new Map();
    this.numbers = 0;
  }

  block(json) {
    const tensor = (name) => (json[name] ? new PackedTensor(json[name], `${json.id}, ${name}`) : null);
    const [queries, keys] = [this.sequences[json.queries], this.sequences[json.keys]];
    if (!queries || !keys) throw new Error(`${json.id}: its sequences are not there`);
    return {
      ...json, queries, keys, filters: this.filters(json, queries), scores: AttentionData.scores(json),
      tensors: Object.fromEntries(["weights", "value_norms", "rollout", "query", "key"].map((name) => [name, tensor(name)])),
    };
  }

  /** One object for each head, layer by layer, of lists with an entry for each. */
  static scores({ layers, heads, scores }) {
    if (!scores || Array.isArray(scores)) return scores ?? [];
    const columns = Object.entries(scores);
    return layers.flatMap((layer, l) => heads.map((head, h) => ({
      layer, head, ...Object.fromEntries(columns.map(([name, values]) => [name, values[l * heads.length + h]])),
    })));
  }

  /** The parts of a block that can be looked at: slices, never renormalised. */
  filters(json, { count }) {
    const all = [0, count], start = this.data.second_start;
    const isPair = Number.isInteger(start) && start > 0 && start < count && json.queries === json.keys;
    const filters = [{ id: "all", label: "All", queries: null, keys: null }];
    if (!isPair) return filters;
    const [a, b] = [[0, start], [start, all[1]]];
    return [
      ...filters,
      { id: "aa", label: "Sentence A → Sentence A", queries: a, keys: a },
      { id: "bb", label: "Sentence B → Sentence B", queries: b, keys: b },
      { id: "ab", label: "Sentence A → Sentence B", queries: a, keys: b },
      { id: "ba", label: "Sentence B → Sentence A", queries: b, keys: a },
    ];
  }

  /** The weights that this block has. */
  modes(block) {
    return Object.keys(WEIGHTS).filter((mode) => mode === "raw" || block.tensors[mode === "norm" ? "value_norms" : mode]);
  }

  /**
   * The pattern of `block` in place `l` of its layers; `choice` = {mode, filter, words, special}, where `filter` is one
   * of `block.filters` and `special` is "shown", "hidden" or "rescaled".
   */
  pattern(block, l, choice) {
    const at = this.variants.findIndex((variant) => variant.blocks.includes(block));
    const key = [at, block.id, l, choice.mode, choice.filter.id, choice.words, choice.special].join(" ");
    let pattern = this.patterns.get(key);
    if (pattern) this.patterns.delete(key); else pattern = new AttentionPattern(this, block, l, choice);
    this.patterns.set(key, pattern);
    while (this.numbers > PATTERN_NUMBERS && this.patterns.size > 2) {
      const [oldest, old] = this.patterns.entries().next().value;
      this.patterns.delete(oldest);
      this.numbers -= old.numbers;
    }
    return pattern;
  }
}

/** The weights of one layer between `queries` (rows) and `keys` (columns), which are units of sequences. */
class AttentionPattern {
  constructor(owner, block, l, choice) {
    Object.assign(this, { owner, block, l, choice, page: owner.page, numbers: 0 });
    this.layer = block.layers[l];
    this.isRollout = choice.mode === "rollout";
    this.tensor = this.isRollout ? block.tensors.rollout : block.tensors.weights;
    /** The true numbers of the heads; a rollout has one without a number. */
    this.heads = this.isRollout ? [null] : block.heads;
    const hidden = choice.special === "shown" ? () => false : (unit) => AttentionPattern.isHidden(block, unit);
    const units = (sequence, range) => sequence.units(choice.words)
      .filter(({ first }) => !range || (first >= range[0] && first < range[1]));
    const [queries, keys] = [units(block.queries, choice.filter.queries), units(block.keys, choice.filter.keys)];
    this.queries = queries.filter((unit) => !hidden(unit));
    this.keys = keys.filter((unit) => !hidden(unit));
    /** What is left out, of both sides. */
    this.hiddenKeys = block.keys.units(choice.words).filter(hidden);
    this.hiddenQueries = queries.filter(hidden);
    this.rows = this.queries.length;
    this.columns = this.keys.length;
    this.columnOf = new Int32Array(block.keys.count).fill(-1);
    this.keys.forEach(({ first, last }, j) => this.columnOf.fill(j, first, last + 1));
    this.isOut = new Uint8Array(block.keys.count);
    for (const { first, last } of this.hiddenKeys) this.isOut.fill(1, first, last + 1);
    this.parts = this.heads.map(() => null);
    this.greatest = null;
  }

  /** Whether a unit is left out where special tokens are hidden: separators and, where keys are causal, the first. */
  static isHidden(block, unit) {
    return unit.isSpecial || (block.causal && unit.first === 0);
  }

  /** Whether the query may not see the key. */
  isMasked(i, j) {
    return this.block.causal && this.keys[j].first > this.queries[i].last;
  }

  /** What the head in place `h` is called. */
  headName(h) {
    return this.isRollout ? "all heads" : `head ${this.heads[h]}`;
  }

  /** {matrix: rows × columns, out: mass of each row on what is hidden, rest: its mass that is not in the page}. */
  part(h) {
    this.parts[h] ??= this.build(h);
    return this.parts[h];
  }

  /** The weights of the head in place `h`, `rows` × `columns` in row order. */
  matrix(h) {
    return this.part(h).matrix;
  }

  build(h) {
    const { block, rows, columns, choice, tensor } = this;
    const [Q, K] = [block.queries.count, block.keys.count];
    const norms = choice.mode === "norm" ? block.tensors.value_norms.layer(this.l).subarray(h * K, (h + 1) * K) : null;
    const out = new Float32Array(rows), rest = new Float32Array(rows), totals = new Float32Array(rows);
    const top = tensor.isTop ? tensor.top(this.l) : null;
    const dense = top ? null : tensor.layer(this.l);
    const isWhole = dense && !norms && rows === Q && columns === K;
    if (isWhole) return { matrix: dense.subarray(h * Q * K, (h + 1) * Q * K), out, rest };
    const matrix = new Float32Array(rows * columns), { columnOf, isOut } = this;
    this.numbers += matrix.length;
    this.owner.numbers += matrix.length;
    this.queries.forEach(({ first, last }, i) => {
      const share = 1 / (last - first + 1), base = i * columns;
      const add = (k, weight) => {
        const value = weight * share * (norms ? norms[k] : 1), j = columnOf[k];
        if (j >= 0) matrix[base + j] += value; else if (isOut[k]) out[i] += value;
        totals[i] += value;
      };
      for (let q = first; q <= last; q += 1) {
        if (dense) {
          const from = (h * Q + q) * K;
          for (let k = 0; k < K; k += 1) add(k, dense[from + k]);
        } else {
          const from = (h * Q + q) * tensor.k;
          for (let n = 0; n < tensor.k; n += 1) {
            const k = top.index[from + n];
            if (k < K) add(k, top.values[from + n]);
          }
          rest[i] += top.rest[h * Q + q] * share;
          if (!norms) totals[i] += top.rest[h * Q + q] * share;
        }
      }
      if (choice.special !== "rescaled" || !(out[i] > 0)) return;
      // What is left of the row, stretched to what the whole row had; nothing can be said where nothing is left.
      const left = totals[i] - out[i], factor = left > 1e-4 * totals[i] ? totals[i] / left : 1;
      for (let j = 0; j < columns; j += 1) matrix[base + j] *= factor;
      rest[i] *= factor;
    });
    return { matrix, out, rest };
  }

  value(h, i, j) {
    return this.matrix(h)[i * this.columns + j];
  }

  /** The weights of query `i`, without a copy. */
  row(h, i) {
    return this.matrix(h).subarray(i * this.columns, (i + 1) * this.columns);
  }

  /** The weights that queries give to key `j`. */
  column(h, j) {
    const matrix = this.matrix(h);
    return Float32Array.from({ length: this.rows }, (_, i) => matrix[i * this.columns + j]);
  }

  /** The column of the greatest weight in each row of the head in place `h`; −1 where there is none. */
  peaks(h) {
    const part = this.part(h), { rows, columns } = this;
    if (part.peaks) return part.peaks;
    part.peaks = new Int32Array(rows).fill(-1);
    for (let i = 0; i < rows; i += 1) {
      let most = 0;
      for (let j = 0; j < columns; j += 1) {
        const value = part.matrix[i * columns + j];
        if (value > most) [most, part.peaks[i]] = [value, j];
      }
    }
    return part.peaks;
  }

  /** The mean over the heads in places `heads`, `rows` × `columns`. */
  mean(heads) {
    const mean = new Float32Array(this.rows * this.columns);
    for (const h of heads) {
      const matrix = this.matrix(h);
      for (let n = 0; n < mean.length; n += 1) mean[n] += matrix[n];
    }
    if (heads.length > 1) for (let n = 0; n < mean.length; n += 1) mean[n] /= heads.length;
    return mean;
  }

  /** What full strength stands for: 1 for shares, else the greatest over all heads of this layer. */
  get top() {
    const { top } = WEIGHTS[this.choice.mode];
    if (top !== null) return top;
    if (this.greatest === null) {
      this.greatest = 0;
      this.heads.forEach((_, h) => { for (const value of this.matrix(h)) if (value > this.greatest) this.greatest = value; });
    }
    return this.greatest || 1;
  }

  /** How many keys query `i` can see here. */
  visible(i) {
    if (!this.block.causal) return this.columns;
    let count = 0;
    for (let j = 0; j < this.columns; j += 1) if (!this.isMasked(i, j)) count += 1;
    return count;
  }

  /** 1 + how many keys the query gives more. */
  rank(h, i, j) {
    const value = this.value(h, i, j);
    let rank = 1;
    for (const other of this.row(h, i)) if (other > value) rank += 1;
    return rank;
  }

  /** `layer 5 · head 3 · “cat” → “mat”: 0.231, 2nd of 9 in this row`, in its parts: {where, pair, value}. */
  words(h, i, j) {
    const { page } = this;
    const where = `layer ${this.layer} · ${this.headName(h)}`;
    const pair = `“${this.queries[i].name}” → “${this.keys[j].name}”`;
    if (this.isMasked(i, j)) return { where, pair, value: "masked: it comes later in the text" };
    const value = this.value(h, i, j);
    if (value === 0 && this.tensor.isTop) return { where, pair, value: `below the ${this.tensor.k} greatest of this row, not in the page` };
    return { where, pair, value: `${digits(value, page)}, ${page.ordinal(this.rank(h, i, j))} of ${page.grouped(this.visible(i))} in this row` };
  }
}
