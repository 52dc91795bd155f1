// One score taken apart: what each dimension adds, and the sum as it runs.

/** How many dimensions are named. */
const NAMED_DIMENSIONS = 8;

/** The most lines drawn while no token is asked about; the strongest are. */
const REST_LINES = 4000;

/** The value that no more than `count` of `values` are above; 0 where there are fewer. */
function valueOfRank(values, count) {
  if (values.length <= count) return 0;
  const sorted = Float32Array.from(values).sort();
  return sorted[sorted.length - count - 1];
}

/** A share of which only bounds may be known, in percent. */
function partWords({ low, high }, page) {
  const [least, most] = [page.percent(low), page.percent(high)];
  return least === most ? least : `${least} to ${most}`;
}

class NeuronPanel {
  /** @type {number} */ frame;
  /** @type {number} */ timer;
  /** @type {Float32Array} */ products;
  /** @type {number[]} */ order;
  /** @type {number} */ scale;

  /**
   * `rows()`: all numbers of the query asked about, for TSV.
   *
   * @param {Page} page
   */
  constructor(page, rows) {
    this.page = page;
    this.copy = makeButton("copy as TSV", "Copy all products, scores and shares of this query, tab-separated", () => copyText(tsvOfRows(rows()), this.copy));
    this.sum = make("p", "an-sum");
    this.canvas = make("canvas");
    this.canvas.setAttribute("aria-hidden", "true");
    this.chart = make("div", "an-chart", this.canvas);
    this.chartLabel = make("p", "an-label");
    this.body = make("tbody");
    const row = make("tr");
    for (const [text, title] of [["dimension", ""], ["q", ""], ["k", ""], ["q × k", ""], ["adds", "to the score, after scaling"], ["sum so far", "of the scaled products above and this one"]]) {
      const cell = make("th", "number", text);
      cell.scope = "col";
      if (title) cell.title = title;
      row.append(cell);
    }
    this.table = make("table", "plain an-table", make("thead", "", row), this.body);
    this.table.setAttribute("aria-label", "the dimensions that add most to the score");
    this.rest = make("p", "an-label");
    this.element = make("section", "an-panel", make("div", "an-top", this.sum, make("span", "at-tools", this.copy)), make("div", "an-two", make("div", "", this.chartLabel, this.chart), make("div", "an-named", this.table, this.rest)));
    this.wanted = "";
    const { light, dark } = page.palette;
    for (const [name, ramp] of [["above", "p"], ["below", "n"]]) {
      this.element.style.setProperty(`--an-${name}`, `light-dark(${light[ramp].at(-12)},${dark[ramp].at(-12)})`);
    }
    new ResizeObserver(() => this.plot()).observe(this.chart);
  }

  /** Shows what `key` stands for, made by `parts()`: in the frame after this one, so that the steps are painted first. */
  show(key, parts, theme) {
    this.theme = theme;
    if (key === this.wanted) return;
    this.wanted = key;
    cancelAnimationFrame(this.frame);
    clearTimeout(this.timer);
    this.make = () => {
      this.make = null;
      this.fill(parts());
    };
    this.frame = requestAnimationFrame(() => { this.timer = setTimeout(() => this.flush()); });
  }

  flush() {
    this.make?.();
  }

