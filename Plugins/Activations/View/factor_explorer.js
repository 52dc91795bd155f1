// The factor explorer: where in a text groups of neurons fire together.
//
// Its state is what is hovered, what is pinned (up to two factors, one token) and four switches; everything else
// follows from it in `show`. Hover a factor: the text is painted by its strength. Hover a token: its strength in every
// factor. Two factors: both, above and below each word.

class FactorExplorer {
  /** @type {Weights} */ weights;
  /** @type {Record<string, HTMLButtonElement>} */ buttons;

  /**
   * @param {HTMLElement} mount
   * @param {Page} page
   */
  constructor(mount, figure, page) {
    this.figure = figure;
    this.data = figure.data;
    this.page = page;
    const id = `fx${page.unique()}`;
    this.hovered = { factor: null, token: null, side: "" };
    this.pinned = [];
    this.token = null;
    this.switches = { words: false, max: false, own: false, numbers: this.data.factors.length > 16, compare: false };
    this.known = new Map();
    this.cursor = { factor: 0, token: 0 };

    this.list = new FactorList(this.data, id, page);
    this.text = new FactorText(this.data, id, page);
    this.panel = new FactorPanel(this.data, this.text, page, {
      point: (unit) => this.text.mark("fx-named-here", unit ? this.tokensOf(unit) : []),
      go: (unit) => { this.go(unit); this.pinToken(unit[0]); },
    });
    this.legend = make("div", "fx-legend");
    this.root = make(
      "div", "fx", this.makeSwitches(),
      make("div", "fx-left", this.list.head, this.list.element, this.list.axis, this.list.readout, this.panel.element),
      make("div", "fx-right", this.legend, this.text.element));
    mount.append(this.root);
    this.refresh();
    this.panel.flush();
    this.listen();
  }

  // Switches

  makeSwitches() {
    const bar = make("div", "fx-bar");
    this.buttons = {};
    const add = (name, text, title) => {
      const button = make("button", "", text);
      button.type = "button";
      button.title = title;
      button.addEventListener("click", () => this.flip(name));
      bar.append(button);
      this.buttons[name] = button;
    };
    add("words", "whole words", "A word has the greatest strength of its pieces (w)");
    add("max", "each factor by its greatest", "Strengths as shares of each factor's own greatest, instead of raw (m)");
    add("own", "lines to their own scale", "Each line from 0 to its own greatest, instead of one scale for all (s)");
    add("numbers", "numbers", "The number of the strongest factor over the text (n)");
    add("compare", "compare", "A second factor joins the one pinned (c)");
    return bar;
  }

  flip(name) {
    this.switches[name] = !this.switches[name];
    if (name === "compare" && !this.switches.compare) this.pinned.length = Math.min(this.pinned.length, 1);
    this.refresh();
    this.page.announce(`${this.buttons[name].textContent}: ${this.switches[name] ? "on" : "off"}`);
    this.page.remember();
  }

  /** Everything anew, after a switch. */
  refresh() {
    const { words, max, own, numbers } = this.switches;
    const key = `${words} ${max}`;
    if (!this.known.has(key)) this.known.set(key, new Weights(this.data, words, max));
    this.weights = this.known.get(key);
    for (const [name, button] of Object.entries(this.buttons)) {
      button.setAttribute("aria-pressed", String(this.switches[name]));
    }
    this.list.drawLines(this.weights, own || max);
    this.root.classList.toggle("fx-numbered", numbers);
    if (numbers) this.text.number(this.weights);
    this.text.frame(this.weights);
    this.panel.wanted = "";
    this.show();
  }

  // What is shown

  /** The factors that paint the text: what is hovered, else what is pinned; none: the strongest of each token. */
  get factors() {
    const { factor } = this.hovered;
    if (factor === null || this.pinned.includes(factor)) return this.pinned;
    const [first] = this.pinned;
    return this.switches.compare && first !== undefined && first !== factor ? [first, factor] : [factor];
  }

  get asked() {
    return this.hovered.token ?? this.token;
  }

  /** @param {number[]} unit */
  tokensOf([first, last]) {
    return Array.from({ length: last - first + 1 }, (_, i) => first + i);
  }

  unit(t) {
    return this.weights.units[this.weights.unitOf[t]];
  }

