// The right side: the text as it was written, each token painted by a factor's strength there.

/** Beyond this many tokens, lines outside the window are not laid out until they come near. */
const MANY_TOKENS = 1500;

class FactorText {
  /**
   * @param {string} id
   * @param {Page} page
   */
  constructor(data, id, page) {
    this.data = data;
    this.page = page;
    // Blanks that are tokens of their own show themselves; special tokens have no characters.
    this.names = data.tokens.map(({ t, g, s, piece }) => page.visible({ text: t || (s ? piece : g) || piece, isToken: true }));
    this.element = make("div", "fx-text");
    this.element.setAttribute("role", "listbox");
    this.element.setAttribute("aria-label", "tokens of the text");
    this.element.setAttribute("aria-orientation", "horizontal");
    this.element.tabIndex = 0;
    this.element.classList.toggle("fx-many", data.tokens.length > MANY_TOKENS);
    let line = make("div", "fx-par");
    const lines = [line];
    const steps = page.palette.light.ks[0].length - 1;
    this.steps = steps;
    this.tokens = data.tokens.map((token, t) => {
      // What covers no characters of the text is a quiet label; that of a line end stands before it.
      const isQuiet = token.t === "";
      const element = make("span", isQuiet ? "fx-t fx-quiet" : "fx-t", isQuiet ? this.name(t) : token.t);
      element.id = `${id}-t${t}`;
      element.setAttribute("role", "option");
      element.dataset.t = t;
      const isBlank = isQuiet && !token.s && token.g !== "";
      if (isBlank) line.append(element);
      const parts = token.g.replace(/\r\n?/g, "\n").split("\n");
      line.append(parts[0]);
      for (const part of parts.slice(1)) {
        line = make("div", "fx-par", part);
        lines.push(line);
      }
      if (!isBlank) line.append(element);
      return element;
    });
    // A line without anything in it keeps its height.
    for (const one of lines) if (!one.firstChild?.textContent && one.childNodes.length < 2) one.append(make("br"));
    for (const one of lines) one.setAttribute("role", "presentation");
    this.element.append(...lines);
    this.painted = new Array(this.tokens.length).fill("");
    this.marked = new Map();
    const both = (kind, step) => `light-dark(${page.palette.light.ks[kind][step]},${page.palette.dark.ks[kind][step]})`;
    this.colours = page.palette.light.ks.map((_, kind) => Array.from({ length: steps + 1 }, (_, step) => both(kind, step)));
  }

  /** What token `t` is called: its characters, or its piece where it covers none. */
  name(t) {
    return this.names[t];
  }

  /**
   * What the unit that begins and ends with these tokens is called.
   *
   * @param {number[]} unit
   */
  words([first, last]) {
    if (first === last) return this.name(first);
    return this.data.tokens.slice(first, last + 1).map((_, i) => this.name(first + i)).join("");
  }

  /** The step of a strength; 0 is the paper. */
  step(part) {
    return Math.round(part * this.steps);
  }

  /** The class by which token `t` is painted by factor `f`; empty for the paper. */
  paintOf(weights, f, t) {
    const step = f < 0 ? 0 : this.step(weights.part(f, t));
    return step ? `${hue(f)}s${step}` : "";
  }

  /** Paints by the strongest factor (none given), by one, or by two: the first above, the second below each word. */
  paint(weights, factors) {
    const [f, g] = factors;
    const isTwo = g !== undefined;
    this.element.classList.toggle("fx-rest", f === undefined);
    if (isTwo !== this.isTwo) {
      this.isTwo = isTwo;
      this.element.classList.toggle("fx-two", isTwo);
    }
    for (let t = 0; t < this.tokens.length; t += 1) {
      const paint = isTwo
        ? `${this.step(weights.part(f, t))} ${this.step(weights.part(g, t))} ${f} ${g}`
        : this.paintOf(weights, f ?? weights.strongest[t], t);
      const old = this.painted[t];
      if (paint === old) continue;
      const token = this.tokens[t];
      const wasTwo = old.includes(" ");
      if (old && !wasTwo) token.classList.remove(old);
      if (isTwo) {
        const [above, below] = paint.split(" ");
        token.style.setProperty("--above", this.colours[f % 16][above]);
        token.style.setProperty("--below", this.colours[g % 16][below]);
      } else {
        if (wasTwo) token.removeAttribute("style");
        if (paint) token.classList.add(paint);
      }
      this.painted[t] = paint;
    }
  }

