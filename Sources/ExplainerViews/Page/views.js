// One view for each type of figure: where its cells are, what they say, and how one is emphasised.
//
// A view offers `rows`, `columns`, `element` (which has the keyboard), `at(event)`, `box(cell)`, `describe(cell)`,
// `show(cell, pinned)`, `words(cell)` for the search and `table()` for TSV; a cell is `{r, c}`. Views that come with a
// plugin are another matter: see modules.js.

/** @type {Palette} */
const palette = parsed(byId("palette"));
const isDark = () => {
  const chosen = document.documentElement.dataset.theme;
  return chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
};

/** The class of a value on a scale, in the hue of its kind where it has one; the same steps as the program's own. */
function swatch(value, scale, lower, upper, kind = null) {
  if (typeof value !== "number") return null;
  const top = palette.light.m.length - 1;
  if (kind !== null) {
    const [, strength] = swatch(value, scale, lower, upper);
    return [`k${((kind % 16) + 16) % 16}s`, Math.round(strength / top * (palette.light.ks[0].length - 1))];
  }
  const step = (part, count) => (Number.isNaN(part) ? count : Math.round(Math.min(Math.max(part, 0), 1) * count));
  switch (scale.kind) {
    case "magnitude": return ["m", step((value / 2 - lower / 2) / (upper / 2 - lower / 2), top)];
    case "sign": {
      const part = step(Math.abs(value) / upper, top);
      return value < 0 && part > 0 ? ["n", part] : ["p", part];
    }
    case "rank": {
      if (value < 1.5) return ["r", top];
      const part = 1 - Math.log(Math.max(2, value) / 2) / Math.log(Math.max(upper, 3) / 2);
      return ["r", step(part, top - 1)];
    }
    default: return ["k", ((Math.round(value) % 16) + 16) % 16];
  }
}

const ends = (element) => [Number(element.dataset.lower), Number(element.dataset.upper)];

/** Cells that are elements: `cells[r][c]`, null where there is none. */
function elementView(element, cells, rest) {
  const places = new Map();
  cells.forEach((row, r) => row.forEach((cell, c) => {
    if (!cell) return;
    places.set(cell, { r, c });
    cell.classList.add("cell");
  }));
  let shown = [];
  return {
    element, rows: cells.length, columns: Math.max(...cells.map((row) => row.length)),
    at: (event) => {
      const target = event.target.closest?.(".cell");
      return places.get(target) ?? null;
    },
    box: (cell) => cells[cell.r]?.[cell.c]?.getBoundingClientRect(),
    has: (cell) => Boolean(cells[cell.r]?.[cell.c]),
    show(cell, pinned) {
      for (const one of shown) one.classList.remove("at", "pinned", "kept");
      shown = [];
      element.classList.toggle("asking", Boolean(cell) && Boolean(rest.keeps));
      element.removeAttribute("aria-activedescendant");
      document.getElementById("active-cell")?.removeAttribute("id");
      const mark = (place, name) => {
        const one = cells[place.r]?.[place.c];
        if (one) { one.classList.add(name); shown.push(one); }
        return one;
      };
      if (pinned) mark(pinned, "pinned");
      if (!cell) return;
      if (rest.keeps) for (const place of rest.keeps(cell)) mark(place, "kept");
      const one = mark(cell, "at");
      if (one) {
        one.id = "active-cell";
        element.setAttribute("aria-activedescendant", "active-cell");
      }
    },
    reveal: (cell) => cells[cell.r]?.[cell.c]?.scrollIntoView({ block: "nearest", inline: "nearest" }),
    // What a search found stands out; a figure without any stays as it is.
    find(hits) {
      element.classList.toggle("finding", hits.length > 0);
      for (const one of element.querySelectorAll(".hit")) one.classList.remove("hit");
      for (const { r, c } of hits) cells[r][c].classList.add("hit");
    },
    ...rest,
  };
}

