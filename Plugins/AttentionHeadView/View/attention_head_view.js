// The head view: which tokens each head of a layer attends to, as lines between two columns of the same text.
//
// Its state is what the control bar says (AttentionChoices), the active heads, what is hovered and what is pinned at either
// side; everything else follows from it in `show`. Between the queries Q and the keys K that are asked about, all active
// heads' lines are drawn: hovered or pinned tokens, or all tokens of a side where none is.

/** Beyond this many tokens lines are drawn only for what is asked about; the map at the right has all pairs. */
const MANY_TOKENS = 64;

/** Rows in the list of what is strongest. */
const STRONGEST = 10;

/** The heads as numbered tiles: a click switches one, a double click leaves only that one, or brings all back. */
class HeadTiles {
  constructor(page, change) {
    Object.assign(this, { page, change, heads: [], active: new Set() });
    this.element = make("div", "at-tiles");
    this.element.setAttribute("role", "group");
    this.element.setAttribute("aria-label", "heads");
    this.element.addEventListener("click", (event) => this.press(event, (head) => this.toggle(head)));
    this.element.addEventListener("dblclick", (event) => this.press(event, (head) => this.solo(head)));
    this.element.addEventListener("keydown", (event) => this.move(event));
  }

  press(event, act) {
    const tile = event.target.closest(".at-tile");
    if (tile) act(Number(tile.dataset.head));
  }

  /** The heads of a block; those active stay so, and where none is left, all are. */
  fill(heads) {
    if (heads.join() !== this.heads.join()) {
      this.heads = heads;
      this.element.replaceChildren(...heads.map((head, place) => {
        const tile = makeButton(String(head), `Head ${head}: click switches it, double click leaves only it`, () => {}, `at-tile k${hueOf(head)}`);
        tile.dataset.head = head;
        tile.tabIndex = place ? -1 : 0;
        tile.setAttribute("aria-label", `head ${head}`);
        return tile;
      }));
    }
    const left = heads.filter((head) => this.active.has(head));
    this.active = new Set(left.length ? left : heads);
    this.show();
  }

  show() {
    for (const tile of this.element.children) tile.setAttribute("aria-pressed", String(this.active.has(Number(tile.dataset.head))));
  }

  /** The places of the active heads, in order. */
  get places() {
    return this.heads.flatMap((head, place) => (this.active.has(head) ? [place] : []));
  }

  get isAll() {
    return this.active.size === this.heads.length;
  }

  /** Switches a head; the only active one stays. */
  toggle(head) {
    if (!this.heads.includes(head)) return;
    if (this.active.has(head)) {
      if (this.active.size === 1) {
        this.page.announce(`head ${head} is the only one active and stays`);
        return;
      }
      this.active.delete(head);
    } else this.active.add(head);
    this.say(head);
  }

  /** Only this head; all, where it was alone already. */
  solo(head) {
    if (!this.heads.includes(head)) return;
    this.active = new Set(this.active.size === 1 && this.active.has(head) ? this.heads : [head]);
    this.say(head);
  }

  all() {
    this.active = new Set(this.heads);
    this.say(null);
  }

  say(head) {
    this.show();
    const { size } = this.active;
    this.page.announce(`${head === null ? "" : `head ${head} ${this.active.has(head) ? "on" : "off"}, `}${size} of ${this.heads.length} heads active`);
    this.change();
  }

  move(event) {
    const tiles = [...this.element.children], at = tiles.indexOf(document.activeElement);
    if (at < 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tiles.length - 1 }[event.key];
    if (to !== undefined) {
      const next = tiles[clamp(to, 0, tiles.length - 1)];
      tiles[at].tabIndex = -1;
      next.tabIndex = 0;
      next.focus();
    } else if (event.key === "Enter" && event.shiftKey) this.solo(Number(tiles[at].dataset.head));
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}

class AttentionHeadView {
  constructor(mount, figure, page) {
    [this.figure, this.page] = [figure, page];
    this.data = new AttentionData(figure.data, page);
    this.choices = new AttentionChoices(this.data, page, { layer: figure.data.layer ?? 0 }, (what) => this.refresh(what));
    this.hovered = null;
    /** The first tokens of what is pinned at the left (queries) and at the right (keys). */
    this.pins = { left: [], right: [] };
    this.cursor = { left: 0, right: 0 };
    this.isPrinting = false;

    this.tiles = new HeadTiles(page, () => { this.refresh(["heads"]); page.remember(); });
    this.startHeads = figure.data.heads?.length ? figure.data.heads : null;
    this.tiles.active = new Set(this.startHeads ?? []);
    this.field = new AttentionField(page, {
      id: this.choices.id, labels: ["tokens that attend: queries", "tokens that are attended to: keys"], gap: 180,
    });
    this.map = new HeatMap(page);
    this.map.element.tabIndex = -1;
    this.scorecard = new Scorecard(this.choices, page, {
      choose: (layer, head) => this.choose(layer, head),
      mark: (layer, head) => layer === this.choices.layer && this.tiles.active.has(head) && this.choices.mode !== "rollout",
    });
    this.ends = make("div", "ah-ends", make("span"), make("span"));
    this.legend = make("div", "at-legend");
    this.notes = make("p", "at-notes");
    this.hint = make("p", "ah-hint");
    this.mapTitle = make("h3");
    this.asked = make("p", "ah-asked");
    this.strongest = make("tbody");
    this.strongestHead = make("thead");
    this.all = makeButton("all heads", "All heads (a)", () => this.tiles.all(), "ah-all");
    this.headNote = make("span");
    this.copy = makeButton("copy as TSV", "Copy the weights shown, tab-separated", () => copyText(tsvOfRows(this.table()), this.copy));
    const panel = make(
      "div", "ah-panel", this.asked, make("table", "ah-strongest", this.strongestHead, this.strongest),
      make("div", "at-tools", this.copy));
    this.root = make(
      "div", "ah", this.choices.element,
      make("div", "ah-heads", make("span", "", "Heads"), this.tiles.element, this.all, this.headNote),
      make(
        "div", "ah-body",
        make("div", "ah-main", this.ends, this.field.element, this.hint),
        make("div", "ah-side", make("div", "", this.mapTitle, this.map.element), panel)),
      make("div", "ah-foot", this.legend, this.notes), this.scorecard.element);
    mount.append(this.root);
    this.refresh([]);
    this.listen();
    // The first time the browser has laid out the page; nothing asks for that before.
    new ResizeObserver(([{ contentRect }]) => {
      this.mapRoom = contentRect.width;
      this.drawMap();
    }).observe(this.map.element.parentElement);
  }

