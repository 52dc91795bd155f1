// The weights of one layer as they are shown, and what is known of those that are not in the page.
//
// Of a long text the page has the greatest weights of each row. What is not there counts as 0 in a pattern's matrix, so each
// number made of it is a least one; how much more it can be is known too: no weight that is missing is greater than the least
// of its row that is there, nor than all that are missing of its row together, whose sum is in the page. Where a number is
// asked for, both ends are given, `{low, high}`, which are the same where nothing is missing.

/** The weights of one layer between `queries` (rows) and `keys` (columns), which are units of sequences. */
class AttentionPattern {
  /**
   * `source`: {tensor, l, layers}, what the weights are taken from, their layer's place in it and the places of the layers they
   * are the mean of, if not the block's own.
   *
   * @param {AttentionData} owner
   * @param {Block} block
   * @param {number} l
   * @param {Choice} choice
   * @param {{tensor: PackedTensor, l: number, layers: number[]} | null} source
   */
  constructor(owner, block, l, choice, source = null) {
    this.owner = owner;
    this.block = block;
    this.l = l;
    this.choice = choice;
    this.page = owner.page;
    this.numbers = 0;
    this.layer = block.layers[l];
    this.isRollout = choice.mode === "rollout";
    this.tensor = source?.tensor ?? (this.isRollout ? block.tensors.rollout : block.tensors.weights);
    this.tensorLayer = source?.l ?? l;
    /**
     * The true numbers of the heads; a rollout has one without a number.
     *
     * @type {(number | null)[]}
     */
    this.heads = this.isRollout ? [null] : block.heads;
    const hidden = choice.special === "shown" ? () => false : (unit) => AttentionPattern.isHidden(block, unit);
    const units = (sequence, range) => sequence.units(choice.words)
      .filter(({ first }) => !range || (first >= range[0] && first < range[1]));
    const [queries, keys] = [units(block.queries, choice.filter.queries), units(block.keys, choice.filter.keys)];
    this.queries = queries.filter((unit) => !hidden(unit));
    this.keys = keys.filter((unit) => !hidden(unit));
    /** What is left out, of both sides. */
    this.hiddenKeys = block.keys.units(choice.words).filter(hidden);
    /** How many tokens back a query sees here, itself included, and without a mask as far ahead; null for all. */
    this.window = this.isRollout ? null : block.reach.window(source?.layers ?? [l]);
    /** The place of the sink among the keys shown; −1 where it is not. */
    this.sinkColumn = -1;
    const { sink } = this;
    if (sink && choice.special !== "shown") this.hiddenKeys = [...this.hiddenKeys, sink];
    else if (sink && !choice.filter.keys) this.sinkColumn = this.keys.push(sink) - 1;
    this.hiddenQueries = queries.filter(hidden);
    this.rows = this.queries.length;
    this.columns = this.keys.length;
    this.columnOf = new Int32Array(block.keys.count).fill(-1);
    this.keys.forEach(({ first, last }, j) => this.columnOf.fill(j, first, last + 1));
    this.isOut = new Uint8Array(block.keys.count);
    for (const { first, last } of this.hiddenKeys) this.isOut.fill(1, first, last + 1);
    /** Tokens by themselves that can be hidden; a page's sums have them apart. */
    this.isHideable = Uint8Array.from(block.keys.tokens, (token, k) => (isOfForm(token) || (block.causal && k === 0) ? 1 : 0));
    /** @type {(PatternPart | null)[]} */
    this.parts = this.heads.map(() => null);
    /** @type {number | null} */
    this.greatest = null;
    /** Whether it is a mean of other patterns. */
    this.isMean = false;
  }

  /** Whether a unit is left out where special tokens are hidden: separators, those of a chat template and, where keys are causal, the first. */
  static isHidden(block, unit) {
    return unit.isSpecial || (block.causal && unit.first === 0);
  }

  /** What takes the weight of rows that goes to no token; null where nothing does. */
  get sink() {
    return this.isRollout ? null : this.block.reach.sink;
  }

  /** What of the row of query token `q` goes to the sink; nothing once weights are those of values, which it has none of. */
  sinkShare(h, q) {
    return this.choice.mode === "raw" ? this.block.tensors.sink.layer(this.l)[h * this.block.queries.count + q] : 0;
  }

  /** Whether some keys are out of sight of some queries. */
  get hasMask() {
    return this.block.causal || this.window !== null;
  }

  /** Whether the query may not see the key: it comes later, or lies beyond the window. */
  isMasked(i, j) {
    const { first, last } = this.keys[j], query = this.queries[i];
    return j !== this.sinkColumn && ((this.block.causal && first > query.last) || this.isBeyond(query, { first, last }));
  }

