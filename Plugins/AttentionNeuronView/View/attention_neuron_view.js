// The neuron view: attention of one head, and how each weight comes about: query, key, product, score, softmax.
//
// Its state is what the control bar says (AttentionChoices), the head, what is asked about (NeuronAsking), whether the steps
// are shown and in which order the dimensions stand; everything else follows from it in `show`.

class AttentionNeuronView {
  /** @type {HTMLSelectElement} */ heads;
  /** @type {HTMLButtonElement} */ expandButton;
  /** @type {HTMLButtonElement} */ sortButton;
  /** @type {AttentionPattern} */ pattern;

  /**
   * @param {HTMLElement} mount
   * @param {Page} page
   */
  constructor(mount, figure, page) {
    this.figure = figure;
    this.page = page;
    this.data = new AttentionData(figure.data, page);
    this.choices = new AttentionChoices(
      this.data, page, { layer: figure.data.layer ?? 0, has: ["layer", "scale", "special"] }, (what) => this.change(what));
    this.start = figure.data.head ?? 0;
    this.headNumber = this.start;
    this.wantsSteps = false;
    this.isSorted = false;
    this.known = new Map();
    this.natural = [];
    this.makeControls();
    this.field = new NeuronField(page, this.choices.id);
    this.asking = new NeuronAsking(this);
    this.panel = new NeuronPanel(page, () => this.table());
    this.card = new Scorecard(this.choices, page, {
      choose: (layer, head) => this.choose(layer, head), mark: (layer, head) => layer === this.choices.layer && head === this.block.heads[this.h],
    });
    this.legend = make("div", "at-legend");
    this.notes = make("p", "at-notes");
    this.hint = make("p", "an-hint");
    this.root = make(
      "div", "an", this.choices.element, this.hint, make("div", "an-scroll", this.field.wrap), this.legend, this.notes,
      this.panel.element, this.card.element);
    mount.append(this.root);
    this.card.refresh();
    this.build();
  }

  makeControls() {
    this.heads = make("select");
    this.heads.title = "Head (, and .)";
    this.heads.addEventListener("change", () => this.setHead(Number(this.heads.value)));
    this.choices.layers.place.after(make("label", "at-choice", make("span", "", "Head"), this.heads));
    this.expandButton = makeButton("+ steps", "Query, key, product, score and softmax (e)", () => this.expand(!this.isExpanded));
    this.sortButton = makeButton("sort dimensions", "The dimensions that add most to the score first (s)", () => this.sort(!this.isSorted));
    this.choices.element.prepend(this.expandButton, this.sortButton);
  }

  // What there is

  get block() { return this.choices.block; }

  /** The place of the head in its block: the one wished for, or the first. */
  get h() { return Math.max(0, this.block.heads.indexOf(this.headNumber)); }

  /** The vectors of the head shown. */
  get head() {
    const { block, choices: { l, values } } = this, key = `${values.variant} ${block.id} ${l} ${this.h}`;
    if (!this.known.has(key)) {
      if (this.known.size > 8) this.known.clear();
      this.known.set(key, new NeuronHead(block, l, this.h));
    }
    return this.known.get(key);
  }

  /** Whether the steps are shown: where they are asked for and the page has the layer's queries and keys. */
  get isExpanded() { return this.wantsSteps && this.head.hasVectors; }

  /** That the page has no queries and keys of this layer, and how to get them. */
  get lackWords() {
    const { block, choices } = this, there = block.layers.filter((_, l) => block.tensors.query.has(l) && block.tensors.key.has(l));
    const which = there.length ? `${there.length === 1 ? "layer" : "layers"} ${there.join(", ")}` : "other attention";
    return `No queries and keys of layer ${choices.layer} are in the page: of so many tokens it has those of ${which} only. `
      + `--layer ${choices.layer}${this.data.variants[0].blocks.length > 1 ? ` --attention ${block.id}` : ""} makes one that has these.`;
  }

