// What the model view says about its grid, a thumbnail, a token or a pair: beside it, in tooltips, and to who listens.

/** The pair that the dot at `part` of a thumbnail stands for: {i, j, note}; of a square of pairs the greatest. */
function pairAt([x, y], pattern, h) {
  const size = dotSize(pattern), { rows, columns, sinkColumn } = pattern, dots = dotColumns(pattern, size);
  const isSink = sinkColumn >= 0 && Math.floor(x * dots) === dots - 1, end = sinkColumn < 0 || isSink ? columns : sinkColumn;
  const [r, c] = [Math.floor(y * Math.ceil(rows / size)) * size, isSink ? sinkColumn : Math.floor(x * dots) * size];
  let best = { i: Math.min(r, rows - 1), j: Math.min(c, columns - 1) };
  if (size === 1) return { ...best, note: "" };
  for (let i = r; i < Math.min(rows, r + size); i += 1) {
    for (let j = c; j < Math.min(end, c + size); j += 1) if (pattern.value(h, i, j) > pattern.value(h, best.i, best.j)) best = { i, j };
  }
  return { ...best, note: pattern.value(h, best.i, best.j) > 0 ? `greatest ${pattern.tensor.isTop ? "in the page " : ""}of the ${size} × ${size} pairs here` : "" };
}

/** The tooltip of a thumbnail: {l, h, part: where in it, if the pointer says so}. */
function thumbnailLines(cells, place) {
  const { page } = cells, lines = [["where", cells.name(place)]];
  const [pattern, h] = cells.pattern(place);
  if (place.part && pattern.rows && pattern.columns) {
    const { i, j, note } = pairAt(place.part, pattern, h), said = pattern.words(h, i, j);
    lines.push(["tk", said.pair], ["exact", said.value], ["where", note]);
  }
  const score = cells.score(place);
  if (score) {
    const facts = cells.facts(place, 3);
    if (typeof score.entropy === "number") facts.push(`entropy ${page.fixed(score.entropy, 2)}`);
    lines.push(["where", facts.join(" · ")], ["note", cells.callings(place).join(", ")]);
  }
  return lines;
}

/** The tooltip of a token, {i} or {j}, or of a pair {i, j}, in a head seen from near. */
function tokenLines({ pattern, h, name, page }, { i, j }) {
  if (i >= 0 && j >= 0) {
    const said = pattern.words(h, i, j);
    return [["where", said.where], ["tk", said.pair], ["exact", said.value]];
  }
  const isRow = i >= 0, unit = isRow ? pattern.queries[i] : pattern.keys[j];
  const sum = isRow ? pattern.rowSum(h, i) : pattern.columnSum(h, j);
  return [
    ["where", `${name} · ${placeWords(unit, page)}`],
    ["exact", `${isRow ? "it looks at what is shown with" : "it is looked at with"} ${spanWords(sum, page)} in all`],
  ];
}

/** A head for who listens: its name, its greatest shares, its strongest pair. */
function headWords(cells, place) {
  const [pattern, h] = cells.pattern(place), { found: [best], loose } = strongestOf(pattern, h, { queries: null, keys: null }, 1);
  const said = best ? pattern.words(h, best.i, best.j) : null;
  const strongest = best && loose > best.low ? "strongest in the page" : "strongest";
  return [
    cells.name(place), ...cells.callings(place), ...cells.facts(place, 3), said ? `${strongest} ${said.pair}: ${said.value}` : "",
  ].filter(Boolean).join(", ");
}

/** The facts of a head seen from near: its shares, entropy, distance. */
function panelFacts(cells, place) {
  const { page } = cells, score = cells.score(place), facts = cells.facts(place, 4);
  if (typeof score?.entropy === "number") facts.push(`entropy ${page.fixed(score.entropy, 2)}`);
  if (typeof score?.distance === "number") facts.push(`distance ${page.fixed(score.distance, 1)}`);
  return facts.join(" · ");
}

/** What stands beside the grid while no head is asked about. */
function restWords(cells) {
  const { page, block } = cells, [{ rows, columns }] = cells.pattern({ l: 0, h: 0 });
  const many = (count, name) => `${page.grouped(count)} ${name}${count === 1 ? "" : "s"}`;
  const what = `${block.label.toLowerCase()}${/attention/i.test(block.label) ? "" : " attention"}`;
  const size = `${page.grouped(rows)} × ${page.grouped(columns)} tokens`;
  return [
    cells.isRollout ? `Rollout of ${what} through ${many(cells.L, "layer")}, all heads as one, ${size} each.`
      : `${many(cells.L, "layer")} × ${many(cells.H, "head")} of ${what}, ${size} each.`,
    "Point at a thumbnail to see its head here; click to pin it. Shift-click keeps heads side by side. Arrows and Enter do the same.",
  ];
}

/** What colours and outlines mean, for weights such as those of `pattern`. */
function gridLegend(cells, pattern) {
  const { choices, page } = cells, size = dotSize(pattern), what = WEIGHTS[choices.mode];
  const parts = [make("span", "", `${what.label}, rows look at columns${size > 1 ? `; each dot is the greatest of ${size} × ${size} pairs` : ""}`)];
  if (what.top === null) parts.push(make("span", "", "each layer from 0 to its own greatest"));
  parts.push(choices.scale.legend(page, what.top === null ? 1 : pattern.top, 1, true));
  const { windows } = cells.block.reach, isWindowed = windows !== null && !cells.isRollout;
  const example = windows?.find((window) => window !== null) ?? null;
  if (pattern.hasMask || isWindowed) {
    const reasons = [...(pattern.block.causal ? ["later in the text"] : []), ...(isWindowed ? ["beyond a layer's window"] : [])];
    parts.push(make("span", "", make("i", "at-sample-cell am-masked"), ` masked: ${reasons.join(", or ")}`));
  }
  if (isWindowed) parts.push(make("span", "", `◂${example}: the layer has ${cells.block.reach.windowWords(example)}`));
  if (pattern.sinkColumn >= 0) parts.push(make("span", "", "last column: the sink"));
  if (cells.places.some((place) => cells.callings(place).length)) {
    parts.push(make("span", "", make("i", "at-sample-cell am-outlined"), " half of its weight or more on one kind of token"));
  }
  return parts;
}