  // What is shown

  /** Everything anew, after a choice. */
  refresh(what) {
    const { choices } = this;
    const pattern = choices.pattern();
    if (what.includes("block") || what.includes("variant")) this.scorecard.refresh();
    if (!pattern.isRollout) this.tiles.fill(pattern.heads);
    this.tiles.element.classList.toggle("ah-still", pattern.isRollout);
    const units = [pattern.queries, pattern.keys];
    const isSame = this.units && units.every((side, n) => side.length === this.units[n].length && side.every((unit, u) => unit === this.units[n][u]));
    this.pattern = pattern;
    this.hovered = null;
    if (!isSame) {
      this.units = units;
      this.field.fill(...units, pattern.block.queries === pattern.block.keys ? this.data.data.second_start ?? null : null);
      this.isMany = Math.max(pattern.rows, pattern.columns) > MANY_TOKENS;
      this.root.classList.toggle("ah-many", this.isMany);
      this.find(this.query ?? "");
    }
    this.version = (this.version ?? 0) + 1;
    this.mean = null;
    this.drawMap();
    this.scorecard.show();
    this.showLegend();
    this.show();
  }

  /** The places of the active heads in the pattern. */
  get heads() {
    return this.pattern.isRollout ? [0] : this.tiles.places;
  }

  get meanMatrix() {
    this.mean ??= this.pattern.mean(this.heads);
    return this.mean;
  }

  /** The colour of a place of the pattern's heads: by its true number; a rollout has the first. */
  hue(h) {
    return this.pattern.isRollout ? 0 : hueOf(this.pattern.heads[h]);
  }

  get colours() {
    return this.isPrinting ? this.page.palette.light : this.page.colours();
  }

  /** The places of what is pinned at a side; what is not shown now is pinned all the same. */
  pinned(side) {
    const units = side === "left" ? this.pattern.queries : this.pattern.keys;
    return [...new Set(this.pins[side].map((t) => Sequence.placeOf(units, t)).filter((place) => place >= 0))].sort((a, b) => a - b);
  }

  /**
   * What is asked about: the places of queries and keys, null for all of a side, and the sides that have bars.
   */
  get selection() {
    const { hovered } = this, pins = { left: this.pinned("left"), right: this.pinned("right") };
    const of = (side) => (pins[side].length ? pins[side] : null);
    const place = (side) => (hovered && hovered[side] !== undefined ? [hovered[side]] : null);
    const queries = place("left") ?? of("left"), keys = place("right") ?? of("right");
    return {
      pins, queries, keys,
      // The bars of what is pinned stay while something at the other side is looked at.
      right: (place("left") ?? of("left")) && { rows: queries, columns: of("right") },
      left: (place("right") && !of("left") && !place("left")) || (of("right") && !place("left")) ? { columns: keys, rows: of("left") } : null,
    };
  }

  show() {
    const { field, pattern } = this, { pins, queries, keys } = this.selection;
    const isAsked = queries !== null || keys !== null;
    field.left.select(pins.left);
    field.right.select(pins.right);
    field.left.mark("at-asked", this.hovered?.left !== undefined ? [this.hovered.left] : []);
    field.right.mark("at-asked", this.hovered?.right !== undefined ? [this.hovered.right] : []);
    this.drawField();
    this.map.mark(queries ?? [], keys ?? []);
    if (isAsked !== this.legendAsked) this.showLegend();
    this.showPanel();
    this.showTip();
    this.hint.textContent = !pattern.rows || !pattern.columns ? "Nothing is left to show: all tokens of a side are left out."
      : this.isMany && !isAsked ? `With more than ${MANY_TOKENS} tokens lines are drawn for the token asked about; the map has all pairs.` : "";
  }

