// Queries at the left, keys at the right; between them lines, or expanded, every step from vectors to attention.

/** Height in pixels of a strip of dimensions, within a row. */
const STRIP_HEIGHT = 16;

/** The parts of the expanded field: name, heading, meaning. */
const STEPS = [
  ["query", "query q", "The vector with which the token at the left asks"],
  ["key", "key k", "The vectors with which tokens answer"],
  ["product", "q × k", "Query times key, element by element"],
  ["score", "score", "The sum over the products, scaled"],
  ["share", "softmax", "What is left of all scores after the softmax: the attention"],
];

/** Rows of numbers as a bitmap with one dot for each, blue above and orange below zero. */
class SignImage {
  constructor() {
    this.canvas = document.createElement("canvas");
    this.key = "";
  }

  /** `valueAt(row, dimension)`, with the dimensions in `order`; made anew where `key` is another. */
  fill(key, rows, order, valueAt, part, colours) {
    if (key === this.key) return;
    this.key = key;
    [this.canvas.width, this.canvas.height] = [order.length, Math.max(1, rows)];
    const context = this.canvas.getContext("2d"), image = context.createImageData(order.length, Math.max(1, rows));
    const words = new Uint32Array(image.data.buffer);
    const pack = (ramp) => Uint32Array.from(rampBytes(ramp), ([r, g, b]) => (255 << 24 | b << 16 | g << 8 | r) >>> 0);
    const [above, below] = [pack(colours.p), pack(colours.n)], last = above.length - 1;
    for (let row = 0; row < rows; row += 1) {
      for (let n = 0; n < order.length; n += 1) {
        const value = valueAt(row, order[n]);
        words[row * order.length + n] = (value < 0 ? below : above)[Math.round(part(Math.abs(value)) * last)];
      }
    }
    context.putImageData(image, 0, 0);
  }
}

class NeuronField extends AttentionField {
  constructor(page, id) {
    super(page, { id, labels: ["queries: tokens that look", "keys: tokens looked at"], pitch: 26, gap: 120 });
    this.images = { query: new SignImage(), key: new SignImage(), product: new SignImage() };
    this.isExpanded = false;
    this.steps = null;
    this.heads = STEPS.map(([name, heading, title]) => {
      const head = make("span", "an-step", heading);
      head.title = title;
      head.dataset.step = name;
      return head;
    });
    this.headings = make("div", "an-steps", ...this.heads);
    this.headings.setAttribute("aria-hidden", "true");
    this.wrap = make("div", "an-field", this.headings, this.element);
  }

  /** Shows the steps, or only lines. */
  expand(isExpanded) {
    this.isExpanded = isExpanded;
    this.wrap.classList.toggle("an-expanded", isExpanded);
    this.size = null;
    this.steps = null;
  }

  measure() {
    this.steps = null;
    super.measure();
  }

  /** Where the steps are, from left to right; null while the field is not on the page. */
  get layout() {
    if (this.steps) return this.steps;
    const { geometry } = this;
    if (!geometry) return null;
    const { x1, x2 } = geometry;
    const [start, elbow, gap, score, share] = [12, 56, 20, 92, 60];
    const strip = Math.max(48, (x2 - x1 - start - elbow - 2 * gap - score - share) / 3);
    const query = x1 + start, key = query + strip + elbow, product = key + strip + gap;
    this.steps = { strip, query, key, product, score: product + strip + gap, scoreWidth: score, share: x2 - share };
    const left = { query, key, product, score: this.steps.score, share: this.steps.share + 8 };
    for (const head of this.heads) head.style.left = `${left[head.dataset.step]}px`;
    return this.steps;
  }

  /**
   * Draws `drawn`: as of `AttentionField`, and where steps are shown also {head, queries, keys: units, i, j: places or −1,
   * order: dimensions, orderKey, scale, theme}.
   */
  paint(canvas, geometry, drawn, top) {
    super.paint(canvas, geometry, drawn, top);
    if (this.isExpanded && drawn.head && this.layout) this.paintSteps(canvas.getContext("2d"), this.layout, drawn, top);
  }

