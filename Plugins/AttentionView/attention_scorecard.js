// All heads by what they attend to: one row each, sorted by any column, searched in plain words.

/** The columns: name, heading, meaning, and how it is printed. */
const SCORES = [
  ["entropy", "entropy", "How spread the weights are: 0 is one key, 1 all visible keys alike"],
  ["distance", "distance", "Mean distance in tokens between query and key"],
  ["previous", "previous", "Weight on the token just before"],
  ["next", "next", "Weight on the token just after"],
  ["self", "self", "Weight on the token itself"],
  ["first", "first", "Weight on the first token"],
  ["separator", "separator", "Weight on special tokens such as [SEP]"],
  ["same", "same token", "Weight on other places of the same token"],
  ["induction", "induction", "Weight on what followed an earlier place of the same token"],
  ["other", "other sentence", "Weight on the other sentence of a pair"],
  ["sink", "sink", "Weight on the sink, which is no token"],
];

/** What is often asked, as searches. */
const QUESTIONS = [
  ["previous-token heads", "previous ≥ 0.5"], ["next-token heads", "next ≥ 0.5"], ["separator heads", "separator ≥ 0.5"],
  ["first-token heads", "first ≥ 0.5"], ["same-token heads", "same ≥ 0.3"], ["induction heads", "induction ≥ 0.3"],
  ["focused heads", "entropy ≤ 0.3"],
];

/** Rows that are shown before the rest is asked for. */
const SCORE_ROWS = 200;

/**
 * The heads a query means, as a test; null where it cannot be understood. A query is conditions joined by `and` or commas:
 * `previous ≥ 0.5`, `layer 3`, `head = 2`; `>=`, `<=`, `>` and `<` will do, and percent.
 */
function parseScores(query) {
  const names = new Map([["layer", "layer"], ["head", "head"], ["l", "layer"], ["h", "head"]]);
  for (const [name, heading] of SCORES) {
    names.set(name, name);
    names.set(heading, name);
  }
  names.set("prev", "previous").set("sep", "separator").set("same-token", "same");
  const tests = [];
  for (const part of query.toLowerCase().split(/,|\band\b|&+/)) {
    if (!part.trim()) continue;
    const found = /^\s*([a-z][a-z -]*?)\s*(>=|<=|==?|≥|≤|>|<|:|)\s*(\d*\.?\d+)\s*(%?)\s*$/.exec(part);
    const name = found && names.get(found[1].trim());
    if (!name) return null;
    const isNumber = name === "layer" || name === "head";
    const limit = Number(found[3]) / (found[4] ? 100 : 1), sign = found[2] || (isNumber ? "=" : "≥");
    tests.push((score) => {
      const value = score[name];
      if (value === null || value === undefined) return false;
      switch (sign) {
        case ">": return value > limit;
        case "<": return value < limit;
        case "<=": case "≤": return value <= limit;
        case ">=": case "≥": return value >= limit;
        default: return Math.abs(value - limit) < 1e-9;
      }
    });
  }
  return (score) => tests.every((test) => test(score));
}

class Scorecard {
  /** @type {HeadScore[]} */ scores;
  /** @type {string[][]} */ columns;
  /** @type {boolean} */ isUnderstood;

  /**
   * `options`: {choose(layer, head): a row was chosen, mark(layer, head): whether it is shown now}.
   *
   * @param {AttentionChoices} choices
   * @param {Page} page
   * @param {{choose: (layer: number, head: number) => void, mark?: (layer: number, head: number) => boolean}} options
   */
  constructor(choices, page, { choose, mark = () => false }) {
    this.choices = choices;
    this.page = page;
    this.choose = choose;
    this.mark = mark;
    this.query = "";
    this.sort = "";
    this.isDown = true;
    this.isAll = false;
    this.input = make("input", "at-search");
    Object.assign(this.input, { type: "search", placeholder: "previous ≥ 0.5", autocomplete: "off", spellcheck: false });
    this.input.setAttribute("aria-label", "search heads, such as “previous ≥ 0.5 and entropy ≤ 0.2”");
    this.input.addEventListener("input", () => { this.query = this.input.value; this.fill(); page.remember(); });
    this.count = make("output", "at-found");
    this.chips = make("span", "at-chips");
    for (const [name, query] of QUESTIONS) {
      const chip = makeButton(name, query, () => this.search(this.query === query ? "" : query));
      chip.dataset.query = query;
      this.chips.append(chip);
    }
    this.copy = makeButton("copy as TSV", "Copy these rows, tab-separated", () => copyText(tsvOfRows(this.table()), this.copy));
    this.head = make("thead");
    this.body = make("tbody");
    this.table_ = make("table", "plain at-scores", this.head, this.body);
    this.table_.setAttribute("aria-label", "heads by what they attend to");
    this.more = makeButton("", "", () => { this.isAll = true; this.fill(); }, "at-more");
    this.bar = make("div", "at-scorebar", this.input, this.count, this.chips);
    this.element = make(
      "section", "at-scorecard",
      make("div", "at-scorehead", make("h3", "", "Heads by what they attend to"), make("span", "at-tools", this.copy)),
      this.bar,
      make("div", "at-scorebox", this.table_, this.more));
    this.body.addEventListener("click", (event) => {
      const row = /** @type {Element} */ (event.target).closest("tr");
      if (row) this.choose(Number(row.dataset.layer), Number(row.dataset.head));
    });
    this.body.addEventListener("keydown", (event) => this.move(event));
    this.refresh();
  }