  /** Calls `add(i, j, opacity, hue, shift)` for each line between what is asked about. */
  eachLine(add) {
    const { pattern, heads, choices: { scale } } = this, { queries, keys } = this.selection;
    if (this.isMany && !queries && !keys) return;
    const { columns, top } = pattern, active = heads.length, asked = queries !== null || keys !== null;
    heads.forEach((h, n) => {
      const matrix = pattern.matrix(h), hue = this.hue(h);
      // Heads side by side can be told apart; the original has them on top of each other.
      const shift = scale.isLinear ? 0 : (n - (active - 1) / 2) * Math.min(2, 14 / active);
      const draw = (i, j) => {
        const value = matrix[i * columns + j];
        if (value > 0) add(i, j, scale.line(value, top, asked && !scale.isLinear ? 1 : active), hue, shift);
      };
      const eachKey = (i) => { if (keys) for (const j of keys) draw(i, j); else for (let j = 0; j < columns; j += 1) draw(i, j); };
      if (queries) for (const i of queries) eachKey(i); else for (let i = 0; i < pattern.rows; i += 1) eachKey(i);
    });
  }

  /** Calls `add(side, place, slot, slots, opacity, hue, value)` for each bar behind a token. */
  eachBar(add) {
    const { pattern, heads, choices: { scale } } = this, { left, right } = this.selection, { columns, rows, top } = pattern;
    heads.forEach((h, slot) => {
      const matrix = pattern.matrix(h), hue = this.hue(h);
      const bar = (side, place, value) => { if (value > 0) add(side, place, slot, heads.length, scale.bar(value, top), hue, value); };
      if (right) {
        for (let j = 0; j < columns; j += 1) {
          if (right.columns && !right.columns.includes(j)) continue;
          let sum = 0;
          for (const i of right.rows) sum += matrix[i * columns + j];
          bar("right", j, sum);
        }
      }
      if (left) {
        for (let i = 0; i < rows; i += 1) {
          if (left.rows && !left.rows.includes(i)) continue;
          let sum = 0;
          for (const j of left.columns) sum += matrix[i * columns + j];
          bar("left", i, sum);
        }
      }
    });
  }

  drawField() {
    const { queries, keys } = this.selection;
    this.field.draw({
      lines: (add) => this.eachLine(add), bars: (add) => this.eachBar(add), colours: this.colours.k, width: this.choices.scale.width(this.heads.length),
      key: queries || keys ? undefined : `${this.version} ${this.colours.paper}`,
    });
  }

  drawMap() {
    const { pattern } = this;
    if (!pattern || !this.mapRoom) return;
    const room = Math.min(520, this.mapRoom);
    const limit = this.isMany ? room : Math.min(room, 360);
    const key = `${this.version} ${limit} ${this.colours.paper}`;
    if (this.mapKey === key) return;
    this.mapKey = key;
    this.map.fill(this.meanMatrix, pattern, this.choices.scale, this.colours, limit);
    const { heads } = this;
    this.mapTitle.replaceChildren(make("span", "", this.mapWords), this.choices.scale.ramp(this.page, this.map.top));
    const { queries, keys } = this.selection;
    this.map.mark(queries ?? [], keys ?? []);
  }

  get mapWords() {
    const { pattern, heads } = this;
    return `${heads.length > 1 ? `mean of ${heads.length} heads` : pattern.isRollout ? "rollout" : pattern.headName(heads[0])}, rows to columns`;
  }

  showLegend() {
    const { choices, pattern, page, heads } = this;
    const mode = WEIGHTS[choices.mode];
    const what = make("span", "", mode.label);
    what.title = mode.title;
    const { queries, keys } = this.selection;
    this.legendAsked = queries !== null || keys !== null;
    // The lines of what is asked about are few and need not be thinned.
    this.legend.replaceChildren(what, choices.scale.legend(page, pattern.top, this.legendAsked && !choices.scale.isLinear ? 1 : heads.length));
    this.notes.textContent = choices.notes(pattern).map((note) => `${note[0].toUpperCase()}${note.slice(1)}.`).join(" ");
    const [from, to] = this.ends.children, { block } = choices;
    const isCross = block.queries !== block.keys;
    from.textContent = isCross ? `${block.queries.key.replace(/_.*/, "")} tokens attend` : "tokens that attend";
    to.textContent = isCross ? `to ${block.keys.key.replace(/_.*/, "")} tokens` : "to tokens that are read";
    this.headNote.textContent = pattern.isRollout ? "A rollout is over all heads." : this.tiles.isAll ? "" : `${heads.length} of ${pattern.heads.length}`;
    this.all.hidden = this.tiles.isAll || pattern.isRollout;
  }

  // In words