  /** The dimensions in the order shown: as they are, or those that add most to the score of a query and a key first. */
  order(i, j) {
    const { head, pattern } = this;
    if (this.natural.length !== head.d) this.natural = Array.from({ length: head.d }, (_, n) => n);
    if (!this.isSorted || !head.hasVectors || i < 0 || j < 0) return this.natural;
    return head.order(pattern.queries[i].first, pattern.keys[j].first);
  }

  // Showing

  change(what) {
    if (what.includes("block") || what.includes("variant")) this.card.refresh();
    if (what.every((name) => ["kind", "faint", "threshold"].includes(name))) this.show(); else this.build();
  }

  /** Everything anew: another layer, head, block or part of it. */
  build() {
    const { block, choices, field } = this;
    this.pattern = choices.pattern();
    const key = JSON.stringify(block.heads);
    if (this.heads.dataset.key !== key) {
      this.heads.replaceChildren(...block.heads.map((head, h) => new Option(block.reach.headName(h).replace("head ", ""), String(head))));
      this.heads.dataset.key = key;
    }
    this.heads.value = String(block.heads[this.h]);
    this.heads.disabled = block.heads.length < 2;
    const same = (units, column) => units.length === column.units.length && units.every((unit, n) => unit === column.units[n]);
    if (!same(this.pattern.queries, field.left) || !same(this.pattern.keys, field.right)) {
      field.fill(this.pattern.queries, this.pattern.keys);
      field.left.element.append(this.asking.toggle);
    }
    this.asking.forget(block);
    if (field.isExpanded !== this.isExpanded) field.expand(this.isExpanded);
    this.show();
  }

  show() {
    const { asking, pattern, choices, card } = this, { i, j } = asking;
    asking.show();
    this.field.right.mark("at-unseen", i >= 0 ? pattern.unseenKeys([i]) : []);
    this.field.left.mark("at-unseen", i < 0 && j >= 0 ? pattern.unseeingQueries([j]) : []);
    this.paint();
    const parts = JSON.stringify([this.isExpanded, choices.l, this.h, this.block.id, choices.values, i, this.page.isDark()]);
    if (parts !== this.said) {
      this.said = parts;
      this.legend.replaceChildren(...neuronLegend(this));
      this.notes.textContent = neuronNotes(this).join("; ");
      card.show();
    }
    this.expandButton.textContent = this.isExpanded ? "− steps" : "+ steps";
    for (const name of ["aria-pressed", "aria-expanded"]) this.expandButton.setAttribute(name, String(this.isExpanded));
    this.sortButton.setAttribute("aria-pressed", String(this.isSorted));
    this.sortButton.hidden = !this.isExpanded;
    this.expandButton.disabled = !this.head.hasVectors;
    const hint = !pattern.queries.length || !pattern.keys.length ? "Nothing is left to show: all tokens here are special."
      : !this.head.hasVectors ? this.lackWords : !this.isExpanded ? "Point at a token; + takes its attention apart."
        : i < 0 ? "No query chosen: point at a token at the left, or pin it; a key at the right takes one score apart."
          : j < 0 ? "A key at the right takes its score apart; now the most attended is." : "\u00a0";
    if (this.hint.textContent !== hint) this.hint.textContent = hint;
    this.panel.element.hidden = !this.isExpanded;
    if (this.isExpanded) this.showPanel();
    this.showTip();
  }

