// The list of what is strongest: of what is asked about, or of the whole layer.

/** Rows in the list. */
const STRONGEST = 10;

class HeadPanel {
  /**
   * `table()`: the rows to be copied; `choose(i, j)`: a row was chosen, null for a side that it adds up.
   *
   * @param {Page} page
   */
  constructor(page, { table, choose }) {
    this.page = page;
    this.title = make("p", "ah-asked");
    this.head = make("thead");
    this.body = make("tbody");
    this.copy = makeButton(
      "copy as TSV", "Copy the weights shown, tab-separated", () => copyText(tsvOfRows(table()), this.copy));
    // What is not in the list and might be.
    this.loose = make("p", "at-notes ah-loose");
    this.element = make(
      "div", "ah-panel", this.title, make("table", "ah-strongest", this.head, this.body), this.loose, make("div", "at-tools", this.copy));
    this.body.addEventListener("click", (event) => {
      /** @type {HTMLElement | null} */
      const row = /** @type {Element} */ (event.target).closest("tr[data-i]");
      const number = (text) => (text === "" ? null : Number(text));
      if (row) choose(number(row.dataset.i), number(row.dataset.j));
    });
  }

  /** What `reading` has strongest of what is asked about; `weights`: what its numbers are called. */
  fill(reading, asked, weights) {
    const { pattern, heads } = reading, { queries, keys } = asked, { page } = this;
    this.showTitle(reading, asked);
    const isMean = heads.length > 1, hasFrom = !queries, hasTo = Boolean(queries) || !keys;
    const cell = (name, className, ...content) => make(name, className, ...content);
    const heading = (text, className = "", span = 1) => Object.assign(cell("th", className, text), { colSpan: span });
    this.head.replaceChildren(make(
      "tr", "", ...(hasFrom ? [heading("from")] : []), ...(hasTo ? [heading("to")] : []),
      heading(isMean ? "mean" : weights, "number"), ...(isMean ? [heading("strongest head", "number", 2)] : [])));
    const strongest = reading.strongest(asked, STRONGEST), { found } = strongest;
    const printed = (all) => {
      const words = digitsAlike(all.map(({ low }) => low), page);
      return (one) => (isSure(one, page) ? words(one.low) : leastWords(one, page));
    };
    const value = printed(found), most = printed(found.map((one) => one.most));
    this.loose.hidden = !pattern.tensor.isTop;
    this.loose.textContent = sentence(reading.looseWords(asked, strongest, STRONGEST)) || "\u00a0";
    const token = (units, place) => cell(
      "td", "tk", ...(place === null ? [] : [make("bdi", "", units[place].name), make("i", "", units[place].isSink ? "" : page.grouped(units[place].first))]));
    const rows = found.map((one) => {
      const row = make("tr", "", ...(hasFrom ? [token(pattern.queries, one.i)] : []),
        ...(hasTo ? [token(pattern.keys, one.j)] : []), cell("td", "number", value(one)));
      if (isMean) {
        // Of what is in the mean no head may have its own weight in the page.
        const isThere = one.most.low > 0;
        row.append(isThere ? cell("td", "number ah-head", make("i", `chip k${reading.hue(one.h)}`), String(pattern.heads[one.h])) : cell("td", "number ah-head", "–"));
        row.append(cell("td", "number", isThere ? most(one.most) : `≤ ${outward(one.most.high, true, page)}`));
      }
      Object.assign(row.dataset, { i: one.i ?? "", j: one.j ?? "" });
      return row;
    });
    // As high as ever, so that nothing below moves.
    while (rows.length < STRONGEST) rows.push(make("tr", "", make("td", "", "\u00a0")));
    this.body.replaceChildren(...rows);
  }

  showTitle(reading, { queries, keys, isAny }) {
    const { pattern } = reading;
    if (!isAny) {
      this.title.textContent = "Strongest pairs of this layer";
      return;
    }
    const side = (word, units, places) => (places ? [word, make("bdi", "", reading.named(units, places))] : []);
    const isAdded = (queries?.length ?? 1) > 1 || (keys?.length ?? 1) > 1;
    this.title.replaceChildren(
      "Strongest", ...side(" from ", pattern.queries, queries), ...side(" to ", pattern.keys, keys), isAdded ? ", added" : "");
  }
}
