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

/** The part of a head, not kept where it was not there before: all of a model would not fit. */
function partOnce(pattern, h) {
  if (pattern.parts[h]) return pattern.parts[h];
  const { owner } = pattern, before = owner.numbers;
  const part = pattern.build(h);
  pattern.numbers -= owner.numbers - before;
  owner.numbers = before;
  return part;
}

/** The mean of some patterns over some of their heads, as a pattern with one head of its own. */
function averagePattern(patterns, heads, name) {
  const [first] = patterns;
  const length = first.rows * first.columns;
  const matrix = new Float32Array(length), out = new Float32Array(first.rows), rest = new Float32Array(first.rows);
  for (const pattern of patterns) {
    for (const h of heads) {
      if (isSparse(pattern)) {
        eachWeight(pattern, h, (i, j, weight) => { if (j >= 0) matrix[i * first.columns + j] += weight; else out[i] += weight; }, rest);
        continue;
      }
      const part = partOnce(pattern, h);
      for (let n = 0; n < length; n += 1) matrix[n] += part.matrix[n];
      for (let i = 0; i < first.rows; i += 1) {
        out[i] += part.out[i];
        rest[i] += part.rest[i];
      }
    }
  }
  const count = patterns.length * heads.length;
  for (const values of [matrix, out, rest]) for (let n = 0; n < values.length; n += 1) values[n] /= count;
  const mean = Object.create(first), isShare = WEIGHTS[first.choice.mode].top !== null;
  // As full as the heads it is the mean of.
  const greatest = isShare ? null : Math.max(...patterns.map(fullStrength));
  Object.assign(mean, { heads: [null], parts: [{ matrix, out, rest }], greatest, isMean: true });
  mean.headName = () => name;
  mean.words = function words(h, i, j) {
    return { ...AttentionPattern.prototype.words.call(mean, h, i, j), where: name };
  };
  return mean;
}

/** Whether only some weights of each row are in the page and stand there as they are shown. */
function isSparse({ tensor, choice, isMean }) {
  return tensor.isTop && !isMean && !choice.words && choice.special !== "rescaled";
}

/**
 * The few weights of a head that are in the page, without the many that are not: `meet(i, j, weight)`, where j is −1 for a
 * hidden key; `rest` gains what each row has beyond them.
 */
function eachWeight(pattern, h, meet, rest = null) {
  const { tensor, choice, block, columnOf, isOut } = pattern, { k } = tensor;
  const top = tensor.top(pattern.l), [K, Q] = [block.keys.count, block.queries.count];
  const norms = choice.mode === "norm" ? block.tensors.value_norms.layer(pattern.l).subarray(h * K, (h + 1) * K) : null;
  pattern.queries.forEach(({ first }, i) => {
    const from = (h * Q + first) * k;
    for (let n = from; n < from + k; n += 1) {
      const key = top.index[n];
      if (key >= K) continue;
      const j = columnOf[key];
      if (j >= 0 || isOut[key]) meet(i, j, top.values[n] * (norms ? norms[key] : 1));
    }
    if (rest) rest[i] += top.rest[h * Q + first];
  });
}

/** What full strength stands for in a pattern, found without unpacking what is not in the page. */
function fullStrength(pattern) {
  if (WEIGHTS[pattern.choice.mode].top === null && pattern.greatest === null && isSparse(pattern)) {
    let greatest = 0;
    pattern.heads.forEach((_, h) => eachWeight(pattern, h, (i, j, weight) => { if (j >= 0 && weight > greatest) greatest = weight; }));
    pattern.greatest = greatest;
  }
  return pattern.top;
}

/** How many pairs of tokens along a side one dot stands for where there are at most `most` dots. */
function dotSize(pattern, most = THUMBNAIL_DOTS) {
  return Math.max(1, Math.ceil(Math.max(pattern.rows, pattern.columns) / most));
}

/** The weights of the head in place `h`, each dot the greatest of its square: {values, rows, columns, size}. */
function thumbnail(pattern, h, most = THUMBNAIL_DOTS) {
  const size = dotSize(pattern, most);
  const rows = Math.ceil(pattern.rows / size), columns = Math.ceil(pattern.columns / size);
  if (size === 1 && !isSparse(pattern)) return { values: pattern.matrix(h), rows, columns, size };
  const values = new Float32Array(rows * columns);
  const greater = (place, value) => { if (value > values[place]) values[place] = value; };
  if (isSparse(pattern)) {
    eachWeight(pattern, h, (i, j, weight) => { if (j >= 0) greater(Math.floor(i / size) * columns + Math.floor(j / size), weight); });
    return { values, rows, columns, size };
  }
  const matrix = pattern.matrix(h);
  for (let i = 0; i < pattern.rows; i += 1) {
    const base = Math.floor(i / size) * columns;
    for (let j = 0; j < pattern.columns; j += 1) greater(base + Math.floor(j / size), matrix[i * pattern.columns + j]);
  }
  return { values, rows, columns, size };
}

/** The bytes of a colour `#rrggbb`. */
const bytesOfColour = (hex) => [1, 3, 5].map((from) => parseInt(hex.slice(from, from + 2), 16));

/** What paints thumbnails: colours from nothing to full strength, in one theme. */
class ThumbnailInk {
  /** `scale` gives the opacity of a share of full strength; `colours` are those of a theme. */
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
    if (pattern.block.causal) {
      for (let i = 0; i < rows; i += 1) {
        const query = Math.min(pattern.rows - 1, (i + 1) * size - 1);
        for (let j = columns - 1; j >= 0 && pattern.isMasked(query, j * size); j -= 1) pixels[i * columns + j] = this.masked;
      }
    }
    context.putImageData(image, 0, 0);
  }
}