  /** Paints the steps of the rows that are seen. */
  paintSteps(context, layout, { head, queries, keys, i, j, order, orderKey, scale, colours: [ink], theme }, top) {
    const { geometry, pitch, images } = this, { strip } = layout, { height } = geometry;
    const row = i >= 0 ? head.row(queries[i].first) : null;
    const part = (most) => (value) => (most > 0 ? scale.cell(value, most) : 0);
    const look = `${scale.kind} ${scale.faint} ${scale.threshold} ${theme.paper} ${head.block.id} ${head.l} ${head.h} ${orderKey} ${this.filling}`;
    images.query.fill(look, queries.length, order, (r, n) => head.query(queries[r].first)[n], part(head.greatest[0]), theme);
    images.key.fill(look, keys.length, order, (r, n) => head.key(keys[r].first)[n], part(head.greatest[1]), theme);
    if (row) {
      const q = head.query(queries[i].first);
      images.product.fill(`${look} ${queries[i].first}`, keys.length, order, (r, n) => q[n] * head.key(keys[r].first)[n], part(row.top), theme);
    }
    const [first, last] = [Math.max(0, Math.floor(top / pitch)), Math.ceil((top + height) / pitch)];
    const yOf = (place) => place * pitch - top + (pitch - STRIP_HEIGHT) / 2;
    context.imageSmoothingEnabled = false;
    const draw = (image, place, x, opacity) => {
      context.globalAlpha = opacity;
      context.drawImage(image.canvas, 0, place, order.length, 1, x, yOf(place), strip, STRIP_HEIGHT);
      context.globalAlpha = 1;
      context.strokeStyle = theme.faint;
      context.lineWidth = 0.5;
      context.globalAlpha = Math.max(0.25, opacity * 0.5);
      context.strokeRect(x, yOf(place), strip, STRIP_HEIGHT);
      context.globalAlpha = 1;
    };
    for (let place = first; place < Math.min(queries.length, last); place += 1) {
      draw(images.query, place, layout.query, i < 0 || i === place ? 1 : 0.12);
    }
    const frame = (x, place, opacity, colour = ink, width = 2) => {
      context.globalAlpha = opacity;
      context.strokeStyle = colour;
      context.lineWidth = width;
      context.strokeRect(x - 1, yOf(place) - 1, strip + 2, STRIP_HEIGHT + 2);
      context.globalAlpha = 1;
    };
    if (i >= 0) frame(layout.query, i, 1, theme.ink);
    const mono = getComputedStyle(document.documentElement).getPropertyValue("--mono") || "monospace";
    context.font = `11px ${mono}`;
    context.textBaseline = "middle";
    const scoreTop = row ? this.scoreTop(head, queries[i].first, keys) : 1;
    const write = (text, x, place, colour, isBold) => {
      context.font = `${isBold ? "bold " : ""}11px ${mono}`;
      context.fillStyle = colour;
      context.textAlign = "right";
      context.fillText(text, x, place * pitch - top + pitch / 2 + 1);
    };
    const batch = new LineBatch();
    const batchFrom = i >= 0 ? (i + 0.5) * pitch - top : 0;
    for (let place = 0; place < keys.length; place += 1) {
      const token = keys[place].first, isMasked = i >= 0 && head.isMasked(queries[i].first, token);
      const share = row ? row.shares[token] : 0;
      if (row && !isMasked) {
        batch.add(layout.query + strip + 2, batchFrom, layout.key - 3, (place + 0.5) * pitch - top, scale.line(share, 1, 1), 0);
      }
      if (place < first || place >= last) continue;
      draw(images.key, place, layout.key, isMasked ? 0.25 : 1);
      if (!row) continue;
      if (isMasked) {
        context.fillStyle = theme.faint;
        context.globalAlpha = 0.12;
        context.fillRect(layout.product, yOf(place), strip, STRIP_HEIGHT);
        context.globalAlpha = 1;
        write("masked", layout.score + layout.scoreWidth - 26, place, theme.faint);
        write("0", layout.share + 44, place, theme.faint);
        continue;
      }
      draw(images.product, place, layout.product, 1);
      if (share > 0.02) for (const x of [layout.key, layout.product]) frame(x, place, scale.line(share, 1, 1));
      const score = row.scores[token];
      const ramp = score < 0 ? theme.n : theme.p;
      const x = layout.score + layout.scoreWidth - STRIP_HEIGHT - 4;
      context.fillStyle = ramp[Math.round(part(scoreTop)(Math.abs(score)) * (ramp.length - 1))];
      context.fillRect(x, yOf(place), STRIP_HEIGHT, STRIP_HEIGHT);
      context.strokeStyle = theme.faint;
      context.lineWidth = 0.5;
      context.strokeRect(x, yOf(place), STRIP_HEIGHT, STRIP_HEIGHT);
      write(signed(score, this.page), x - 6, place, theme.ink, place === j);
      write(this.page.percent(share), layout.share + 44, place, theme.ink, place === j);
    }
    batch.stroke(context, [ink], 1.75);
    if (j >= 0 && j >= first && j < last) {
      context.strokeStyle = theme.ink;
      context.lineWidth = 1;
      context.strokeRect(layout.key - 4, j * pitch - top + 1.5, geometry.x2 - layout.key + 2, pitch - 3);
    }
  }