  show() {
    const { weights, factors, asked, hovered } = this;
    this.list.show(factors, this.pinned, hovered.side === "list" ? hovered.factor : null, asked);
    this.text.paint(weights, factors);
    this.text.mark("fx-at", asked === null ? [] : this.tokensOf(this.unit(asked)));
    this.text.mark("fx-held", this.token === null ? [] : this.tokensOf(this.unit(this.token)));
    this.text.activate(hovered.side === "text" ? hovered.token : null);
    this.showLegend(factors);
    this.list.say(asked === null ? "" : this.brief(asked, factors));
    const isToken = asked !== null && (hovered.side === "text" || (hovered.factor === null && this.pinned.length === 0));
    if (isToken) this.panel.show(`token ${weights.unitOf[asked]}`, () => this.panel.token(asked, weights));
    else if (factors.length === 2) this.panel.show(`pair ${factors}`, () => this.panel.pair(...factors, weights));
    else if (factors.length === 1) this.panel.show(`factor ${factors}`, () => this.panel.factor(factors[0], weights));
    else this.panel.show("rest", () => this.panel.rest(weights));
    this.showTip(asked, factors);
  }

  /** Position, token, and its strength in the factors shown. */
  lines(t, factors) {
    const { page } = this;
    const [first, last] = this.unit(t);
    const where = first === last ? `position ${page.grouped(t)}` : `positions ${page.grouped(first)}–${page.grouped(last)}`;
    return [where, `“${this.text.words([first, last])}”`, ...this.strengths(t, factors)];
  }

  /** The same in short, beside the numbers of the rows. */
  brief(t, factors) {
    const { page, weights } = this;
    const [f] = factors.length ? factors : [weights.strongest[t]];
    const place = `${page.grouped(t)} “${this.text.words(this.unit(t))}”`;
    if (weights.isOut[t] || f < 0 || factors.length > 1) return place;
    return `${place} ${String(weights.values[f][t])}, ${page.ordinal(weights.rank(f, t))} of ${page.grouped(weights.order(f).length)} in factor ${f + 1}`;
  }

  /** Its exact strength and its rank, in each of the factors shown; at rest in its strongest. */
  strengths(t, factors) {
    const { page, weights } = this;
    if (weights.isOut[t]) return ["left out of the factorisation"];
    const shown = factors.length ? factors : [weights.strongest[t]].filter((f) => f >= 0);
    if (!shown.length) return ["0 in every factor"];
    return shown.map((f) => {
      const value = weights.values[f][t], rank = weights.rank(f, t);
      const strength = `factor ${f + 1}: ${value === 0 ? "0" : page.exact(value, weights.style)}`;
      if (value === 0) return strength;
      const count = `${page.grouped(weights.order(f).length)} ${this.switches.words ? "words" : "tokens"}`;
      return `${strength}, ${rank === 1 ? "greatest" : page.ordinal(rank)} of ${count}`;
    });
  }

  /** Beside a token of the text; what is asked of the lines stands in the readout below them. */
  showTip(asked, factors) {
    const isHere = this.hovered.side === "text" || (this.hovered.side === "" && this.token !== null);
    if (asked === null || !isHere) { this.page.tip.hide(); return; }
    const [where, token, ...strengths] = this.lines(asked, factors);
    const box = () => this.text.box(this.unit(asked));
    this.page.tip.show(box, [["where", `${where} · ${token}`], ...strengths.map((line) => ["note", line])]);
  }

  showLegend(factors) {
    const key = `${factors} ${this.switches.words} ${this.switches.max}`;
    if (key === this.legendShown) return;
    this.legendShown = key;
    const { page, weights } = this;
    const ramp = (f) => {
      const steps = make("span", "ramp");
      for (let step = 0; step <= this.text.steps; step += 1) steps.append(make("i", f === null ? `fx-grey` : `${hue(f)}s${step}`));
      if (f === null) [...steps.children].forEach((one, step) => one.style.setProperty("--part", `${step / this.text.steps * 62}%`));
      steps.setAttribute("aria-hidden", "true");
      return steps;
    };
    const scale = (f) => make("span", "scale", make("span", "", "0"), ramp(f), make("span", "", f === null ? "its greatest" : page.printed(weights.greatest[f], weights.style)));
    const parts = factors.length === 0
      ? [make("span", "", "strongest factor of each token, and its strength"), scale(null)]
      : factors.flatMap((f, place) => [
        make("span", "", `${factors.length === 2 ? ["above: ", "below: "][place] : ""}strength of factor ${f + 1}`), scale(f),
      ]);
    this.legend.replaceChildren(...parts);
  }

  /** The same in words, for the drawing. */
  get legendText() {
    const { factors, weights, page } = this;
    const ends = (f) => `strength of factor ${f + 1}, from 0 to ${page.printed(weights.greatest[f], weights.style)}`;
    const what = factors.length === 2
      ? `above each word: ${ends(factors[0])}; below: ${ends(factors[1])}`
      : factors.length === 1 ? ends(factors[0]) : "strongest factor of each token, from 0 to its greatest";
    const asked = this.asked === null ? "" : `; ${this.lines(this.asked, factors).join(", ")}`;
    return what + (this.switches.words ? "; words have the greatest strength of their pieces" : "") + asked;
  }

