// The left side: one row for each factor with its strength along the text, one axis, one readout.

const SVG = "http://www.w3.org/2000/svg";

/** An element with a class, text and children. */
function make(name, className = "", ...children) {
  const element = document.createElement(name);
  if (className) element.className = className;
  element.append(...children);
  return element;
}

function makeSVG(name, attributes) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}

/** The class of a factor's hue; hues repeat after 16, numbers do not. */
const hue = (f) => `k${f % 16}`;

/** The most places a line is drawn through; where there are more tokens, the greatest of neighbours is drawn. */
const LINE_PLACES = 640;

/** The outline of `values` from 0 to `top`, in a box of `width` by `height`: the line, and the line closed along zero. */
function outline(values, top, width, height) {
  const count = values.length, bins = Math.min(count, LINE_PLACES);
  const points = [];
  for (let bin = 0; bin < bins; bin += 1) {
    const end = Math.floor((bin + 1) * count / bins);
    let most = 0;
    for (let t = Math.floor(bin * count / bins); t < end; t += 1) most = Math.max(most, values[t]);
    const x = (bin + 0.5) / bins * width, y = height - (top > 0 ? most / top : 0) * height;
    points.push(`${round(x)} ${round(y)}`);
  }
  const line = `M${points.join("L")}`;
  return { line, area: `${line}L${round((1 - 0.5 / bins) * width)} ${height}L${round(0.5 / bins * width)} ${height}Z` };
}

const round = (value) => Math.round(value * 100) / 100;

/** Round steps along `count` places. */
function axisTicks(count, most = 5) {
  const rough = Math.max(1, (count - 1) / most), power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((one) => one * power).find((one) => one >= rough && one >= 1) ?? 1;
  return Array.from({ length: Math.floor((count - 1) / step) + 1 }, (_, i) => i * step);
}

class FactorList {
  /**
   * @param {string} id
   * @param {Page} page
   */
  constructor(data, id, page) {
    this.data = data;
    this.page = page;
    const count = data.factors.length;
    this.element = make("div", "fx-list");
    this.element.id = `${id}-list`;
    this.element.setAttribute("role", "listbox");
    this.element.setAttribute("aria-label", "factors");
    this.element.setAttribute("aria-multiselectable", "true");
    this.element.tabIndex = 0;
    this.element.style.setProperty("--row", `${count <= 8 ? 36 : count <= 12 ? 30 : 24}px`);
    this.element.style.setProperty("--count", count);
    this.rows = data.factors.map((_, f) => {
      const row = make("div", "fx-row");
      row.id = `${id}-f${f + 1}`;
      row.setAttribute("role", "option");
      row.dataset.factor = f;
      const chip = make("span", `fx-chip ${hue(f)}`, String(f + 1));
      const drawing = makeSVG("svg", { class: "fx-line", viewBox: "0 0 1000 100", preserveAspectRatio: "none", "aria-hidden": "true" });
      const [area, line] = [makeSVG("path", { class: `${hue(f)} fx-area` }), makeSVG("path", { class: `s${hue(f)} fx-stroke` })];
      drawing.append(area, line);
      const dot = make("i", `fx-dot ${hue(f)}`);
      const place = make("span", "fx-spark", drawing, dot);
      const number = make("span", "fx-number");
      row.append(chip, place, number);
      this.element.append(row);
      return { row, area, line, place, dot, number };
    });
    this.cross = make("i", "fx-cross");
    this.element.append(this.cross);
    this.head = make("div", "fx-head", make("span", "", "factor"), make("span", "", "strength along the text"));
    this.column = make("span", "fx-column", "share");
    this.head.append(this.column);
    this.axis = make("div", "fx-axis");
    this.axis.setAttribute("aria-hidden", "true");
    const last = data.tokens.length - 1;
    for (const tick of axisTicks(data.tokens.length)) {
      const mark = make("span", "", page.grouped(tick));
      mark.style.left = `${(tick + 0.5) / (last + 1) * 100}%`;
      this.axis.append(mark);
    }
    const bins = Math.ceil(data.tokens.length / LINE_PLACES);
    this.readoutAtRest = bins > 1 ? `position in the text; each point is the greatest of ${bins} tokens` : "position in the text, in tokens";
    this.readout = make("div", "fx-readout");
    this.values = [];
    this.shown = null;
  }

