// What a reader asks about: a query at the left, a key at the right, each hovered or pinned, or a cell of the steps.

class NeuronAsking {
  /** @type {{query: number | null, key: number | null}} */ hovered;
  /** @type {{query: number | null, key: number | null}} */ pinned;
  /** @type {{step: string, place: number, n: number} | null} */ cell;

  /**
   * `view`: the neuron view, which is shown anew where something else is asked about.
   *
   * @param {AttentionNeuronView} view
   */
  constructor(view) {
    const { page, field } = view;
    this.view = view;
    this.page = page;
    this.field = field;
    this.cursor = { query: 0, key: 0 };
    this.clear();
    /** The sign in the row of the query asked about, as the original has it. */
    this.toggle = makeButton("+", "", () => view.expand(!view.isExpanded), "an-toggle");
    this.toggle.tabIndex = -1;
    this.listen("query");
    this.listen("key");
    page.listen(field.gap, {
      at: (event) => field.stepAt(event),
      isAsked: (cell) => this.isCell(cell),
      hover: (cell) => this.hoverCell(cell),
      press: ({ step, place }) => { const side = step === "query" ? "query" : "key"; this.pin(side, this.units(side)[place].first); },
    });
  }

  /** Lets go of everything. */
  clear() {
    Object.assign(this, { hovered: { query: null, key: null }, pinned: { query: null, key: null }, cell: null });
  }

  /** Lets go of what is under the pointer, and of tokens that the block does not have. */
  forget({ queries, reach }) {
    Object.assign(this, { hovered: { query: null, key: null }, cell: null });
    for (const [side, count] of [["query", queries.count], ["key", reach.keyCount]]) if (this.pinned[side] >= count) this.pinned[side] = null;
  }

  // What is asked about

  units(side) {
    return this.view.pattern[side === "query" ? "queries" : "keys"];
  }

  column(side) {
    return side === "query" ? this.field.left : this.field.right;
  }

  token(side) {
    return this.hovered[side] ?? this.pinned[side];
  }

  placeOf(side, token) {
    return token === null ? -1 : Sequence.placeOf(this.units(side), token);
  }

  /** The places of the query and of the key; −1 for none. */
  get i() { return this.placeOf("query", this.token("query")); }
  get j() { return this.placeOf("key", this.token("key")); }

  /** The key whose score is taken apart: the one asked about, else the most attended of those shown. */
  get jOrMost() {
    const { i, j } = this, { head, pattern } = this.view;
    if (j >= 0 || i < 0 || !pattern.keys.length) return j;
    if (!head.hasVectors) return pattern.peaks(this.view.h)[i];
    const { shares } = head.row(pattern.queries[i].first);
    return pattern.keys.reduce((best, { first }, k) => (shares[first] > shares[pattern.keys[best].first] ? k : best), 0);
  }

  isCell(cell) {
    const now = this.cell;
    return cell && now ? cell.step === now.step && cell.place === now.place && cell.n === now.n : cell === now;
  }

  /** Marks tokens, and puts the sign where it belongs. */
  show() {
    const { toggle, field, i, view } = this;
    for (const side of ["query", "key"]) {
      const column = this.column(side), at = this.placeOf(side, this.hovered[side]), pin = this.placeOf(side, this.pinned[side]);
      column.mark("at-asked", at >= 0 ? [at] : []);
      column.select(pin >= 0 ? [pin] : []);
      column.activate(at >= 0 ? at : null);
    }
    toggle.hidden = i < 0 || !view.head.hasVectors;
    toggle.textContent = view.isExpanded ? "−" : "+";
    toggle.title = view.isExpanded ? "Only the lines (e)" : "The steps to this attention (e)";
    toggle.setAttribute("aria-label", toggle.title);
    toggle.style.top = `${i * field.pitch + 4}px`;
  }

  // Pointer