/** What a matrix says, however it is drawn. */
function matrixWords(figure) {
  const row = axis(figure.row_title, figure.rows);
  const column = axis(figure.column_title, figure.columns);
  const marks = new Set((figure.marked ?? []).map((cell) => cell.join(" ")));
  const word = (cell) => label(figure.cells[cell.r][cell.c]);
  const isRanked = figure.scale.kind === "rank" || figure.scale.kind === "kind" || /rank/i.test(figure.column_title);
  return {
    describe(cell) {
      const value = figure.values[cell.r][cell.c];
      const said = figure.cells ? word(cell) : null;
      const named = (title, one) => (!one.note || !title || one.note.startsWith(title) ? one.note : `${title}: ${one.note}`);
      const notes = [
        said?.note, named(figure.row_title, label(figure.rows[cell.r])),
        named(figure.column_title, label(figure.columns[cell.c])),
      ];
      if (!isRanked) notes.push(standing(value, figure.values[cell.r], "in this row"));
      if (marks.has(`${cell.r} ${cell.c}`) && figure.mark_meaning) notes.push(`outlined: ${figure.mark_meaning}`);
      return {
        where: `${row(cell.r)} · ${column(cell.c)}`, token: said ? visible(said) : "",
        value: exact(value, figure.style), notes: notes.filter(Boolean),
      };
    },
    words(cell) {
      if (figure.cells) return word(cell).text;
      const labels = [label(figure.rows[cell.r]), label(figure.columns[cell.c])];
      return labels.filter((one) => one.isToken).map((one) => one.text).join("\n");
    },
    table() {
      const heads = figure.columns.map((one) => label(one).text);
      const head = [figure.row_title, ...heads.flatMap((one) => (figure.cells ? [`${one} token`, one] : [one]))];
      return [head, ...figure.values.map((values, r) => [
        label(figure.rows[r]).text,
        ...values.flatMap((value, c) => (figure.cells ? [word({ r, c }).text, value] : [value])),
      ])];
    },
  };
}

function matrixView(section, figure) {
  const words = matrixWords(figure);
  const canvas = section.querySelector(".cells");
  if (canvas) return canvasView(canvas, figure, words);
  const element = section.querySelector(".grid");
  const cells = [...element.tBodies[0].rows].map((row) => [...row.cells].slice(1));
  const same = new Map();
  if (figure.cells) {
    figure.cells.forEach((row, r) => row.forEach((json, c) => {
      const text = label(json).text;
      if (!same.has(text)) same.set(text, []);
      same.get(text).push({ r, c });
    }));
  }
  return elementView(element, cells, {
    ...words, side: true,
    // A lens is followed token by token; other matrices by row and column.
    keeps: (cell) => same.get(figure.cells && label(figure.cells[cell.r][cell.c]).text) ?? [
      ...cells[cell.r].map((_, c) => ({ r: cell.r, c })), ...cells.map((_, r) => ({ r, c: cell.c })),
    ],
  });
}

function canvasView(element, figure, words) {
  const canvas = element.querySelector("canvas");
  const spoken = element.querySelector("[role=gridcell]");
  const [size, left, top] = ["size", "left", "top"].map((key) => Number(element.dataset[key]));
  const [lower, upper] = ends(element);
  const boxes = ["at", "pinned"].map((name) => {
    const box = document.createElement("div");
    box.className = "box";
    element.append(box);
    return { name, box };
  });
  const rows = figure.rows.length, columns = figure.columns.length;
  const classes = figure.values.map((row) => row.map((value) => swatch(value, figure.scale, lower, upper)));
  const every = Math.max(1, Math.ceil(14 / size));
  function draw(forcedLight = false) {
    const colours = palette[isDark() && !forcedLight ? "dark" : "light"];
    const ratio = Math.min(devicePixelRatio || 1, 3);
    canvas.width = (left + columns * size) * ratio;
    canvas.height = (top + rows * size) * ratio;
    const context = canvas.getContext("2d");
    context.scale(ratio, ratio);
    classes.forEach((row, r) => row.forEach((one, c) => {
      if (!one || (one[0] !== "k" && one[1] === 0)) return;
      context.fillStyle = colours[one[0]][one[1]];
      context.fillRect(left + c * size, top + r * size, size, size);
    }));
    context.strokeStyle = colours.faint;
    context.strokeRect(left - 0.5, top - 0.5, columns * size + 1, rows * size + 1);
    context.strokeStyle = colours.ink;
    for (const [r, c] of figure.marked ?? []) context.strokeRect(left + c * size, top + r * size, size, size);
    context.fillStyle = colours.faint;
    context.font = `11px ${getComputedStyle(document.documentElement).getPropertyValue("--mono")}`;
    context.textBaseline = "middle";
    const short = (json) => { const text = visible(label(json)); return text.length > 11 ? `${text.slice(0, 10)}…` : text; };
    context.textAlign = "right";
    for (let r = 0; r < rows; r += every) context.fillText(short(figure.rows[r]), left - 6, top + (r + 0.5) * size);
    const upright = figure.columns.some((one) => label(one).isToken);
    context.textAlign = upright ? "left" : "center";
    for (let c = 0; c < columns; c += upright ? every : every * 2) {
      context.save();
      context.translate(left + (c + 0.5) * size, top - (upright ? 6 : 10));
      if (upright) context.rotate(-Math.PI / 2);
      context.fillText(short(figure.columns[c]), 0, 0);
      context.restore();
    }
  }
  draw();
  return {
    ...words, element, rows, columns, draw, side: true,
    has: (cell) => cell.r >= 0 && cell.c >= 0 && cell.r < rows && cell.c < columns,
    at(event) {
      const area = canvas.getBoundingClientRect();
      const cell = { r: Math.floor((event.clientY - area.top - top) / size), c: Math.floor((event.clientX - area.left - left) / size) };
      return this.has(cell) ? cell : null;
    },
    box(cell) {
      const area = canvas.getBoundingClientRect();
      return new DOMRect(area.left + left + cell.c * size, area.top + top + cell.r * size, size, size);
    },
    show(cell, pinned) {
      for (const { name, box } of boxes) {
        const place = name === "at" ? cell : pinned;
        box.classList.toggle(name, Boolean(place));
        if (place) box.style.cssText = `left:${left + place.c * size}px;top:${top + place.r * size}px;width:${size}px;height:${size}px`;
      }
      document.getElementById("active-cell")?.removeAttribute("id");
      element.removeAttribute("aria-activedescendant");
      if (!cell) return;
      const said = words.describe(cell);
      spoken.textContent = `${said.where}: ${said.value}`;
      spoken.id = "active-cell";
      element.setAttribute("aria-activedescendant", "active-cell");
    },
    reveal(cell) {
      const scroller = element.parentElement, x = left + cell.c * size;
      if (x < scroller.scrollLeft + left || x > scroller.scrollLeft + scroller.clientWidth - size) {
        scroller.scrollLeft = x - scroller.clientWidth / 2;
      }
      const box = this.box(cell);
      if (box.top < 0 || box.bottom > innerHeight) scrollBy(0, box.top - innerHeight / 2);
    },
  };
}