  /** The number of the strongest factor over the first token of each run. */
  number(weights) {
    let last = -1;
    this.tokens.forEach((token, t) => {
      const f = weights.strongest[t];
      if (f >= 0 && f !== last) token.dataset.n = f + 1; else delete token.dataset.n;
      last = f;
    });
  }

  /** Where the frame of a unit is open: pieces of one word have one frame. */
  frame(weights) {
    this.tokens.forEach((token, t) => {
      const [first, last] = weights.units[weights.unitOf[t]];
      token.classList.toggle("fx-first", t === first);
      token.classList.toggle("fx-last", t === last);
    });
  }

  /** Gives the class `name` to these tokens, and to no others. */
  mark(name, tokens) {
    for (const t of this.marked.get(name) ?? []) this.tokens[t].classList.remove(name);
    for (const t of tokens) this.tokens[t].classList.add(name);
    this.marked.set(name, tokens);
  }

  /** The token the keyboard is at, for who listens. */
  activate(t) {
    if (t === null) this.element.removeAttribute("aria-activedescendant");
    else this.element.setAttribute("aria-activedescendant", this.tokens[t].id);
  }

  /** The token under the pointer, or null. */
  at(event) {
    const token = event.target.closest?.(".fx-t");
    return token && this.element.contains(token) ? Number(token.dataset.t) : null;
  }

  /**
   * The rectangle of a unit: of its first line where it is broken.
   *
   * @param {number[]} unit
   */
  box([first, last]) {
    const a = this.tokens[first].getClientRects()[0], b = this.tokens[last].getBoundingClientRect();
    if (!a) return null;
    const isOneLine = Math.abs(a.top - b.top) < 2;
    return new DOMRect(a.left, a.top, (isOneLine ? b.right : a.right) - a.left, a.height);
  }

  /** The token above (`step` −1) or below (1) token `t` on the page. */
  vertical(t, step) {
    const from = this.tokens[t].getBoundingClientRect(), middle = (from.left + from.right) / 2;
    let best = t, least = Infinity;
    for (let other = t + step, seen = 0; other >= 0 && other < this.tokens.length && seen < 800; other += step, seen += 1) {
      const box = this.tokens[other].getBoundingClientRect();
      const down = (box.top - from.top) * step;
      if (down < 8) continue;
      const distance = down * 4 + Math.abs((box.left + box.right) / 2 - middle);
      if (distance < least) [best, least] = [other, distance];
      else if (down > 200) break;
    }
    return best;
  }

  reveal(t) {
    this.tokens[t].scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  /** The units whose tokens touch an occurrence of `query` in the text. */
  find(query, weights) {
    if (!query) return [];
    const starts = [];
    let text = "";
    for (const { g, t } of this.data.tokens) {
      text += g;
      starts.push(text.length);
      text += t;
    }
    const small = text.toLowerCase();
    // Letters that change their length when made small would shift the places.
    const where = small.length === text.length ? small : text;
    const hits = [];
    let t = 0;
    for (let at = where.indexOf(query); at >= 0; at = where.indexOf(query, at + query.length)) {
      const end = at + query.length;
      while (t + 1 < starts.length && starts[t] + this.data.tokens[t].t.length <= at) t += 1;
      const first = t;
      let last = t;
      while (last + 1 < starts.length && starts[last + 1] < end) last += 1;
      if (starts[first] < end && starts[first] + this.data.tokens[first].t.length > at) {
        hits.push([weights.units[weights.unitOf[first]][0], weights.units[weights.unitOf[last]][1]]);
      }
    }
    return hits;
  }
}