  /** Whether a unit lies beyond the window of another, however near their tokens are. */
  isBeyond(query, key) {
    return this.window !== null && (query.first - key.last >= this.window || key.first - query.last >= this.window);
  }

  /** The places of keys that none of these queries sees. */
  unseenKeys(queries) {
    return this.hasMask ? [...this.keys.keys()].filter((j) => queries.every((i) => this.isMasked(i, j))) : [];
  }

  /** The places of queries that see none of these keys. */
  unseeingQueries(keys) {
    return this.hasMask ? [...this.queries.keys()].filter((i) => keys.every((j) => this.isMasked(i, j))) : [];
  }

  /** What the head in place `h` is called. */
  headName(h) {
    return this.isRollout ? "all heads" : this.block.reach.headName(h);
  }

  /** Where the head in place `h` is, in words. */
  where(h) {
    return `layer ${this.layer} · ${this.headName(h)}`;
  }

  /**
   * {matrix: rows × columns, out: mass of each row on what is hidden, rest: its mass on the others that is not in the page,
   * unsure: how much of `rest` may be on what is hidden, factor: what rows were rescaled by, and at most may have to be}.
   */
  part(h) {
    return this.parts[h] ??= this.build(h);
  }

  /** The weights of the head in place `h`, `rows` × `columns` in row order; those that are not in the page are 0. */
  matrix(h) {
    return this.part(h).matrix;
  }

  /** The lengths of the values of the head in place `h`, where weights are multiplied with them; else null. */
  norms(h) {
    const { block, choice } = this, K = block.keys.count;
    return choice.mode === "norm" ? block.tensors.value_norms.layer(this.l).subarray(h * K, (h + 1) * K) : null;
  }

  /** @returns {PatternPart} */
  build(h) {
    const { block, rows, columns, choice, tensor } = this;
    const [Q, K] = [block.queries.count, block.keys.count], norms = this.norms(h);
    const sums = () => new Float32Array(rows);
    /** @type {Omit<PatternPart, "matrix">} */
    const part = { out: sums(), rest: sums(), unsure: sums(), factor: [sums().fill(1), sums().fill(1)] };
    const top = tensor.isTop ? tensor.top(this.tensorLayer) : null;
    const dense = top ? null : tensor.layer(this.tensorLayer);
    const isWhole = dense && !norms && rows === Q && columns === K && !this.sink;
    if (isWhole) return { ...part, matrix: dense.subarray(h * Q * K, (h + 1) * Q * K) };
    const matrix = new Float32Array(rows * columns), { columnOf, isOut, isHideable } = this, { out, rest, unsure } = part;
    this.numbers += matrix.length;
    this.owner.numbers += matrix.length;
    const [others, othersHidden] = top ? this.rests(top) : [], isHiding = choice.special !== "shown";
    this.queries.forEach(({ first, last }, i) => {
      const share = 1 / (last - first + 1), base = i * columns;
      let left = 0;
      const add = (k, weight) => {
        const value = weight * share * (norms ? norms[k] : 1), j = columnOf[k];
        if (j >= 0) matrix[base + j] += value;
        if (isOut[k]) out[i] += value; else left += value;
      };
      for (let q = first; q <= last; q += 1) {
        if (dense) {
          const from = (h * Q + q) * K;
          for (let k = 0; k < K; k += 1) add(k, dense[from + k]);
        } else if (top) {
          const at = h * Q + q, from = at * tensor.k;
          for (let n = 0; n < tensor.k; n += 1) {
            const k = top.index[from + n];
            if (k < K) add(k, top.values[from + n]);
          }
          rest[i] += others[at] * share;
          if (isHiding) out[i] += othersHidden[at] * share; else rest[i] += othersHidden[at] * share;
        }
      }
      if (this.sink) {
        let given = 0;
        for (let q = first; q <= last; q += 1) given += this.sinkShare(h, q) * share;
        if (isHiding) out[i] += given; else left += given;
        if (this.sinkColumn >= 0) matrix[base + this.sinkColumn] = given;
      }
      left += rest[i];
      // A hidden word may have more pieces than the first, which the sums do not have apart.
      if (top && isHiding) this.eachMissing(h, i, (k, most) => { if (isOut[k] && !isHideable[k]) unsure[i] += most; });
      unsure[i] = Math.min(unsure[i], rest[i]);
      if (choice.special !== "rescaled" || !(out[i] + unsure[i] > 0)) return;
      // What is left of the row, stretched to what the whole row had; nothing can be said where nothing is left.
      const whole = left + out[i], stretch = (one) => (one > 1e-4 * whole ? whole / one : 1);
      part.factor[0][i] = stretch(left);
      part.factor[1][i] = stretch(left - unsure[i]);
      for (let j = 0; j < columns; j += 1) matrix[base + j] *= part.factor[0][i];
      rest[i] *= part.factor[1][i];
    });
    return { ...part, matrix };
  }

