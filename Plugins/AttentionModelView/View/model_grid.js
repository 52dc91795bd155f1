// The grid: a row for each layer, a column for each head, the means at the end of both.

/** Milliseconds that thumbnails may take of one frame. */
const FRAME_SHARE = 10;

class HeadGrid {
  /** @type {boolean} */ hasMeans;
  /** @type {boolean} */ isOrdered;
  /** @type {HTMLElement[]} */ columnHeads;
  /** @type {HTMLElement[]} */ rowHeads;

  /**
   * `source`: {pattern(l, h) → [pattern, h], ink(), name(l, h), mark(l): what stands below a layer's number}, by places; the place after the last is the mean.
   *
   * @param {Page} page
   * @param {string} id
   */
  constructor(page, id, source) {
    this.page = page;
    this.id = id;
    this.source = source;
    this.layers = [];
    this.heads = [];
    this.orders = [];
    this.cells = [];
    this.marks = new Map();
    this.element = make("div", "am-grid");
    this.element.setAttribute("role", "grid");
    this.element.setAttribute("aria-label", "attention of every head in every layer");
    this.element.tabIndex = 0;
    this.scroller = make("div", "am-scroll", this.element);
    this.waiting = new Set();
    this.seen = new Set();
    this.observer = new IntersectionObserver((entries) => this.see(entries), { rootMargin: "240px 0px" });
    new ResizeObserver(() => this.fit()).observe(this.scroller);
  }

  /** The number of rows and columns with means. */
  get rows() { return this.cells.length; }
  get columns() { return this.cells[0]?.length ?? 0; }

  /** Other layers and heads (true numbers; [null] for one that stands for all), with or without means. */
  build(layers, heads, hasMeans) {
    Object.assign(this, { layers, heads, hasMeans });
    this.observer.disconnect();
    this.waiting.clear();
    this.seen.clear();
    this.marks.clear();
    const L = layers.length, H = heads.length;
    this.orders = layers.map(() => heads.map((_, h) => h));
    const number = (text, className, role) => {
      const element = make("span", className, text);
      element.setAttribute("role", role);
      return element;
    };
    const row = (...children) => {
      const element = make("div", "am-row", ...children);
      element.setAttribute("role", "row");
      return element;
    };
    this.columnHeads = [
      ...heads.map((head) => number(head === null ? "all" : String(head), "am-head", "columnheader")),
      ...(hasMeans ? [number("mean", "am-head am-mean", "columnheader")] : []),
    ];
    this.rowHeads = [];
    this.cells = [];
    const corner = number("", "am-corner", "columnheader");
    corner.append(make("span", "", "head →"), make("span", "", "layer ↓"));
    const rows = [row(corner, ...this.columnHeads)];
    for (let l = 0; l < L + (hasMeans ? 1 : 0); l += 1) {
      const isMean = l === L;
      const head = number(isMean ? "mean" : String(layers[l]), `am-layer${isMean ? " am-mean" : ""}`, "rowheader");
      head.dataset.l = String(l);
      const mark = this.source.mark(l);
      if (mark) head.append(make("i", "am-window", mark));
      const cells = [];
      for (let column = 0; column < H + (hasMeans ? 1 : 0); column += 1) {
        const canvas = make("canvas");
        const cell = make("div", `am-cell${isMean || column === H ? " am-mean" : ""}`, canvas);
        cell.setAttribute("role", "gridcell");
        cell.id = `${this.id}-${l}-${column}`;
        cell.dataset.l = String(l);
        cell.dataset.column = String(column);
        cells.push(cell);
      }
      this.rowHeads.push(head);
      this.cells.push(cells);
      rows.push(row(head, ...cells));
    }
    this.element.replaceChildren(...rows);
    this.element.style.setProperty("--heads", H + (hasMeans ? 1 : 0));
    this.label();
    this.fit(true);
    for (const head of this.rowHeads) this.observer.observe(head);
  }

  /** Orders the heads of each layer by `score(l, h)`, greatest first; null: by their numbers. */
  order(score) {
    this.orders = this.layers.map((_, l) => {
      const order = this.heads.map((_, h) => h);
      const value = (h) => score(l, h) ?? -1;
      return score ? order.sort((a, b) => value(b) - value(a) || a - b) : order;
    });
    this.isOrdered = Boolean(score);
    this.element.classList.toggle("am-ordered", this.isOrdered);
    this.columnHeads.forEach((one, column) => {
      if (column < this.heads.length && this.heads[column] !== null) {
        one.textContent = this.isOrdered ? this.page.ordinal(column + 1) : String(this.heads[column]);
      }
    });
    this.label();
  }

