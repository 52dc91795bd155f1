// Which experts read the tokens of a layer, and how much each counts: {count, chosen, weights} of a block.

/** Rows in the list of experts. */
const EXPERT_ROWS = 8;

/** The experts of token `t` in the layer in place `l`, the one that counts most first: [number, weight]; null of a layer without. */
function expertsOf({ experts }, l, t) {
  if (!experts || !experts.chosen.has(l)) return null;
  const [, k] = experts.chosen.shape, [chosen, weights] = [experts.chosen.layer(l), experts.weights.layer(l)];
  return Array.from({ length: k }, (_, n) => [chosen[t * k + n], weights[t * k + n]]);
}

/** The tokens of units, one by one. */
const tokensOf = (units, places) => places.flatMap((place) => {
  const { first, last } = units[place];
  return Array.from({ length: last - first + 1 }, (_, n) => first + n);
});

/** What the experts of these tokens are in sum: number, how many tokens it reads, mean weight over all of them; greatest first. */
function expertShares(block, l, tokens) {
  const shares = new Map();
  for (const t of tokens) {
    for (const [expert, weight] of expertsOf(block, l, t) ?? []) {
      const share = shares.get(expert) ?? { expert, count: 0, weight: 0 };
      share.count += 1;
      share.weight += weight / tokens.length;
      shares.set(expert, share);
    }
  }
  return [...shares.values()].sort((a, b) => b.weight - a.weight || a.expert - b.expert);
}

/** `experts 5 (0.61), 2 (0.39)` of one token; empty where it has none. */
function expertWords({ block, l, page }, unit) {
  if (unit.first !== unit.last || unit.isSink) return "";
  const experts = expertsOf(block, l, unit.first) ?? [];
  return experts.length ? `experts ${experts.map(([expert, weight]) => `${expert} (${digits(weight, page)})`).join(", ")}` : "";
}

/** The list of experts beside the picture. */
class HeadExperts {
  /** @param {Page} page */
  constructor(page) {
    this.page = page;
    this.title = make("p", "ah-asked");
    this.body = make("tbody");
    this.head = make("tr");
    this.note = make("p", "at-notes");
    this.element = make("section", "ah-experts", this.title, make("table", "ah-strongest", make("thead", "", this.head), this.body), this.note);
    this.element.setAttribute("aria-label", "experts");
  }

  /** Those of what is asked about in the layer of `pattern`: of the tokens that look, or else of those looked at. */
  fill(pattern, { queries, keys }) {
    const { block, l, layer } = pattern, { experts } = block, { page } = this;
    this.element.hidden = !experts;
    if (!experts) return;
    const units = queries ? pattern.queries : pattern.keys, places = queries ?? keys?.filter((j) => j !== pattern.sinkColumn) ?? null;
    const tokens = places ? tokensOf(units, places) : [...Array(block.keys.count).keys()];
    const shares = expertShares(block, l, tokens), isOne = tokens.length === 1;
    const token = (place) => make("bdi", "", `“${units[place].name}”`);
    this.title.replaceChildren(
      `Experts of layer ${layer}`, ...(places?.length === 1 ? [" that read ", token(places[0])] : places ? [`, ${page.grouped(tokens.length)} tokens`] : []));
    const heading = (text) => make("th", text === "expert" ? "" : "number", text);
    this.head.replaceChildren(...["expert", ...(isOne ? ["weight"] : ["tokens", "mean weight"])].map(heading));
    const rows = shares.slice(0, EXPERT_ROWS).map(({ expert, count, weight }) => {
      const row = make("tr", "", make("td", "ah-expert", String(expert)), ...(isOne ? [] : [make("td", "number", page.grouped(count))]), make("td", "number ah-share", digits(weight, page)));
      /** @type {HTMLElement} */ (row.lastChild).style.setProperty("--bar", `${Math.round(clamp(weight, 0, 1) * 100)}%`);
      return row;
    });
    // As high as ever, so that nothing below moves.
    const most = Math.min(EXPERT_ROWS, experts.count);
    while (rows.length < most) rows.push(make("tr", "", make("td", "", "\u00a0")));
    this.body.replaceChildren(...rows);
    const rest = shares.length - EXPERT_ROWS, [, k] = experts.chosen.shape;
    this.note.textContent = !experts.chosen.has(l) ? `Layer ${layer} has no experts: one feed-forward layer reads every token.`
      : `${k} of ${page.grouped(experts.count)} experts read each token, all others count 0.${rest > 0 ? ` ${page.grouped(rest)} more are not listed.` : ""}`;
  }
}
