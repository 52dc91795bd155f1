// What the neuron view says about a token, a pair, a cell of the steps: in tooltips, in notes, and to who listens.

/** The tooltip of what is asked about where only lines are shown: a pair, or a token with its strongest partner. */
function askedLines({ pattern, h, page, asking: { i, j } }) {
  if (i >= 0 && j >= 0) {
    const said = pattern.words(h, i, j);
    return [["where", said.where], ["tk", said.pair], ["exact", said.value]];
  }
  const isRow = i >= 0, unit = isRow ? pattern.queries[i] : pattern.keys[j], other = isRow ? pattern.keys : pattern.queries;
  const asked = isRow ? { queries: [i], keys: null } : { queries: null, keys: [j] };
  const strongest = strongestOf(pattern, h, asked, 1), [best] = strongest.found, sum = isRow ? pattern.rowSum(h, i) : pattern.columnSum(h, j);
  return [
    ["where", `${pattern.where(h)} · ${placeWords(unit, page)}`],
    ["note", isRow ? "looks most at" : "is looked at most by"],
    ["tk", best ? `“${other[isRow ? best.j : best.i].name}”` : other.length ? "nothing in the page" : ""], ["exact", best ? leastWords(best, page) : ""],
    ["where", `${spanWords(sum, page)} over all shown`], ["note", looseWords(strongest, 1, isRow ? "a key" : "a query", page)],
  ];
}

/** The tooltip of a cell: a dimension of a strip, a score, a share. */
function cellLines({ pattern, head, page, block, field, asking: { i } }, { step, place, n }) {
  const { order } = field.drawn, exact = (value) => signed(value, page);
  if (step === "query" || (step === "key" && !pattern.keys[place].isSink)) {
    const unit = (step === "query" ? pattern.queries : pattern.keys)[place];
    const vector = step === "query" ? head.query(unit.first) : head.key(unit.first);
    const size = Math.abs(vector[order[n]]), rank = 1 + vector.reduce((count, one) => count + (Math.abs(one) > size ? 1 : 0), 0);
    return [
      ["where", `${step} · dimension ${order[n]} · ${placeWords(unit, page)}`], ["exact", exact(vector[order[n]])],
      ["where", `${page.ordinal(rank)} of ${head.d} in size`],
    ];
  }
  const [query, key] = [pattern.queries[i], pattern.keys[place]], pair = pairWords(query, key);
  if (key.isSink && step !== "share") {
    return [["tk", pair], ["note", "the sink has no key: its score is one number of the head, for every query"], ["exact", `score ${exact(head.sink)}`]];
  }
  if (head.isMasked(query.first, key.first)) return [["tk", pair], ["note", head.outWords(query.first, key.first)]];
  const row = head.row(query.first);
  if (step === "product") {
    const [q, k] = [head.query(query.first)[order[n]], head.key(key.first)[order[n]]];
    return [
      ["where", `q × k · dimension ${order[n]}`], ["tk", pair], ["exact", `${exact(q)} × ${exact(k)} = ${exact(q * k)}`],
      ["where", head.scale === 1 ? "" : `adds ${exact(q * k * head.scale)} to the score`],
    ];
  }
  if (step === "score") {
    return [
      ["where", head.scale === 1 ? "score" : `score, ${block.scale_words || `× ${digits(head.scale, page)}`}`], ["tk", pair],
      ["exact", `Σ q × k = ${exact(row.dots[key.first])}${head.added ? `, position adds ${exact(head.position(query.first, key.first))}` : ""}, score ${exact(row.scores[key.first])}`],
    ];
  }
  const weight = head.weight(query.first, key.first);
  return [
    ["where", `softmax over ${page.grouped(head.visible(query.first))} visible keys${head.sink === null ? "" : " and the sink"}`], ["tk", pair],
    ["exact", `${page.percent(row.shares[key.first])} (${digits(row.shares[key.first], page)})`],
    ["where", weight === null ? "" : `attention as the model had it: ${digits(weight, page)}`],
  ];
}