  listen(side) {
    const { page, toggle } = this, column = this.column(side), { element } = column;
    const at = (event) => {
      // The sign belongs to the row it stands in.
      if (event.target === toggle) return event.type !== "click" && this.token(side) !== null ? { token: this.token(side) } : null;
      const place = column.at(event);
      return place === null ? null : { token: this.units(side)[place].first };
    };
    page.listen(element, {
      at, isAsked: ({ token }) => this.hovered[side] === token, hover: (place) => this.hover(side, place?.token ?? null),
      press: ({ token }) => this.pin(side, token),
    });
    element.addEventListener("blur", (event) => { if (!element.contains(/** @type {Node | null} */ (event.relatedTarget))) this.hover(side, null); });
    element.addEventListener("focus", () => { if (element.matches(":focus-visible")) this.to(side, this.cursor[side]); });
    element.addEventListener("keydown", (event) => this.move(event, side));
  }

  hover(side, token) {
    if (this.hovered[side] === token && this.cell === null) return;
    this.hovered[side] = token;
    this.cell = null;
    this.view.show();
  }

  hoverCell(cell) {
    if (this.isCell(cell)) return;
    this.cell = cell;
    this.view.showTip();
  }

  pin(side, token) {
    this.pinned[side] = this.pinned[side] === token ? null : token;
    if (this.pinned[side] === null) this.hovered[side] = null;
    this.cursor[side] = Math.max(0, this.placeOf(side, token));
    this.view.show();
    this.page.remember();
    this.page.announce(askedWords(this.view, side));
  }

  // Keyboard

  /** Brings the keyboard to a token. */
  to(side, place) {
    const units = this.units(side), at = clamp(place, 0, units.length - 1);
    if (!units.length) return;
    this.cursor[side] = at;
    this.column(side).reveal(at);
    this.cell = null;
    this.hover(side, units[at].first);
    this.page.announce(askedWords(this.view, side));
  }

  /** Brings the keyboard to a dimension of the product of query and key. */
  toDimension(step) {
    const { i, j, view } = this, { order } = this.field.drawn;
    if (!view.isExpanded || i < 0 || j < 0) return;
    const n = clamp((this.cell?.n ?? (step > 0 ? -1 : order.length)) + step, 0, order.length - 1);
    this.cell = { step: "product", place: j, n };
    view.showTip();
    this.page.announce(cellLines(view, this.cell).map(([, words]) => words).filter(Boolean).join(", "));
  }

  move(event, side) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target === this.toggle) return;
    const now = this.cursor[side], units = this.units(side), last = units.length - 1;
    const aside = (step) => {
      if (event.shiftKey) this.toDimension(step);
      else if ((side === "query") === (step > 0)) this.column(side === "query" ? "key" : "query").element.focus({ focusVisible: true });
    };
    const pin = () => { if (last >= 0) this.pin(side, units[clamp(now, 0, last)].first); };
    const steps = {
      ArrowUp: () => this.to(side, now - 1), ArrowDown: () => this.to(side, now + 1), Home: () => this.to(side, 0), End: () => this.to(side, last),
      ArrowLeft: () => aside(-1), ArrowRight: () => aside(1), Enter: pin, " ": pin,
    };
    if (!Object.hasOwn(steps, event.key)) return;
    steps[event.key]();
    event.preventDefault();
  }

  // The address

  state() {
    return [["q", "query"], ["k", "key"]].flatMap(([letter, side]) => (this.pinned[side] === null ? [] : [`${letter}${this.pinned[side]}`]));
  }

  restore(parts, { queries, reach }) {
    const token = (letter, count) => { const one = numberIn(parts, letter); return one !== null && one < count ? one : null; };
    this.clear();
    this.pinned = { query: token("q", queries.count), key: token("k", reach.keyCount) };
  }

  /** Brings the keyboard, and the page, to what is pinned. */
  reveal() {
    if (this.i >= 0) this.column("query").reveal(this.i);
    this.cursor = { query: Math.max(0, this.i), key: Math.max(0, this.j) };
  }
}
