// The neuron view as a drawing: the tokens with their lines, or every step of the query asked about.

/** The drawing of an `AttentionNeuronView` as it stands. */
function neuronPicture(view) {
  const { page, pattern, choices, h, head } = view, { i, j, jOrMost } = view.asking;
  const { scale } = choices, drawing = new Drawing(page.palette), words = `font-family="${WORDS_FONT}"`;
  const { queries, keys } = pattern, matrix = pattern.matrix(h), { columns } = pattern;
  drawing.text(view.figure.title, 0, 14, 15, drawing.role("ink"), `font-weight="600" ${words}`);
  const where = `layer ${pattern.layer} · ${pattern.headName(h)} · ${choices.filter.label} · ${WEIGHTS[choices.mode].label}`;
  const description = `${where}; ${view.notes.textContent}`;
  drawing.text(where, 0, 36, 12, drawing.role("faint"), words);
  const pitch = 24, top = 84, column = 120, isSteps = view.isExpanded;
  const strip = 200, x1 = column + 8, gap = isSteps ? 2 * strip + strip + 300 : 200, x2 = x1 + gap;
  const y = (place) => top + place * pitch, middle = (place) => y(place) + pitch / 2;
  const line = (value, most = pattern.top) => scale.line(value, most, 1);
  const bar = (x, place, value) => {
    const opacity = scale.bar(value, pattern.top) * 0.75;
    if (opacity > 0) drawing.rect(x, y(place) + 1, column, pitch - 2, drawing.magnitude(opacity));
  };
  if (i >= 0) keys.forEach((_, k) => bar(x2 + 8, k, matrix[i * columns + k]));
  else if (j >= 0) queries.forEach((_, q) => bar(0, q, matrix[q * columns + j]));
  const levels = new Map();
  const stroke = (xa, ya, xb, yb, opacity) => {
    const level = Math.round(Math.min(1, opacity) * LINE_LEVELS);
    if (!level) return;
    if (!levels.has(level)) levels.set(level, []);
    levels.get(level).push(`M${round(xa)} ${round(ya)}L${round(xb)} ${round(yb)}`);
  };
  const flush = () => {
    for (const level of [...levels.keys()].sort((a, b) => a - b)) {
      drawing.add(`<path d="${levels.get(level).join("")}" fill="none" ${drawing.magnitude(0.85, "stroke")} stroke-width="1.5" stroke-opacity="${round(level / LINE_LEVELS)}"/>`);
    }
    levels.clear();
  };
  if (isSteps) stepsPicture();
  else {
    const floor = valueOfRank(matrix, REST_LINES);
    for (let n = 0; n < matrix.length; n += 1) {
      const [q, k] = [Math.floor(n / columns), n % columns];
      if (i >= 0 ? q !== i : j >= 0 ? k !== j : matrix[n] <= floor) continue;
      stroke(x1 + 4, middle(q), x2 - 4, middle(k), line(matrix[n]) * (i >= 0 && j >= 0 && k !== j ? 0.25 : 1));
    }
    flush();
  }
  const token = (unit, place, x, anchor, isAsked) => drawing.text(
    unit.name.slice(0, 18), x, middle(place) + 4, 12, drawing.role(unit.isSpecial && !isAsked ? "faint" : "ink"), `text-anchor="${anchor}"${isAsked ? ' font-weight="700"' : ""}`);
  queries.forEach((unit, place) => token(unit, place, column, "end", place === i));
  keys.forEach((unit, place) => token(unit, place, x2 + 16, "start", place === j));
  const bottom = y(Math.max(queries.length, keys.length)) + 24;
  view.notes.textContent.split("; ").forEach((note, n) => drawing.text(note, 0, bottom + n * 16, 11, drawing.role("faint"), words));
  return drawing.finish({
    title: view.figure.title, description, width: x2 + 16 + column, height: bottom + view.notes.textContent.split("; ").length * 16,
  });

  function stepsPicture() {
    const query = x1 + 12, key = query + strip + 56, product = key + strip + 20, score = product + strip + 20, share = x2 - 12;
    const order = view.order(i, jOrMost), cell = strip / order.length;
    const heading = (text, x) => drawing.text(text, x, top - 8, 12, drawing.role("faint"), words);
    [["query q", query], ["key k", key], ["q × k", product], ["score", score], ["softmax", share - 44]].forEach(([text, x]) => heading(text, x));
    const sign = (value, most) => {
      const step = Math.round(clamp(scale.cell(Math.abs(value), most), 0, 1) * (page.palette.light.p.length - 1));
      const side = value < 0 ? "n" : "p";
      return [step, drawing.give(`${side}${step}`, (theme) => theme[side][step])];
    };
    const vector = (values, x, place, most, opacity = 1) => {
      drawing.add(`<g${opacity < 1 ? ` opacity="${opacity}"` : ""}>`);
      order.forEach((n, at) => {
        const [step, paint] = sign(values[n], most);
        if (step) drawing.rect(x + at * cell, y(place) + 4, cell + 0.05, pitch - 8, paint);
      });
      drawing.rect(x, y(place) + 4, strip, pitch - 8, `fill="none" ${drawing.role("faint", "stroke")}`, 'stroke-width="0.5"');
      drawing.add("</g>");
    };
    const row = i >= 0 ? head.row(queries[i].first) : null;
    queries.forEach((unit, place) => { if (i < 0 || place === i) vector(head.query(unit.first), query, place, head.greatest[0]); });
    const scoreTop = row ? view.field.scoreTop(head, queries[i].first, keys) : 1;
    keys.forEach((unit, place) => {
      const isMasked = row && head.isMasked(queries[i].first, unit.first);
      if (!unit.isSink) vector(head.key(unit.first), key, place, head.greatest[1], isMasked ? 0.25 : 1);
      if (!row) return;
      if (isMasked) {
        drawing.text(head.block.causal && unit.first > queries[i].first ? "masked" : "out of reach", score + 60, middle(place) + 4, 11, drawing.role("faint"), 'text-anchor="end"');
        return;
      }
      stroke(query + strip + 2, middle(i), key - 3, middle(place), line(row.shares[unit.first], 1));
      if (!unit.isSink) vector(head.product(queries[i].first, unit.first), product, place, row.top);
      const value = row.scores[unit.first];
      drawing.rect(score + 68, y(place) + 4, pitch - 8, pitch - 8, sign(value, scoreTop)[1]);
      drawing.text(signed(value, page), score + 60, middle(place) + 4, 11, drawing.role("ink"), 'text-anchor="end"');
      drawing.text(page.percent(row.shares[unit.first]), share, middle(place) + 4, 11, drawing.role("ink"), 'text-anchor="end"');
    });
    flush();
  }
}
