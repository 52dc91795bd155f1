// The head view: which tokens each head of a layer attends to, as lines between two columns of the same text.
//
// Its state is what the control bar says (AttentionChoices), which heads are active (HeadTiles), what is asked about and what
// is pinned (HeadSelection, by way of HeadAsking); everything else follows from it in `refresh` and `show`. Between the queries and the keys that
// are asked about all active heads' lines are drawn; nothing asked about at a side stands for all of it.

class AttentionHeadView {
  /** @type {HeadReading} */ reading;
  /** @type {HeadAsking} */ asking;
  /** @type {Unit[][]} */ units;
  /** @type {HTMLElement} */ root;
  /** @type {HTMLElement} */ ends;
  /** @type {HTMLElement} */ legend;
  /** @type {HTMLElement} */ notes;
  /** @type {HTMLElement} */ hint;
  /** @type {HTMLElement} */ mapTitle;
  /** @type {HTMLElement} */ mapPlace;
  /** @type {HTMLElement} */ headNote;
  /** @type {HTMLButtonElement} */ all;
  /** @type {number} */ mapRoom;

  /**
   * @param {HTMLElement} mount
   * @param {Page} page
   */
  constructor(mount, figure, page) {
    this.figure = figure;
    this.page = page;
    this.data = new AttentionData(figure.data, page);
    this.choices = new AttentionChoices(this.data, page, { layer: figure.data.layer ?? 0 }, (what) => this.refresh(what));
    this.selection = new HeadSelection();
    this.isPrinting = false;
    this.version = 0;
    this.tiles = new HeadTiles(page, () => { this.refresh(["heads"]); page.remember(); });
    this.startHeads = figure.data.heads?.length ? figure.data.heads : null;
    this.tiles.active = new Set(this.startHeads ?? []);
    this.field = new AttentionField(page, {
      id: this.choices.id, labels: ["tokens that attend: queries", "tokens that are attended to: keys"], gap: 180,
      pitch: matchMedia("(pointer: coarse)").matches ? 28 : 22,
    });
    // The same numbers are in the columns and in the list for who cannot see it.
    this.map = new HeatMap(page);
    this.map.canvas.setAttribute("aria-hidden", "true");
    this.panel = new HeadPanel(page, { table: () => this.table(), choose: (i, j) => this.asking.pinPair(i, j) });
    this.experts = new HeadExperts(page);
    this.scorecard = new Scorecard(this.choices, page, {
      choose: (layer, head) => this.choose(layer, head),
      mark: (layer, head) => layer === this.choices.layer && this.tiles.active.has(head) && this.choices.mode !== "rollout",
    });
    this.build();
    mount.append(this.root);
    this.asking = new HeadAsking(this);
    this.refresh([]);
    // The first time the browser has laid out the page; nothing asks for that before.
    new ResizeObserver(([{ contentRect }]) => {
      this.mapRoom = contentRect.width;
      this.drawMap();
    }).observe(this.mapPlace);
  }

  build() {
    this.ends = make("div", "ah-ends", make("span"), make("span"));
    this.legend = make("div", "at-legend");
    this.notes = make("p", "at-notes");
    this.hint = make("p", "ah-hint");
    this.mapTitle = make("h3");
    this.mapPlace = make("div", "", this.mapTitle, this.map.element);
    this.all = makeButton("all heads", "All heads (a)", () => this.tiles.all(), "ah-all");
    this.headNote = make("span");
    this.root = make(
      "div", "ah", this.choices.element,
      make("div", "ah-heads", make("span", "", "Heads"), this.tiles.element, this.all, this.headNote),
      make(
        "div", "ah-body",
        make("div", "ah-main", this.ends, this.field.element, this.hint, this.legend, this.notes),
        make("div", "ah-side", this.mapPlace, this.panel.element, this.experts.element)),
      this.scorecard.element);
  }

  // What is shown

  /** Everything anew, after a choice. */
  refresh(what) {
    const { choices, selection, tiles } = this, pattern = choices.pattern();
    if (what.includes("block") || what.includes("variant")) this.scorecard.refresh();
    if (!pattern.isRollout) tiles.fill(pattern.heads, (h) => pattern.headName(h));
    tiles.enable(!pattern.isRollout);
    const heads = pattern.isRollout ? [0] : tiles.places;
    this.reading = new HeadReading(pattern, heads, this.meanOf(pattern, heads), this.page);
    selection.pattern = pattern;
    selection.hovered = null;
    this.fill();
    this.version += 1;
    this.drawMap();
    this.scorecard.show();
    this.showWords();
    this.show();
  }

  get pattern() {
    return this.reading.pattern;
  }