  /** Draws lines and bars, or the steps. */
  paint() {
    const { field, pattern, choices, page, head } = this, { i, j, jOrMost } = this.asking;
    const { scale } = choices, { columns, rows, top } = pattern, matrix = pattern.matrix(this.h);
    const theme = this.isPrinting ? page.palette.light : page.colours(), order = this.order(i, jOrMost);
    const line = (q, k) => scale.line(matrix[q * columns + k], top, 1), bar = (q, k) => scale.bar(matrix[q * columns + k], top) * 0.75;
    const { values } = choices;
    const rest = i >= 0 || j >= 0 ? {}
      : { key: [this.isExpanded, values.variant, this.block.id, choices.l, this.h, values.filter, values.special, choices.mode, scale.words(1), theme.paper].join(" ") };
    field.draw({
      ...rest, colours: [theme.m.at(-8)], width: 2, theme, head, queries: pattern.queries, keys: pattern.keys, i, j, order,
      orderKey: this.isSorted ? order.join(" ") : "", scale,
      lines: this.isExpanded ? null : (add) => {
        if (i >= 0) for (let k = 0; k < columns; k += 1) add(i, k, line(i, k) * (j < 0 || k === j ? 1 : 0.25), 0);
        else if (j >= 0) for (let q = 0; q < rows; q += 1) add(q, j, line(q, j), 0);
        else {
          const floor = valueOfRank(matrix, REST_LINES);
          for (let n = 0; n < matrix.length; n += 1) if (matrix[n] > floor) add(Math.floor(n / columns), n % columns, scale.line(matrix[n], top, 1), 0);
        }
      },
      bars: (add) => {
        if (i >= 0) for (let k = 0; k < columns; k += 1) add("right", k, 0, 1, bar(i, k), 0);
        else if (j >= 0) for (let q = 0; q < rows; q += 1) add("left", q, 0, 1, bar(q, j), 0);
      },
    });
  }

  /** Takes apart one score below the steps. */
  showPanel() {
    const { head, pattern, block, choices, page, h } = this, { i, j, jOrMost: k } = this.asking, { values, filter } = choices;
    const query = pattern.queries[i], key = pattern.keys[k], name = [values.variant, block.id, choices.l, h, query?.first, key?.first, j < 0];
    this.panel.show([...name, values.filter, this.isPrinting, page.isDark()].join(" "), () => (query && key ? {
      head, query, key, where: pattern.where(h), isMost: j < 0, words: block.scale_words ?? "",
      part: filter.queries ? pattern.rowSum(h, i) : null, label: filter.label,
    } : null), this.isPrinting ? page.palette.light : page.colours());
  }

  showTip() {
    const { page, field, asking } = this, { cell, i, j, hovered } = asking;
    if (cell) { page.tip.show(() => field.stepBox(cell), cellLines(this, cell)); return; }
    // The steps have every number beside them, and below.
    if (this.isExpanded || (hovered.query === null && hovered.key === null) || (i < 0 && j < 0)) { page.tip.hide(); return; }
    const side = i >= 0 && (j < 0 || hovered.key === null) ? "left" : "right";
    page.tip.show(() => field.box(side, side === "left" ? i : j), askedLines(this), true);
  }

  // Choosing

  expand(isExpanded) {
    this.wantsSteps = isExpanded;
    this.asking.cell = null;
    this.field.expand(this.isExpanded);
    this.show();
    this.page.remember();
    this.page.announce(isExpanded && !this.isExpanded ? this.lackWords
      : isExpanded ? "steps shown: query, key, product, score, softmax" : "steps hidden");
  }

  sort(isSorted) {
    this.isSorted = isSorted;
    if (isSorted && !this.isExpanded) {
      this.wantsSteps = true;
      this.field.expand(this.isExpanded);
    }
    this.show();
    this.page.remember();
    this.page.announce(isSorted ? "dimensions by what they add to the score" : "dimensions in their own order");
  }

  setHead(number) {
    this.headNumber = number;
    this.build();
    this.page.remember();
    this.page.announce(this.block.reach.headName(this.h));
  }

  /** A head of the scorecard. */
  choose(layer, head) {
    this.headNumber = head;
    this.choices.setLayer(layer);
    this.page.announce(`layer ${layer}, head ${head}`);
  }

  // What the page asks