  /** Draws the lines anew: each from 0 to the greatest of all, or to its own. */
  drawLines(weights, isOwnScale) {
    this.weights = weights;
    this.rows.forEach(({ area, line }, f) => {
      const top = isOwnScale ? weights.greatest[f] : weights.top;
      const drawn = outline(weights.values[f], top, 1000, 100);
      area.setAttribute("d", drawn.area);
      line.setAttribute("d", drawn.line);
    });
    this.tops = weights.greatest.map((own) => (isOwnScale ? own : weights.top));
    this.shown = null;
  }

  /** Emphasises `factors`, outlines those pinned, and marks the token `asked` (null for none) in every line. */
  show(factors, pinned, cursor, asked) {
    this.element.classList.toggle("fx-asking", factors.length > 0);
    this.rows.forEach(({ row }, f) => {
      row.classList.toggle("fx-kept", factors.includes(f));
      row.classList.toggle("fx-pinned", pinned.includes(f));
      row.setAttribute("aria-selected", String(pinned.includes(f)));
    });
    if (cursor === null) this.element.removeAttribute("aria-activedescendant");
    else this.element.setAttribute("aria-activedescendant", this.rows[cursor].row.id);
    if (asked === this.shown && this.hasNumbers) return;
    this.shown = asked;
    this.hasNumbers = true;
    const { page, data, weights } = this;
    const hasToken = asked !== null;
    this.element.classList.toggle("fx-crossed", hasToken);
    this.column.textContent = hasToken ? `at ${page.grouped(asked)}` : "share";
    const part = hasToken ? (asked + 0.5) / data.tokens.length : 0;
    const best = hasToken ? weights.strongest[asked] : -1;
    this.rows.forEach(({ dot, number }, f) => {
      const value = hasToken ? weights.values[f][asked] : data.factors[f].share;
      number.textContent = hasToken
        ? (weights.isOut[asked] ? "–" : value === 0 ? "0" : page.printed(value, weights.style)) : page.percent(value);
      number.classList.toggle("fx-best", f === best);
      if (!hasToken) return;
      dot.style.left = `${part * 100}%`;
      dot.style.top = `${round((1 - (this.tops[f] > 0 ? value / this.tops[f] : 0)) * 100)}%`;
    });
    if (hasToken) this.cross.style.left = `calc(36px + ${part} * (100% - 104px))`;
  }

  /** Scrolls the rows, and only them, to factor `f`. */
  reveal(f) {
    const { offsetTop, offsetHeight } = this.rows[f].row, { scrollTop, clientHeight } = this.element;
    if (offsetTop < scrollTop) this.element.scrollTop = offsetTop;
    else if (offsetTop + offsetHeight > scrollTop + clientHeight) this.element.scrollTop = offsetTop + offsetHeight - clientHeight;
  }

  /** What the readout under the axis says. */
  say(text) {
    this.readout.textContent = text || this.readoutAtRest;
  }

  /** The factor under the pointer and the token at that place of its line; null outside. */
  at(event) {
    const row = event.target.closest?.(".fx-row");
    if (!row) return null;
    const f = Number(row.dataset.factor), { tokens } = this.data;
    const area = this.rows[f].place.getBoundingClientRect();
    const part = (event.clientX - area.left) / area.width, reach = 1.5 / area.width;
    if (part < 0 || part > 1) return { factor: f, token: null };
    // A pixel may stand for several tokens; the one whose peak is seen there is meant.
    const clamp = (t) => Math.max(0, Math.min(tokens.length - 1, Math.floor(t)));
    let best = clamp(part * tokens.length);
    for (let t = clamp((part - reach) * tokens.length); t <= clamp((part + reach) * tokens.length); t += 1) {
      if (this.weights.values[f][t] > this.weights.values[f][best]) best = t;
    }
    return { factor: f, token: best };
  }
}