  label() {
    this.cells.forEach((row, l) => row.forEach((cell, column) => {
      const h = this.headAt(l, column);
      cell.setAttribute("aria-label", this.source.name(l, h));
      cell.dataset.head = this.isOrdered && l < this.layers.length && h < this.heads.length ? this.heads[h] : "";
    }));
  }

  /** The place of the head in a column of row `l`, and back. */
  headAt(l, column) {
    return this.orders[l]?.[column] ?? column;
  }

  columnOf(l, h) {
    const column = this.orders[l]?.indexOf(h) ?? h;
    return column < 0 ? h : column;
  }

  cell({ l, h }) {
    return this.cells[l]?.[this.columnOf(l, h)] ?? null;
  }

  /** Sizes cells to the room there is and to the shape of the pattern. */
  fit(isNew = false) {
    if (!this.cells.length) return;
    const room = this.scroller.clientWidth;
    if (!room || (!isNew && room === this.room)) return;
    this.room = room;
    const [pattern] = this.source.pattern(0, 0);
    const columns = this.columns;
    const width = clamp(Math.floor((room - 56 - 4 * columns) / columns), 24, 80);
    const shape = clamp(pattern.rows / Math.max(1, pattern.columns), 0.4, 1.6);
    const height = Math.max(16, Math.round(width * shape));
    this.element.style.setProperty("--cell", `${width}px`);
    this.element.style.setProperty("--tall", `${height}px`);
  }

  // Painting, as far as it is seen

  see(entries) {
    for (const { isIntersecting, target } of entries) {
      const l = Number(target.dataset.l);
      if (isIntersecting) this.seen.add(l); else this.seen.delete(l);
      if (isIntersecting) this.work();
    }
  }

  /** Everything has to be painted anew; now where it is seen, the rest when it comes into view. */
  paint() {
    this.waiting.clear();
    this.cells.forEach((row, l) => row.forEach((_, column) => this.waiting.add(l * 1000 + column)));
    this.work();
  }

  /** Paints cells that are seen, as long as a frame allows; means after the heads. */
  work() {
    if (this.frame) return;
    const step = () => {
      this.frame = 0;
      const start = performance.now();
      const places = [...this.waiting].filter((place) => this.seen.has(Math.floor(place / 1000)));
      const isMean = (place) => Math.floor(place / 1000) === this.layers.length || place % 1000 === this.heads.length;
      const order = [...places.filter((place) => !isMean(place)), ...places.filter(isMean)];
      for (const place of order) {
        this.paintCell(Math.floor(place / 1000), place % 1000);
        if (performance.now() - start > FRAME_SHARE) break;
      }
      if (order.some((place) => this.waiting.has(place))) this.frame = requestAnimationFrame(step);
    };
    this.frame = requestAnimationFrame(step);
  }

  /** Paints what is left, seen or not: before printing, and for drawings. */
  finish() {
    for (const place of [...this.waiting]) this.paintCell(Math.floor(place / 1000), place % 1000);
  }

  paintCell(l, column) {
    this.waiting.delete(l * 1000 + column);
    const [pattern, h] = this.source.pattern(l, this.headAt(l, column));
    this.source.ink().paint(this.cells[l][column].firstChild, pattern, thumbnail(pattern, h), fullStrength(pattern));
  }

  // Asking

  /** {l, h, part: [x, y]} under the pointer, the part of the cell from 0 to 1; null outside. */
  at(event) {
    const cell = event.target.closest?.(".am-cell");
    if (!cell || !this.element.contains(cell)) return null;
    const l = Number(cell.dataset.l), box = cell.getBoundingClientRect();
    const part = (value, size) => clamp(value / size, 0, 0.9999);
    return {
      l, h: this.headAt(l, Number(cell.dataset.column)),
      part: [part(event.clientX - box.left, box.width), part(event.clientY - box.top, box.height)],
    };
  }

  /** Gives the class `name` to these cells, and to no others. */
  mark(name, places) {
    for (const cell of this.marks.get(name) ?? []) cell.classList.remove(name);
    const cells = places.map((place) => this.cell(place)).filter(Boolean);
    for (const cell of cells) cell.classList.add(name);
    this.marks.set(name, cells);
  }

  /** Emphasises the numbers of a row and a column; of none for null. */
  cross(place) {
    for (const one of this.crossed ?? []) one.classList.remove("am-crossed");
    this.crossed = place ? [this.rowHeads[place.l], this.columnHeads[this.columnOf(place.l, place.h)]].filter(Boolean) : [];
    for (const one of this.crossed) one.classList.add("am-crossed");
  }

  reveal(place) {
    this.cell(place)?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  activate(place) {
    const cell = place && this.cell(place);
    if (cell) this.element.setAttribute("aria-activedescendant", cell.id);
    else this.element.removeAttribute("aria-activedescendant");
  }
}
