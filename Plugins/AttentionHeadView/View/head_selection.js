// What is asked about: what the pointer or the keyboard is at, and what is pinned at either side.

/** The most tokens that an address can pin at a side. */
const PINS = 64;

class HeadSelection {
  /** @type {AttentionPattern} */ pattern;

  constructor() {
    /** {left, right, isMap}: the place at either side that is asked about now; null for none. */
    this.hovered = null;
    /**
     * The first tokens of what is pinned at the left (queries) and at the right (keys).
     *
     * @type {{left: number[], right: number[]}}
     */
    this.pins = { left: [], right: [] };
  }

  /** Whether `hovered` is another place than before; then it is asked about. */
  hover(hovered) {
    const now = this.hovered;
    if (now?.left === hovered?.left && now?.right === hovered?.right && now?.isMap === hovered?.isMap) return false;
    this.hovered = hovered;
    return true;
  }

  units(side) {
    return side === "left" ? this.pattern.queries : this.pattern.keys;
  }

  /** The places of what is pinned at a side; what is not shown now is pinned all the same. */
  pinned(side) {
    const units = this.units(side);
    const places = this.pins[side].map((t) => Sequence.placeOf(units, t)).filter((place) => place >= 0);
    return [...new Set(places)].sort((a, b) => a - b);
  }

  /**
   * What is asked about: the places of `queries` and `keys`, null for all of a side, and what the bars at the `left` and the
   * `right` add up: {rows, columns}, where null stands for all, or null for no bars.
   */
  get asked() {
    const pins = { left: this.pinned("left"), right: this.pinned("right") };
    const held = (side) => (pins[side].length ? pins[side] : null);
    const under = (side) => (this.hovered?.[side] === undefined ? null : [this.hovered[side]]);
    const queries = under("left") ?? held("left"), keys = under("right") ?? held("right");
    // The bars of what is pinned stay while something at the other side is looked at.
    const hasLeft = !under("left") && (held("right") || (under("right") && !held("left")));
    return {
      pins, queries, keys, isAny: queries !== null || keys !== null,
      right: queries && { rows: queries, columns: held("right") },
      left: hasLeft ? { rows: held("left"), columns: keys } : null,
    };
  }

  /** Pins a place, or lets it go; whether it is pinned now. */
  pin(side, place) {
    const unit = this.units(side)[place], pins = this.pins[side];
    const isHere = (t) => t >= unit.first && t <= unit.last;
    const isPinned = !pins.some(isHere);
    this.pins[side] = isPinned ? [...pins, unit.first].sort((a, b) => a - b) : pins.filter((t) => !isHere(t));
    if (!isPinned) this.hovered = null;
    return isPinned;
  }

  /** Pins a query and a key, and nothing else; a side that is null keeps what it has. */
  pinPair(i, j) {
    if (i !== null) this.pins.left = [this.pattern.queries[i].first];
    if (j !== null) this.pins.right = [this.pattern.keys[j].first];
    this.hovered = null;
  }

  clear() {
    this.pins = { left: [], right: [] };
    this.hovered = null;
  }

  // The address

  state() {
    const part = (letter, pins) => (pins.length ? [`${letter}${pins.join("-")}`] : []);
    return [...part("q", this.pins.left), ...part("k", this.pins.right)];
  }

  restore(parts, { queries, reach }) {
    const pins = (letter, count) => [...new Set(numbersIn(parts, letter) ?? [])]
      .filter((t) => t < count).slice(0, PINS).sort((a, b) => a - b);
    this.pins = { left: pins("q", queries.count), right: pins("k", reach.keyCount) };
    this.hovered = null;
  }
}