function tokensView(section, figure) {
  const element = section.querySelector(".strip");
  const tokens = [...element.querySelectorAll(".tok")];
  const [lower, upper] = ends(element);
  const series = figure.series ?? [];
  const labels = figure.tokens.map(label);
  const kindName = (kind) => {
    const number = String(kind + 1), name = figure.kind_names?.[kind] ?? "";
    return name.includes(number) ? name : `${number} ${name}`.trim();
  };
  let chosen = 0;
  const view = elementView(element, [tokens], {
    describe({ c }) {
      const one = series[chosen];
      const kind = one?.kinds?.[c] ?? null;
      const notes = [labels[c].note, c >= (figure.first_generated ?? Infinity) ? "generated" : ""];
      if (kind !== null) notes.push(kindName(kind));
      else if (one) notes.push(standing(one.weights[c], one.weights, "tokens"));
      return {
        where: `position ${c}${one?.name ? ` · ${one.name}` : ""}`, token: visible(labels[c]),
        value: one ? exact(one.weights[c], figure.style) : "", notes: notes.filter(Boolean),
      };
    },
    words: ({ c }) => labels[c].text,
    table: () => [
      ["position", "token", ...series.map((one) => one.name)],
      ...labels.map((one, c) => [c, one.text, ...series.map((each) => each.weights[c])]),
    ],
    // Up and down go to the token above or below on the page.
    vertical(cell, step) {
      const from = tokens[cell.c].getBoundingClientRect();
      const middle = (from.left + from.right) / 2;
      let best = null, least = Infinity;
      tokens.forEach((token, c) => {
        const box = token.getBoundingClientRect();
        const down = (box.top - from.top) * step;
        if (down < 8) return;
        const distance = down * 4 + Math.abs((box.left + box.right) / 2 - middle);
        if (distance < least) [best, least] = [{ r: 0, c }, distance];
      });
      return best;
    },
    choose(index) {
      if (!series[index]) return false;
      chosen = index;
      tokens.forEach((token, c) => {
        const { weights, kinds } = series[chosen], kind = kinds?.[c] ?? null;
        const one = kinds && kind === null ? null : swatch(weights[c], figure.scale, lower, upper, kind);
        const old = [...token.classList].find((name) => /^(?:[mpnr]\d+|k\d+(?:s\d+)?)$/.test(name));
        if (old) token.classList.remove(old);
        if (one) token.classList.add(one.join(""));
        const sub = token.querySelector("sub");
        if (sub) sub.textContent = kind === null ? "" : String(kind + 1);
        const said = [kind === null ? "" : kindName(kind), printed(weights[c], figure.style)].filter(Boolean).join(", ");
        token.setAttribute("aria-label", `${c} “${visible(labels[c])}”: ${said}`);
      });
      const input = section.querySelectorAll(".series input")[index];
      if (input) input.checked = true;
      return true;
    },
    chosen: () => chosen,
  });
  section.querySelectorAll(".series input").forEach((input, index) => {
    // A browser may restore the buttons of an earlier visit; the strip shows the first series.
    input.checked = index === 0;
    input.addEventListener("change", () => view.onchoose(index));
  });
  return view;
}

