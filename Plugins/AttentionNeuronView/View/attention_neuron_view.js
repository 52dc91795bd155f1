// The neuron view: attention of one head, and how each weight comes about: query, key, product, score, softmax.
//
// Its state is the layer and head, what is hovered and pinned (a query at the left, a key at the right), whether the steps
// are shown, and the order of the dimensions; everything else follows from it in `show`.

class AttentionNeuronView {
  constructor(mount, figure, page) {
    [this.figure, this.page] = [figure, page];
    this.data = new AttentionData(figure.data, page);
    this.choices = new AttentionChoices(
      this.data, page, { layer: figure.data.layer ?? 0, has: ["layer", "scale"] }, (what) => this.change(what));
    // The steps lead to the attention itself, so nothing else is offered.
    this.choices.weights.place.hidden = true;
    this.id = this.choices.id;
    this.start = figure.data.head ?? 0;
    Object.assign(this, {
      headNumber: this.start, query: null, key: null, pinnedQuery: null, pinnedKey: null, isExpanded: false, isSorted: false, cell: null,
      cursor: { query: 0, key: 0, n: -1 }, known: new Map(),
    });
    this.makeControls();
    this.field = new NeuronField(page, this.id);
    this.toggle = makeButton("+", "", () => this.expand(!this.isExpanded), "an-toggle");
    this.toggle.tabIndex = -1;
    this.scroller = make("div", "an-scroll", this.field.wrap);
    this.panel = new NeuronPanel(page);
    this.legend = make("div", "at-legend");
    this.notes = make("p", "at-notes");
    this.hint = make("p", "an-hint");
    this.root = make("div", "an", this.choices.element, this.hint, this.scroller, this.legend, this.notes, this.panel.element);
    mount.append(this.root);
    this.build();
    this.listen();
  }

  makeControls() {
    this.heads = make("select");
    this.heads.title = "Head (, and .)";
    this.heads.addEventListener("change", () => this.setHead(Number(this.heads.value)));
    const place = make("label", "at-choice", make("span", "", "Head"), this.heads);
    this.choices.layers.place.after(place);
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
    const { block } = this, { l } = this.choices, key = `${this.choices.values.variant} ${block.id} ${l} ${this.h}`;
    if (!this.known.has(key)) {
      if (this.known.size > 8) this.known.clear();
      this.known.set(key, new NeuronHead(block, l, this.h));
    }
    return this.known.get(key);
  }

  /** The places of the query and the key asked about; −1 for none. */
  get i() { return this.placeOf("queries", this.query ?? this.pinnedQuery); }
  get j() { return this.placeOf("keys", this.key ?? this.pinnedKey); }

  placeOf(side, token) {
    return token === null ? -1 : Sequence.placeOf(this.pattern[side], token);
  }

  /** The key by which dimensions are ordered and the sum runs: the one asked about, else the most attended. */
  get jOrMost() {
    const { i, j, pattern } = this;
    if (j >= 0 || i < 0) return j;
    const row = pattern.row(this.h, i);
    let best = 0;
    for (let n = 1; n < row.length; n += 1) if (row[n] > row[best]) best = n;
    return best;
  }

  // Showing

  change(what) {
    const isDrawing = what.every((name) => ["kind", "faint", "threshold"].includes(name));
    if (isDrawing) this.show(); else this.build();
  }

  /** Everything anew: another layer, head, block or part of it. */
  build() {
    const { block, choices } = this;
    this.pattern = choices.pattern();
    const key = JSON.stringify(block.heads);
    if (this.heads.dataset.key !== key) {
      this.heads.replaceChildren(...block.heads.map((head) => new Option(String(head), head)));
      this.heads.dataset.key = key;
    }
    this.heads.value = block.heads[this.h];
    this.heads.disabled = block.heads.length < 2;
    const { left, right } = this.field;
    const same = (units, column) => units.length === column.units.length && units.every((unit, n) => unit === column.units[n]);
    if (!same(this.pattern.queries, left) || !same(this.pattern.keys, right)) {
      this.field.fill(this.pattern.queries, this.pattern.keys);
      left.element.append(this.toggle);
    }
    // Tokens of other sequences are not what was asked about.
    for (const [side, sequence] of [["Query", block.queries], ["Key", block.keys]]) {
      if ((this[`pinned${side}`] ?? 0) >= sequence.count) this[`pinned${side}`] = null;
      this[side.toLowerCase()] = null;
    }
    this.cell = null;
    this.show();
  }

