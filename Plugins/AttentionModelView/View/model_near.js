// The heads seen from near: one beside the grid, any number kept below it, and the token asked about in all of them.

/** The most heads that an address can keep. */
const KEPT_HEADS = 64;

const sameAsked = (a, b) => (a && b ? a.query === b.query && a.key === b.key : a === b);

class NearHeads {
  /** @type {number} */ frame;
  /** @type {number} */ timer;

  /**
   * `view`: the model view; its `changed()` is called where heads were kept or let go of by hand.
   *
   * @param {AttentionModelView} view
   */
  constructor(view) {
    const { page, cells, choices } = view;
    this.view = view;
    this.page = page;
    this.cells = cells;
    this.choices = choices;
    this.kept = [];
    this.count = 0;
    this.token = null;
    this.pinned = null;
    this.isSquares = null;
    this.place = null;
    this.panel = this.make("main", false);
    this.beside = make("div", "am-beside");
    this.title = make("h3");
    this.element = make("section", "am-besides", this.title, this.beside);
    this.showTitle();
  }

  make(name, isKept) {
    const asks = (what) => ({ query: what.query ?? null, key: what.key ?? null });
    return new HeadPanel(this.page, `${this.choices.id}-${name}`, {
      asked: () => this.token ?? this.pinned, scale: () => this.choices.scale, ink: () => this.view.ink(), wantsSquares: () => this.isSquares,
      keep: () => { if (this.place) this.view.keep(this.place); }, drop: (panel) => this.view.keep(panel.at),
      hoverToken: (panel, what) => this.hover(panel, what && asks(what)), pressToken: (_, what) => this.press(asks(what)),
      isHovered: (_, what) => sameAsked(this.token, asks(what)), rows: (panel) => this.table([panel]),
    }, isKept);
  }

  /** All that are seen now. */
  get shown() {
    return [...(this.place ? [this.panel] : []), ...this.kept];
  }

  // The one beside the grid

  /** Shows a head there, or nothing: the grid answers in this frame, the head in the next. */
  show(place) {
    this.place = place;
    this.panel.element.hidden = !place;
    cancelAnimationFrame(this.frame);
    clearTimeout(this.timer);
    if (place) this.frame = requestAnimationFrame(() => { this.timer = setTimeout(() => this.flush()); });
  }

  /** Shows now what was to be shown in the next frame. */
  flush() {
    cancelAnimationFrame(this.frame);
    clearTimeout(this.timer);
    if (this.place) this.fill(this.panel, this.place);
  }

  fill(panel, place) {
    const { cells } = this, [pattern, h] = cells.pattern(place);
    panel.at = place;
    panel.show(pattern, h, cells.name(place), cells.callings(place).join(", "), panelFacts(cells, place));
  }

  // Those that are kept

  at({ l, h }) {
    return this.kept.find(({ at }) => at.l === l && at.h === h);
  }

  add({ l, h }) {
    if (this.at({ l, h }) || this.kept.length >= KEPT_HEADS) return;
    this.count += 1;
    const panel = this.make(`kept${this.count}`, true);
    this.kept.push(panel);
    this.beside.append(panel.element);
    this.showTitle();
    this.fill(panel, { l, h });
  }

  remove(panel) {
    this.kept = this.kept.filter((one) => one !== panel);
    panel.element.remove();
    this.showTitle();
  }

  clear() {
    for (const panel of this.kept) this.remove(panel);
  }

  showTitle() {
    this.element.hidden = this.kept.length === 0;
    this.title.textContent = `${this.kept.length} head${this.kept.length === 1 ? "" : "s"} side by side`;
  }

  /** Everything kept anew, without what is no longer there. */
  refresh() {
    for (const panel of this.kept) if (this.cells.has(panel.at)) this.fill(panel, panel.at); else this.remove(panel);
  }

  // Tokens

  hover(panel, asked) {
    if (sameAsked(this.token, asked)) return;
    this.token = asked;
    this.ask();
    const place = asked && panel.place;
    if (place) this.page.tip.show(() => panel.box(place), tokenLines(panel, place), true); else this.page.tip.hide();
  }

  press(asked) {
    const isSame = sameAsked(this.pinned, asked);
    this.pinned = isSame ? null : asked;
    if (isSame) this.token = null;
    this.ask();
    this.page.remember();
  }

  /** Asks about a token and nothing else: {query, key}, one of them null; null for nothing. */
  pin(asked) {
    [this.pinned, this.token] = [asked, null];
    this.ask();
  }

  ask() {
    for (const one of this.shown) one.ask();
  }

  // The address

  state() {
    const parts = this.kept.map((panel) => `keep${this.cells.code(panel.at)}`);
    if (this.pinned && this.pinned.query !== null) parts.push(`q${this.pinned.query}`);
    if (this.pinned && this.pinned.key !== null) parts.push(`k${this.pinned.key}`);
    if (this.isSquares !== null) parts.push(this.isSquares ? "squares" : "lines");
    return parts;
  }

  /** Back to such parts, as far as they can be understood. */
  restore(parts) {
    this.isSquares = parts.includes("squares") ? true : parts.includes("lines") ? false : null;
    const { block } = this.choices, token = (letter, count) => {
      const one = numberIn(parts, letter);
      return one !== null && one < count ? one : null;
    };
    const asked = { query: token("q", block.queries.count), key: token("k", block.reach.keyCount) };
    [this.pinned, this.token] = [asked.query === null && asked.key === null ? null : asked, null];
    this.clear();
    for (const part of parts) {
      const place = part.startsWith("keep") ? this.cells.placeOfCode(part.slice(4)) : null;
      if (place) this.add(place);
    }
  }

  /** The weights of heads, of all that are seen if not said otherwise: rows for TSV. */
  table(panels = this.shown) {
    const names = this.choices.pattern().columnNames(WEIGHTS[this.choices.mode].short);
    const rows = [["layer", "head", "query_position", "query", "key_position", "key", ...names]];
    for (const { at } of panels) {
      const [pattern, h] = this.cells.pattern(at);
      pattern.queries.forEach((query, i) => pattern.keys.forEach((key, j) => {
        // Of rows of which only the greatest weights are in the page, the others are not there.
        if (pattern.isMasked(i, j) || (pattern.tensor.isTop && !(pattern.value(h, i, j) > 0))) return;
        rows.push([...this.cells.numbers(at), query.first, query.name, positionOf(key), key.name, ...pattern.columnValues(h, i, j)]);
      }));
    }
    return rows;
  }
}
