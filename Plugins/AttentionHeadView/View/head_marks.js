// The lines between tokens and the bars behind them, for the page and for the drawing.

/** Beyond this many tokens each row has its strongest line only, until it is asked about; the map has all pairs. */
const MANY_TOKENS = 64;

const isManyTokens = ({ rows, columns }) => Math.max(rows, columns) > MANY_TOKENS;

/** As many heads as lines are thinned for: those asked about are few and stand as they are on the readable scale. */
const overlapping = ({ heads }, asked, scale) => (asked.isAny && !scale.isLinear ? 1 : heads.length);

/** Calls `add(i, j, opacity, hue, shift)` for each line between what is asked about. */
function eachLine(reading, asked, scale, add) {
  const { pattern, heads } = reading, { rows, columns, top } = pattern, { queries, keys } = asked;
  const isThinned = !asked.isAny && isManyTokens(pattern), over = overlapping(reading, asked, scale);
  heads.forEach((h, n) => {
    const matrix = pattern.matrix(h), hue = reading.hue(h), peaks = isThinned ? pattern.peaks(h) : null;
    // Heads side by side can be told apart; the original has them on top of each other.
    const shift = scale.isLinear ? 0 : (n - (heads.length - 1) / 2) * Math.min(2, 14 / heads.length);
    const draw = (i, j) => {
      const value = matrix[i * columns + j];
      if (value > 0) add(i, j, scale.line(value, top, over), hue, shift);
    };
    const row = (i) => {
      if (peaks) { if (peaks[i] >= 0) draw(i, peaks[i]); } else if (keys) for (const j of keys) draw(i, j);
      else for (let j = 0; j < columns; j += 1) draw(i, j);
    };
    if (queries) for (const i of queries) row(i); else for (let i = 0; i < rows; i += 1) row(i);
  });
}

/** Calls `add(side, place, slot, slots, opacity, hue)` for each bar behind a token: one for each active head. */
function eachBar(reading, asked, scale, add) {
  const { pattern, heads } = reading, { rows, columns, top } = pattern;
  const sides = [["right", asked.right, "columns", columns], ["left", asked.left, "rows", rows]];
  for (const [side, bars, along, count] of sides) {
    if (!bars) continue;
    heads.forEach((h, slot) => {
      const matrix = pattern.matrix(h), hue = reading.hue(h);
      for (const place of bars[along] ?? Array(count).keys()) {
        const value = side === "right" ? reading.sum(matrix, bars.rows, [place]) : reading.sum(matrix, [place], bars.columns);
        if (value > 0) add(side, place, slot, heads.length, scale.bar(value, top), hue);
      }
    });
  }
}