  show() {
    const { field, pattern, choices, page, i, j, head } = this;
    const { scale } = choices, matrix = pattern.matrix(this.h), { columns, rows } = pattern;
    const theme = this.isPrinting ? page.palette.light : page.colours();
    const order = this.order(i, this.jOrMost);
    field.left.mark("at-asked", i >= 0 && this.query !== null ? [i] : []);
    field.right.mark("at-asked", j >= 0 && this.key !== null ? [j] : []);
    const pinned = (side, token) => { const place = this.placeOf(side, token); return place < 0 ? [] : [place]; };
    field.left.select(pinned("queries", this.pinnedQuery));
    field.right.select(pinned("keys", this.pinnedKey));
    field.left.activate(this.query !== null && i >= 0 ? i : null);
    field.right.activate(this.key !== null && j >= 0 ? j : null);
    const line = (value) => scale.line(value, 1, 1);
    const atRest = i < 0 && j < 0
      ? { key: [this.isExpanded, choices.values.variant, this.block.id, choices.l, this.h, choices.filter.id, scale.words(1), theme.paper].join(" ") } : {};
    field.draw({
      ...atRest, colours: [theme.m.at(-8)], width: 2, theme, head, queries: pattern.queries, keys: pattern.keys, i, j, order,
      orderKey: this.isSorted ? order.join(" ") : "", scale,
      lines: this.isExpanded ? null : (add) => {
        if (i >= 0 && j >= 0) {
          for (let k = 0; k < columns; k += 1) add(i, k, line(matrix[i * columns + k]) * (k === j ? 1 : 0.25), 0);
        } else if (i >= 0) for (let k = 0; k < columns; k += 1) add(i, k, line(matrix[i * columns + k]), 0);
        else if (j >= 0) for (let q = 0; q < rows; q += 1) add(q, j, line(matrix[q * columns + j]), 0);
        else {
          this.floor ??= 0;
          const floor = matrix.length > REST_LINES ? valueOfRank(matrix, REST_LINES) : 0;
          for (let n = 0; n < matrix.length; n += 1) if (matrix[n] > floor) add(Math.floor(n / columns), n % columns, line(matrix[n]), 0);
        }
      },
      bars: (add) => {
        if (i >= 0) for (let k = 0; k < columns; k += 1) add("right", k, 0, 1, scale.bar(matrix[i * columns + k], 1) * 0.75, 0);
        else if (j >= 0) for (let q = 0; q < rows; q += 1) add("left", q, 0, 1, scale.bar(matrix[q * columns + j], 1) * 0.75, 0);
      },
    });
    this.showToggle(i);
    this.showLegend(theme, i);
    this.expandButton.textContent = this.isExpanded ? "− steps" : "+ steps";
    this.expandButton.setAttribute("aria-pressed", String(this.isExpanded));
    this.expandButton.setAttribute("aria-expanded", String(this.isExpanded));
    this.sortButton.setAttribute("aria-pressed", String(this.isSorted));
    this.sortButton.hidden = !this.isExpanded;
    const hint = this.isExpanded
      ? (i < 0 ? "No query chosen: point at a token at the left, or pin it; a key at the right takes one score apart."
        : j < 0 ? "A key at the right takes its score apart; now the most attended is." : "")
      : "Point at a token; + takes its attention apart.";
    if (this.hint.textContent !== hint) this.hint.textContent = hint || "\u00a0";
    this.panel.element.hidden = !this.isExpanded;
    if (this.isExpanded) this.panel.show(this.panelKey(i, this.jOrMost), () => this.panelParts(i, this.jOrMost, order), theme);
    this.showTip();
  }

  /** The dimensions in the order shown: as they are, or those that add most to the score first. */
  order(i, j) {
    const { head, pattern } = this;
    this.natural ??= new Map();
    if (!this.natural.has(head.d)) this.natural.set(head.d, Array.from({ length: head.d }, (_, n) => n));
    if (!this.isSorted || i < 0 || j < 0) return this.natural.get(head.d);
    return head.order(pattern.queries[i].first, pattern.keys[j].first);
  }

  panelKey(i, j) {
    const { values } = this.choices;
    return `${values.variant} ${this.block.id} ${this.choices.l} ${this.h} ${this.pattern.queries[i]?.first} ${this.pattern.keys[j]?.first} ${this.isPrinting} ${this.page.isDark()}`;
  }