  /** The scores of the block, in the columns that it has. */
  refresh() {
    const { block } = this.choices;
    this.scores = block.scores ?? [];
    this.element.hidden = this.scores.length === 0;
    this.columns = SCORES.filter(([name]) => this.scores.some((score) => typeof score[name] === "number"));
    const row = make("tr");
    for (const [name, heading, meaning] of [["layer", "layer", ""], ["head", "head", ""], ...this.columns]) {
      const count = block.score_tokens?.[name], all = this.page.grouped(block.queries.count);
      const button = makeButton(heading, count ? `${meaning}; the mean over ${this.page.grouped(count)} of ${all} tokens: those that have such a token to look at` : meaning, () => this.sortBy(name));
      if (count) button.append(make("small", "", ` over ${this.page.grouped(count)}`));
      const cell = make("th", "number", button);
      cell.scope = "col";
      cell.dataset.name = name;
      row.append(cell);
    }
    this.head.replaceChildren(row);
    this.fill();
  }

  search(query) {
    this.query = this.input.value = query;
    const [, name] = /^(\w+)/.exec(query) ?? [];
    if (name && this.columns.some(([one]) => one === name)) [this.sort, this.isDown] = [name, !query.includes("≤")];
    this.fill();
    this.page.remember();
  }

  sortBy(name) {
    const isNumber = name === "layer" || name === "head";
    [this.isDown, this.sort] = [this.sort === name ? !this.isDown : !isNumber, name];
    this.fill();
  }

  /** The heads that are asked for, in order. */
  get chosen() {
    const test = parseScores(this.query);
    this.isUnderstood = test !== null;
    const rows = test ? this.scores.filter(test) : [...this.scores];
    const { sort, isDown } = this;
    if (sort) {
      const of = (score) => score[sort] ?? -Infinity;
      rows.sort((a, b) => (isDown ? of(b) - of(a) : of(a) - of(b)) || a.layer - b.layer || a.head - b.head);
    }
    return rows;
  }

  fill() {
    const { page } = this;
    const rows = this.chosen, shown = this.isAll ? rows : rows.slice(0, SCORE_ROWS);
    this.count.textContent = !this.isUnderstood ? "not understood; try “previous ≥ 0.5”"
      : this.query ? `${page.grouped(rows.length)} of ${page.grouped(this.scores.length)} heads` : `${page.grouped(rows.length)} heads`;
    for (const cell of this.head.querySelectorAll("th")) {
      cell.setAttribute("aria-sort", cell.dataset.name === this.sort ? (this.isDown ? "descending" : "ascending") : "none");
    }
    for (const chip of this.chips.querySelectorAll("button")) chip.setAttribute("aria-pressed", String(chip.dataset.query === this.query));
    this.body.replaceChildren(...shown.map((score) => {
      const row = make("tr");
      row.tabIndex = -1;
      Object.assign(row.dataset, { layer: score.layer, head: score.head });
      row.append(make("td", "number", String(score.layer)), make("td", "number", String(score.head)));
      for (const [name] of this.columns) {
        const value = score[name] ?? null;
        const cell = make("td", "number", value === null ? "–" : page.fixed(value, name === "distance" ? 1 : 2));
        if (name !== "distance" && value !== null && value > 0) cell.style.setProperty("--bar", `${Math.min(1, value) * 100}%`);
        row.append(cell);
      }
      return row;
    }));
    if (shown.length) this.body.rows[0].tabIndex = 0;
    this.more.hidden = shown.length === rows.length;
    this.more.textContent = `show all ${page.grouped(rows.length)}`;
    this.show();
  }

  /** Marks the heads that the view shows now. */
  show() {
    for (const row of this.body.rows) {
      const isOn = this.mark(Number(row.dataset.layer), Number(row.dataset.head));
      if (row.classList.contains("at-on") !== isOn) {
        row.classList.toggle("at-on", isOn);
        if (isOn) row.setAttribute("aria-current", "true"); else row.removeAttribute("aria-current");
      }
    }
  }

  move(event) {
    const row = /** @type {Element} */ (event.target).closest("tr");
    if (!row || event.ctrlKey || event.metaKey || event.altKey) return;
    const rows = [...this.body.rows], at = rows.indexOf(row);
    const next = rows[{ ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[event.key]];
    if (next) {
      row.tabIndex = -1;
      next.tabIndex = 0;
      next.focus();
    } else if (event.key === "Enter" || event.key === " ") this.choose(Number(row.dataset.layer), Number(row.dataset.head));
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  table() {
    const names = this.columns.map(([name]) => name), counts = Object.entries(this.choices.block.score_tokens ?? {});
    return [
      ["layer", "head", ...names, ...counts.map(([name]) => `${name}_tokens`)],
      ...this.chosen.map((score) => [score.layer, score.head, ...names.map((name) => score[name] ?? ""), ...counts.map(([, count]) => count)]),
    ];
  }
}

/** Tab-separated values as the page saves them. */
function tsvOfRows(rows) {
  const cell = (value) => String(value ?? "").replaceAll("\\", "\\\\").replaceAll("\t", "\\t").replaceAll("\n", "\\n").replaceAll("\r", "\\r");
  return rows.map((row) => `${row.map(cell).join("\t")}\n`).join("");
}

/** Puts `text` on the clipboard and says so on the button, for a while. */
async function copyText(text, button) {
  // Pressed again meanwhile, it does not say its own words.
  const words = button.dataset.words ??= button.textContent;
  let isCopied = true;
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Where the clipboard is closed to scripts, a selection is not.
    const area = make("textarea", "hidden");
    area.value = text;
    document.body.append(area);
    area.select();
    isCopied = document.execCommand("copy");
    area.remove();
    button.focus();
  }
  button.textContent = isCopied ? "copied" : "could not copy";
  setTimeout(() => { button.textContent = words; }, 1200);
}
