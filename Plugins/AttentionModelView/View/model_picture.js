// The model view as a drawing: the grid with its numbers, then every head that is seen from near.

/** The picture of a thumbnail as an image that a drawing can carry, in the colours of a theme. */
function imageOf(pattern, h, ink, most) {
  const canvas = document.createElement("canvas");
  ink.paint(canvas, pattern, thumbnail(pattern, h, most), pattern.top);
  return canvas.toDataURL("image/png");
}

/** The drawing of an `AttentionModelView` as it stands. */
function modelPicture(view) {
  const { page, grid, choices, cells, near } = view;
  const drawing = new Drawing(page.palette);
  const inks = ["light", "dark"].map((theme) => new ThumbnailInk(choices.scale, page.palette[theme]));
  const image = (pattern, h, x, y, width, height, most) => {
    ["light", "dark"].forEach((theme, n) => drawing.add(
      `<image class="${theme}" x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}" preserveAspectRatio="none" `
      + `style="image-rendering:pixelated" href="${imageOf(pattern, h, inks[n], most)}"${theme === "dark" ? ' display="none"' : ""}/>`));
  };
  drawing.dark.set("light", "display:none");
  drawing.dark.set("dark", "display:inline");
  const words = `font-family="${WORDS_FONT}"`;
  drawing.text(view.figure.title, 0, 14, 15, drawing.role("ink"), `font-weight="600" ${words}`);
  const said = [...[...view.legend.children].map((one) => one.textContent.trim()).filter((text) => /[a-z]/.test(text) && text.length < 300), view.notes.textContent].filter(Boolean);
  const description = `${WEIGHTS[choices.mode].label}, ${choices.block.label}, ${choices.filter.label}; ${choices.scale.words(1)}`;
  drawing.text(description, 0, 36, 12, drawing.role("faint"), words);

  // The grid.
  const size = getComputedStyle(grid.element);
  const [width, height] = ["--cell", "--tall"].map((name) => parseFloat(size.getPropertyValue(name)) || 64);
  const [left, top, gap] = [44, 72, 4];
  const xOf = (column) => left + column * (width + gap) + (column >= cells.H ? gap : 0);
  const yOf = (l) => top + l * (height + gap) + (l >= cells.L ? gap : 0);
  drawing.text("head", left, top - 24, 11, drawing.role("faint"), words);
  grid.columnHeads.forEach((head, column) => drawing.text(
    head.textContent, xOf(column) + width / 2, top - 6, 11, drawing.role("faint"), 'text-anchor="middle"'));
  grid.rowHeads.forEach((head, l) => drawing.text(
    head.textContent, left - 6, yOf(l) + height / 2 + 4, 11, drawing.role("faint"), 'text-anchor="end"'));
  grid.cells.forEach((row, l) => row.forEach((cell, column) => {
    const h = grid.headAt(l, column), [pattern, place] = cells.pattern({ l, h });
    const isMeant = !grid.element.classList.contains("am-searching") || cell.classList.contains("am-meant");
    drawing.add(`<g data-cell="${l} ${h}"${isMeant ? "" : ' opacity="0.2"'}>`);
    image(pattern, place, xOf(column), yOf(l), width, height);
    const [isPinned, isNamed] = [["am-pinned", "am-kept"], ["am-named"]].map((names) => names.some((name) => cell.classList.contains(name)));
    drawing.rect(
      xOf(column), yOf(l), width, height, `fill="none" ${drawing.role(isPinned || isNamed ? "ink" : "faint", "stroke")}`,
      `stroke-width="${isPinned ? 2.5 : isNamed ? 1 : 0.5}"`);
    if (cell.dataset.head) drawing.text(cell.dataset.head, xOf(column) + 3, yOf(l) + 11, 10, drawing.role("faint"));
    drawing.add("</g>");
  }));
  let bottom = yOf(grid.rows - 1) + height + 24, right = xOf(grid.columns - 1) + width;
  said.forEach((line) => { drawing.text(line, 0, bottom, 11, drawing.role("faint"), words); bottom += 16; });

  // The heads from near, three beside each other.
  near.flush();
  const panels = near.shown, wide = 360, beside = Math.max(1, Math.floor(Math.max(right, wide) / (wide + 24)));
  for (let from = 0; from < panels.length; from += beside) {
    let lowest = bottom;
    panels.slice(from, from + beside).forEach((panel, place) => {
      const x = place * (wide + 24);
      lowest = Math.max(lowest, panelPicture(drawing, view, panel, x, bottom + 24, wide, image));
      right = Math.max(right, x + wide);
    });
    bottom = lowest;
  }
  return drawing.finish({ title: view.figure.title, description, width: right, height: bottom });
}

