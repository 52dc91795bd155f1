// Two columns of tokens, what attends at the left and what is read at the right, with lines between them.

/** Lines are drawn in so many steps of opacity. */
const LINE_LEVELS = 64;

/** Beyond this height in pixels the columns scroll, and only what is seen is drawn. */
const FIELD_HEIGHT = 1600;

/** Lines that were asked for, by hue and opacity: {add(x1, y1, x2, y2, opacity, hue)}; nothing is kept per line. */
class LineBatch {
  constructor() {
    this.paths = new Map();
    this.count = 0;
  }

  add(x1, y1, x2, y2, opacity, hue) {
    const level = Math.round(Math.min(1, opacity) * LINE_LEVELS);
    if (level === 0) return;
    const key = hue * 100 + level;
    let path = this.paths.get(key);
    if (!path) this.paths.set(key, path = new Path2D());
    path.moveTo(x1, y1);
    path.lineTo(x2, y2);
    this.count += 1;
  }

  /** Strokes them, the faintest first; `colours[hue]`. */
  stroke(context, colours, width) {
    context.lineWidth = width;
    const order = [...this.paths.keys()].sort((a, b) => a % 100 - b % 100);
    for (const key of order) {
      context.globalAlpha = (key % 100) / LINE_LEVELS;
      context.strokeStyle = colours[Math.floor(key / 100)];
      context.stroke(this.paths.get(key));
    }
    context.globalAlpha = 1;
  }
}

class AttentionField {
  /**
   * `options`: {id, labels: [left, right], pitch: height of a row, gap: least width between the columns}.
   *
   * @param {Page} page
   */
  constructor(page, { id, labels = ["from", "to"], pitch = 22, gap = 160 }) {
    this.page = page;
    this.pitch = pitch;
    this.canvas = make("canvas", "at-canvas");
    // What is drawn at rest is kept: to leave a token costs nothing.
    this.rest = make("canvas", "at-canvas");
    for (const canvas of [this.canvas, this.rest]) canvas.setAttribute("aria-hidden", "true");
    this.left = new TokenColumn(page, { side: "left", id: `${id}-q`, label: labels[0], pitch });
    this.right = new TokenColumn(page, { side: "right", id: `${id}-k`, label: labels[1], pitch });
    this.gap = make("div", "at-gap");
    this.columns = make("div", "at-columns", this.left.element, this.gap, this.right.element);
    this.columns.style.setProperty("--gap", `${gap}px`);
    this.element = make("div", "at-field", this.rest, this.canvas, this.columns);
    this.element.style.setProperty("--pitch", `${pitch}px`);
    this.element.addEventListener("scroll", () => this.redraw(), { passive: true });
    this.isScrolled = false;
    this.height = 0;
    this.drawn = null;
    this.size = null;
    // The first time the browser has laid out the page; nothing asks for that before.
    new ResizeObserver(() => this.measure()).observe(this.element);
  }

  /** Other tokens: units of sequences; `breakAt`: the first token of a second sentence. */
  fill(queries, keys, breakAt = null) {
    this.left.fill(queries, breakAt);
    this.right.fill(keys, breakAt);
    const height = Math.max(queries.length, keys.length) * this.pitch;
    this.isScrolled = height > FIELD_HEIGHT;
    this.element.classList.toggle("at-scrolled", this.isScrolled);
    this.height = height;
    this.columns.style.minHeight = `${height}px`;
    this.size = null;
  }

  /** Where things are; null while the field is not on the page. */
  get geometry() {
    if (this.size || !this.isPlaced) return this.size;
    const width = this.element.clientWidth, height = this.isScrolled ? this.element.clientHeight : this.height;
    if (!width) return null;
    const left = this.left.element, right = this.right.element;
    this.size = {
      width, height, x1: left.offsetLeft + left.offsetWidth, x2: right.offsetLeft,
      left: [left.offsetLeft, left.offsetWidth], right: [right.offsetLeft, right.offsetWidth],
    };
    return this.size;
  }

  measure() {
    this.isPlaced = true;
    this.size = null;
    this.redraw();
  }

  /**
   * Draws `what` = {lines(add), bars(add), colours, width}: `add(i, j, opacity, hue, shift)` for a line from query `i` to
   * key `j`, moved down by `shift` pixels; `add(side, place, slot, slots, opacity, hue)` for a bar behind a token. What has
   * a `key` is what stands at rest, and is drawn anew only where the key is another.
   */
  draw(what) {
    this.drawn = what;
    this.redraw();
  }

  /** The sides of the row of a token at `side`, across both columns, on the screen. */
  box(side, place) {
    const row = this[side].box(place), area = this.element.getBoundingClientRect();
    return row && new DOMRect(area.left, row.top, area.width, row.height);
  }

  redraw() {
    const { geometry, drawn } = this;
    if (!geometry || !drawn) return;
    const isRest = drawn.key !== undefined;
    this.rest.style.visibility = isRest ? "" : "hidden";
    this.canvas.style.visibility = isRest ? "hidden" : "";
    const top = this.isScrolled ? this.element.scrollTop : 0;
    if (isRest) {
      const key = `${drawn.key} ${geometry.width} ${geometry.height} ${top} ${devicePixelRatio}`;
      if (this.restKey === key) return;
      this.restKey = key;
    }
    this.paint(isRest ? this.rest : this.canvas, geometry, drawn, top);
  }

  paint(canvas, geometry, drawn, top) {
    const { pitch } = this;
    const context = canvasOf(canvas, geometry.width, geometry.height);
    canvas.style.top = `${top}px`;
    const { x1, x2, height } = geometry;
    drawn.bars?.((side, place, slot, slots, opacity, hue) => {
      const y = place * pitch - top;
      if (opacity <= 0 || y > height || y < -pitch) return;
      const [x, width] = geometry[side];
      context.globalAlpha = Math.min(1, opacity);
      context.fillStyle = drawn.colours[hue];
      const from = Math.round(slot / slots * width), to = Math.round((slot + 1) / slots * width);
      context.fillRect(x + from, y + 1, Math.max(1, to - from), pitch - 2);
    });
    context.globalAlpha = 1;
    const batch = new LineBatch();
    drawn.lines?.((i, j, opacity, hue, shift = 0) => {
      const y1 = (i + 0.5) * pitch - top + shift, y2 = (j + 0.5) * pitch - top + shift;
      if ((y1 < 0 && y2 < 0) || (y1 > height && y2 > height)) return;
      batch.add(x1 + 4, y1, x2 - 4, y2, opacity, hue);
    });
    batch.stroke(context, drawn.colours, drawn.width ?? 2);
    this.lineCount = batch.count;
  }
}