  // Asking and pinning

  hover(factor, token, side) {
    const now = this.hovered;
    if (now.factor === factor && now.token === token && now.side === side) return;
    this.hovered = { factor, token, side };
    this.show();
  }

  pinFactor(f, joins) {
    if (this.pinned.includes(f)) {
      this.pinned = this.pinned.filter((one) => one !== f);
      this.hovered = { factor: null, token: this.hovered.token, side: this.hovered.side };
    } else this.pinned = (joins || this.switches.compare) && this.pinned.length > 0 ? [this.pinned[0], f] : [f];
    this.cursor.factor = f;
    this.list.reveal(f);
    this.show();
    this.page.remember();
    this.sayFactors();
  }

  pinToken(t) {
    this.token = this.token !== null && this.weights.unitOf[this.token] === this.weights.unitOf[t] ? null : t;
    this.cursor.token = t;
    this.show();
    this.page.remember();
  }

  sayFactors() {
    const { page, factors, weights } = this;
    if (factors.length === 0) { page.announce("strongest factor of each token"); return; }
    page.announce(factors.map((f) => {
      const names = this.panel.strongest(weights.order(f).slice(0, 40), () => 0, weights).slice(0, 5).map(({ name }) => name);
      return `factor ${f + 1}, ${page.percent(this.data.factors[f].share)} of all, strongest at ${names.join(", ")}`;
    }).join("; "));
  }

  sayToken(t) {
    this.page.announce(this.lines(t, this.factors).join(", "));
  }

  listen() {
    const { list, text } = this;
    this.page.listen(list.element, {
      at: (event) => list.at(event),
      isAsked: (place) => this.hovered.factor === place.factor,
      hover: (place) => (place ? this.hover(place.factor, place.token, "list") : this.hover(null, null, "")),
      press: (place, event) => this.pinFactor(place.factor, event.shiftKey),
    });
    this.page.listen(text.element, {
      at: (event) => { const t = text.at(event); return t === null ? null : { t }; },
      isAsked: ({ t }) => this.hovered.token !== null && this.weights.unitOf[this.hovered.token] === this.weights.unitOf[t],
      hover: (place) => (place ? this.hover(null, place.t, "text") : this.hover(null, null, "")),
      press: ({ t }) => this.pinToken(t),
    });
    // A Shift-click compares; it selects nothing.
    list.element.addEventListener("mousedown", (event) => { if (event.shiftKey) event.preventDefault(); });
    for (const side of [list.element, text.element]) {
      side.addEventListener("blur", () => this.hover(null, null, ""));
    }
    list.element.addEventListener("focus", () => {
      if (list.element.matches(":focus-visible")) this.toFactor(this.cursor.factor);
    });
    text.element.addEventListener("focus", () => {
      if (text.element.matches(":focus-visible")) this.toToken(this.cursor.token);
    });
    list.element.addEventListener("keydown", (event) => this.moveInList(event));
    text.element.addEventListener("keydown", (event) => this.moveInText(event));
  }

  // Keyboard

  /** @param {number | null} token */
  toFactor(f, token = null) {
    this.cursor.factor = f;
    this.hover(f, token, "list");
    this.list.reveal(f);
    if (token === null) this.sayFactors(); else this.sayToken(token);
  }

  toToken(t) {
    this.cursor.token = t;
    this.text.reveal(t);
    this.hover(null, t, "text");
    this.sayToken(t);
  }

  /** The token `step` units on from `t`. */
  beside(t, step) {
    const { units, unitOf } = this.weights;
    return units[Math.max(0, Math.min(units.length - 1, unitOf[t] + step))][0];
  }

  moveInList(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { factor: f } = this.cursor, last = this.data.factors.length - 1;
    const peak = () => this.weights.units[this.weights.order(f)[0]][0];
    const along = (step) => {
      const t = this.hovered.token === null ? peak() : this.beside(this.hovered.token, step);
      this.toFactor(f, t);
      this.text.reveal(t);
    };
    const steps = {
      ArrowUp: () => this.toFactor(Math.max(0, f - 1)), ArrowDown: () => this.toFactor(Math.min(last, f + 1)),
      Home: () => this.toFactor(0), End: () => this.toFactor(last),
      ArrowLeft: () => along(-1), ArrowRight: () => along(1),
      Enter: () => this.pinFactor(f, event.shiftKey), " ": () => this.pinFactor(f, event.shiftKey),
    };
    if (!steps[event.key] || !this.weights.order(f).length) return;
    steps[event.key]();
    event.preventDefault();
  }