  /** The greatest score in size that query token `q` has among the keys shown. */
  scoreTop(head, q, keys) {
    const { scores } = head.row(q);
    let top = 0;
    for (const { first } of keys) if (!head.isMasked(q, first)) top = Math.max(top, Math.abs(scores[first]));
    return top || 1;
  }

  /** What is under the pointer: {step, place, n: place in the order of dimensions}; null outside the steps. */
  stepAt(event) {
    const { layout, drawn, pitch } = this;
    if (!this.isExpanded || !layout || !drawn?.head) return null;
    const area = this.element.getBoundingClientRect();
    const x = event.clientX - area.left, y = event.clientY - area.top + (this.isScrolled ? this.element.scrollTop : 0);
    const place = Math.floor(y / pitch);
    for (const step of ["query", "key", "product"]) {
      const count = step === "query" ? drawn.queries.length : drawn.keys.length;
      if (x < layout[step] || x >= layout[step] + layout.strip || place < 0 || place >= count) continue;
      return { step, place, n: clamp(Math.floor((x - layout[step]) / layout.strip * drawn.order.length), 0, drawn.order.length - 1) };
    }
    if (place < 0 || place >= drawn.keys.length || drawn.i < 0) return null;
    if (x >= layout.score && x < layout.score + layout.scoreWidth) return { step: "score", place, n: -1 };
    if (x >= layout.share && x < this.geometry.x2) return { step: "share", place, n: -1 };
    return null;
  }

  /** Where a dimension of a strip, or a score, stands on the screen. */
  stepBox({ step, place, n }) {
    const { layout, pitch } = this, area = this.element.getBoundingClientRect();
    const top = area.top + place * pitch - (this.isScrolled ? this.element.scrollTop : 0);
    if (n < 0) return new DOMRect(area.left + layout[step], top, step === "score" ? layout.scoreWidth : 52, pitch);
    const width = layout.strip / this.drawn.order.length;
    return new DOMRect(area.left + layout[step] + n * width, top + (pitch - STRIP_HEIGHT) / 2, Math.max(2, width), STRIP_HEIGHT);
  }

  fill(queries, keys, breakAt) {
    super.fill(queries, keys, breakAt);
    this.filling = (this.filling ?? 0) + 1;
  }
}

/** A number with its sign, as many digits as are true. */
function signed(value, page) {
  const text = digits(value, page);
  return value > 0 ? `+${text}` : text;
}
