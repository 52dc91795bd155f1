// What the active heads of a layer say, in numbers and words: sums, ranks, the strongest. Nothing here draws.
//
// `asked` = {queries, keys}: the places that are asked about at either side, null for all of it (HeadSelection).

class HeadReading {
  /**
   * `heads`: the places of the active heads in `pattern`; `mean`: their mean, [pattern, place of the head in it].
   *
   * @param {AttentionPattern} pattern
   * @param {number[]} heads
   * @param {[AttentionPattern, number]} mean
   * @param {Page} page
   */
  constructor(pattern, heads, mean, page) {
    this.pattern = pattern;
    this.heads = heads;
    this.page = page;
    this.summary = mean[0];
    this.place = mean[1];
  }

  /** The mean of the active heads, rows × columns. */
  get mean() {
    return this.summary.matrix(this.place);
  }

  /** Whether the mean is of what the page has of the heads, and not all of that is there. */
  get isLacking() {
    return this.summary.isMean && this.summary.tensor.isTop;
  }

  /** The colour of the head in place `h`: by its true number; a rollout has the first. */
  hue(h) {
    return this.pattern.isRollout ? 0 : hueOf(this.pattern.heads[h]);
  }

  // Names

  /** What the active heads are called. */
  get headWords() {
    const { pattern, heads } = this;
    if (pattern.isRollout) return "rollout";
    if (heads.length === 1) return pattern.headName(heads[0]);
    if (heads.length === pattern.heads.length) return `all ${heads.length} heads`;
    return `heads ${heads.slice(0, 6).map((h) => pattern.heads[h]).join(", ")}${heads.length > 6 ? " …" : ""}`;
  }

  get where() {
    return `layer ${this.pattern.layer} · ${this.headWords}`;
  }

  named(units, places) {
    const names = places.slice(0, 3).map((place) => `“${units[place].name}”`);
    return names.join(" + ") + (places.length > 3 ? ` + ${places.length - 3} more` : "");
  }

  // Numbers

  /** The sum of `matrix` over rows `queries` and columns `keys`. */
  sum(matrix, queries, keys) {
    const { columns } = this.pattern;
    let sum = 0;
    for (const i of queries) for (const j of keys) sum += matrix[i * columns + j];
    return sum;
  }

  /**
   * What is strongest of what is asked about: {found, loose} as of `strongestOf`, of the mean over the active heads; with each
   * goes what the head in place `h` has, which has most: `most`, {low, high}, where another can have up to `high`.
   */
  strongest(asked, count) {
    const { pattern, heads, summary, place } = this, strongest = strongestOf(summary, place, asked, count);
    for (const pair of strongest.found) {
      const [queries, keys] = [pair.i === null ? asked.queries : [pair.i], pair.j === null ? asked.keys : [pair.j]];
      pair.most = { low: -1, high: 0 };
      for (const h of heads) {
        const { low, high } = sumOf(pattern, h, queries, keys);
        if (low > pair.most.low) [pair.most.low, pair.h] = [low, h];
        pair.most.high = Math.max(pair.most.high, high);
      }
    }
    return strongest;
  }

  // In words, as lines for the tooltip

  lines({ queries, keys }) {
    if (queries?.length === 1 && keys?.length === 1) return this.pairLines(queries[0], keys[0]);
    return queries && keys ? this.sumLines(queries, keys) : this.sideLines({ queries, keys });
  }

  /** One pair: for a few heads each, for many the mean and the strongest. */
  pairLines(i, j) {
    const { pattern, heads, page } = this;
    const { pair, value } = pattern.words(heads[0], i, j);
    if (pattern.isMasked(i, j)) return [["where", `layer ${pattern.layer}`], ["tk", pair], ["exact", value]];
    if (heads.length === 1) return [["where", this.where], ["tk", pair], ["exact", value]];
    if (heads.length <= 3) {
      const each = heads.map((h) => ["exact", `${pattern.headName(h)}: ${pattern.words(h, i, j).value}`]);
      return [["where", `layer ${pattern.layer}`], ["tk", pair], ...each];
    }
    const best = heads.reduce((most, h) => (pattern.value(h, i, j) > pattern.value(most, i, j) ? h : most), heads[0]);
    const other = heads.reduce((most, h) => (h === best ? most : Math.max(most, pattern.bounds(h, i, j).high)), 0);
    return [
      ["where", this.where], ["tk", pair],
      ["exact", `mean: ${this.summary.words(this.place, i, j).value}`],
      ["exact", `most: ${pattern.headName(best)}: ${pattern.words(best, i, j).value}`],
      ["note", other > pattern.bounds(best, i, j).high ? `another head may have up to ${outward(other, true, page)}, which is not in the page` : ""],
    ];
  }