  moveInText(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const t = this.cursor.token;
    const steps = {
      ArrowLeft: () => this.toToken(this.beside(t, -1)), ArrowRight: () => this.toToken(this.beside(t, 1)),
      ArrowUp: () => this.toToken(this.text.vertical(t, -1)), ArrowDown: () => this.toToken(this.text.vertical(t, 1)),
      Home: () => this.toToken(0), End: () => this.toToken(this.beside(this.weights.count - 1, 0)),
      Enter: () => this.pinToken(t), " ": () => this.pinToken(t),
    };
    if (!steps[event.key]) return;
    steps[event.key]();
    event.preventDefault();
  }

  // What the page asks

  get keys() {
    return [
      ["1 … 9", "pin a factor; with Shift, as with Shift and Enter or click, compare it with the one pinned"],
      ["w", "whole words"], ["m", "each factor by its greatest"], ["s", "lines to their own scale"],
      ["n", "numbers over the text"], ["c", "compare: the next factor joins the one pinned"],
    ];
  }

  key(event) {
    const digit = /^(?:Digit|Numpad)([1-9])$/.exec(event.code)?.[1] ?? (/^[1-9]$/.test(event.key) ? event.key : null);
    if (digit) {
      if (Number(digit) > this.data.factors.length) return false;
      this.pinFactor(Number(digit) - 1, event.shiftKey);
      return true;
    }
    const name = { w: "words", m: "max", s: "own", n: "numbers", c: "compare" }[event.key];
    if (!name) return false;
    this.flip(name);
    return true;
  }

  draw() {
    this.panel.flush();
  }

  escape() {
    this.pinned = [];
    this.token = null;
    this.hovered = { factor: null, token: null, side: "" };
    this.switches.compare = false;
    this.refresh();
  }

  state() {
    const parts = [];
    if (this.pinned.length) parts.push(`f${this.pinned.map((f) => f + 1).join("-")}`);
    if (this.token !== null) parts.push(`t${this.token}`);
    const start = this.data.factors.length > 16;
    for (const [name, isOn] of Object.entries(this.switches)) {
      if (name === "numbers" ? isOn !== start : isOn) parts.push(name);
    }
    return parts.join(".");
  }

  restore(text) {
    const parts = String(text).split(".");
    const number = (part) => (/^\d{1,7}$/.test(part) ? Number(part) : -1);
    const factors = (parts.find((part) => /^f\d/.test(part)) ?? "f").slice(1).split("-").map((one) => number(one) - 1);
    this.pinned = [...new Set(factors)].filter((f) => f >= 0 && f < this.data.factors.length).slice(0, 2);
    const t = number((parts.find((part) => /^t\d/.test(part)) ?? "t").slice(1));
    this.token = t >= 0 && t < this.data.tokens.length ? t : null;
    for (const name of Object.keys(this.switches)) this.switches[name] = parts.includes(name);
    this.switches.numbers = this.switches.numbers !== this.data.factors.length > 16;
    this.hovered = { factor: null, token: null, side: "" };
    if (this.pinned.length) {
      [this.cursor.factor] = this.pinned;
      this.list.reveal(this.cursor.factor);
    }
    if (this.token !== null) {
      this.cursor.token = this.token;
      this.text.reveal(this.token);
    }
    this.refresh();
  }

  find(query) {
    const hits = this.text.find(query, this.weights);
    this.text.mark("fx-hit", hits.flatMap((unit) => this.tokensOf(unit)));
    this.root.classList.toggle("fx-finding", hits.length > 0);
    return hits;
  }

  go([first]) {
    this.cursor.token = first;
    this.text.tokens[first].scrollIntoView({ block: "center" });
    this.hover(null, first, "text");
    this.sayToken(first);
  }

  table() {
    const { weights, data } = this;
    const head = this.switches.words ? ["first_position", "last_position", "word"] : ["position", "token", "id"];
    return [
      [...head, "strongest_factor", ...data.factors.map((_, f) => `factor_${f + 1}`)],
      ...weights.units.map(([first, last]) => [
        ...(this.switches.words
          ? [first, last, this.text.words([first, last])]
          : [first, data.tokens[first].t || data.tokens[first].piece, data.tokens[first].id]),
        weights.strongest[first] < 0 ? "" : weights.strongest[first] + 1,
        ...weights.values.map((values) => (weights.isOut[first] ? "" : values[first])),
      ]),
    ];
  }

  svg() {
    return picture({
      title: this.figure.title, legend: this.legendText, factors: this.factors, asked: this.asked, pinned: this.pinned,
      weights: this.weights, isOwnScale: this.switches.own || this.switches.max, hasNumbers: this.switches.numbers,
    }, this.list, this.text, this.page);
  }
}

(globalThis.explainerViews ??= {}).factor_explorer = (mount, figure, page) => new FactorExplorer(mount, figure, page);
