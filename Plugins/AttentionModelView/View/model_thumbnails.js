// Thumbnails: the weights of a head as a bitmap, one dot per pair of tokens or, in long texts, per square of pairs.

/** The most dots along a side of a thumbnail. */
const THUMBNAIL_DOTS = 128;

/** Steps between zero and full strength. */
const THUMBNAIL_STEPS = 1024;

/**
 * How far faint weights are lifted at the start: so far that a weight is seen where all tokens of a long text are looked at
 * alike, but never less than elsewhere.
 */
function startingLift(data) {
  const longest = Math.max(2, ...data.variants[0].blocks.map(({ keys }) => keys.count));
  const power = Math.min(1, Math.log(0.1) / Math.log(1 / longest));
  return clamp(Math.round(-Math.log(power) / Math.log(4) * 100) / 100, FAINT, 1);
}

/** How many pairs of tokens along a side one dot stands for where there are at most `most` dots. */
function dotSize(pattern, most = THUMBNAIL_DOTS) {
  return Math.max(1, Math.ceil(Math.max(pattern.rows, pattern.columns) / most));
}

/** How many dots a thumbnail has across: one of its own for the sink, which is no neighbour of the last tokens. */
const dotColumns = ({ columns, sinkColumn }, size) => (sinkColumn < 0 ? Math.ceil(columns / size) : Math.ceil(sinkColumn / size) + 1);

/** The dot across of the key in place `j`. */
const dotOf = ({ sinkColumn }, size, j) => (j === sinkColumn ? Math.ceil(j / size) : Math.floor(j / size));

/** Where the middle of the key in place `j` stands across a picture of so many dots at most, from 0 to 1. */
function acrossOf(pattern, j, most) {
  if (pattern.sinkColumn < 0) return (j + 0.5) / pattern.columns;
  const size = dotSize(pattern, most);
  return (j === pattern.sinkColumn ? dotOf(pattern, size, j) + 0.5 : (j + 0.5) / size) / dotColumns(pattern, size);
}

/** The key at a place across such a picture. */
function keyAcross(pattern, part, most) {
  const { columns, sinkColumn } = pattern;
  if (sinkColumn < 0) return clamp(Math.floor(part * columns), 0, columns - 1);
  const size = dotSize(pattern, most), dots = dotColumns(pattern, size);
  return part * dots >= dots - 1 ? sinkColumn : clamp(Math.floor(part * dots * size), 0, sinkColumn - 1);
}

/** The weights of the head in place `h`, each dot the greatest of its square: {values, rows, columns, size}. */
function thumbnail(pattern, h, most = THUMBNAIL_DOTS) {
  const size = dotSize(pattern, most);
  const rows = Math.ceil(pattern.rows / size), columns = dotColumns(pattern, size);
  if (size === 1 && !isSparse(pattern)) return { values: pattern.matrix(h), rows, columns, size };
  const values = new Float32Array(rows * columns);
  const greater = (place, value) => { if (value > values[place]) values[place] = value; };
  if (isSparse(pattern)) {
    eachWeight(pattern, h, (i, j, weight) => { if (j >= 0) greater(Math.floor(i / size) * columns + dotOf(pattern, size, j), weight); });
    return { values, rows, columns, size };
  }
  const matrix = pattern.matrix(h);
  for (let i = 0; i < pattern.rows; i += 1) {
    const base = Math.floor(i / size) * columns;
    for (let j = 0; j < pattern.columns; j += 1) greater(base + dotOf(pattern, size, j), matrix[i * pattern.columns + j]);
  }
  return { values, rows, columns, size };
}

/** The bytes of a colour `#rrggbb`. */
const bytesOfColour = (hex) => [1, 3, 5].map((from) => parseInt(hex.slice(from, from + 2), 16));

/** What paints thumbnails: colours from nothing to full strength, in one theme. */
class ThumbnailInk {
  /**
   * `scale` gives the opacity of a share of full strength; `colours` are those of a theme.
   *
   * @param {AttentionScale} scale
   * @param {Colours} colours
   */
  constructor(scale, colours) {
    const ramp = colours.m.map(bytesOfColour), last = ramp.length - 1;
    this.ramp = new Uint32Array(THUMBNAIL_STEPS + 1);
    for (let step = 0; step <= THUMBNAIL_STEPS; step += 1) {
      const [r, g, b] = ramp[Math.round(clamp(scale.cell(step / THUMBNAIL_STEPS, 1), 0, 1) * last)];
      this.ramp[step] = ThumbnailInk.word(r, g, b);
    }
    const [paper, faint] = [bytesOfColour(colours.paper), bytesOfColour(colours.faint)];
    this.masked = ThumbnailInk.word(...paper.map((one, n) => Math.round(one + (faint[n] - one) * 0.16)));
  }

  /** A pixel as ImageData has it in memory. */
  static word(r, g, b) {
    return new Uint32Array(new Uint8Array([r, g, b, 255]).buffer)[0];
  }

  /** Paints a thumbnail of `pattern` on `canvas`, one pixel for each dot; `top` is full strength. */
  paint(canvas, pattern, { values, rows, columns, size }, top) {
    const width = Math.max(1, columns), height = Math.max(1, rows);
    if (canvas.width !== width || canvas.height !== height) [canvas.width, canvas.height] = [width, height];
    const context = canvas.getContext("2d");
    const image = context.createImageData(width, height), pixels = new Uint32Array(image.data.buffer);
    const { ramp } = this, factor = THUMBNAIL_STEPS / top;
    for (let n = 0; n < values.length; n += 1) pixels[n] = ramp[Math.min(THUMBNAIL_STEPS, Math.round(values[n] * factor))];
    if (pattern.hasMask && rows && columns) {
      const tokens = pattern.sinkColumn < 0 ? columns : columns - 1, end = pattern.sinkColumn < 0 ? pattern.columns : pattern.sinkColumn;
      for (let i = 0; i < rows; i += 1) {
        // The first and the last query of a dot see most of what lies before and behind; a dot is masked where neither sees its nearest.
        const [first, last] = [i * size, Math.min(pattern.rows, (i + 1) * size) - 1];
        for (let j = 0; j < tokens; j += 1) {
          const [from, to] = [j * size, Math.min(end, (j + 1) * size) - 1];
          if (pattern.isMasked(last, from) && pattern.isMasked(first, to)) pixels[i * columns + j] = this.masked;
        }
      }
    }
    context.putImageData(image, 0, 0);
  }
}