function barsView(section, figure) {
  const element = section.querySelector(".bars");
  const cells = [...element.rows].map((row) => [row]);
  const values = figure.bars.map((bar) => bar.value);
  return elementView(element, cells, {
    describe({ r }) {
      const one = label(figure.bars[r].label);
      return {
        where: one.isToken ? "" : visible(one), token: one.isToken ? visible(one) : "",
        value: exact(values[r], figure.style),
        notes: [one.note, standing(values[r], values, "bars")].filter(Boolean),
      };
    },
    words: ({ r }) => label(figure.bars[r].label).text,
    table: () => [["label", figure.quantity], ...figure.bars.map((bar) => [label(bar.label).text, bar.value])],
  });
}

function tableView(section, figure) {
  const element = section.querySelector(".plain");
  const cells = [...element.tBodies[0].rows].map((row) => [...row.cells]);
  const is = (cell, member) => typeof cell === "object" && cell !== null && member in cell;
  const raw = (cell) => {
    if (cell === null) return "";
    if (is(cell, "number")) return cell.number;
    if (is(cell, "series")) return cell.series.map((value) => value ?? "").join(" ");
    return is(cell, "tokens") ? cell.tokens.map((one) => label(one).text).join(" ") : label(cell).text;
  };
  const title = (column) => (typeof column === "string" ? column : column.title);
  return elementView(element, cells, {
    describe({ r, c }) {
      const cell = figure.rows[r][c];
      const said = { where: `row ${r + 1} · ${title(figure.columns[c])}`, token: "", value: "", notes: [] };
      if (is(cell, "number")) return { ...said, value: exact(cell.number, cell.style) };
      if (is(cell, "tokens")) return { ...said, token: cell.tokens.map((one) => visible(label(one))).join(" ") };
      if (is(cell, "series")) {
        const style = cell.style ?? { decimals: 2 }, { place_title = "", first_place = 0 } = figure.columns[c];
        const greatest = Math.max(...cell.series.filter((value) => value !== null));
        const place = cell.series.indexOf(greatest) + first_place;
        return { ...said, value: `most ${exact(greatest, style)}`, notes: [`at ${place_title} ${place}`] };
      }
      if (cell === null) return said;
      return { ...said, token: visible(label(cell)), notes: [label(cell).note].filter(Boolean) };
    },
    words: ({ r, c }) => String(raw(figure.rows[r][c])),
    table: () => [figure.columns.map(title), ...figure.rows.map((row) => row.map(raw))],
  });
}

function linesView(section, figure) {
  const element = section.querySelector(".chart");
  element.querySelectorAll("title").forEach((one) => one.remove());
  const dots = [...element.querySelectorAll("circle")];
  const cells = figure.lines.map((line) => line.values.map((value) => (value === null ? null : dots.shift() ?? null)));
  const place = axis(figure.horizontal_title, figure.places);
  const view = elementView(element, cells, {
    describe({ r, c }) {
      const one = label(figure.lines[r].label);
      return {
        where: place(c), token: visible(one), value: exact(figure.lines[r].values[c], figure.style),
        notes: [one.note, label(figure.places[c]).note].filter(Boolean),
      };
    },
    words: ({ r }) => label(figure.lines[r].label).text,
    keeps: ({ r }) => cells[r].map((_, c) => ({ r, c })),
    side: true,
    table: () => [
      [figure.horizontal_title, ...figure.places.map((one) => label(one).text)],
      ...figure.lines.map((line) => [label(line.label).text, ...line.values]),
    ],
  });
  const show = view.show;
  view.show = (cell, pinned) => {
    show(cell, pinned);
    for (const part of element.querySelectorAll("[data-line]")) {
      part.classList.toggle("dim", Boolean(cell) && Number(part.dataset.line) !== cell.r);
    }
  };
  // The nearest point is meant; nobody has to hit a dot.
  const points = cells.flatMap((line, r) => line.flatMap((dot, c) => (dot
    ? [{ r, c, x: Number(dot.getAttribute("cx")), y: Number(dot.getAttribute("cy")) }] : [])));
  view.at = (event) => {
    const area = element.querySelector("svg").getBoundingClientRect();
    let best = null, least = 32;
    for (const { r, c, x, y } of points) {
      const distance = Math.hypot(event.clientX - area.left - x, event.clientY - area.top - y);
      if (distance < least) [best, least] = [{ r, c }, distance];
    }
    return best;
  };
  return view;
}

/** The views by type of figure. */
const views = {
  matrix: matrixView, tokens: tokensView, bars: barsView, table: tableView, lines: linesView,
};
