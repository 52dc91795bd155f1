// The model view: every head of every layer as a thumbnail, and any of them from near.
//
// Its state is the block, filter and weights chosen, the head hovered, the head pinned, the heads kept side by side, the
// token or pair asked about, and how heads are ordered and searched; everything else follows from it.

/** The scorecard, whose search also dims the grid. */
class GridScorecard extends Scorecard {
  fill() {
    super.fill();
    this.changed?.();
  }
}

/** What the facts of a head say first, where there is room for few. */
const FACTS = ["previous", "next", "self", "first", "separator", "same", "induction"];

class AttentionModelView {
  constructor(mount, figure, page) {
    [this.figure, this.page] = [figure, page];
    this.data = new AttentionData(figure.data, page);
    this.choices = new AttentionChoices(
      this.data, page, { layer: figure.data.layer ?? 0, has: ["scale", "words", "special", "rollout"] }, (what) => this.change(what));
    const { id } = this.choices;
    Object.assign(this, {
      id, hovered: null, pinned: null, kept: [], token: null, tokenPinned: null, measure: "", squares: null, cursor: { l: 0, h: 0 },
      averages: new Map(), inks: new Map(), quiet: null,
    });
    this.grid = new HeadGrid(page, `${id}-cell`, {
      pattern: (l, h) => this.patternOf({ l, h }), ink: () => this.ink(), name: (l, h) => this.nameOf({ l, h }),
    });
    this.card = new GridScorecard(this.choices, page, {
      choose: (layer, head) => this.chooseHead(layer, head), mark: (layer, head) => this.isShown(layer, head),
    });
    this.card.changed = () => this.dim();
    this.panel = this.makePanel("main", false);
    this.rest = make("p", "am-rest");
    this.legend = make("div", "at-legend");
    this.notes = make("p", "at-notes");
    this.aside = make("div", "am-aside", this.rest, this.panel.element);
    this.beside = make("div", "am-beside");
    this.besideTitle = make("h3", "", "");
    this.besideBox = make("section", "am-besides", this.besideTitle, this.beside);
    this.root = make(
      "div", "am", this.choices.element, this.makeBar(),
      make("div", "am-main", make("div", "am-left", this.grid.scroller, this.legend, this.notes), this.aside),
      this.besideBox, this.card.element);
    mount.append(this.root);
    this.build();
    this.listen();
    this.isFresh = true;
  }

  makePanel(name, isKept) {
    return new HeadPanel(this.page, `${this.id}-${name}`, {
      asked: () => this.token ?? this.tokenPinned, scale: () => this.choices.scale, ink: () => this.ink(),
      wantsSquares: () => this.squares, keep: () => this.keepPinned(), drop: (panel) => this.drop(panel),
      hoverToken: (panel, what) => this.hoverToken(panel, what), pressToken: (panel, what) => this.pressToken(panel, what),
      isHovered: (panel, what) => this.token !== null && this.token.query === (what.query ?? null) && this.token.key === (what.key ?? null),
    }, isKept);
  }

  makeBar() {
    this.order = make("select");
    this.order.title = "The order of the heads in each layer (o)";
    this.order.addEventListener("change", () => this.setOrder(this.order.value));
    const label = make("label", "at-choice", make("span", "", "Order of heads"), this.order);
    this.near = make("select");
    this.near.title = "How a head looks from near (s)";
    for (const [text, value] of [["by length", ""], ["lines", "lines"], ["squares", "squares"]]) this.near.append(new Option(text, value));
    this.near.addEventListener("change", () => this.setNear(this.near.value));
    const nearLabel = make("label", "at-choice", make("span", "", "From near"), this.near);
    this.choices.element.append(label, nearLabel);
    return this.card.element.querySelector(".at-scorebar");
  }

  // What there is

  get block() { return this.choices.block; }
  get L() { return this.block.layers.length; }
  get heads() { return this.choices.mode === "rollout" ? [null] : this.block.heads; }
  get H() { return this.heads.length; }
  get hasMeans() { return this.choices.mode !== "rollout" && (this.L > 1 || this.H > 1); }