  panelParts(i, j) {
    if (i < 0 || j < 0) return null;
    const { head, pattern, block } = this;
    const query = pattern.queries[i], key = pattern.keys[j];
    return {
      head, query, key, where: `layer ${block.layers[this.choices.l]} · head ${block.heads[this.h]}`,
      isMost: this.j < 0, words: block.scale_words ?? "", part: this.choices.filter.queries ? pattern.row(this.h, i).reduce((sum, one) => sum + one, 0) : null,
      label: this.choices.filter.label,
    };
  }

  /** The sign in the row of the query asked about, as the original has it. */
  showToggle(i) {
    const { toggle, field } = this;
    toggle.hidden = i < 0;
    if (i < 0) return;
    toggle.textContent = this.isExpanded ? "−" : "+";
    toggle.title = this.isExpanded ? "Only the lines (e)" : "The steps to this attention (e)";
    toggle.setAttribute("aria-label", toggle.title);
    toggle.style.top = `${i * field.pitch + 4}px`;
  }

  showLegend(theme, i) {
    const { page, head, choices } = this, { scale } = choices;
    const key = JSON.stringify([this.isExpanded, head.l, head.h, this.block.id, choices.values, i, theme.paper]);
    if (key === this.legendKey) return;
    this.legendKey = key;
    const parts = [];
    if (this.isExpanded) {
      const both = (side, part) => {
        const at = (ramp) => ramp[Math.round(clamp(scale.cell(part, 1), 0, 1) * (ramp.length - 1))];
        const { light, dark } = page.palette;
        return `light-dark(${at(light[side])},${at(dark[side])})`;
      };
      const ramp = (top) => {
        const steps = make("span", "ramp");
        for (let step = -8; step <= 8; step += 1) {
          const one = make("i");
          one.style.background = both(step < 0 ? "n" : "p", Math.abs(step) / 8);
          steps.append(one);
        }
        return make("span", "scale", make("span", "", `−${digits(top, page)}`), steps, make("span", "", `+${digits(top, page)}`));
      };
      const tops = [["query", head.greatest[0]], ["key", head.greatest[1]]];
      if (i >= 0) {
        const token = this.pattern.queries[i].first;
        tops.push(["q × k", head.row(token).top], ["score", this.field.scoreTop(head, token, this.pattern.keys)]);
      }
      for (const [name, top] of tops) parts.push(make("span", "an-scale", `${name} `, ramp(top)));
      parts.push(make("span", "at-words", scale.power === 1 ? "linear" : "colours by the power " + scale.power.toFixed(2).replace(/0$/, "")));
    } else {
      parts.push(make("span", "", "attention weight"), scale.legend(page, 1, 1));
    }
    this.legend.replaceChildren(...parts);
    const { block } = this, notes = choices.notes(this.pattern);
    if (this.data.variants.length > 1 && block.id !== "encoder") notes.unshift(choices.variant.label);
    const isScaled = head.scale !== 1;
    notes.push(isScaled ? `score = Σ q × k ${block.scale_words || `× ${digits(head.scale, page)}`}, each of ${head.d} dimensions one product`
      : `score = Σ q × k over ${head.d} dimensions: this model does not scale it`);
    if (isScaled && this.data.data.scaleNote) notes.push(this.data.data.scaleNote);
    if (head.keyHeads < (block.kv_of_head ?? []).length && head.sharers.length > 1) notes.push(`keys are grouped: heads ${head.sharers.join(", ")} share these keys`);
    if (head.cap !== null) notes.push(`scores are bent at ±${head.cap}: cap · tanh(score ÷ cap)`);
    if (head.window !== null) notes.push(`a query sees ${head.window} tokens back`);
    if (i >= 0 && this.isExpanded) {
      const difference = head.difference(this.pattern.queries[i].first);
      if (difference > 4e-3) notes.push(`the softmax of these scores differs from the attention as run by up to ${digits(difference, page)}`);
    }
    this.notes.textContent = notes.join(". ");
  }

  // Tooltips