  /** What the heads shown are called. */
  get headWords() {
    const { pattern, heads } = this;
    if (pattern.isRollout) return "rollout";
    return heads.length === 1 ? pattern.headName(heads[0]) : heads.length === pattern.heads.length
      ? `all ${heads.length} heads` : `heads ${heads.slice(0, 6).map((h) => pattern.heads[h]).join(", ")}${heads.length > 6 ? " …" : ""}`;
  }

  get where() {
    return `layer ${this.pattern.layer} · ${this.headWords}`;
  }

  named(units, places) {
    const names = places.slice(0, 3).map((place) => `“${units[place].name}”`);
    return names.join(" + ") + (places.length > 3 ? ` + ${places.length - 3} more` : "");
  }

  /**
   * What is strongest between `queries` and `keys` (null: all): up to `count` of {i, j, value, h, most}, where one of `i` and `j`
   * is null if it was summed over; the mean over the active heads, and the head that has most.
   */
  strongestOf({ queries, keys }, count) {
    const { pattern, heads } = this, { rows, columns } = pattern;
    const mean = this.meanMatrix, found = [];
    const keep = (i, j, value) => {
      if (!(value > 0)) return;
      if (found.length === count && value <= found[count - 1].value) return;
      let at = found.length;
      while (at > 0 && found[at - 1].value < value) at -= 1;
      found.splice(at, 0, { i, j, value });
      if (found.length > count) found.pop();
    };
    if (queries) {
      const list = keys ?? Array.from({ length: columns }, (_, j) => j);
      for (const j of list) keep(queries.length === 1 ? queries[0] : null, j, queries.reduce((sum, i) => sum + mean[i * columns + j], 0));
    } else if (keys) {
      for (let i = 0; i < rows; i += 1) keep(i, keys.length === 1 ? keys[0] : null, keys.reduce((sum, j) => sum + mean[i * columns + j], 0));
    } else for (let i = 0; i < rows; i += 1) for (let j = 0; j < columns; j += 1) keep(i, j, mean[i * columns + j]);
    for (const one of found) {
      one.most = -1;
      for (const h of heads) {
        const matrix = pattern.matrix(h);
        const value = (one.i === null ? queries : [one.i]).reduce((sum, i) => sum + (one.j === null ? keys : [one.j])
          .reduce((total, j) => total + matrix[i * columns + j], 0), 0);
        if (value > one.most) [one.most, one.h] = [value, h];
      }
    }
    return found;
  }

  /** What there is to say about the pair: for a few heads each, for many the mean and the strongest. */
  pairLines(i, j) {
    const { pattern, heads, page } = this;
    if (pattern.isMasked(i, j)) return [["where", `layer ${pattern.layer}`], ["tk", `“${pattern.queries[i].name}” → “${pattern.keys[j].name}”`], ["exact", "masked: it comes later in the text"]];
    const { pair } = pattern.words(heads[0], i, j);
    if (heads.length <= 3) {
      const each = heads.map((h) => pattern.words(h, i, j));
      return [["where", `layer ${pattern.layer}${heads.length === 1 ? ` · ${pattern.headName(heads[0])}` : ""}`], ["tk", pair],
        ...each.map(({ value }, n) => ["exact", heads.length === 1 ? value : `${pattern.headName(heads[n])}: ${value}`])];
    }
    const mean = this.meanMatrix, { columns } = pattern, value = mean[i * columns + j];
    let rank = 1;
    for (let k = 0; k < columns; k += 1) if (mean[i * columns + k] > value) rank += 1;
    const best = heads.reduce((most, h) => (pattern.value(h, i, j) > pattern.value(most, i, j) ? h : most), heads[0]);
    return [
      ["where", this.where], ["tk", pair],
      ["exact", `mean: ${digits(value, page)}, ${page.ordinal(rank)} of ${page.grouped(pattern.visible(i))} in this row`],
      ["exact", `most: ${pattern.headName(best)}: ${pattern.words(best, i, j).value}`],
    ];
  }