  /** [pattern, place of the head in it] of a cell; the place after the last is the mean. */
  patternOf({ l, h }) {
    const isLayerMean = l >= this.L, isHeadMean = this.hasMeans && h >= this.H;
    if (!isLayerMean && !isHeadMean) return [this.choices.pattern(l), h];
    const key = `${isLayerMean ? "m" : l} ${isHeadMean ? "m" : h}`;
    if (!this.averages.has(key)) {
      const name = this.nameOf({ l, h });
      const layers = isLayerMean ? this.block.layers.map((_, one) => one) : [l];
      const heads = isHeadMean ? this.heads.map((_, one) => one) : [h];
      this.averages.set(key, averagePattern(layers.map((one) => this.choices.pattern(one)), heads, name));
    }
    return [this.averages.get(key), 0];
  }

  /** `layer 5 · head 3`, by true numbers. */
  nameOf({ l, h }) {
    const layer = l < this.L ? `layer ${this.block.layers[l]}` : `mean of ${this.L} layer${this.L === 1 ? "" : "s"}`;
    if (this.choices.mode === "rollout") return `${layer} · all heads`;
    return `${layer} · ${h < this.H ? `head ${this.heads[h]}` : `mean of ${this.H} heads`}`;
  }

  /** The scores of a cell; none for means. */
  scoresOf({ l, h }) {
    if (l >= this.L || h >= this.H || this.choices.mode === "rollout") return null;
    this.scoreMap ??= new Map((this.block.scores ?? []).map((score) => [`${score.layer} ${score.head}`, score]));
    return this.scoreMap.get(`${this.block.layers[l]} ${this.heads[h]}`) ?? null;
  }

  /** Its shares of a percent and more, greatest first: [[name, value]]. */
  factsOf(place) {
    const score = this.scoresOf(place);
    if (!score) return [];
    return FACTS.map((name) => [name, score[name]]).filter(([, value]) => value >= 0.01).sort((a, b) => b[1] - a[1]);
  }

  /** The paint of thumbnails, by scale and theme. */
  ink() {
    const { kind, faint, threshold } = this.choices.values, theme = this.isPrinting ? "light" : this.page.isDark() ? "dark" : "light";
    const key = `${kind} ${faint} ${threshold} ${theme}`;
    if (!this.inks.has(key)) {
      if (this.inks.size > 8) this.inks.clear();
      this.inks.set(key, new ThumbnailInk(this.choices.scale, this.page.palette[theme]));
    }
    return this.inks.get(key);
  }

  // Showing

  /** Everything anew: other layers, heads or tokens. */
  build() {
    this.scoreMap = null;
    this.averages.clear();
    this.grid.build(this.block.layers, this.heads, this.hasMeans);
    this.card.refresh();
    const options = [["by number", ""], ...this.card.columns.map(([name, heading]) => [`by ${heading}`, name])];
    this.order.replaceChildren(...options.map(([text, value]) => new Option(text, value)));
    if (!options.some(([, value]) => value === this.measure)) this.measure = "";
    this.order.value = this.measure;
    this.reorder();
    this.hovered = null;
    const isThere = (place) => place && place.l < this.L + (this.hasMeans ? 1 : 0) && place.h < this.H + (this.hasMeans ? 1 : 0);
    if (!isThere(this.pinned)) this.pinned = null;
    for (const panel of this.kept.filter(({ place }) => !isThere(place.at))) this.remove(panel);
    if (!isThere(this.cursor)) this.cursor = { l: 0, h: 0 };
    // Room for a head from near, so that nothing moves when one is.
    const [{ rows, columns }] = this.patternOf({ l: 0, h: 0 }), longest = Math.max(rows, columns);
    const tall = longest > LINES_UNTIL ? 380 * Math.max(1, rows) / Math.max(1, columns) : longest * 20;
    this.aside.style.minHeight = `min(100vh - 16px, ${Math.round(tall + 160)}px)`;
    this.repaint();
  }

  reorder() {
    const { measure } = this;
    this.grid.order(measure && this.choices.mode !== "rollout" ? (l, h) => this.scoresOf({ l, h })?.[measure] : null);
    this.dim();
  }

  /** The same heads in other weights, colours or order. */
  repaint() {
    this.grid.paint();
    this.showLegend();
    this.show();
    for (const panel of this.kept) this.showPanel(panel, panel.at);
  }