  fill(shown) {
    this.shown = shown;
    this.element.classList.toggle("an-empty", !shown);
    if (!shown) {
      this.sum.textContent = "Choose a query at the left: here its score with a key is taken apart.";
      this.body.replaceChildren();
      this.chartLabel.textContent = this.rest.textContent = "";
      this.plot();
      return;
    }
    const { page } = this, { head, query, key, words } = shown;
    const [q, k] = [query.first, key.first];
    const token = (unit) => make("bdi", "tk", `“${unit.name}”`);
    const title = make("b", "", token(query), " → ", key.isSink ? "sink" : token(key));
    if (head.isMasked(q, k)) {
      this.sum.replaceChildren(title, ` ${head.block.causal && k > q ? "masked" : head.outWords(q, k)}: the query cannot see this key, so it gets no score and no attention.`);
      this.body.replaceChildren();
      this.chartLabel.textContent = this.rest.textContent = "";
      this.shown = null;
      this.plot();
      return;
    }
    const row = head.row(q), weight = head.weight(q, k);
    const number = (text) => make("span", "an-number", text);
    if (key.isSink) {
      this.sum.replaceChildren(
        title, make("span", "an-where", ` ${shown.where}${shown.isMost ? ", where most of this row goes" : ""}: `),
        "the sink has no key; its score is one number of the head, ", number(signed(row.scores[k], page)),
        `, softmax over ${page.grouped(head.visible(q))} keys and the sink = `, number(page.percent(row.shares[k])),
        make("span", "an-where", `, as run ${digits(weight, page)}`));
      this.body.replaceChildren();
      this.chartLabel.textContent = this.rest.textContent = "";
      this.shown = null;
      this.plot();
      return;
    }
    const position = head.added ? [", with ", number(signed(head.position(q, k), page)), " for their positions ", number(signed(row.scores[k], page))] : [];
    const scaled = head.scale === 1 ? [] : [` ${words || `× ${digits(head.scale, page)}`} = `, number(signed(row.dots[k] * head.scale, page))];
    const capped = head.cap === null ? [] : [`, bent at ±${head.cap} `, number(signed(row.scores[k], page))];
    this.sum.replaceChildren(
      title, make("span", "an-where", ` ${shown.where}${shown.isMost ? ", its most attended key" : ""}: `),
      "Σ q × k = ", number(signed(row.dots[k], page)), ...scaled, ...position, ...capped,
      `, softmax over ${page.grouped(head.visible(q))} keys${head.sink === null ? "" : " and the sink"} = `, number(page.percent(row.shares[k])),
      ...(weight === null ? [] : [make("span", "an-where", `, attention as run ${digits(weight, page)}`)]),
      ...(shown.part === null ? [] : [make("span", "an-where", `; ${shown.label} has ${partWords(shown.part, page)} of this row`)]));
    const products = head.product(q, k), order = head.order(q, k);
    Object.assign(this, { products, order, scale: head.scale });
    let sum = 0;
    this.body.replaceChildren(...order.slice(0, NAMED_DIMENSIONS).map((n) => {
      const adds = products[n] * head.scale;
      sum += adds;
      const cell = (text, value) => {
        const one = make("td", "number", text);
        if (value !== undefined) one.classList.add(value < 0 ? "an-below" : "an-above");
        return one;
      };
      const line = make("tr");
      line.append(
        cell(String(n)), cell(signed(head.query(q)[n], page)), cell(signed(head.key(k)[n], page)), cell(signed(products[n], page)),
        cell(signed(adds, page), adds), cell(signed(sum, page)));
      return line;
    }));
    const left = order.slice(NAMED_DIMENSIONS).reduce((total, n) => total + products[n] * head.scale, 0);
    this.rest.textContent = order.length > NAMED_DIMENSIONS
      ? `the other ${order.length - NAMED_DIMENSIONS} dimensions add ${signed(left, page)}; in all ${signed(products.reduce((total, one) => total + one, 0) * head.scale, page)}` : "";
    this.chartLabel.textContent = "The sum as it runs, the greatest contributions first";
    this.plot();
  }

  /** The running sums, from 0 to the score, in the order of the dimensions. */
  get sums() {
    let sum = 0;
    return [0, ...this.order.map((n) => { sum += this.products[n] * this.scale; return sum; })];
  }

  plot() {
    const width = this.chart.clientWidth, height = 150;
    if (!width) return;
    const context = canvasOf(this.canvas, width, height);
    if (!this.shown) return;
    const { theme, page, sums } = this;
    const [low, high] = [Math.min(0, ...sums), Math.max(0, ...sums)];
    const [left, right, above, below] = [4, 64, 10, 18], span = high - low || 1;
    const x = (n) => left + n / (sums.length - 1) * (width - left - right), y = (value) => above + (high - value) / span * (height - above - below);
    context.font = `11px ${getComputedStyle(document.documentElement).getPropertyValue("--mono") || "monospace"}`;
    context.textBaseline = "middle";
    for (let n = 0; n < this.order.length; n += 1) {
      const [from, to] = [y(sums[n]), y(sums[n + 1])];
      context.fillStyle = sums[n + 1] < sums[n] ? theme.n.at(-12) : theme.p.at(-12);
      context.fillRect(x(n), Math.min(from, to), Math.max(1, x(n + 1) - x(n) - 0.5), Math.max(1, Math.abs(to - from)));
    }
    context.strokeStyle = theme.faint;
    context.lineWidth = 1;
    context.beginPath();
    context.moveTo(left, Math.round(y(0)) + 0.5);
    context.lineTo(width - right, Math.round(y(0)) + 0.5);
    context.stroke();
    context.fillStyle = theme.faint;
    context.fillText("0", width - right + 6, y(0));
    context.fillStyle = theme.ink;
    if (Math.abs(y(sums.at(-1)) - y(0)) > 10) context.fillText(signed(sums.at(-1), page), width - right + 6, y(sums.at(-1)));
    context.fillStyle = theme.faint;
    context.fillText(`dimension ${this.order[0]}`, left, height - 7);
  }
}