  /** What there is to say about what is asked: lines for the tooltip. */
  get lines() {
    const { pattern, page, heads } = this, { queries, keys } = this.selection;
    if (queries?.length === 1 && keys?.length === 1) return this.pairLines(queries[0], keys[0]);
    if (queries && keys) {
      const each = heads.map((h) => queries.reduce((sum, i) => sum + keys.reduce((total, j) => total + pattern.value(h, i, j), 0), 0));
      const mean = each.reduce((sum, value) => sum + value, 0) / each.length, most = Math.max(...each);
      return [["where", this.where], ["tk", `${this.named(pattern.queries, queries)} → ${this.named(pattern.keys, keys)}`],
        ["exact", `sum: ${digits(mean, page)}${heads.length > 1 ? `, mean of ${heads.length} heads` : ""}`],
        ["exact", heads.length > 1 ? `most: ${pattern.headName(heads[each.indexOf(most)])}: ${digits(most, page)}` : ""]];
    }
    const isFrom = queries !== null, places = queries ?? keys, units = isFrom ? pattern.queries : pattern.keys;
    const best = this.strongestOf({ queries, keys }, 3)
      .map(({ i, j, value }) => `“${isFrom ? pattern.keys[j].name : pattern.queries[i].name}” ${digits(value, page)}`);
    const count = `${heads.length > 1 ? `mean of ${heads.length} heads` : ""}`;
    const place = places.length === 1 ? placeWords(units[places[0]], page) : `${places.length} tokens, ${isFrom ? "rows" : "columns"} added: ${this.named(units, places)}`;
    const lines = [["where", `${this.where} · ${isFrom ? "from" : "to"} ${place}`],
      ["exact", best.join(", ") || "nothing"], ["where", best.length ? `the strongest ${isFrom ? "keys" : "queries"}${count && `, ${count}`}` : ""]];
    if (isFrom) {
      const sum = (what) => queries.reduce((total, i) => total + heads.reduce((all, h) => all + pattern.part(h)[what][i], 0) / heads.length, 0);
      const [out, rest] = [sum("out"), sum("rest")];
      if (out > 0) lines.push(["note", `${digits(out, page)} on what is left out`]);
      if (rest > 0.0005) lines.push(["note", `${digits(rest, page)} on weights too small to be in the page`]);
    }
    return lines;
  }

  showTip() {
    const { queries, keys } = this.selection, { hovered, field, map } = this;
    if (!queries && !keys) { this.page.tip.hide(); return; }
    const box = () => {
      if (hovered?.isMap) return map.box(hovered.left, hovered.right);
      const side = hovered ? (hovered.left !== undefined ? "left" : "right") : queries ? "left" : "right";
      return field.box(side, hovered ? hovered[side] : (side === "left" ? queries : keys).at(-1));
    };
    // Beside the columns, so that lines and other tokens stay in sight.
    this.page.tip.show(box, this.lines, !hovered?.isMap);
  }

  /** The list of what is strongest: of what is asked about, or of all. */
  showPanel() {
    const { pattern, page, heads } = this, { queries, keys } = this.selection;
    const isSameRow = (one) => (one === null ? null : String(one));
    const key = `${this.version} ${isSameRow(queries)} ${isSameRow(keys)}`;
    if (key === this.panelKey) return;
    this.panelKey = key;
    const bdi = (text) => make("bdi", "", text);
    const tokens = (units, places) => bdi(this.named(units, places));
    this.asked.replaceChildren(...(queries || keys
      ? ["Strongest ", ...(queries ? ["from ", tokens(pattern.queries, queries)] : []), ...(keys ? [" to ", tokens(pattern.keys, keys)] : []),
        (queries?.length ?? 1) > 1 || (keys?.length ?? 1) > 1 ? ", added" : ""]
      : ["Strongest pairs of this layer"]));
    const isMany = heads.length > 1, hasFrom = queries?.length !== 1, hasTo = keys?.length !== 1 || queries;
    const headings = [...(hasFrom && !queries ? ["from"] : []), ...(hasTo ? ["to"] : []), isMany ? "mean" : WEIGHTS[this.choices.mode].short, ...(isMany ? ["strongest head"] : [])];
    const numbers = new Set(["mean", "strongest head", WEIGHTS[this.choices.mode].short]);
    this.strongestHead.replaceChildren(make("tr", "", ...headings.map((text) => make("th", numbers.has(text) ? "number" : "", text))));
    const rows = this.strongestOf({ queries, keys }, STRONGEST).map(({ i, j, value, h, most }) => {
      const row = make("tr");
      if (hasFrom && !queries) row.append(make("td", "tk", bdi(pattern.queries[i].name)));
      if (hasTo) row.append(make("td", "tk", j === null ? "" : bdi(pattern.keys[j].name)));
      row.append(make("td", "number", digits(value, page)));
      if (isMany) row.append(make("td", "number", make("i", `chip k${this.hue(h)}`), `${pattern.heads[h]}: ${digits(most, page)}`));
      Object.assign(row.dataset, { i: i ?? "", j: j ?? "" });
      return row;
    });
    while (rows.length < STRONGEST) rows.push(make("tr", "", make("td", "", "\u00a0")));
    this.strongest.replaceChildren(...rows);
  }

  // Asking and pinning

  hover(hovered) {
    const now = this.hovered;
    if (now?.left === hovered?.left && now?.right === hovered?.right && now?.isMap === hovered?.isMap) return;
    this.hovered = hovered;
    this.show();
  }

  units_(side) {
    return side === "left" ? this.pattern.queries : this.pattern.keys;
  }

  /** Pins a token, or lets it go. */
  pin(side, place) {
    const unit = this.units_(side)[place], pins = this.pins[side];
    const isHere = (t) => t >= unit.first && t <= unit.last;
    this.pins[side] = pins.some(isHere) ? pins.filter((t) => !isHere(t)) : [...pins, unit.first].sort((a, b) => a - b);
    this.cursor[side] = place;
    if (pins.length > this.pins[side].length) this.hovered = null;
    this.show();
    this.page.remember();
    this.page.announce(`${this.pins[side].length > pins.length ? "pinned" : "let go"}: ${unit.name}, ${this.pins.left.length} from and ${this.pins.right.length} to pinned`);
  }