  change(what) {
    this.isFresh = false;
    const isDrawing = what.every((name) => ["kind", "faint", "threshold"].includes(name));
    if (isDrawing) { this.repaint(); return; }
    this.build();
  }

  /** The cell shown from near: the one hovered, else the one pinned. */
  get near_() {
    return this.hovered && !this.quiet ? this.hovered : this.pinned;
  }

  show() {
    const { grid, hovered, pinned } = this;
    const at = this.near_;
    grid.mark("am-pinned", pinned ? [pinned] : []);
    grid.mark("am-kept", this.kept.map((panel) => panel.at));
    grid.mark("am-at", hovered ? [hovered] : []);
    grid.cross(hovered ?? pinned);
    grid.activate(hovered);
    this.card.show();
    this.rest.hidden = Boolean(at);
    this.panel.element.hidden = !at;
    this.shownPlace = at;
    if (!at) {
      cancelAnimationFrame(this.frame);
      this.showRest();
      return;
    }
    // The grid answers in this frame, the head from near in the next.
    cancelAnimationFrame(this.frame);
    clearTimeout(this.timer);
    this.frame = requestAnimationFrame(() => { this.timer = setTimeout(() => this.flush()); });
  }

  /** Shows now what was to be shown in the next frame. */
  flush() {
    cancelAnimationFrame(this.frame);
    clearTimeout(this.timer);
    if (this.shownPlace) this.showPanel(this.panel, this.shownPlace);
  }

  showPanel(panel, place) {
    const [pattern, h] = this.patternOf(place);
    const { page } = this, score = this.scoresOf(place);
    const facts = this.factsOf(place).slice(0, 4).map(([name, value]) => `${name} ${page.percent(value)}`);
    if (typeof score?.entropy === "number") facts.push(`entropy ${page.fixed(score.entropy, 2)}`);
    if (typeof score?.distance === "number") facts.push(`distance ${page.fixed(score.distance, 1)}`);
    panel.at = place;
    panel.show(pattern, h, this.nameOf(place), (score?.names ?? []).join(", "), facts.join(" · "));
  }

  showRest() {
    const { page, block } = this;
    const { rows, columns } = this.patternOf({ l: 0, h: 0 })[0];
    const size = `${page.grouped(rows)} × ${page.grouped(columns)} tokens`;
    const text = [
      `${page.grouped(this.L)} layer${this.L === 1 ? "" : "s"} × ${page.grouped(this.H)} head${this.H === 1 ? "" : "s"} of ${block.label.toLowerCase()}${/attention/i.test(block.label) ? "" : " attention"}, ${size} each.`,
      "Point at a thumbnail to see its head here; click to pin it. Shift-click keeps heads side by side. Arrows and Enter do the same.",
    ];
    if (this.rest.textContent !== text.join("")) this.rest.replaceChildren(...text.map((one) => make("span", "", one)));
  }

  showLegend() {
    const { choices, page } = this;
    const [pattern] = this.patternOf({ l: 0, h: 0 });
    const size = dotSize(pattern);
    const what = WEIGHTS[choices.mode];
    const parts = [make("span", "", `${what.label}, rows look at columns${size > 1 ? `; each dot is the greatest of ${size} × ${size} pairs` : ""}`)];
    if (what.top === null) parts.push(make("span", "", "each layer from 0 to its own greatest"));
    parts.push(choices.scale.legend(page, what.top === null ? 1 : pattern.top, 1, true));
    if (pattern.block.causal) parts.push(make("span", "", make("i", "at-sample-cell am-masked"), " masked: later in the text"));
    this.legend.replaceChildren(...parts);
    const notes = choices.notes(pattern);
    if (this.data.variants.length > 1 && this.block.id !== "encoder") notes.unshift(this.choices.variant.label);
    this.notes.textContent = notes.join(". ");
  }