  /**
   * The mean of these heads, [pattern, place of the head in it].
   *
   * @returns {[AttentionPattern, number]}
   */
  meanOf(pattern, heads) {
    return pattern.isRollout ? [pattern, 0] : this.choices.mean([pattern.l], heads, `layer ${pattern.layer} · mean of ${heads.length} heads`);
  }

  /** The tokens at both sides, where they are others than before. */
  fill() {
    const { pattern, root } = this, units = [pattern.queries, pattern.keys];
    const isSame = (side, n) => side.length === this.units[n].length && side.every((unit, u) => unit === this.units[n][u]);
    if (this.units && units.every(isSame)) return;
    this.units = units;
    this.field.fill(...units, this.secondStart);
    root.classList.toggle("ah-many", isManyTokens(pattern));
    this.hint.textContent = this.hintWords;
    this.reserve();
    this.asking.findAgain();
  }

  /** The first token of the second sentence, where there is one in the same sequence. */
  get secondStart() {
    const { block } = this.pattern;
    return block.queries === block.keys ? this.data.data.second_start ?? null : null;
  }

  /** Room for the map before it is drawn, so that nothing moves then. */
  reserve() {
    const { pattern: { rows, columns }, map: { element } } = this, most = Math.max(rows, columns, 1);
    element.style.maxWidth = `${Math.min(this.mapMost, most * HeatMap.MOST)}px`;
    element.style.aspectRatio = `${most} / ${Math.max(1, rows)}`;
  }

  /** The most pixels along a side of the map. */
  get mapMost() {
    return isManyTokens(this.pattern) ? 520 : 360;
  }

  get hintWords() {
    const { pattern } = this;
    if (!pattern.rows || !pattern.columns) return "Nothing is left to show: all tokens of a side are left out.";
    return isManyTokens(pattern) ? `With more than ${MANY_TOKENS} tokens, each head has one line for each token, to what it `
      + "attends to most; a token asked about has all of its lines, the map all pairs." : "";
  }

  get colours() {
    return this.isPrinting ? this.page.palette.light : this.page.colours();
  }

  /** What follows from what is asked about. */
  show() {
    const { field, selection: { hovered, asked }, map, panel, choices } = this;
    for (const side of ["left", "right"]) {
      field[side].select(asked.pins[side]);
      field[side].mark("at-asked", hovered?.[side] === undefined ? [] : [hovered[side]]);
      field[side].element.classList.toggle("at-barred", asked[side] !== null);
    }
    field.right.mark("at-unseen", asked.queries ? this.pattern.unseenKeys(asked.queries) : []);
    field.left.mark("at-unseen", asked.keys ? this.pattern.unseeingQueries(asked.keys) : []);
    this.drawField(asked);
    map.mark(asked.queries ?? [], asked.keys ?? []);
    if (asked.isAny !== this.isLegendAsked) this.showLegend(asked);
    const key = `${this.version} ${asked.queries} ${asked.keys}`;
    if (key !== this.panelKey) {
      this.panelKey = key;
      panel.fill(this.reading, asked, WEIGHTS[choices.mode].short);
      this.experts.fill(this.pattern, asked);
    }
    this.showTip(asked);
  }

  drawField(asked) {
    const { reading, choices: { scale }, colours } = this;
    this.field.draw({
      lines: (add) => eachLine(reading, asked, scale, add), bars: (add) => eachBar(reading, asked, scale, add),
      colours: colours.k, width: scale.width(reading.heads.length),
      key: asked.isAny ? undefined : `${this.version} ${colours.paper}`,
    });
  }

  drawMap() {
    const { pattern, reading, colours, page, choices: { scale }, map } = this;
    if (!this.mapRoom) return;
    const room = Math.min(this.mapMost, this.mapRoom);
    const key = `${this.version} ${room} ${colours.paper}`;
    if (this.mapKey === key) return;
    this.mapKey = key;
    map.fill(reading.mean, pattern, scale, colours, room);
    this.mapTitle.replaceChildren(make("span", "", this.mapWords), scale.ramp(page, map.top));
    this.mapTitle.style.maxWidth = `${Math.max(map.width, 340)}px`;
    const { queries, keys } = this.selection.asked;
    map.mark(queries ?? [], keys ?? []);
  }

  get mapWords() {
    const { heads } = this.reading;
    const lacking = this.reading.isLacking ? ", of the weights in the page" : "";
    return `${heads.length > 1 ? `mean of ${heads.length} heads${lacking}` : this.reading.headWords}, row to column`;
  }