  /** Shows one head of one layer. */
  choose(layer, head) {
    this.tiles.active = new Set([head]);
    this.tiles.show();
    if (this.choices.mode === "rollout") this.choices.values.mode = "raw";
    this.choices.setLayer(layer);
    this.page.announce(`layer ${layer}, head ${head}`);
  }

  listen() {
    const { field, map, page } = this;
    for (const side of ["left", "right"]) {
      const column = field[side];
      page.listen(column.element, {
        at: (event) => { const place = column.at(event); return place === null ? null : { [side]: place }; },
        isAsked: (place) => this.hovered?.[side] === place[side],
        hover: (place) => this.hover(place),
        press: (place) => this.pin(side, place[side]),
      });
      column.element.addEventListener("blur", () => this.hover(null));
      column.element.addEventListener("focus", () => { if (column.element.matches(":focus-visible")) this.to(side, this.cursor[side]); });
      column.element.addEventListener("keydown", (event) => this.move(side, event));
    }
    page.listen(map.element, {
      at: (event) => { const cell = map.at(event); return cell && { left: cell.i, right: cell.j, isMap: true }; },
      isAsked: (place) => this.hovered?.isMap && this.hovered.left === place.left && this.hovered.right === place.right,
      hover: (place) => { this.hover(place); },
      press: (place) => { this.pinPair(place.left, place.right); },
    });
    this.strongest.addEventListener("click", (event) => {
      const row = event.target.closest("tr[data-i]");
      if (!row) return;
      const number = (text) => (text === "" ? null : Number(text));
      this.pinPair(number(row.dataset.i), number(row.dataset.j));
    });
  }

  /** Pins a query and a key, and nothing else; a side that is null keeps what it has. */
  pinPair(i, j) {
    if (i !== null) this.pins.left = [this.pattern.queries[i].first];
    if (j !== null) this.pins.right = [this.pattern.keys[j].first];
    this.hovered = null;
    this.show();
    if (i !== null) this.field.left.reveal(i);
    else if (j !== null) this.field.right.reveal(j);
    this.showTip();
    this.page.remember();
  }

  /** Brings the keyboard to a token. */
  to(side, place) {
    const units = this.units_(side);
    if (!units.length) return;
    const at = clamp(place, 0, units.length - 1);
    this.cursor[side] = at;
    this.field[side].reveal(at);
    this.field[side].activate(at);
    this.hover({ [side]: at });
    this.page.announce(this.lines.map(([, text]) => text).filter(Boolean).join(", "));
  }

  move(side, event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const at = this.cursor[side], last = this.units_(side).length - 1;
    const cross = (to) => {
      const column = this.field[to];
      this.cursor[to] = clamp(at, 0, this.units_(to).length - 1);
      this.field[side].activate(null);
      column.element.focus({ preventScroll: true });
      this.to(to, this.cursor[to]);
    };
    const steps = {
      ArrowUp: () => this.to(side, at - 1), ArrowDown: () => this.to(side, at + 1), Home: () => this.to(side, 0), End: () => this.to(side, last),
      ArrowLeft: () => cross("left"), ArrowRight: () => cross("right"),
      Enter: () => this.pin(side, at), " ": () => this.pin(side, at),
    };
    if (!steps[event.key] || last < 0) return;
    steps[event.key]();
    event.preventDefault();
  }

  // What the page asks

  get keys() {
    return [["0 … 9", "switch a head on or off; with Shift, heads 10 to 19"], ["s", "only the head switched last, or all"], ["a", "all heads"], ...AttentionChoices.keys];
  }

  key(event) {
    if (event.target instanceof HTMLSelectElement) return false;
    const digit = /^(?:Digit|Numpad)(\d)$/.exec(event.code)?.[1] ?? (/^\d$/.test(event.key) ? event.key : null);
    if (digit !== null) {
      const head = Number(digit) + (event.shiftKey ? 10 : 0);
      if (this.pattern.isRollout || !this.tiles.heads.includes(head)) return false;
      this.tiles.toggle(head);
      this.lastHead = head;
      return true;
    }
    if (event.key === "s" && !this.pattern.isRollout) {
      this.tiles.solo(this.lastHead ?? this.tiles.heads[this.tiles.places[0]]);
      return true;
    }
    if (event.key === "a" && !this.pattern.isRollout) {
      this.tiles.all();
      return true;
    }
    return this.choices.key(event);
  }

  draw(isPrinting) {
    this.isPrinting = Boolean(isPrinting);
    this.drawMap();
    this.drawField();
  }

  escape() {
    this.pins = { left: [], right: [] };
    this.hovered = null;
    this.show();
  }