  /** Dims the heads that the search does not mean. */
  dim() {
    if (!this.grid.cells.length) return;
    const { card } = this;
    const isOn = Boolean(card.query) && card.isUnderstood;
    const meant = new Set(isOn ? card.chosen.map((score) => `${score.layer} ${score.head}`) : []);
    const places = [];
    for (let l = 0; l < this.L; l += 1) {
      for (let h = 0; h < this.H; h += 1) if (meant.has(`${this.block.layers[l]} ${this.heads[h]}`)) places.push({ l, h });
    }
    this.grid.element.classList.toggle("am-searching", isOn);
    this.grid.mark("am-meant", places);
  }

  // Asking for heads

  hover(place) {
    const now = this.hovered;
    const isSame = now && place && now.l === place.l && now.h === place.h;
    if (!isSame) this.quiet = null;
    if (!now && !place) return;
    this.hovered = place ? { l: place.l, h: place.h } : null;
    if (!isSame) this.show();
    this.showTip(place);
  }

  /** What the thumbnail says about the dot under the pointer. */
  showTip(place) {
    if (!place) { this.page.tip.hide(); return; }
    const { page } = this;
    const lines = [["where", this.nameOf(place)]];
    const [pattern, h] = this.patternOf(place);
    if (place.part && pattern.rows && pattern.columns) {
      const pair = this.pairAt(place, pattern, h);
      const said = pattern.words(h, pair.i, pair.j);
      lines.push(["tk", said.pair], ["exact", said.value], ["where", pattern.value(h, pair.i, pair.j) > 0 ? pair.note : ""]);
    }
    const score = this.scoresOf(place);
    if (score) {
      const facts = this.factsOf(place).slice(0, 3).map(([name, value]) => `${name} ${page.percent(value)}`);
      if (typeof score.entropy === "number") facts.push(`entropy ${page.fixed(score.entropy, 2)}`);
      lines.push(["where", facts.join(" · ")], ["note", (score.names ?? []).join(", ")]);
    }
    const cell = this.grid.cell(place);
    page.tip.show(() => (cell.isConnected ? cell.getBoundingClientRect() : null), lines, true);
  }

  /** The pair that a dot stands for: the greatest of its square. */
  pairAt({ part: [x, y] }, pattern, h) {
    const size = dotSize(pattern), { rows, columns } = pattern;
    const [r, c] = [Math.floor(y * Math.ceil(rows / size)) * size, Math.floor(x * Math.ceil(columns / size)) * size];
    let best = { i: Math.min(r, rows - 1), j: Math.min(c, columns - 1) };
    if (size === 1) return { ...best, note: "" };
    for (let i = r; i < Math.min(rows, r + size); i += 1) {
      for (let j = c; j < Math.min(columns, c + size); j += 1) if (pattern.value(h, i, j) > pattern.value(h, best.i, best.j)) best = { i, j };
    }
    return { ...best, note: `greatest of the ${size} × ${size} pairs here` };
  }

  pin(place) {
    const isSame = this.pinned && this.pinned.l === place.l && this.pinned.h === place.h;
    this.pinned = isSame ? null : { l: place.l, h: place.h };
    this.cursor = { l: place.l, h: place.h };
    // What was closed by hand does not come back because the pointer is still there.
    this.quiet = isSame ? true : null;
    this.show();
    this.page.remember();
    if (isSame) this.page.announce(`${this.nameOf(place)} let go`); else this.sayHead(place);
  }

  /** Keeps a head side by side with others, or lets go of it where it is kept already. */
  keep(place) {
    const old = this.kept.find(({ at }) => at.l === place.l && at.h === place.h);
    if (old) { this.drop(old); return; }
    this.addPanel(place);
    this.show();
    this.page.remember();
    this.page.announce(`${this.nameOf(place)} kept, ${this.kept.length} side by side`);
  }

  addPanel(place) {
    this.panels = (this.panels ?? 0) + 1;
    const panel = this.makePanel(`kept${this.panels}`, true);
    panel.at = { l: place.l, h: place.h };
    this.kept.push(panel);
    this.beside.append(panel.element);
    this.showBeside();
    this.showPanel(panel, panel.at);
  }

  keepPinned() {
    if (this.shownPlace) this.keep(this.shownPlace);
  }

  remove(panel) {
    this.kept = this.kept.filter((one) => one !== panel);
    panel.element.remove();
    this.showBeside();
  }

  drop(panel) {
    const name = panel.name;
    this.remove(panel);
    this.show();
    this.page.remember();
    this.page.announce(`${name} removed`);
  }