  get keys() {
    return [
      ["e", "the steps, or only the lines"], ["s", "sort dimensions by what they add to the score"], [", .", "the head before, the head after"],
      ["Shift and ← →", "from dimension to dimension of a pinned query and a key"], ...AttentionChoices.keys.filter(([key]) => key !== "w"),
    ];
  }

  key(event) {
    if (event.target instanceof HTMLSelectElement) return false;
    const { heads } = this.block;
    switch (event.key) {
      case ",": case ".": this.setHead(heads[clamp(this.h + (event.key === "," ? -1 : 1), 0, heads.length - 1)]); return true;
      case "e": this.expand(!this.isExpanded); return true;
      case "s": this.sort(!this.isSorted); return true;
      default: return this.choices.key(event);
    }
  }

  draw(isPrinting) {
    this.isPrinting = Boolean(isPrinting);
    this.show();
    this.panel.flush();
  }

  escape() {
    this.asking.clear();
    if (this.card.query) this.card.search("");
    this.show();
  }

  state() {
    const parts = this.choices.state();
    if (this.block.heads[this.h] !== this.start) parts.push(`head${this.block.heads[this.h]}`);
    parts.push(...this.asking.state());
    if (this.wantsSteps) parts.push("steps");
    if (this.isSorted) parts.push("sorted");
    return parts.join(".");
  }

  restore(text) {
    const parts = String(text).split("."), head = numberIn(parts, "head");
    this.choices.restore(parts);
    this.headNumber = this.block.heads.includes(head) ? head : this.start;
    this.asking.restore(parts, this.block);
    [this.wantsSteps, this.isSorted] = [parts.includes("steps"), parts.includes("sorted")];
    this.field.expand(this.isExpanded);
    this.card.refresh();
    this.build();
    this.panel.flush();
    this.asking.reveal();
  }

  find(query) {
    const hits = ["query", "key"].map((side) => {
      const units = this.asking.units(side), places = units.flatMap((unit, place) => (query && unit.name.toLowerCase().includes(query) ? [place] : []));
      this.asking.column(side).mark("at-hit", places);
      return places.map((place) => ({ side, t: units[place].first }));
    });
    return this.block.keys === this.block.queries ? hits[0] : hits.flat();
  }

  go({ side, t }) {
    const place = this.asking.placeOf(side, t);
    if (place >= 0) this.asking.to(side, place);
  }

  /** Of the query asked about, every key with its numbers; of none, every weight. */
  table() {
    const { head, pattern, h, asking: { i } } = this;
    if (i < 0 || !head.hasVectors) {
      // Of rows of which only the greatest weights are in the page, the others are not there.
      const isThere = (q, k) => !pattern.isMasked(q, k) && !(pattern.tensor.isTop && pattern.value(h, q, k) === 0) && (i < 0 || q === i);
      return [["query_position", "query", "key_position", "key", ...pattern.columnNames(WEIGHTS[this.choices.mode].short)], ...pattern.queries.flatMap((query, q) => pattern.keys.flatMap((key, k) => (
        isThere(q, k) ? [[query.first, query.name, positionOf(key), key.name, ...pattern.columnValues(h, q, k)]] : [])))];
    }
    const query = pattern.queries[i], row = head.row(query.first);
    const rows = pattern.keys.filter((key) => !head.isMasked(query.first, key.first)).map((key) => [
      query.first, query.name, positionOf(key), key.name, row.dots[key.first], ...(head.added ? [head.position(query.first, key.first)] : []), row.scores[key.first], row.shares[key.first], head.weight(query.first, key.first) ?? "",
      ...head.product(query.first, key.first),
    ]);
    return [["query_position", "query", "key_position", "key", "sum", ...(head.added ? ["position_score"] : []), "score", "softmax", "weight", ...Array.from({ length: head.d }, (_, n) => `product_${n}`)], ...rows];
  }

  svg() {
    return neuronPicture(this);
  }
}

(globalThis.explainerViews ??= {}).attention_neuron_view = (mount, figure, page) => new AttentionNeuronView(mount, figure, page);