  state() {
    const parts = this.choices.state(), { active, heads } = this.tiles;
    const isStart = this.startHeads ? this.startHeads.length === active.size && this.startHeads.every((head) => active.has(head)) : this.tiles.isAll;
    if (!isStart) parts.push(`h${heads.filter((head) => active.has(head)).join("-")}`);
    if (this.pins.left.length) parts.push(`q${this.pins.left.join("-")}`);
    if (this.pins.right.length) parts.push(`k${this.pins.right.join("-")}`);
    return parts.join(".");
  }

  restore(text) {
    const parts = String(text).split(".");
    this.choices.restore(parts);
    this.tiles.active = new Set(numbersIn(parts, "h") ?? this.startHeads ?? []);
    const { block } = this.choices;
    const pins = (letter, sequence) => [...new Set(numbersIn(parts, letter) ?? [])].filter((t) => t < sequence.count).slice(0, 64).sort((a, b) => a - b);
    this.pins = { left: pins("q", block.queries), right: pins("k", block.keys) };
    this.tiles.heads = [];
    this.refresh(["block"]);
    const [first] = this.pinned("left");
    if (first !== undefined && this.field.isScrolled) this.field.left.reveal(first);
  }

  /** The tokens that a search means, at both sides; all of one text are told at once. */
  find(query) {
    this.query = query;
    const { pattern, field } = this;
    const places = (units, sequence) => [...new Set(sequence.find(query).flatMap(([first, last]) => {
      const all = [];
      units.forEach((unit, place) => { if (unit.last >= first && unit.first <= last) all.push(place); });
      return all;
    }))];
    const left = places(pattern.queries, pattern.block.queries), right = places(pattern.keys, pattern.block.keys);
    field.left.mark("at-hit", left);
    field.right.mark("at-hit", right);
    const hits = left.map((place) => ({ side: "left", place }));
    // In one text, what is found at the left is found at the right.
    if (pattern.block.queries !== pattern.block.keys || pattern.queries.length !== pattern.keys.length) hits.push(...right.map((place) => ({ side: "right", place })));
    return hits;
  }

  go({ side, place }) {
    this.field[side].rows[place]?.scrollIntoView({ block: "center" });
    this.to(side, place);
  }

  /** The weights between what is asked about, of the active heads. */
  table() {
    const { pattern, heads } = this, { queries, keys } = this.selection;
    const all = (count) => Array.from({ length: count }, (_, n) => n);
    const rows = [["layer", "query_position", "query", "key_position", "key", ...heads.map((h) => (pattern.isRollout ? "rollout" : `head_${pattern.heads[h]}`))]];
    for (const i of queries ?? all(pattern.rows)) {
      for (const j of keys ?? all(pattern.columns)) {
        const values = heads.map((h) => pattern.value(h, i, j));
        // Of rows of which only the greatest weights are in the page, the others are not there.
        if (pattern.tensor.isTop && !values.some(Boolean)) continue;
        const [query, key] = [pattern.queries[i], pattern.keys[j]];
        rows.push([pattern.layer, query.first, query.name, key.first, key.name, ...values.map((value) => Number(value.toPrecision(4)))]);
      }
    }
    return rows;
  }

