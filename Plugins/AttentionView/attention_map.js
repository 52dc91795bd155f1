// A matrix of weights as cells: one small bitmap, however many there are.

/** The colours of a ramp of `#rrggbb` as bytes. @param {string[]} ramp */
function rampBytes(ramp) {
  return ramp.map((colour) => [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16)));
}

/**
 * `rows` × `columns` weights as an image with one pixel a cell, or where that is more than `most` pixels along a side, one
 * for several cells, of which the greatest counts. `opacity(value)` is 0…1, `ramp` the colours from nothing to full,
 * `isMasked(i, j)` says which cells have no value; those have `maskColour`.
 *
 * @param {Float32Array} matrix
 * @param {number} rows
 * @param {number} columns
 * @param {{opacity: (value: number) => number, ramp: string[], isMasked?: ((i: number, j: number) => boolean) | null,
 *   maskColour?: string | null, most?: number}} options
 */
function matrixImage(matrix, rows, columns, { opacity, ramp, isMasked = null, maskColour = null, most = Infinity }) {
  const step = Math.max(1, Math.ceil(Math.max(rows, columns) / most));
  const [height, width] = [Math.max(1, Math.ceil(rows / step)), Math.max(1, Math.ceil(columns / step))];
  const image = new ImageData(width, height), colours = rampBytes(ramp), mask = maskColour ? rampBytes([maskColour])[0] : null;
  const words = new Uint32Array(image.data.buffer);
  // All weights have one of a few thousand levels; little-endian pixels, as every browser has them.
  const packed = Uint32Array.from(colours.map(([r, g, b]) => (255 << 24 | b << 16 | g << 8 | r) >>> 0));
  const packedMask = mask ? (255 << 24 | mask[2] << 16 | mask[1] << 8 | mask[0]) >>> 0 : 0;
  const last = colours.length - 1;
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      let value = 0, isAllMasked = isMasked !== null;
      for (let i = y * step; i < Math.min(rows, (y + 1) * step); i += 1) {
        for (let j = x * step; j < Math.min(columns, (x + 1) * step); j += 1) {
          const one = matrix[i * columns + j];
          if (one > value) value = one;
          if (isAllMasked && !isMasked?.(i, j)) isAllMasked = false;
        }
      }
      words[y * width + x] = isAllMasked && mask ? packedMask : packed[value > 0 ? Math.round(opacity(value) * last) : 0];
    }
  }
  const canvas = make("canvas");
  [canvas.width, canvas.height] = [width, height];
  contextOf(canvas).putImageData(image, 0, 0);
  return canvas;
}

/** A heat map that can be asked: the queries down, the keys across. */
class HeatMap {
  /** @type {AttentionPattern} */ pattern;
  /** @type {Colours} */ colours;
  /** @type {number} */ cell;
  /** @type {number} */ top;
  /** @type {number} */ width;
  /** @type {number} */ height;

  /** The most pixels along a side of a cell. */
  static MOST = 22;

  /** @param {Page} page */
  constructor(page) {
    this.page = page;
    this.canvas = make("canvas", "at-cells");
    this.element = make("div", "at-map", this.canvas);
    /** @type {HTMLCanvasElement | null} */
    this.image = null;
  }

  /** `room`: the most pixels along a side; `colours`: those of the theme. Full colour is the greatest there is. */
  fill(matrix, pattern, scale, colours, room) {
    const { rows, columns } = pattern, exact = room / Math.max(rows, columns, 1);
    this.pattern = pattern;
    this.cell = exact < 4 ? exact : Math.min(HeatMap.MOST, Math.floor(exact));
    this.top = matrix.reduce((most, value) => Math.max(most, value), 0) || 1;
    this.image = matrixImage(matrix, rows, columns, {
      opacity: (value) => scale.cell(value, this.top), ramp: colours.m,
      isMasked: pattern.hasMask ? (i, j) => pattern.isMasked(i, j) : null,
      maskColour: mixed(colours.faint, colours.paper, 0.14), most: Math.max(1, Math.floor(room)),
    });
    this.colours = colours;
    this.width = columns * this.cell;
    this.height = rows * this.cell;
    this.mark([], []);
  }

  /** Frames the rows and columns asked about. */
  mark(rows, columns) {
    if (!this.image) return;
    const { cell, width, height } = this;
    const context = canvasOf(this.canvas, Math.max(1, width), Math.max(1, height));
    context.imageSmoothingEnabled = false;
    context.drawImage(this.image, 0, 0, width, height);
    if (cell >= 8) {
      context.fillStyle = this.colours.paper;
      for (let i = 1; i < this.pattern.rows; i += 1) context.fillRect(0, i * cell - 0.5, width, 1);
      for (let j = 1; j < this.pattern.columns; j += 1) context.fillRect(j * cell - 0.5, 0, 1, height);
    }
    context.strokeStyle = this.colours.ink;
    context.lineWidth = 1;
    // What goes to no token stands apart from what goes to one.
    if (this.pattern.sinkColumn > 0) {
      context.fillStyle = this.colours.faint;
      context.fillRect(this.pattern.sinkColumn * cell - 0.5, 0, 1, height);
    }
    const thick = Math.max(cell, 3);
    if (rows.length && columns.length) {
      for (const i of rows) for (const j of columns) context.strokeRect(j * cell - 0.5, i * cell - 0.5, thick + 1, thick + 1);
    } else {
      for (const i of rows) context.strokeRect(0.5, i * cell - 0.5, width - 1, thick + 1);
      for (const j of columns) context.strokeRect(j * cell - 0.5, 0.5, thick + 1, height - 1);
    }
  }

  at(event) {
    const box = this.canvas.getBoundingClientRect();
    const i = Math.floor((event.clientY - box.top) / this.cell), j = Math.floor((event.clientX - box.left) / this.cell);
    const { rows = 0, columns = 0 } = this.pattern ?? {};
    return i >= 0 && j >= 0 && i < rows && j < columns ? { i, j } : null;
  }

  box(i, j) {
    const area = this.canvas.getBoundingClientRect(), size = Math.max(this.cell, 3);
    return new DOMRect(area.left + j * this.cell, area.top + i * this.cell, size, size);
  }
}

/** `part` of one colour in another, both `#rrggbb`. */
function mixed(colour, other, part) {
  const [a, b] = rampBytes([colour, other]);
  return `#${a.map((value, n) => Math.round(value * part + b[n] * (1 - part)).toString(16).padStart(2, "0")).join("")}`;
}
