// The model view: every head of every layer as a thumbnail, and any of them from near.
//
// Its state is what the control bar says (AttentionChoices), the head hovered and the head pinned, the heads kept side by
// side and the token asked about in them (NearHeads), and how heads are ordered and searched; everything else follows.

/** The scorecard, whose search also dims the grid. */
class GridScorecard extends Scorecard {
  /** @type {(() => void) | undefined} */ changed;

  fill() {
    super.fill();
    this.changed?.();
  }

  /** Another search, from an address. */
  recall(query) {
    if (query === this.query) return;
    this.query = this.input.value = query;
    this.fill();
  }
}

class AttentionModelView {
  /** @type {HTMLSelectElement} */ orders;
  /** @type {HTMLSelectElement} */ looks;

  /**
   * @param {HTMLElement} mount
   * @param {Page} page
   */
  constructor(mount, figure, page) {
    this.figure = figure;
    this.page = page;
    this.data = new AttentionData(figure.data, page);
    this.choices = new AttentionChoices(
      this.data, page, { faint: startingLift(this.data), has: ["scale", "words", "special", "rollout"] }, (what) => this.change(what));
    this.cells = new HeadCells(this.choices, page);
    this.hovered = null;
    this.pinned = null;
    this.isQuiet = false;
    this.measure = "";
    this.inks = new Map();
    this.isFresh = true;
    this.near = new NearHeads(this);
    this.grid = new HeadGrid(page, `${this.choices.id}-cell`, {
      pattern: (l, h) => this.cells.pattern({ l, h }), ink: () => this.ink(), name: (l, h) => this.cells.name({ l, h }),
      mark: (l) => this.cells.windowMark(l),
    });
    this.card = new GridScorecard(this.choices, page, {
      choose: (layer, head) => this.choose(layer, head), mark: (layer, head) => this.isShown(layer, head),
    });
    this.card.changed = () => this.dim();
    this.asking = new GridAsking(this);
    this.makeControls();
    this.rest = make("p", "am-rest");
    this.legend = make("div", "at-legend");
    this.notes = make("p", "at-notes");
    this.aside = make("div", "am-aside", this.rest, this.near.panel.element);
    this.root = make(
      "div", "am", this.choices.element, this.card.bar,
      make("div", "am-main", make("div", "am-left", this.grid.scroller, this.legend, this.notes), this.aside),
      this.near.element, this.card.element);
    mount.append(this.root);
    this.build();
  }

  makeControls() {
    const select = (label, title, change) => {
      const element = make("select");
      element.title = title;
      element.addEventListener("change", () => change(element.value));
      this.choices.element.append(make("label", "at-choice", make("span", "", label), element));
      return element;
    };
    this.orders = select("Order of heads", "The order of the heads in each layer (o)", (measure) => this.setOrder(measure));
    this.looks = select("From near", "How a head looks from near (s)", (look) => this.setNear(look));
    for (const [text, value] of [["by length", ""], ["lines", "lines"], ["squares", "squares"]]) this.looks.append(new Option(text, value));
  }

  get block() { return this.choices.block; }

  /** The paint of thumbnails, by scale and theme. */
  ink() {
    const { kind, faint, threshold } = this.choices.values, theme = !this.isPrinting && this.page.isDark() ? "dark" : "light";
    const key = `${kind} ${faint} ${threshold} ${theme}`;
    if (!this.inks.has(key)) {
      if (this.inks.size > 8) this.inks.clear();
      this.inks.set(key, new ThumbnailInk(this.choices.scale, this.page.palette[theme]));
    }
    return this.inks.get(key);
  }

  // Showing

  change(what) {
    this.isFresh = false;
    if (what.every((name) => ["kind", "faint", "threshold"].includes(name))) this.repaint(); else this.build();
  }