  // What is not in the page

  /** The sums of what is not in the page: on tokens that cannot be hidden, and on those that can. */
  rests(top) {
    const prefix = this.choice.mode === "norm" ? "norm_" : "";
    return [top[`${prefix}rest`], top[`${prefix}rest_hidden`]];
  }

  /** Calls `meet(k, most)` for each key token that query `i` sees and whose weight is not in the page; `most` it can be. */
  eachMissing(h, i, meet) {
    const { tensor, block, isHideable } = this, { first, last } = this.queries[i];
    if (!tensor.isTop) return;
    const [Q, K] = [block.queries.count, block.keys.count], norms = this.norms(h), share = 1 / (last - first + 1);
    const isKept = new Uint8Array(K), top = tensor.top(this.tensorLayer);
    for (let q = first; q <= last; q += 1) {
      const most = this.mostMissing(top, h * Q + q);
      if (!most) continue;
      isKept.fill(0);
      for (let n = (h * Q + q) * tensor.k; n < (h * Q + q + 1) * tensor.k; n += 1) isKept[top.index[n]] = 1;
      const [from, end] = block.reach.seen(q, K, this.window);
      for (let k = from; k < end; k += 1) {
        const one = most[isHideable[k]];
        if (!isKept[k] && one > 0) meet(k, one * share * (norms ? norms[k] : 1));
      }
    }
  }

  /**
   * The most that a weight of row `at` can be that is not in the page: of a token that cannot be hidden, of one that can. Not
   * more than the least of its row that is there, and than all that are missing together; null where nothing is missing.
   */
  mostMissing(top, at) {
    const { k } = this.tensor, last = (at + 1) * k - 1, least = top.values[last];
    if (top.index[last] >= this.block.keys.count || !(top.rest[at] + top.rest_hidden[at] > 0)) return null;
    return [Math.min(least, top.rest[at]), Math.min(least, top.rest_hidden[at])];
  }

  /** How much greater than in the matrix the weights of query `i` can be, key by key; null where nothing is missing. */
  slackRow(h, i) {
    if (!this.tensor.isTop) return null;
    const { columns, columnOf } = this, { matrix, rest, factor: [least, most] } = this.part(h);
    if (!(rest[i] > 0)) return null;
    const row = new Float32Array(columns);
    this.eachMissing(h, i, (k, more) => { if (columnOf[k] >= 0) row[columnOf[k]] += more; });
    for (let j = 0; j < columns; j += 1) {
      const value = matrix[i * columns + j];
      row[j] = Math.min(row[j] * most[i], rest[i]) + value * (most[i] / least[i] - 1);
    }
    return row;
  }

  /** The same for one pair. */
  slack(h, i, j) {
    const { tensor, block, isHideable } = this, { first, last } = this.queries[i], unit = this.keys[j];
    if (!tensor.isTop || unit.isSink) return 0;
    const { matrix, rest, factor: [least, most] } = this.part(h);
    if (!(rest[i] > 0)) return 0;
    const Q = block.queries.count, norms = this.norms(h), share = 1 / (last - first + 1), top = tensor.top(this.tensorLayer);
    let slack = 0;
    for (let q = first; q <= last; q += 1) {
      const missing = this.mostMissing(top, h * Q + q);
      if (!missing) continue;
      const kept = top.index.subarray((h * Q + q) * tensor.k, (h * Q + q + 1) * tensor.k);
      const [from, end] = block.reach.seen(q, block.keys.count, this.window);
      for (let k = Math.max(from, unit.first); k <= unit.last && k < end; k += 1) {
        if (!kept.includes(k)) slack += missing[isHideable[k]] * share * (norms ? norms[k] : 1);
      }
    }
    return Math.min(slack * most[i], rest[i]) + matrix[i * this.columns + j] * (most[i] / least[i] - 1);
  }

  // Numbers

  /** The weight as the page has it; 0 where it does not. */
  value(h, i, j) {
    return this.matrix(h)[i * this.columns + j];
  }

  bounds(h, i, j) {
    const low = this.value(h, i, j);
    return { low, high: low + this.slack(h, i, j) };
  }

  /** The weights of query `i` as the page has them, without a copy. */
  row(h, i) {
    return this.matrix(h).subarray(i * this.columns, (i + 1) * this.columns);
  }