  showTip() {
    const { page, field, pattern, i, j, cell } = this;
    if (cell) { page.tip.show(() => field.stepBox(cell), this.cellLines(cell)); return; }
    // The steps have every number beside them, and below.
    if ((this.query === null && this.key === null) || this.isExpanded) { page.tip.hide(); return; }
    const box = (isRow) => () => field.box(isRow ? "left" : "right", isRow ? i : j);
    if (i >= 0 && j >= 0) {
      const said = pattern.words(this.h, i, j);
      page.tip.show(box(this.key === null), [["where", said.where], ["tk", said.pair], ["exact", said.value]], true);
      return;
    }
    const isRow = i >= 0, unit = isRow ? pattern.queries[i] : pattern.keys[j];
    if (!unit) { page.tip.hide(); return; }
    const values = isRow ? pattern.row(this.h, i) : pattern.column(this.h, j);
    let best = 0, sum = 0;
    values.forEach((value, n) => { sum += value; if (value > values[best]) best = n; });
    const other = isRow ? pattern.keys : pattern.queries;
    page.tip.show(box(isRow), [
      ["where", `layer ${pattern.layer} · ${pattern.headName(this.h)} · ${placeWords(unit, page)}`],
      ["note", isRow ? "looks most at" : "is looked at most by"],
      ["tk", `“${other[best].name}”`], ["exact", digits(values[best], page)],
      ["where", `${digits(sum, page)} over all shown`],
    ], true);
  }

  /** Score and softmax of a pair, in short. */
  steps(i, j) {
    const { head, pattern, page } = this, [q, k] = [pattern.queries[i].first, pattern.keys[j].first];
    if (!this.isExpanded || head.isMasked(q, k)) return [];
    const row = head.row(q);
    return [["exact", `score ${signed(row.scores[k], page)}, softmax ${page.percent(row.shares[k])}`]];
  }

  cellLines({ step, place, n }) {
    const { pattern, head, page, i } = this;
    const order = this.field.drawn.order;
    const exact = (value) => signed(value, page);
    if (step === "query" || step === "key") {
      const units = step === "query" ? pattern.queries : pattern.keys;
      const vector = step === "query" ? head.query(units[place].first) : head.key(units[place].first);
      const values = [...vector].map(Math.abs), rank = 1 + values.filter((one) => one > values[order[n]]).length;
      return [
        ["where", `${step} · dimension ${order[n]} · ${placeWords(units[place], page)}`], ["exact", exact(vector[order[n]])],
        ["where", `${page.ordinal(rank)} of ${head.d} in size`],
      ];
    }
    const [query, key] = [pattern.queries[i], pattern.keys[place]], pair = `“${query.name}” → “${key.name}”`;
    if (head.isMasked(query.first, key.first)) return [["tk", pair], ["note", "masked: this query cannot see it"]];
    const row = head.row(query.first);
    if (step === "product") {
      const [q, k] = [head.query(query.first)[order[n]], head.key(key.first)[order[n]]];
      return [
        ["where", `q × k · dimension ${order[n]}`], ["tk", pair],
        ["exact", `${exact(q)} × ${exact(k)} = ${exact(q * k)}`],
        ["where", head.scale === 1 ? "" : `adds ${exact(q * k * head.scale)} to the score`],
      ];
    }
    const dots = `Σ q × k = ${exact(row.dots[key.first])}`;
    if (step === "score") return [["where", `score${this.block.scale_words && head.scale !== 1 ? `, ${this.block.scale_words}` : ""}`], ["tk", pair], ["exact", `${dots}, score ${exact(row.scores[key.first])}`]];
    const weight = head.weight(query.first, key.first);
    return [
      ["where", `softmax over ${page.grouped(head.visible(query.first))} visible keys`], ["tk", pair],
      ["exact", `${page.percent(row.shares[key.first])} (${digits(row.shares[key.first], page)})`],
      ["where", weight === null ? "" : `attention as the model had it: ${digits(weight, page)}`],
    ];
  }

  // Asking and pinning

  hover(side, token) {
    if (this[side] === token && this.cell === null) return;
    this[side] = token;
    this.cell = null;
    this.show();
  }

  pin(side, token) {
    const name = side === "query" ? "pinnedQuery" : "pinnedKey";
    this[name] = this[name] === token ? null : token;
    if (this[name] === null) this[side] = null;
    this.cursor[side] = this.placeOf(side === "query" ? "queries" : "keys", token);
    this.show();
    this.page.remember();
    this.say(side);
  }

  hoverCell(cell) {
    const same = (a, b) => (a === null || b === null ? a === b : a.step === b.step && a.place === b.place && a.n === b.n);
    if (same(cell, this.cell)) return;
    this.cell = cell;
    this.showTip();
  }

  expand(isExpanded) {
    this.isExpanded = isExpanded;
    this.cell = null;
    this.field.expand(isExpanded);
    this.show();
    this.page.remember();
    this.page.announce(isExpanded ? "steps shown: query, key, product, score, softmax" : "steps hidden");
  }