  /** Everything anew: other layers, heads or tokens. */
  build() {
    const { cells, grid, card, asking } = this;
    cells.forget();
    grid.build(cells.layers, cells.heads, cells.hasMeans);
    card.refresh();
    const options = [["by number", ""], ...card.columns.map(([name, heading]) => [`by ${heading}`, name])];
    this.orders.replaceChildren(...options.map(([text, value]) => new Option(text, value)));
    if (!options.some(([, value]) => value === this.measure)) this.measure = "";
    this.orders.value = this.measure;
    this.reorder();
    this.hovered = null;
    if (!cells.has(this.pinned)) this.pinned = null;
    if (!cells.has(asking.cursor)) asking.cursor = { l: 0, h: 0 };
    // Room for a head from near, so that nothing moves when one is.
    const [{ rows, columns }] = cells.pattern({ l: 0, h: 0 }), longest = Math.max(rows, columns);
    const tall = longest > LINES_UNTIL ? 380 * Math.max(1, rows) / Math.max(1, columns) : longest * 20;
    this.aside.style.minHeight = `min(100vh - 16px, ${Math.round(tall + 160)}px)`;
    this.repaint();
  }

  reorder() {
    const { measure, cells, grid } = this;
    grid.order(measure && !cells.isRollout ? (l, h) => cells.score({ l, h })?.[measure] : null);
    grid.mark("am-named", cells.places.filter((place) => cells.callings(place).length));
    this.dim();
  }

  /** The same heads in other weights, colours or order. */
  repaint() {
    this.grid.paint();
    this.showLegend();
    this.show();
    this.near.refresh();
  }

  show() {
    const { grid, hovered, pinned, near } = this;
    const place = hovered && !this.isQuiet ? hovered : pinned;
    grid.mark("am-pinned", pinned ? [pinned] : []);
    grid.mark("am-kept", near.kept.map((panel) => panel.at));
    grid.mark("am-at", hovered ? [hovered] : []);
    grid.cross(hovered ?? pinned);
    grid.activate(hovered);
    this.card.show();
    this.rest.hidden = Boolean(place);
    near.show(place);
    const text = restWords(this.cells);
    if (!place && this.rest.textContent !== text.join("")) this.rest.replaceChildren(...text.map((one) => make("span", "", one)));
  }

  showLegend() {
    const { choices } = this, [pattern] = this.cells.pattern({ l: 0, h: 0 });
    this.legend.replaceChildren(...gridLegend(this.cells, pattern));
    const notes = choices.notes(pattern);
    if (this.data.variants.length > 1 && this.block.id !== "encoder") notes.unshift(choices.variant.label);
    this.notes.textContent = notes.join("; ");
  }

  /** Dims the heads that the search does not mean. */
  dim() {
    const { card, grid, cells } = this;
    if (!grid.cells.length) return;
    const isOn = Boolean(card.query) && card.isUnderstood;
    const meant = isOn ? card.chosen.map(({ layer, head }) => cells.placeOfHead(layer, head)).filter(Boolean) : [];
    grid.element.classList.toggle("am-searching", isOn);
    grid.mark("am-meant", meant);
  }

  // Asking for heads

  hover(place) {
    const now = this.hovered;
    if (!now && !place) return;
    const isSame = now && place && now.l === place.l && now.h === place.h;
    this.hovered = place ? { l: place.l, h: place.h } : null;
    if (!isSame) {
      this.isQuiet = false;
      this.show();
    }
    if (!place) { this.page.tip.hide(); return; }
    const cell = this.grid.cell(place);
    this.page.tip.show(() => (cell.isConnected ? cell.getBoundingClientRect() : null), thumbnailLines(this.cells, place), true);
  }

  pin({ l, h }) {
    const isSame = this.pinned && this.pinned.l === l && this.pinned.h === h;
    this.pinned = isSame ? null : { l, h };
    this.asking.cursor = { l, h };
    // What was closed by hand does not come back because the pointer is still there.
    this.isQuiet = Boolean(isSame);
    this.show();
    this.page.remember();
    this.page.announce(isSame ? `${this.cells.name({ l, h })} let go` : headWords(this.cells, { l, h }));
  }

  /** Keeps a head side by side with others, or lets go of it where it is kept already. */
  keep(place) {
    const { near, cells, page } = this, old = near.at(place);
    if (old) near.remove(old); else near.add(place);
    this.show();
    page.remember();
    page.announce(old ? `${cells.name(place)} removed` : `${cells.name(place)} kept, ${near.kept.length} side by side`);
  }