  /** What query `i` gives to all keys shown. */
  rowSum(h, i) {
    const { rest, unsure, factor: [least, most] } = this.part(h), low = this.row(h, i).reduce((sum, value) => sum + value, 0);
    // Of a whole row the sum of what is missing is known.
    if (!this.choice.filter.keys) return { low: unsure[i] > 0 ? low : low + rest[i], high: low * most[i] / least[i] + rest[i] };
    const slack = this.slackRow(h, i)?.reduce((sum, value) => sum + value, 0) ?? 0;
    return { low, high: low + Math.min(slack, rest[i]) };
  }

  /** What key `j` gets from all queries shown. */
  columnSum(h, j) {
    const { choice, tensor, block } = this, isRescaled = choice.special === "rescaled";
    if (tensor.isTop && j !== this.sinkColumn && !choice.words && !choice.filter.queries && !isRescaled) {
      const top = tensor.top(this.tensorLayer), k = this.keys[j].first, at = h * block.keys.count + k;
      const sum = (top.received[at] + (choice.special === "shown" ? top.received_hidden[at] : 0)) * (this.norms(h)?.[k] ?? 1);
      return { low: sum, high: sum };
    }
    const sum = { low: 0, high: 0 };
    for (let i = 0; i < this.rows; i += 1) {
      const { low, high } = this.bounds(h, i, j);
      sum.low += low;
      sum.high += high;
    }
    return sum;
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

  /** What full strength stands for: 1 for shares, else the greatest over all heads of this layer. */
  get top() {
    const { top } = WEIGHTS[this.choice.mode];
    if (top !== null) return top;
    if (this.greatest === null) {
      let greatest = 0;
      this.heads.forEach((_, h) => { for (const value of this.matrix(h)) if (value > greatest) greatest = value; });
      this.greatest = greatest;
    }
    return this.greatest || 1;
  }

  /** How many keys query `i` can see here, the sink not counted. */
  visible(i) {
    if (!this.hasMask && this.sinkColumn < 0) return this.columns;
    let count = 0;
    for (let j = 0; j < this.columns; j += 1) if (j !== this.sinkColumn && !this.isMasked(i, j)) count += 1;
    return count;
  }

  /** 1 + how many keys the query gives more, at least and at most. */
  ranks(h, i, j) {
    const row = this.row(h, i), slack = this.slackRow(h, i), low = row[j], high = low + (slack?.[j] ?? 0);
    let [least, most] = [1, 1];
    for (let other = 0; other < row.length; other += 1) {
      if (other === j || other === this.sinkColumn) continue;
      if (row[other] > high) least += 1;
      if (row[other] + (slack ? slack[other] : 0) > low) most += 1;
    }
    return [least, most];
  }

  /** `layer 5 · head 3 · “cat” → “mat”: 0.231, 2nd of 9 in this row`, in its parts: {where, pair, value}. */
  words(h, i, j) {
    const { page } = this, where = this.where(h);
    const [query, key] = [this.queries[i], this.keys[j]], pair = pairWords(query, key);
    if (this.isMasked(i, j)) {
      return { where, pair, value: this.isBeyond(query, key) && !(this.block.causal && key.first > query.last)
        ? `out of reach: beyond the window of ${page.grouped(this.window ?? 0)} tokens` : "masked: it comes later in the text" };
    }
    if (key.isSink) return { where, pair, value: `${digits(this.value(h, i, j), page)}, what goes to no token` };
    const bounds = this.bounds(h, i, j);
    if (bounds.low === 0 && bounds.high > 0) {
      return { where, pair, value: `below the ${this.tensor.k} greatest of this row, not in the page: at most ${outward(bounds.high, true, page)}` };
    }
    const [least, most] = this.ranks(h, i, j), rank = least === most ? page.ordinal(least) : `${page.ordinal(least)} to ${page.ordinal(most)}`;
    return { where, pair, value: `${spanWords(bounds, page)}, ${rank} of ${page.grouped(this.visible(i))} in this row` };
  }

  // Tables

  /** The headings of numbers of this pattern called `name`: of one, or where not all are in the page of two. */
  columnNames(name) {
    return this.tensor.isTop ? [`${name}_at_least`, `${name}_at_most`] : [name];
  }

  /** The numbers under those headings. */
  columnValues(h, i, j) {
    const short = (value) => Number(value.toPrecision(4));
    if (!this.tensor.isTop) return [short(this.value(h, i, j))];
    const { low, high } = this.bounds(h, i, j);
    return [short(low), short(high)];
  }
}