  /** Several queries or keys, added. */
  sumLines(queries, keys) {
    const { pattern, heads, page } = this;
    const each = heads.map((h) => sumOf(pattern, h, queries, keys)), isOne = heads.length === 1;
    const mean = isOne ? each[0] : sumOf(this.summary, this.place, queries, keys);
    const best = each.reduce((most, { low }, n) => (low > each[most].low ? n : most), 0);
    const most = { low: each[best].low, high: Math.max(...each.map(({ high }) => high)) };
    return [
      ["where", this.where], ["tk", `${this.named(pattern.queries, queries)} → ${this.named(pattern.keys, keys)}`],
      ["exact", `sum: ${spanWords(mean, page)}${isOne ? "" : `, mean of ${heads.length} heads`}`],
      ["exact", isOne ? "" : `most: ${pattern.headName(heads[best])}: ${leastWords(most, page)}`],
    ];
  }

  /** What is asked about at one side: the strongest at the other. */
  sideLines({ queries, keys }) {
    const { pattern, page, heads } = this;
    const isFrom = queries !== null, places = queries ?? keys, units = isFrom ? pattern.queries : pattern.keys;
    const strongest = strongestOf(this.summary, this.place, { queries, keys }, 3);
    const best = strongest.found.map((one) => `“${(isFrom ? pattern.keys[one.j] : pattern.queries[one.i]).name}” ${leastWords(one, page)}`);
    const place = places.length === 1 ? placeWords(units[places[0]], page)
      : `${places.length} tokens, ${isFrom ? "rows" : "columns"} added: ${this.named(units, places)}`;
    const over = heads.length > 1 ? `, mean of ${heads.length} heads` : "";
    const lines = [
      ["where", `${this.where} · ${isFrom ? "from" : "to"} ${place}`], ["exact", best.join(", ") || "nothing"],
      ["where", best.length ? `the strongest ${isFrom ? "keys" : "queries"}${over}` : ""],
      ["note", this.looseWords({ queries, keys }, strongest, 3)],
    ];
    if (places.length === 1) lines.push(["note", expertWords(pattern, units[places[0]])]);
    if (!isFrom) return lines;
    const { block: { keys: { count }, reach }, window } = pattern, { first, last } = units[places[0]];
    if (window !== null && places.length === 1 && first === last) {
      const [from, end] = reach.seen(first, count, window);
      lines.push(["note", `sees ${page.grouped(end - from)} of ${page.grouped(count)} tokens: the layer's window is ${page.grouped(window)}`]);
    }
    const { out, rest, unsure } = this.summary.part(this.place), share = (what) => queries.reduce((sum, i) => sum + what[i], 0);
    if (share(out) > 0) {
      lines.push(["note", `${leastWords({ low: share(out), high: share(out) + share(unsure) }, page)} on what is left out`]);
    }
    if (share(rest) > 0.0005) lines.push(["note", `${digits(share(rest), page)} on weights too small to be in the page`]);
    return lines;
  }

  /** That something not among the `count` strongest may be stronger; empty where it is not. */
  looseWords({ queries, keys }, strongest, count) {
    return looseWords(strongest, count, queries ? "a key" : keys ? "a query" : "a pair", this.page);
  }

  // As a table

  /** The weights of what is asked about, a column for each active head; two where the page has not all, at least and at most. */
  table({ queries, keys }) {
    const { pattern, heads } = this;
    const names = heads.flatMap((h) => pattern.columnNames(pattern.isRollout ? "rollout" : `head_${pattern.heads[h]}`));
    const rows = [["layer", "query_position", "query", "key_position", "key", ...names]];
    for (const i of queries ?? Array(pattern.rows).keys()) {
      for (const j of keys ?? Array(pattern.columns).keys()) {
        // Of rows of which only the greatest weights are in the page, the others are not there.
        if (pattern.tensor.isTop && !heads.some((h) => pattern.value(h, i, j) > 0)) continue;
        if (pattern.isBeyond(pattern.queries[i], pattern.keys[j]) && j !== pattern.sinkColumn) continue;
        const [query, key] = [pattern.queries[i], pattern.keys[j]];
        rows.push([
          pattern.layer, query.first, query.name, positionOf(key), key.name, ...heads.flatMap((h) => pattern.columnValues(h, i, j)),
        ]);
      }
    }
    return rows;
  }
}