  /** A head by its true numbers, as the scorecard has it. */
  choose(layer, head) {
    const place = this.cells.placeOfHead(layer, head);
    if (!place) return;
    this.pin(place);
    this.near.flush();
    this.grid.reveal(place);
  }

  isShown(layer, head) {
    const is = (place) => place && this.cells.layers[place.l] === layer && this.cells.heads[place.h] === head;
    return Boolean(is(this.pinned) || this.near.kept.some((panel) => is(panel.at)));
  }

  // Orders and looks

  setOrder(measure) {
    this.measure = this.orders.value = measure;
    this.reorder();
    this.repaint();
    this.page.remember();
    this.page.announce(`heads ${measure ? `ordered by ${measure} in each layer` : "in their own order"}`);
  }

  nextOrder(step) {
    const names = [...this.orders.options].map(({ value }) => value);
    this.setOrder(names[(names.indexOf(this.measure) + step + names.length) % names.length]);
  }

  setNear(look) {
    this.near.isSquares = look === "" ? null : look === "squares";
    this.looks.value = look;
    this.near.flush();
    this.near.refresh();
    this.page.remember();
  }

  // What the page asks

  get keys() { return this.asking.keys; }
  key(event) { return this.asking.key(event); }

  draw(isPrinting) {
    this.isPrinting = Boolean(isPrinting);
    this.repaint();
    this.near.flush();
    if (isPrinting) this.grid.finish();
  }

  escape() {
    Object.assign(this, { pinned: null, hovered: null, isQuiet: false });
    this.near.clear();
    this.near.pin(null);
    if (this.card.query) this.card.search("");
    this.page.tip.hide();
    this.show();
  }

  state() {
    this.isFresh = false;
    const parts = [...this.choices.state(), ...(this.pinned ? [`at${this.cells.code(this.pinned)}`] : []), ...this.near.state()];
    if (this.measure) parts.push(`by-${this.measure}`);
    // A search may have dots of its own; it comes last.
    if (this.card.query) parts.push(`find-${encodeURIComponent(this.card.query)}`);
    return parts.join(".");
  }

  restore(text) {
    // The page asks for this once it is there; nothing is to be done twice for nothing.
    if (this.isFresh && !text) return;
    this.isFresh = false;
    const [, whole, search = ""] = /^(.*?)(?:(?:^|\.)find-(.*))?$/s.exec(String(text)) ?? ["", ""], parts = whole.split(".");
    const first = (prefix) => parts.find((part) => part.startsWith(prefix))?.slice(prefix.length) ?? "";
    const { near, cells, card } = this;
    this.choices.restore(parts);
    Object.assign(this, { pinned: null, hovered: null, isQuiet: false, measure: first("by-") });
    near.clear();
    this.build();
    near.restore(parts);
    this.looks.value = near.isSquares === null ? "" : near.isSquares ? "squares" : "lines";
    this.pinned = cells.placeOfCode(first("at"));
    let query = search;
    try { query = decodeURIComponent(search); } catch { /* It stands there as it was typed. */ }
    card.recall(query);
    if (this.pinned) {
      this.asking.cursor = this.pinned;
      this.grid.reveal(this.pinned);
    }
    this.show();
    near.flush();
  }

  /** Tokens whose words have `query` in them. */
  find(query) {
    const hits = (sequence, side) => (query ? sequence.units(this.choices.words) : [])
      .filter(({ name }) => name.toLowerCase().includes(query)).map(({ first }) => ({ side, t: first }));
    const { queries, keys } = this.block;
    return [...hits(queries, "query"), ...(keys === queries ? [] : hits(keys, "key"))];
  }

  go({ side, t }) {
    const { near } = this;
    if (!near.place) this.pin(this.asking.cursor);
    near.flush();
    near.pin({ query: side === "query" ? t : null, key: side === "key" ? t : null });
    const { place } = near.panel;
    if (place) this.page.announce(tokenLines(near.panel, place).map(([, words]) => words).join(", "));
  }

  table() {
    return this.near.shown.length ? this.near.table() : this.card.table();
  }

  svg() {
    return modelPicture(this);
  }
}

(globalThis.explainerViews ??= {}).attention_model_view = (mount, figure, page) => new AttentionModelView(mount, figure, page);