/** One head from near, at (x, y); answers where it ends. */
function panelPicture(drawing, view, panel, x, y, width, image) {
  const { pattern, h } = panel, { scale } = view.choices;
  const words = `font-family="${WORDS_FONT}"`;
  drawing.text(panel.name, x, y, 13, drawing.role("ink"), `font-weight="600" ${words}`);
  drawing.text(panel.facts.textContent.slice(0, 64), x, y + 16, 10, drawing.role("faint"), words);
  const top = y + 28;
  if (panel.isSquares) {
    const height = width * Math.max(1, pattern.rows) / Math.max(1, pattern.columns);
    image(pattern, h, x, top, width, height, 512);
    return top + height + 8;
  }
  const pitch = 18, column = 120, place = panel.place, matrix = pattern.matrix(h);
  const middle = (n) => top + (n + 0.5) * pitch;
  const bar = (side, n, value) => {
    const opacity = scale.bar(value, pattern.top) * 0.75;
    if (opacity > 0) drawing.rect(side === "left" ? x : x + width - column, top + n * pitch + 1, column, pitch - 2, drawing.magnitude(opacity));
  };
  if (place?.i >= 0) for (let j = 0; j < pattern.columns; j += 1) bar("right", j, matrix[place.i * pattern.columns + j]);
  else if (place) for (let i = 0; i < pattern.rows; i += 1) bar("left", i, matrix[i * pattern.columns + place.j]);
  const levels = new Map();
  for (let n = 0; n < matrix.length; n += 1) {
    const [i, j] = [Math.floor(n / pattern.columns), n % pattern.columns];
    if (place ? (place.i >= 0 && i !== place.i) || (place.j >= 0 && j !== place.j) : matrix[n] <= (panel.floor ?? 0)) continue;
    const level = Math.round(scale.line(matrix[n], pattern.top, 1) * LINE_LEVELS);
    if (level === 0) continue;
    if (!levels.has(level)) levels.set(level, []);
    levels.get(level).push(`M${round(x + column + 4)} ${round(middle(i))}L${round(x + width - column - 4)} ${round(middle(j))}`);
  }
  for (const level of [...levels.keys()].sort((a, b) => a - b)) {
    drawing.add(`<path d="${levels.get(level).join("")}" fill="none" ${drawing.magnitude(0.85, "stroke")} stroke-width="1.5" stroke-opacity="${round(level / LINE_LEVELS)}"/>`);
  }
  const token = (unit, n, at, anchor, isAsked) => drawing.text(
    unit.name.slice(0, 16), at, middle(n) + 4, 11, drawing.role(unit.isSpecial && !isAsked ? "faint" : "ink"), `text-anchor="${anchor}"${isAsked ? ' font-weight="700"' : ""}`);
  pattern.queries.forEach((unit, i) => token(unit, i, x + column - 4, "end", place?.i === i));
  pattern.keys.forEach((unit, j) => token(unit, j, x + width - column + 4, "start", place?.j === j));
  return top + Math.max(pattern.rows, pattern.columns) * pitch + 8;
}