  sort(isSorted) {
    this.isSorted = isSorted;
    if (isSorted && !this.isExpanded) this.field.expand(this.isExpanded = true);
    this.show();
    this.page.remember();
    this.page.announce(isSorted ? "dimensions by what they add to the score" : "dimensions in their own order");
  }

  setHead(number) {
    this.headNumber = number;
    this.build();
    this.page.remember();
    this.page.announce(`head ${this.block.heads[this.h]}`);
  }

  say(side) {
    const { page, pattern, i, j, h } = this;
    if (i >= 0 && j >= 0) {
      const said = pattern.words(h, i, j);
      page.announce([said.where, said.pair, said.value, ...this.steps(i, j).map(([, words]) => words)].join(", "));
      return;
    }
    const isRow = side === "query", place = isRow ? i : j;
    if (place < 0) { page.announce("nothing chosen"); return; }
    const values = isRow ? pattern.row(h, place) : pattern.column(h, place);
    const other = isRow ? pattern.keys : pattern.queries;
    const best = [...values.keys()].sort((a, b) => values[b] - values[a]).slice(0, 3);
    page.announce(`${isRow ? "query" : "key"} ${placeWords((isRow ? pattern.queries : pattern.keys)[place], page)}, ${isRow ? "looks at" : "looked at by"} ${best.map((n) => `${other[n].name} ${digits(values[n], page)}`).join(", ")}`);
  }

  listen() {
    const { field, page } = this;
    const wire = (side, column, of) => {
      const { element } = column;
      const tokenAt = (event) => {
        if (event.target.closest?.(".an-toggle")) return null;
        const place = column.at(event);
        return place === null ? null : { token: this.pattern[of][place].first };
      };
      page.listen(element, {
        // The sign belongs to the row it stands in.
        at: (event) => (event.type !== "click" && event.target === this.toggle && this[side] !== null ? { token: this[side] } : tokenAt(event)),
        isAsked: ({ token }) => this[side] === token,
        hover: (at) => this.hover(side, at ? at.token : null),
        press: ({ token }) => this.pin(side, token),
      });
      element.addEventListener("blur", (event) => { if (!element.contains(event.relatedTarget)) this.hover(side, null); });
      element.addEventListener("focus", () => { if (element.matches(":focus-visible")) this.to(side, this.cursor[side]); });
      element.addEventListener("keydown", (event) => this.move(event, side, of));
    };
    wire("query", field.left, "queries");
    wire("key", field.right, "keys");
    page.listen(field.columns.querySelector(".at-gap"), {
      at: (event) => field.stepAt(event),
      isAsked: (cell) => JSON.stringify(cell) === JSON.stringify(this.cell),
      hover: (cell) => this.hoverCell(cell),
      press: (cell) => {
        if (cell.step === "query") this.pin("query", this.pattern.queries[cell.place].first);
        else this.pin("key", this.pattern.keys[cell.place].first);
      },
    });
  }

  /** Brings the keyboard to a token. */
  to(side, place) {
    const units = side === "query" ? this.pattern.queries : this.pattern.keys;
    const at = clamp(place, 0, units.length - 1);
    this.cursor[side] = at;
    (side === "query" ? this.field.left : this.field.right).reveal(at);
    this.cell = null;
    this.hover(side, units[at].first);
    this.say(side);
  }

  /** Brings the keyboard to a dimension of the product of the key it is at. */
  toDimension(step) {
    const { drawn } = this.field;
    const { j, i } = this;
    if (!this.isExpanded || i < 0 || j < 0) return;
    const n = clamp((this.cell?.n ?? (step > 0 ? -1 : drawn.order.length)) + step, 0, drawn.order.length - 1);
    this.cell = { step: "product", place: j, n };
    this.showTip();
    this.page.announce(this.cellLines(this.cell).map(([, words]) => words).filter(Boolean).join(", "));
  }

