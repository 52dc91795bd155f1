// The heads as numbered tiles: a click switches one, a double click leaves only that one, or brings all back.

class HeadTiles {
  /** @param {Page} page */
  constructor(page, change) {
    this.page = page;
    this.change = change;
    this.heads = [];
    /** @type {HTMLButtonElement[]} */
    this.tiles = [];
    this.active = new Set();
    this.element = make("div", "at-tiles");
    this.element.setAttribute("role", "group");
    this.element.setAttribute("aria-label", "heads");
    this.element.addEventListener("click", (event) => this.press(event, (head) => this.toggle(head)));
    this.element.addEventListener("dblclick", (event) => this.press(event, (head) => this.solo(head)));
    this.element.addEventListener("keydown", (event) => this.move(event));
  }

  press(event, act) {
    const tile = event.target.closest(".at-tile");
    if (tile && !tile.disabled) act(Number(tile.dataset.head));
  }

  /** The heads of a block, the one in place `h` called `nameOf(h)`; those active stay so, and where none is left, all are. */
  fill(heads, nameOf) {
    if (heads.join() !== this.heads.join()) {
      this.heads = heads;
      this.tiles = heads.map((head, place) => {
        const title = `${sentenceStart(nameOf(place))}: click switches it, double click leaves only it, or brings all back`;
        const tile = makeButton(String(head), title, () => {}, `at-tile k${hueOf(head)}`);
        tile.dataset.head = String(head);
        tile.tabIndex = place ? -1 : 0;
        tile.setAttribute("aria-label", nameOf(place));
        return tile;
      });
      this.element.replaceChildren(...this.tiles);
    }
    const left = heads.filter((head) => this.active.has(head));
    this.active = new Set(left.length ? left : heads);
    this.show();
  }

  /** Whether tiles can be pressed: what is over all heads has no use for them. */
  enable(isEnabled) {
    for (const tile of this.tiles) tile.disabled = !isEnabled;
  }

  show() {
    for (const tile of this.tiles) {
      tile.setAttribute("aria-pressed", String(this.active.has(Number(tile.dataset.head))));
    }
  }

  /** The places of the active heads, in order. */
  get places() {
    return this.heads.flatMap((head, place) => (this.active.has(head) ? [place] : []));
  }

  get isAll() {
    return this.active.size === this.heads.length;
  }

  /** Switches a head; the only active one stays. */
  toggle(head) {
    if (!this.heads.includes(head)) return;
    if (this.active.has(head) && this.active.size === 1) {
      this.page.announce(`head ${head} is the only one active and stays`);
      return;
    }
    if (!this.active.delete(head)) this.active.add(head);
    this.say(head);
  }

  /** Only this head; all, where it was alone already. */
  solo(head) {
    if (!this.heads.includes(head)) return;
    this.active = new Set(this.active.size === 1 && this.active.has(head) ? this.heads : [head]);
    this.say(head);
  }

  all() {
    this.active = new Set(this.heads);
    this.say(null);
  }

  say(head) {
    this.show();
    const one = head === null ? "" : `head ${head} ${this.active.has(head) ? "on" : "off"}, `;
    this.page.announce(`${one}${this.active.size} of ${this.heads.length} heads active`);
    this.change();
  }

  move(event) {
    const { tiles } = this, at = tiles.findIndex((tile) => tile === document.activeElement);
    if (at < 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tiles.length - 1 }[event.key];
    if (to !== undefined) {
      const next = tiles[clamp(to, 0, tiles.length - 1)];
      tiles[at].tabIndex = -1;
      next.tabIndex = 0;
      next.focus();
    } else if (event.key === "Enter" && event.shiftKey) this.solo(Number(tiles[at].dataset.head));
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}
