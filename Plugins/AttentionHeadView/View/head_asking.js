// How a reader asks about tokens: with the pointer, with the keyboard, or by a search.

class HeadAsking {
  /**
   * `view`: the head view, whose selection this changes and which then shows it.
   *
   * @param {AttentionHeadView} view
   */
  constructor(view) {
    const { field, map, page, selection } = view;
    this.view = view;
    this.field = field;
    this.map = map;
    this.page = page;
    this.selection = selection;
    this.query = "";
    /** Where the keyboard is at either side. */
    this.cursor = { left: 0, right: 0 };
    for (const side of ["left", "right"]) this.listenToColumn(side);
    this.listenToMap();
  }

  listenToColumn(side) {
    const { page, selection } = this, column = this.field[side], { element } = column;
    page.listen(element, {
      at: (event) => { const place = column.at(event); return place === null ? null : { [side]: place }; },
      isAsked: (place) => selection.hovered?.[side] === place[side],
      hover: (place) => this.hover(place),
      press: (place) => this.pin(side, place[side]),
    });
    element.addEventListener("blur", () => this.hover(null));
    element.addEventListener("focus", () => { if (element.matches(":focus-visible")) this.to(side, this.cursor[side]); });
    element.addEventListener("keydown", (event) => this.move(side, event));
  }

  listenToMap() {
    const { page, map, selection } = this;
    page.listen(map.element, {
      at: (event) => { const cell = map.at(event); return cell && { left: cell.i, right: cell.j, isMap: true }; },
      isAsked: ({ left, right }) => {
        const { hovered } = selection;
        return Boolean(hovered?.isMap) && hovered.left === left && hovered.right === right;
      },
      hover: (place) => this.hover(place),
      press: ({ left, right }) => this.pinPair(left, right),
    });
  }

  hover(place) {
    if (this.selection.hover(place)) this.view.show();
  }

  /** Pins a token, or lets it go. */
  pin(side, place) {
    const { selection, page } = this, isPinned = selection.pin(side, place), { left, right } = selection.pins;
    this.cursor[side] = place;
    this.view.show();
    page.remember();
    const { name } = selection.units(side)[place];
    page.announce(`${isPinned ? "pinned" : "let go"}: ${name}, ${left.length} from and ${right.length} to pinned`);
  }

  /** Pins a query and a key, and nothing else; a side that is null keeps what it has. */
  pinPair(i, j) {
    this.selection.pinPair(i, j);
    if (i !== null) this.field.left.reveal(i); else if (j !== null) this.field.right.reveal(j);
    this.view.show();
    this.page.remember();
  }

  // The keyboard

  /** Brings the keyboard to a token. */
  to(side, place) {
    const { selection, view } = this, units = selection.units(side);
    if (!units.length) return;
    const at = clamp(place, 0, units.length - 1);
    this.cursor[side] = at;
    this.field[side].reveal(at);
    this.field[side].activate(at);
    this.hover({ [side]: at });
    this.page.announce(view.reading.lines(selection.asked).map(([, text]) => text).filter(Boolean).join(", "));
  }

  move(side, event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const at = this.cursor[side], last = this.selection.units(side).length - 1;
    const cross = (to) => {
      this.cursor[to] = clamp(at, 0, this.selection.units(to).length - 1);
      this.field[side].activate(null);
      this.field[to].element.focus({ preventScroll: true });
      this.to(to, this.cursor[to]);
    };
    const steps = {
      ArrowUp: () => this.to(side, at - 1), ArrowDown: () => this.to(side, at + 1),
      Home: () => this.to(side, 0), End: () => this.to(side, last),
      ArrowLeft: () => cross("left"), ArrowRight: () => cross("right"),
      Enter: () => this.pin(side, at), " ": () => this.pin(side, at),
    };
    if (!Object.hasOwn(steps, event.key) || last < 0) return;
    steps[event.key]();
    event.preventDefault();
  }

  // The search

  /** The tokens that a search means, at both sides; all of one text are told at once. */
  find(query) {
    this.query = query;
    const { selection: { pattern }, field } = this, { block } = pattern;
    const places = (units, sequence) => [...new Set(sequence.find(query).flatMap(([first, last]) => {
      const all = [];
      units.forEach((unit, place) => { if (unit.last >= first && unit.first <= last) all.push(place); });
      return all;
    }))];
    const left = places(pattern.queries, block.queries), right = places(pattern.keys, block.keys);
    field.left.mark("at-hit", left);
    field.right.mark("at-hit", right);
    const hits = left.map((place) => ({ side: "left", place }));
    // In one text, what is found at the left is found at the right.
    const isOneText = left.length === right.length && left.every((place, n) => pattern.queries[place] === pattern.keys[right[n]]);
    return isOneText ? hits : [...hits, ...right.map((place) => ({ side: "right", place }))];
  }

  /** Marks what is searched for among other tokens. */
  findAgain() {
    this.find(this.query);
  }

  go({ side, place }) {
    this.field[side].rows[place]?.scrollIntoView({ block: "center" });
    this.to(side, place);
  }
}