  svg() {
    return headPicture(this);
  }
}

// The drawing

/** The head view as it stands: tiles, tokens, lines and bars at the left, all pairs at the right. */
function headPicture(view) {
  const { pattern, field, choices, page, tiles, heads } = view, { palette } = page;
  const drawing = new Drawing(palette), { pitch } = field;
  const geometry = field.geometry ?? { x1: 120, x2: 360, width: 480, left: [0, 120], right: [360, 120] };
  const words = `font-family="${WORDS_FONT}"`;
  drawing.text(view.figure.title, 0, 14, 15, drawing.role("ink"), `font-weight="600" ${words}`);
  const said = [`layer ${pattern.layer}`, choices.filter.id === "all" ? choices.block.label : choices.filter.label, view.headWords, WEIGHTS[choices.mode].label, choices.scale.words(heads.length), ...choices.notes(pattern)];
  const { queries, keys } = view.selection;
  if (queries || keys) said.push(view.lines.slice(1).map(([, text]) => text).filter(Boolean).join(", "));
  const lines = [];
  for (const part of said.filter(Boolean)) {
    if (lines.length && lines.at(-1).length + part.length < 110) lines[lines.length - 1] += ` · ${part}`; else lines.push(part);
  }
  lines.forEach((line, n) => drawing.text(line, 0, 36 + n * 16, 12, drawing.role("faint"), words));
  let top = 36 + lines.length * 16;
  if (!pattern.isRollout) {
    tiles.heads.forEach((head, n) => {
      const [x, y] = [n % 20 * 24, top + Math.floor(n / 20) * 22], isOn = tiles.active.has(head);
      drawing.rect(x, y, 22, 20, isOn ? drawing.hue(head) : `fill="none" ${drawing.role("faint", "stroke")} stroke-width="0.5"`, `data-head="${head}" data-on="${isOn}"`);
      drawing.text(head, x + 11, y + 14, 11, drawing.role(isOn ? "paper" : "faint"), 'text-anchor="middle"');
    });
    top += Math.ceil(tiles.heads.length / 20) * 22;
  }
  top += 16;
  // Where the columns scroll, what is seen of them.
  const scroll = field.isScrolled ? field.element.scrollTop : 0, seen = field.isScrolled ? field.element.clientHeight : field.height;
  const y = (place) => top + (place + 0.5) * pitch - scroll;
  const isSeen = (place) => y(place) > top && y(place) < top + seen;
  drawing.add(`<g data-part="bars">`);
  view.eachBar((side, place, slot, slots, opacity, hue) => {
    if (!isSeen(place)) return;
    const [x, width] = geometry[side];
    drawing.rect(x + slot / slots * width, y(place) - pitch / 2 + 1, width / slots, pitch - 2, drawing.hue(hue), `fill-opacity="${round(opacity)}"`);
  });
  drawing.add("</g>");
  drawing.add(`<g data-part="lines">`);
  drawing.lines((add) => view.eachLine((i, j, opacity, hue, shift) => {
    if (isSeen(i) && isSeen(j)) add(geometry.x1 + 4, y(i) + shift, geometry.x2 - 4, y(j) + shift, opacity, hue);
  }), choices.scale.width(heads.length));
  drawing.add("</g>");
  for (const [side, units, anchor] of [["left", pattern.queries, "end"], ["right", pattern.keys, "start"]]) {
    const [x, width] = geometry[side], pins = view.pinned(side);
    units.forEach((unit, place) => {
      if (!isSeen(place)) return;
      const isAsked = (side === "left" ? queries : keys)?.includes(place);
      if (isAsked) drawing.rect(x + 1, y(place) - pitch / 2 + 1, width - 2, pitch - 2, `fill="none" ${drawing.role("ink", "stroke")}`, `stroke-width="${pins.includes(place) ? 2 : 1}"`);
      drawing.text(`${unit.lead}${unit.name}`, side === "left" ? x + width - 8 : x + 8, y(place) + 4.5, 13, drawing.role(unit.isSpecial ? "faint" : "ink"), `text-anchor="${anchor}" unicode-bidi="isolate"`);
    });
  }
  // All pairs.
  const left = geometry.width + 40, { map } = view, { cell } = map;
  drawing.text(`${view.mapWords}, 0 to ${digits(map.top, page)}`, left, top - 4, 12, drawing.role("faint"), words);
  if (pattern.rows * pattern.columns <= 4096) {
    const mean = view.meanMatrix;
    for (let i = 0; i < pattern.rows; i += 1) {
      for (let j = 0; j < pattern.columns; j += 1) {
        const opacity = choices.scale.cell(mean[i * pattern.columns + j], map.top);
        if (pattern.isMasked(i, j)) drawing.rect(left + j * cell, top + i * cell, cell, cell, drawing.role("faint"), 'fill-opacity="0.14"');
        else if (opacity > 0) drawing.rect(left + j * cell, top + i * cell, cell, cell, drawing.magnitude(opacity));
      }
    }
  } else {
    // The same bitmap in both themes, of which one is seen.
    for (const theme of ["light", "dark"]) {
      const colours = palette[theme];
      const image = matrixImage(view.meanMatrix, pattern.rows, pattern.columns, {
        opacity: (value) => choices.scale.cell(value, map.top), ramp: colours.m,
        isMasked: pattern.block.causal ? (i, j) => pattern.isMasked(i, j) : null, maskColour: mixed(colours.faint, colours.paper, 0.14), most: 1024,
      });
      drawing.dark.set(`in-${theme}`, `display:${theme === "dark" ? "inline" : "none"}`);
      drawing.add(`<image class="in-${theme}"${theme === "dark" ? ' display="none"' : ""} x="${round(left)}" y="${round(top)}" width="${round(map.width)}" height="${round(map.height)}" preserveAspectRatio="none" style="image-rendering:pixelated" href="${image.toDataURL("image/png")}"/>`);
    }
  }
  drawing.rect(left - 0.5, top - 0.5, map.width + 1, map.height + 1, `fill="none" ${drawing.role("faint", "stroke")} stroke-width="0.5"`);
  if (queries && keys) for (const i of queries) for (const j of keys) drawing.rect(left + j * cell - 0.5, top + i * cell - 0.5, Math.max(3, cell) + 1, Math.max(3, cell) + 1, `fill="none" ${drawing.role("ink", "stroke")}`);
  else {
    for (const i of queries ?? []) drawing.rect(left, top + i * cell, map.width, Math.max(3, cell), `fill="none" ${drawing.role("ink", "stroke")}`);
    for (const j of keys ?? []) drawing.rect(left + j * cell, top, Math.max(3, cell), map.height, `fill="none" ${drawing.role("ink", "stroke")}`);
  }
  return drawing.finish({
    title: view.figure.title, description: said.filter(Boolean).join("; "),
    width: Math.max(left + map.width, 640), height: top + Math.max(seen, map.height),
  });
}

(globalThis.explainerViews ??= {}).attention_head_view = (mount, figure, page) => new AttentionHeadView(mount, figure, page);