  showBeside() {
    this.besideBox.hidden = this.kept.length === 0;
    this.besideTitle.textContent = `${this.kept.length} head${this.kept.length === 1 ? "" : "s"} side by side`;
  }

  /** A head by its true numbers, as the scorecard has it. */
  chooseHead(layer, head) {
    const place = { l: this.block.layers.indexOf(layer), h: this.heads.indexOf(head) };
    if (place.l < 0 || place.h < 0) return;
    this.pin(place);
    this.flush();
    this.reveal(place);
  }

  isShown(layer, head) {
    const is = (place) => place && this.block.layers[place.l] === layer && this.heads[place.h] === head;
    return Boolean(is(this.pinned) || this.kept.some((panel) => is(panel.at)));
  }

  reveal(place) {
    this.grid.cell(place)?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  sayHead(place) {
    const { page } = this;
    const [pattern, h] = this.patternOf(place);
    const facts = this.factsOf(place).slice(0, 3).map(([name, value]) => `${name} ${page.percent(value)}`);
    const most = this.greatestPair(pattern, h);
    page.announce([this.nameOf(place), ...facts, most && `strongest ${most}`].filter(Boolean).join(", "));
  }

  greatestPair(pattern, h) {
    const matrix = pattern.matrix(h);
    let best = 0;
    for (let n = 1; n < matrix.length; n += 1) if (matrix[n] > matrix[best]) best = n;
    if (!(matrix[best] > 0)) return "";
    const said = pattern.words(h, Math.floor(best / pattern.columns), best % pattern.columns);
    return `${said.pair}: ${said.value}`;
  }

  // Asking for tokens, in all heads that are seen from near

  get panelsShown() {
    return [...(this.shownPlace ? [this.panel] : []), ...this.kept];
  }

  hoverToken(panel, what) {
    const next = what ? { query: what.query ?? null, key: what.key ?? null } : null;
    const now = this.token;
    if ((!now && !next) || (now && next && now.query === next.query && now.key === next.key)) return;
    this.token = next;
    for (const one of this.panelsShown) one.ask();
    const place = next && panel.place;
    if (!place) { this.page.tip.hide(); return; }
    this.page.tip.show(() => panel.box(place), this.tokenLines(panel, place), true);
  }

  tokenLines(panel, place) {
    const { pattern, h } = panel, { page } = this;
    if (place.i >= 0 && place.j >= 0) {
      const said = pattern.words(h, place.i, place.j);
      return [["where", said.where], ["tk", said.pair], ["exact", said.value]];
    }
    const isRow = place.i >= 0;
    const unit = isRow ? pattern.queries[place.i] : pattern.keys[place.j];
    const values = isRow ? pattern.row(h, place.i) : pattern.column(h, place.j);
    const sum = values.reduce((total, value) => total + value, 0);
    return [
      ["where", `${panel.name} · ${placeWords(unit, page)}`],
      ["exact", `${isRow ? "it looks at what is shown with" : "it is looked at with"} ${digits(sum, page)} in all`],
    ];
  }

  pressToken(panel, what) {
    const next = { query: what.query ?? null, key: what.key ?? null }, now = this.tokenPinned;
    const isSame = now && now.query === next.query && now.key === next.key;
    this.tokenPinned = isSame ? null : next;
    if (isSame) this.token = null;
    for (const one of this.panelsShown) one.ask();
    this.page.remember();
  }

  // Orders and looks

  setOrder(measure) {
    this.measure = measure;
    this.order.value = measure;
    this.reorder();
    this.repaint();
    this.page.remember();
    this.page.announce(`heads ${measure ? `ordered by ${measure} in each layer` : "in their own order"}`);
  }

  setNear(value) {
    this.squares = value === "" ? null : value === "squares";
    this.near.value = value;
    this.show();
    this.flush();
    for (const panel of this.kept) this.showPanel(panel, panel.at);
    this.page.remember();
  }

  // Mouse, touch, keyboard

  listen() {
    const { grid, page } = this, { element } = grid;
    page.listen(element, {
      at: (event) => grid.at(event),
      isAsked: (place) => this.hovered && this.hovered.l === place.l && this.hovered.h === place.h,
      hover: (place) => this.hover(place),
      press: (place, event) => {
        if (event.shiftKey) this.keep(place); else this.pin(place);
      },
    });
    element.addEventListener("mousedown", (event) => { if (event.shiftKey) event.preventDefault(); });
    element.addEventListener("blur", () => this.hover(null));
    element.addEventListener("focus", () => { if (element.matches(":focus-visible")) this.toHead(this.cursor); });
    element.addEventListener("keydown", (event) => this.move(event));
  }

  toHead(place) {
    this.cursor = place;
    this.reveal(place);
    this.hover(place);
    this.sayHead(place);
  }

  move(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { l } = this.cursor, column = this.grid.columnOf(l, this.cursor.h);
    const to = (row, other) => {
      const next = clamp(row, 0, this.grid.rows - 1);
      this.toHead({ l: next, h: this.grid.headAt(next, clamp(other, 0, this.grid.columns - 1)) });
    };
    const enter = () => { if (event.shiftKey) this.keep(this.cursor); else this.pin(this.cursor); };
    const steps = {
      ArrowUp: () => to(l - 1, column), ArrowDown: () => to(l + 1, column), ArrowLeft: () => to(l, column - 1),
      ArrowRight: () => to(l, column + 1), Home: () => to(l, 0), End: () => to(l, this.grid.columns - 1),
      PageUp: () => to(0, column), PageDown: () => to(this.grid.rows - 1, column), Enter: enter, " ": enter,
    };
    if (!steps[event.key]) return;
    steps[event.key]();
    event.preventDefault();
  }

  // What the page asks

  get keys() {
    return [
      ["Enter", "pin the head; with Shift, as with Shift-click, keep it side by side with others"], ["p", "keep or remove the head"],
      ["o", "the next order of heads"], ["s", "squares or lines from near"], ...AttentionChoices.keys.filter(([key]) => key !== "[ ]"),
    ];
  }

  key(event) {
    if (event.target instanceof HTMLSelectElement) return false;
    if (event.key === "p") {
      const place = this.shownPlace ?? this.hovered;
      if (!place) return false;
      this.keep(place);
      return true;
    }
    if (event.key === "o") {
      const names = [...this.order.options].map(({ value }) => value);
      this.setOrder(names[(names.indexOf(this.measure) + (event.shiftKey ? names.length - 1 : 1)) % names.length]);
      return true;
    }
    if (event.key === "s") {
      this.setNear(this.panel.isSquares ?? this.squares ? "lines" : "squares");
      return true;
    }
    return this.choices.key(event);
  }

  draw(isPrinting) {
    this.isPrinting = Boolean(isPrinting);
    this.repaint();
    this.flush();
    if (isPrinting) this.grid.finish();
  }

  escape() {
    Object.assign(this, { pinned: null, token: null, tokenPinned: null, hovered: null, quiet: null });
    for (const panel of [...this.kept]) this.remove(panel);
    if (this.card.query) this.card.search("");
    this.page.tip.hide();
    this.show();
  }

  /** A cell in the address: `5-3`, `m` for means. */
  codeOf({ l, h }) {
    return `${l < this.L ? this.block.layers[l] : "m"}-${h < this.H ? this.heads[h] ?? 0 : "m"}`;
  }

  placeOf(code) {
    const found = /^(\d{1,5}|m)-(\d{1,5}|m)$/.exec(code);
    if (!found) return null;
    const means = this.hasMeans;
    const l = found[1] === "m" ? (means ? this.L : -1) : this.block.layers.indexOf(Number(found[1]));
    const h = found[2] === "m" ? (means ? this.H : -1)
      : this.choices.mode === "rollout" ? 0 : this.heads.indexOf(Number(found[2]));
    return l < 0 || h < 0 ? null : { l, h };
  }

  state() {
    this.isFresh = false;
    const parts = this.choices.state();
    if (this.pinned) parts.push(`at${this.codeOf(this.pinned)}`);
    for (const panel of this.kept) parts.push(`keep${this.codeOf(panel.at)}`);
    if (this.tokenPinned?.query !== null && this.tokenPinned) parts.push(`q${this.tokenPinned.query}`);
    if (this.tokenPinned?.key !== null && this.tokenPinned) parts.push(`k${this.tokenPinned.key}`);
    if (this.measure) parts.push(`by-${this.measure}`);
    if (this.squares !== null) parts.push(this.squares ? "squares" : "lines");
    // A search may have dots of its own; they come last.
    if (this.card.query) parts.push(`find-${encodeURIComponent(this.card.query).replaceAll(".", "%2E")}`);
    return parts.join(".");
  }

  restore(text) {
    if (this.isFresh && !text) return;
    this.isFresh = false;
    const parts = String(text).split(".");
    this.choices.restore(parts);
    const rest = (prefix) => parts.filter((part) => part.startsWith(prefix)).map((part) => part.slice(prefix.length));
    for (const panel of [...this.kept]) this.remove(panel);
    const [measure = ""] = rest("by-");
    this.measure = measure;
    this.squares = parts.includes("squares") ? true : parts.includes("lines") ? false : null;
    this.near.value = this.squares === null ? "" : this.squares ? "squares" : "lines";
    Object.assign(this, { pinned: null, token: null, tokenPinned: null, hovered: null, quiet: null });
    this.build();
    this.pinned = rest("at").map((code) => this.placeOf(code)).find(Boolean) ?? null;
    const counts = { query: this.block.queries.count, key: this.block.keys.count };
    const [query, key] = [numberIn(parts, "q"), numberIn(parts, "k")];
    const token = {
      query: query !== null && query < counts.query ? query : null, key: key !== null && key < counts.key ? key : null,
    };
    this.tokenPinned = token.query === null && token.key === null ? null : token;
    for (const place of rest("keep").map((code) => this.placeOf(code)).filter(Boolean).slice(0, 64)) {
      if (!this.kept.some(({ at }) => at.l === place.l && at.h === place.h)) this.addPanel(place);
    }
    let query_ = "";
    try { query_ = decodeURIComponent(rest("find-")[0] ?? ""); } catch { /* Not ours. */ }
    if (this.card.query !== query_) {
      this.card.query = this.card.input.value = query_;
      this.card.fill();
    }
    this.showBeside();
    if (this.pinned) {
      this.cursor = this.pinned;
      this.reveal(this.pinned);
    }
    this.show();
    this.flush();
  }

  /** Tokens whose words have `query` in them: they are underlined where a head is seen from near. */
  find(query) {
    const hits = [];
    const of = (sequence, side) => sequence.units(this.choices.words).forEach((unit) => {
      if (query && unit.name.toLowerCase().includes(query)) hits.push({ side, t: unit.first });
    });
    of(this.block.queries, "query");
    if (this.block.keys !== this.block.queries) of(this.block.keys, "key");
    return hits;
  }

  go({ side, t }) {
    if (!this.shownPlace) this.pin(this.cursor);
    this.flush();
    this.tokenPinned = { query: side === "query" ? t : null, key: side === "key" ? t : null };
    this.token = null;
    for (const one of this.panelsShown) one.ask();
    const place = this.panel.place;
    if (place) this.page.announce(this.tokenLines(this.panel, place).map(([, words]) => words).join(", "));
  }

  table() {
    const shown = this.panelsShown.map((panel) => panel.at);
    if (!shown.length) return this.card.table();
    const rows = [["layer", "head", "query_position", "query", "key_position", "key", WEIGHTS[this.choices.mode].short]];
    for (const place of shown) {
      const [pattern, h] = this.patternOf(place), matrix = pattern.matrix(h);
      const layer = place.l < this.L ? this.block.layers[place.l] : "mean", head = place.h < this.H ? this.heads[place.h] ?? "all" : "mean";
      pattern.queries.forEach((query, i) => pattern.keys.forEach((key, j) => {
        if (pattern.isMasked(i, j)) return;
        rows.push([layer, head, query.first, query.name, key.first, key.name, Number(matrix[i * pattern.columns + j].toPrecision(4))]);
      }));
    }
    return rows;
  }

  svg() {
    return modelPicture(this);
  }
}

(globalThis.explainerViews ??= {}).attention_model_view = (mount, figure, page) => new AttentionModelView(mount, figure, page);
