// Few weights of many, met without unpacking the others; the strongest of them; and numbers of which only bounds are known.

/** Whether only some weights of each row are in the page and stand there as they are shown. */
function isSparse({ tensor, choice, isMean }) {
  return tensor.isTop && !isMean && !choice.words && choice.special !== "rescaled";
}

/** The few weights of a head that are in the page: `meet(i, j, weight)`, where j is −1 for a hidden key. */
function eachWeight(pattern, h, meet) {
  const { tensor, block, columnOf, isOut } = pattern, { k } = tensor;
  const top = tensor.top(pattern.tensorLayer), [K, Q] = [block.keys.count, block.queries.count], norms = pattern.norms(h);
  pattern.queries.forEach(({ first }, i) => {
    const from = (h * Q + first) * k;
    for (let n = from; n < from + k; n += 1) {
      const key = top.index[n];
      if (key >= K) continue;
      const j = columnOf[key];
      if (j >= 0 || isOut[key]) meet(i, j, top.values[n] * (norms ? norms[key] : 1));
    }
    if (pattern.sinkColumn >= 0 || (pattern.sink && pattern.choice.special !== "shown")) meet(i, pattern.sinkColumn, pattern.sinkShare(h, first));
  });
}

/** Adds a head of which only some weights are in the page to {matrix, out, rest}. */
function addSparse(pattern, h, { matrix, out, rest }) {
  const { columns, tensor, block, choice } = pattern, top = tensor.top(pattern.tensorLayer);
  eachWeight(pattern, h, (i, j, weight) => { if (j >= 0) matrix[i * columns + j] += weight; else out[i] += weight; });
  const [others, othersHidden] = pattern.rests(top);
  pattern.queries.forEach(({ first }, i) => {
    const at = h * block.queries.count + first;
    rest[i] += others[at];
    if (choice.special === "shown") rest[i] += othersHidden[at]; else out[i] += othersHidden[at];
  });
}

/** Adds the part of a head to that of a mean. */
function addPart(part, mean) {
  for (const [name, sums] of Object.entries(mean)) for (let n = 0; n < sums.length; n += 1) sums[n] += part[name][n];
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

/** What full strength stands for in a pattern, found without unpacking what is not in the page. */
function fullStrength(pattern) {
  if (WEIGHTS[pattern.choice.mode].top === null && pattern.greatest === null && isSparse(pattern)) {
    let greatest = 0;
    pattern.heads.forEach((_, h) => eachWeight(pattern, h, (_i, j, weight) => { if (j >= 0 && weight > greatest) greatest = weight; }));
    pattern.greatest = greatest;
  }
  return pattern.top;
}

/**
 * The strongest of what `asked` = {queries, keys} is about, places of which null stands for all: up to `count` of
 * {i, j, low, high}, where one of `i` and `j` is null if it was added up, by what is sure of them; and `loose`, the most that
 * anything else can have.
 */
function strongestOf(pattern, h, { queries, keys }, count) {
  const { rows, columns } = pattern, matrix = pattern.matrix(h), found = [];
  let loose = 0;
  const keep = (i, j, low, high) => {
    if (!(low > 0) || (found.length === count && low <= found[count - 1].low)) {
      if (high > loose) loose = high;
      return;
    }
    let at = found.length;
    while (at > 0 && found[at - 1].low < low) at -= 1;
    found.splice(at, 0, { i, j, low, high });
    if (found.length > count) loose = Math.max(loose, found.pop().high);
  };
  const one = (places) => (places.length === 1 ? places[0] : null);
  if (queries) {
    const slacks = queries.map((i) => pattern.slackRow(h, i));
    for (const j of keys ?? Array(columns).keys()) {
      let [low, more] = [0, 0];
      queries.forEach((i, n) => { low += matrix[i * columns + j]; more += slacks[n]?.[j] ?? 0; });
      keep(one(queries), j, low, low + more);
    }
  } else if (keys) {
    for (let i = 0; i < rows; i += 1) {
      let [low, more] = [0, 0];
      for (const j of keys) { low += matrix[i * columns + j]; more += pattern.slack(h, i, j); }
      keep(i, one(keys), low, low + more);
    }
  } else {
    for (let i = 0; i < rows; i += 1) {
      const slack = pattern.slackRow(h, i);
      for (let j = 0; j < columns; j += 1) {
        const low = matrix[i * columns + j];
        keep(i, j, low, slack ? low + slack[j] : low);
      }
    }
  }
  return { found, loose };
}

/** The sum over rows `queries` and columns `keys`. */
function sumOf(pattern, h, queries, keys) {
  const { columns } = pattern, { matrix, rest } = pattern.part(h), sum = { low: 0, high: 0 };
  for (const i of queries) {
    let [low, more] = [0, 0];
    for (const j of keys) {
      low += matrix[i * columns + j];
      more += pattern.slack(h, i, j);
    }
    sum.low += low;
    sum.high += low + Math.min(more, rest[i]);
  }
  return sum;
}

// In words

/** `value` with as many digits as `digits` shows, rounded up or down, so that it is a bound as it stands there. */
function outward(value, isUp, page) {
  if (!(value > 0)) return "0";
  const places = value < 5e-7 ? 6 : placesOf(value), whole = Number((value * 10 ** places).toPrecision(9));
  return page.fixed((isUp ? Math.ceil(whole) : Math.floor(whole)) / 10 ** places, places);
}

/** Whether nobody sees that something is missing. */
const isSure = ({ low, high }, page) => digits(low, page) === digits(high, page);

/** `0.231`, or `0.231 to 0.24` where it is somewhere there. */
const spanWords = (bounds, page) => (isSure(bounds, page) ? digits(bounds.low, page)
  : `${outward(bounds.low, false, page)} to ${outward(bounds.high, true, page)}`);

/** `0.231`, or `≥ 0.231` where it is that or more. */
const leastWords = (bounds, page) => (isSure(bounds, page) ? digits(bounds.low, page) : `≥ ${outward(bounds.low, false, page)}`);

/** That something else may be stronger than what `strongestOf` found of `what`; empty where it is not. */
function looseWords({ found, loose }, count, what, page) {
  const least = found.length < count ? 0 : found.at(-1).low;
  return loose > least && digits(loose, page) !== digits(least, page)
    ? `${what} not named here may have up to ${outward(loose, true, page)}: the page does not have all weights` : "";
}