  showLegend(asked) {
    const { choices: { mode, scale }, pattern, page } = this;
    this.isLegendAsked = asked.isAny;
    const what = make("span", "", WEIGHTS[mode].label);
    what.title = WEIGHTS[mode].title;
    this.legend.replaceChildren(what, scale.legend(page, pattern.top, overlapping(this.reading, asked, scale)));
  }

  /** What is said beside the picture. */
  showWords() {
    const { choices, pattern, tiles, selection: { asked } } = this;
    this.showLegend(asked);
    this.notes.textContent = choices.notes(pattern).map(sentence).join(" ");
    const { block } = choices, [from, to] = this.ends.children;
    const isCross = block.queries !== block.keys, stack = ({ key }) => key.replace(/_.*/, "");
    from.textContent = isCross ? `${stack(block.queries)} tokens attend` : "tokens that attend";
    to.textContent = isCross ? `to ${stack(block.keys)} tokens` : "to tokens that are read";
    this.headNote.textContent = pattern.isRollout ? "a rollout is over all heads"
      : tiles.isAll ? "" : `${tiles.active.size} of ${pattern.heads.length}`;
    this.all.hidden = tiles.isAll || pattern.isRollout;
  }

  showTip({ queries, keys, isAny }) {
    const { field, map, page, reading, selection: { hovered } } = this;
    if (!isAny) {
      page.tip.hide();
      return;
    }
    const box = () => {
      if (hovered?.isMap) return map.box(hovered.left, hovered.right);
      const side = hovered ? (hovered.left !== undefined ? "left" : "right") : queries ? "left" : "right";
      return field.box(side, hovered ? hovered[side] : (side === "left" ? queries : keys).at(-1));
    };
    // Beside the columns, so that lines and other tokens stay in sight.
    page.tip.show(box, reading.lines({ queries, keys }), !hovered?.isMap);
  }

  /** Shows one head of one layer. */
  choose(layer, head) {
    const { choices, tiles, page } = this;
    tiles.active = new Set([head]);
    tiles.show();
    if (choices.mode === "rollout") choices.values.mode = "raw";
    choices.setLayer(layer);
    page.announce(`layer ${layer}, head ${head}`);
  }

  // What the page asks

  get keys() {
    return [
      ["click", "on a token: pin it or let it go, pinned ones are added; on a head: switch it on or off"],
      ["double-click", "on a head: only this one, or all again"],
      ["0 … 9", "switch a head on or off; with Shift, heads 10 to 19"],
      ["s", "only the head switched last, or all"], ["a", "all heads"], ...AttentionChoices.keys,
    ];
  }

  key(event) {
    if (event.target instanceof HTMLSelectElement) return false;
    if (this.pattern.isRollout) return this.choices.key(event);
    const { tiles } = this;
    const digit = /^(?:Digit|Numpad)(\d)$/.exec(event.code)?.[1] ?? (/^\d$/.test(event.key) ? event.key : null);
    if (digit !== null) {
      const head = Number(digit) + (event.shiftKey ? 10 : 0);
      if (!tiles.heads.includes(head)) return false;
      tiles.toggle(head);
      this.lastHead = head;
    } else if (event.key === "s") tiles.solo(this.lastHead ?? tiles.heads[tiles.places[0]]);
    else if (event.key === "a") tiles.all();
    else return this.choices.key(event);
    return true;
  }

  draw(isPrinting) {
    this.isPrinting = Boolean(isPrinting);
    this.drawMap();
    this.drawField(this.selection.asked);
  }

  escape() {
    this.selection.clear();
    this.show();
  }

  state() {
    const parts = this.choices.state(), { tiles, startHeads } = this, { active, heads } = tiles;
    const isStart = startHeads
      ? startHeads.length === active.size && startHeads.every((head) => active.has(head)) : tiles.isAll;
    if (!isStart) parts.push(`h${heads.filter((head) => active.has(head)).join("-")}`);
    return [...parts, ...this.selection.state()].join(".");
  }

  restore(text) {
    const parts = String(text).split("."), { choices, tiles, selection, field } = this;
    choices.restore(parts);
    tiles.active = new Set(numbersIn(parts, "h") ?? this.startHeads ?? []);
    tiles.heads = [];
    selection.restore(parts, choices.block);
    this.refresh(["block"]);
    const [first] = selection.asked.pins.left;
    if (first !== undefined && field.isScrolled) field.left.reveal(first);
  }

  find(query) {
    return this.asking.find(query);
  }

  go(hit) {
    this.asking.go(hit);
  }

  table() {
    return this.reading.table(this.selection.asked);
  }

  svg() {
    return new HeadPicture(this).svg;
  }
}

(globalThis.explainerViews ??= {}).attention_head_view = (mount, figure, page) => new AttentionHeadView(mount, figure, page);