/** What is asked about at `side`, for who listens. */
function askedWords({ pattern, head, h, page, isExpanded, asking: { i, j } }, side) {
  if (i >= 0 && j >= 0) {
    const said = pattern.words(h, i, j), [q, k] = [pattern.queries[i].first, pattern.keys[j].first];
    const row = isExpanded && !head.isMasked(q, k) ? head.row(q) : null;
    return [said.where, said.pair, said.value, ...(row ? [`score ${signed(row.scores[k], page)}, softmax ${page.percent(row.shares[k])}`] : [])].join(", ");
  }
  const isRow = side === "query", place = isRow ? i : j;
  if (place < 0) return "nothing chosen";
  const other = isRow ? pattern.keys : pattern.queries, asked = isRow ? { queries: [place], keys: null } : { queries: null, keys: [place] };
  const best = strongestOf(pattern, h, asked, 3).found.map((one) => `${other[isRow ? one.j : one.i].name} ${leastWords(one, page)}`);
  return `${side} ${placeWords((isRow ? pattern.queries : pattern.keys)[place], page)}, ${isRow ? "looks at" : "looked at by"} ${best.join(", ") || "nothing in the page"}`;
}

/** Colours of the steps with the numbers they stand for, or lines with theirs. */
function neuronLegend({ page, head, field, pattern, choices: { scale, mode }, isExpanded, asking: { i } }) {
  if (!isExpanded) {
    const { top } = pattern;
    return [make("span", "", WEIGHTS[mode].label), scale.legend(page, top, 1)];
  }
  const colour = (side, part) => {
    const at = (ramp) => ramp[Math.round(clamp(scale.cell(part, 1), 0, 1) * (ramp.length - 1))], { light, dark } = page.palette;
    return `light-dark(${at(light[side])},${at(dark[side])})`;
  };
  const ramp = (name, top) => {
    const steps = make("span", "ramp");
    for (let step = -8; step <= 8; step += 1) {
      const one = make("i");
      one.style.background = colour(step < 0 ? "n" : "p", Math.abs(step) / 8);
      steps.append(one);
    }
    return make("span", "an-scale", `${name} `, make("span", "scale", make("span", "", `−${digits(top, page)}`), steps, make("span", "", `+${digits(top, page)}`)));
  };
  const parts = [ramp("query", head.greatest[0]), ramp("key", head.greatest[1])];
  if (i >= 0) {
    const token = pattern.queries[i].first;
    parts.push(ramp("q × k", head.row(token).top), ramp("score", field.scoreTop(head, token, pattern.keys)));
  }
  parts.push(make("span", "at-words", scale.power === 1 ? "colours linear" : `colours by the power ${scale.power.toFixed(2).replace(/0$/, "")}`));
  return parts;
}

/** How scores come about in this model, and what of the attention is not shown, in sentences. */
function neuronNotes({ page, head, block, data, choices, pattern, isExpanded, asking: { i } }) {
  const notes = choices.notes(pattern);
  if (data.variants.length > 1 && block.id !== "encoder") notes.unshift(choices.variant.label);
  notes.push(head.scale === 1 ? `score = Σ q × k over ${head.d} dimensions: this model does not scale it`
    : `score = Σ q × k ${block.scale_words || `× ${digits(head.scale, page)}`}, each of ${head.d} dimensions one product`);
  if (head.keyHeads < (block.kv_of_head ?? []).length && head.sharers.length > 1) notes.push(`keys are grouped: heads ${head.sharers.join(", ")} share these keys`);
  if (head.cap !== null) notes.push(`scores are bent at ±${head.cap}: cap · tanh(score ÷ cap)`);
  if (head.added) notes.push("where query and key stand adds to each score, beside their products");
  if (isExpanded && (choices.special !== "shown" || choices.filter.keys)) notes.push("the softmax is over all keys the query sees, shown or not");
  if (isExpanded && choices.mode !== "raw") notes.push(`behind the tokens at the right: ${WEIGHTS[choices.mode].label}`);
  if (isExpanded && i >= 0) {
    const difference = head.difference(pattern.queries[i].first);
    if (difference > 4e-3) notes.push(`the softmax of these scores differs from the attention as run by up to ${digits(difference, page)}`);
  }
  return notes;
}