  move(event, side, of) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target === this.toggle) return;
    const now = this.cursor[side], last = this.pattern[of].length - 1;
    const other = side === "query" ? this.field.right : this.field.left;
    const aside = (step) => {
      if (event.shiftKey) this.toDimension(step);
      else if ((side === "query") === (step > 0)) other.element.focus({ focusVisible: true });
    };
    const pin = () => { if (last >= 0) this.pin(side, this.pattern[of][clamp(now, 0, last)].first); };
    const steps = {
      ArrowUp: () => this.to(side, now - 1), ArrowDown: () => this.to(side, now + 1), Home: () => this.to(side, 0), End: () => this.to(side, last),
      ArrowLeft: () => aside(-1), ArrowRight: () => aside(1), Enter: pin, " ": pin,
    };
    if (!steps[event.key]) return;
    steps[event.key]();
    event.preventDefault();
  }

  // What the page asks

  get keys() {
    return [
      ["e", "the steps, or only the lines"], ["s", "sort dimensions by what they add to the score"], [", .", "the head before, the head after"],
      ["Shift and ← →", "from dimension to dimension of a pinned query and a key"],
      ...AttentionChoices.keys.filter(([key]) => key === "[ ]" || key === "l"),
    ];
  }

  key(event) {
    if (event.target instanceof HTMLSelectElement) return false;
    const step = { ",": -1, ".": 1 }[event.key];
    if (step) {
      const { heads } = this.block;
      this.setHead(heads[clamp(this.h + step, 0, heads.length - 1)]);
      return true;
    }
    if (event.key === "e") { this.expand(!this.isExpanded); return true; }
    if (event.key === "s") { this.sort(!this.isSorted); return true; }
    return event.key === "n" ? false : this.choices.key(event);
  }

  draw(isPrinting) {
    this.isPrinting = Boolean(isPrinting);
    this.show();
    this.panel.flush();
  }

  escape() {
    Object.assign(this, { query: null, key: null, pinnedQuery: null, pinnedKey: null, cell: null });
    this.show();
  }

  state() {
    const parts = this.choices.state();
    if (this.headNumber !== this.start) parts.push(`head${this.block.heads[this.h]}`);
    if (this.pinnedQuery !== null) parts.push(`q${this.pinnedQuery}`);
    if (this.pinnedKey !== null) parts.push(`k${this.pinnedKey}`);
    if (this.isExpanded) parts.push("steps");
    if (this.isSorted) parts.push("sorted");
    return parts.join(".");
  }

  restore(text) {
    const parts = String(text).split(".");
    this.choices.restore(parts);
    this.choices.values.mode = "raw";
    const head = numberIn(parts, "head");
    this.headNumber = this.block.heads.includes(head) ? head : this.start;
    const token = (letter, sequence) => { const one = numberIn(parts, letter); return one !== null && one < sequence.count ? one : null; };
    Object.assign(this, {
      query: null, key: null, cell: null, pinnedQuery: token("q", this.block.queries), pinnedKey: token("k", this.block.keys),
      isExpanded: parts.includes("steps"), isSorted: parts.includes("sorted"),
    });
    this.field.expand(this.isExpanded);
    this.build();
    this.panel.flush();
    if (this.i >= 0) {
      this.cursor.query = this.i;
      this.field.left.reveal(this.i);
    }
    if (this.j >= 0) this.cursor.key = this.j;
  }

  find(query) {
    const hits = [];
    const look = (units, side, column) => {
      const places = units.flatMap((unit, place) => (query && unit.name.toLowerCase().includes(query) ? [place] : []));
      column.mark("at-hit", places);
      return places.map((place) => ({ side, t: units[place].first }));
    };
    hits.push(...look(this.pattern.queries, "query", this.field.left));
    const right = look(this.pattern.keys, "key", this.field.right);
    if (this.block.keys !== this.block.queries) hits.push(...right);
    return hits;
  }

  go({ side, t }) {
    const place = this.placeOf(side === "query" ? "queries" : "keys", t);
    if (place >= 0) this.to(side, place);
  }

  /** Of the query asked about, every key with its numbers; of none, every weight. */
  table() {
    const { head, pattern, i, h } = this;
    if (i < 0) {
      return [["query_position", "query", "key_position", "key", "weight"], ...pattern.queries.flatMap((query, q) => pattern.keys.flatMap((key, k) => (
        pattern.isMasked(q, k) ? [] : [[query.first, query.name, key.first, key.name, Number(pattern.value(h, q, k).toPrecision(4))]])))];
    }
    const query = pattern.queries[i], row = head.row(query.first);
    const rows = pattern.keys.filter((key) => !head.isMasked(query.first, key.first)).map((key) => [
      query.first, query.name, key.first, key.name, row.dots[key.first], row.scores[key.first], row.shares[key.first], head.weight(query.first, key.first) ?? "",
      ...head.product(query.first, key.first),
    ]);
    return [["query_position", "query", "key_position", "key", "sum", "score", "softmax", "weight", ...Array.from({ length: head.d }, (_, n) => `product_${n}`)], ...rows];
  }

  svg() {
    return neuronPicture(this);
  }
}

(globalThis.explainerViews ??= {}).attention_neuron_view = (mount, figure, page) => new AttentionNeuronView(mount, figure, page);
