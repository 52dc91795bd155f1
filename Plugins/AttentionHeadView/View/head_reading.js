// What the active heads of a layer say, in numbers and words: sums, ranks, the strongest. Nothing here draws.
//
// `asked` = {queries, keys}: the places that are asked about at either side, null for all of it (HeadSelection).

class HeadReading {
  /** `heads`: the places of the active heads in `pattern`. */
  constructor(pattern, heads, page) {
    Object.assign(this, { pattern, heads, page, means: null });
  }

  /** The mean of the active heads, rows × columns. */
  get mean() {
    this.means ??= this.pattern.mean(this.heads);
    return this.means;
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
   * What is strongest of what is asked about: up to `count` of {i, j, value, h, most}, where one of `i` and `j` is null if it
   * was summed over; `value` the mean over the active heads, `most` what head `h` has, which has most.
   */
  strongest({ queries, keys }, count) {
    const { pattern, heads, mean } = this, { rows, columns } = pattern, found = [];
    const keep = (i, j, value) => {
      if (!(value > 0) || (found.length === count && value <= found[count - 1].value)) return;
      let at = found.length;
      while (at > 0 && found[at - 1].value < value) at -= 1;
      found.splice(at, 0, { i, j, value });
      if (found.length > count) found.pop();
    };
    const one = (places) => (places.length === 1 ? places[0] : null);
    if (queries) {
      for (const j of keys ?? Array(columns).keys()) keep(one(queries), j, this.sum(mean, queries, [j]));
    } else if (keys) {
      for (let i = 0; i < rows; i += 1) keep(i, one(keys), this.sum(mean, [i], keys));
    } else {
      for (let i = 0; i < rows; i += 1) for (let j = 0; j < columns; j += 1) keep(i, j, mean[i * columns + j]);
    }
    for (const pair of found) {
      pair.most = -1;
      for (const h of heads) {
        const value = this.sum(pattern.matrix(h), pair.i === null ? queries : [pair.i], pair.j === null ? keys : [pair.j]);
        if (value > pair.most) [pair.most, pair.h] = [value, h];
      }
    }
    return found;
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
    const { columns } = pattern, row = this.mean.subarray(i * columns, (i + 1) * columns);
    const rank = 1 + row.reduce((count, other) => count + (other > row[j] ? 1 : 0), 0);
    const best = heads.reduce((most, h) => (pattern.value(h, i, j) > pattern.value(most, i, j) ? h : most), heads[0]);
    return [
      ["where", this.where], ["tk", pair],
      ["exact", `mean: ${digits(row[j], page)}, ${page.ordinal(rank)} of ${page.grouped(pattern.visible(i))} in this row`],
      ["exact", `most: ${pattern.headName(best)}: ${pattern.words(best, i, j).value}`],
    ];
  }

  /** Several queries or keys, added. */
  sumLines(queries, keys) {
    const { pattern, heads, page } = this;
    const each = heads.map((h) => this.sum(pattern.matrix(h), queries, keys)), most = Math.max(...each);
    const mean = each.reduce((sum, value) => sum + value, 0) / each.length, isOne = heads.length === 1;
    return [
      ["where", this.where], ["tk", `${this.named(pattern.queries, queries)} → ${this.named(pattern.keys, keys)}`],
      ["exact", `sum: ${digits(mean, page)}${isOne ? "" : `, mean of ${heads.length} heads`}`],
      ["exact", isOne ? "" : `most: ${pattern.headName(heads[each.indexOf(most)])}: ${digits(most, page)}`],
    ];
  }

  /** What is asked about at one side: the strongest at the other. */
  sideLines({ queries, keys }) {
    const { pattern, page, heads } = this;
    const isFrom = queries !== null, places = queries ?? keys, units = isFrom ? pattern.queries : pattern.keys;
    const best = this.strongest({ queries, keys }, 3)
      .map(({ i, j, value }) => `“${isFrom ? pattern.keys[j].name : pattern.queries[i].name}” ${digits(value, page)}`);
    const place = places.length === 1 ? placeWords(units[places[0]], page)
      : `${places.length} tokens, ${isFrom ? "rows" : "columns"} added: ${this.named(units, places)}`;
    const over = heads.length > 1 ? `, mean of ${heads.length} heads` : "";
    const lines = [
      ["where", `${this.where} · ${isFrom ? "from" : "to"} ${place}`], ["exact", best.join(", ") || "nothing"],
      ["where", best.length ? `the strongest ${isFrom ? "keys" : "queries"}${over}` : ""],
    ];
    if (!isFrom) return lines;
    const share = (what) => heads.reduce(
      (total, h) => total + queries.reduce((sum, i) => sum + pattern.part(h)[what][i], 0), 0) / heads.length;
    const [out, rest] = [share("out"), share("rest")];
    if (out > 0) lines.push(["note", `${digits(out, page)} on what is left out`]);
    if (rest > 0.0005) lines.push(["note", `${digits(rest, page)} on weights too small to be in the page`]);
    return lines;
  }

  // As a table

  /** The weights of what is asked about, a column for each active head. */
  table({ queries, keys }) {
    const { pattern, heads } = this;
    const names = heads.map((h) => (pattern.isRollout ? "rollout" : `head_${pattern.heads[h]}`));
    const rows = [["layer", "query_position", "query", "key_position", "key", ...names]];
    for (const i of queries ?? Array(pattern.rows).keys()) {
      for (const j of keys ?? Array(pattern.columns).keys()) {
        const values = heads.map((h) => pattern.value(h, i, j));
        // Of rows of which only the greatest weights are in the page, the others are not there.
        if (pattern.tensor.isTop && !values.some(Boolean)) continue;
        const [query, key] = [pattern.queries[i], pattern.keys[j]];
        rows.push([
          pattern.layer, query.first, query.name, key.first, key.name, ...values.map((value) => Number(value.toPrecision(4))),
        ]);
      }
    }
    return rows;
  }
}
