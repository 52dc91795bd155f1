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
    const context = contextOf(this.canvas), image = context.createImageData(order.length, Math.max(1, rows));
    const words = new Uint32Array(image.data.buffer);
    const pack = (ramp) => Uint32Array.from(rampBytes(ramp).map(([r, g, b]) => (255 << 24 | b << 16 | g << 8 | r) >>> 0));
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

/** Paints strips, scores and shares of rows. */
class StepPaint {
  /**
   * @param {CanvasRenderingContext2D} context
   * @param {NeuronField} field
   */
  constructor(context, field, layout, drawn, top) {
    this.context = context;
    this.field = field;
    this.drawn = drawn;
    this.top = top;
    this.layout = layout;
    this.mono = getComputedStyle(document.documentElement).getPropertyValue("--mono") || "monospace";
    context.imageSmoothingEnabled = false;
    context.textBaseline = "middle";
    context.textAlign = "right";
  }

  y(place) {
    return place * this.field.pitch - this.top + (this.field.pitch - STRIP_HEIGHT) / 2;
  }

  strip(name, place, opacity) {
    const { context, layout, drawn } = this, [x, y] = [layout[name], this.y(place)];
    context.globalAlpha = opacity;
    context.drawImage(this.field.images[name].canvas, 0, place, drawn.order.length, 1, x, y, layout.strip, STRIP_HEIGHT);
    context.strokeStyle = drawn.theme.faint;
    context.lineWidth = 0.5;
    context.globalAlpha = Math.max(0.25, opacity * 0.5);
    context.strokeRect(x, y, layout.strip, STRIP_HEIGHT);
    context.globalAlpha = 1;
  }

  frame(name, place, opacity, colour) {
    const { context, layout } = this;
    context.globalAlpha = opacity;
    context.strokeStyle = colour;
    context.lineWidth = 2;
    context.strokeRect(layout[name] - 1, this.y(place) - 1, layout.strip + 2, STRIP_HEIGHT + 2);
    context.globalAlpha = 1;
  }

  write(text, x, place, colour, isBold = false) {
    const { context } = this;
    context.font = `${isBold ? "bold " : ""}11px ${this.mono}`;
    context.fillStyle = colour;
    context.fillText(text, x, this.y(place) + STRIP_HEIGHT / 2 + 1);
  }

  masked(place, words) {
    const { context, layout, drawn: { theme } } = this;
    context.fillStyle = theme.faint;
    context.globalAlpha = 0.12;
    context.fillRect(layout.product, this.y(place), layout.strip, STRIP_HEIGHT);
    context.globalAlpha = 1;
    this.write(words, layout.score + layout.scoreWidth - 26, place, theme.faint);
    this.write("0", layout.share + 44, place, theme.faint);
  }

  /** What a key makes of the query: products, score, share; `most`: the score of full colour. */
  answer(place, score, share, most, isAsked) {
    const { context, layout, drawn, field: { page } } = this, { theme, scale, colours: [ink] } = drawn;
    const isSink = drawn.keys[place].isSink;
    if (!isSink) this.strip("product", place, 1);
    if (share > 0.02 && !isSink) for (const name of ["key", "product"]) this.frame(name, place, scale.line(share, 1, 1), ink);
    const ramp = score < 0 ? theme.n : theme.p, x = layout.score + layout.scoreWidth - STRIP_HEIGHT - 4, y = this.y(place);
    context.fillStyle = ramp[Math.round(scale.cell(Math.abs(score), most) * (ramp.length - 1))];
    context.fillRect(x, y, STRIP_HEIGHT, STRIP_HEIGHT);
    context.strokeStyle = theme.faint;
    context.lineWidth = 0.5;
    context.strokeRect(x, y, STRIP_HEIGHT, STRIP_HEIGHT);
    this.write(signed(score, page), x - 6, place, theme.ink, isAsked);
    this.write(page.percent(share), layout.share + 44, place, theme.ink, isAsked);
  }
}

class NeuronField extends AttentionField {
  /**
   * @param {Page} page
   * @param {string} id
   */
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
    if (this.isExpanded && drawn.head && this.layout) this.paintSteps(contextOf(canvas), geometry, this.layout, drawn, top);
  }

  /** Paints the steps of the rows that are seen. */
  paintSteps(context, { height, x2 }, layout, drawn, top) {
    const { head, queries, keys, i, j, scale, colours: [ink], theme } = drawn, { pitch } = this;
    const row = i >= 0 ? head.row(queries[i].first) : null;
    this.fillImages(drawn, row);
    const first = Math.max(0, Math.floor(top / pitch)), last = Math.ceil((top + height) / pitch);
    const seen = (units) => [...units.keys()].slice(first, last);
    const paint = new StepPaint(context, this, layout, drawn, top);
    for (const place of seen(queries)) paint.strip("query", place, i < 0 || i === place ? 1 : 0.12);
    if (i >= 0) paint.frame("query", i, 1, theme.ink);
    if (row) {
      const batch = new LineBatch(), from = (i + 0.5) * pitch - top;
      keys.forEach(({ first: token }, place) => {
        if (head.isMasked(queries[i].first, token)) return;
        batch.add(layout.query + layout.strip + 2, from, layout.key - 3, (place + 0.5) * pitch - top, scale.line(row.shares[token], 1, 1), 0);
      });
      batch.stroke(context, [ink], 1.75);
    }
    const most = row ? this.scoreTop(head, queries[i].first, keys) : 1;
    for (const place of seen(keys)) {
      const token = keys[place].first, isMasked = i >= 0 && head.isMasked(queries[i].first, token);
      if (!keys[place].isSink) paint.strip("key", place, isMasked ? 0.25 : 1);
      if (!row) continue;
      if (isMasked) paint.masked(place, head.block.causal && token > queries[i].first ? "masked" : "out of reach"); else paint.answer(place, row.scores[token], row.shares[token], most, place === j);
    }
    if (j >= first && j < last) {
      context.strokeStyle = theme.ink;
      context.lineWidth = 1;
      context.strokeRect(layout.key - 4, j * pitch - top + 1.5, x2 - layout.key + 2, pitch - 3);
    }
  }

  /** The strips as bitmaps, made anew where they are others. */
  fillImages({ head, queries, keys, i, order, orderKey, scale, theme }, row) {
    const { images } = this, part = (most) => (value) => (most > 0 ? scale.cell(value, most) : 0);
    const look = `${scale.kind} ${scale.faint} ${scale.threshold} ${theme.paper} ${head.block.id} ${head.l} ${head.h} ${orderKey} ${this.filling}`;
    images.query.fill(look, queries.length, order, (r, n) => head.query(queries[r].first)[n], part(head.greatest[0]), theme);
    images.key.fill(look, keys.length, order, (r, n) => head.key(keys[r].first)[n], part(head.greatest[1]), theme);
    if (!row) return;
    const q = head.query(queries[i].first);
    images.product.fill(`${look} ${queries[i].first}`, keys.length, order, (r, n) => q[n] * head.key(keys[r].first)[n], part(row.top), theme);
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
    const { layout, drawn, pitch, geometry } = this;
    if (!this.isExpanded || !geometry || !layout || !drawn?.head) return null;
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
    if (x >= layout.share && x < geometry.x2) return { step: "share", place, n: -1 };
    return null;
  }

  /** Where a dimension of a strip, or a score, stands on the screen. */
  stepBox({ step, place, n }) {
    const { layout, pitch } = this, area = this.element.getBoundingClientRect();
    if (!layout) return null;
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
