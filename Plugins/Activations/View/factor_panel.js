// Below the factors: what is known about the factor, the two factors or the token asked about.

/** How many of the strongest tokens or words are named. */
const NAMED = 12;

class FactorPanel {
  /** @type {number} */ frame;
  /** @type {number} */ timer;

  /**
   * `point(unit or null)` emphasises a place of the text that the panel names, `go(unit)` leads there.
   *
   * @param {FactorText} text
   * @param {Page} page
   */
  constructor(data, text, page, { point, go }) {
    this.data = data;
    this.text = text;
    this.page = page;
    this.element = make("div", "fx-panel");
    this.units = new Map();
    const unit = (event) => this.units.get(event.target.closest?.("button")) ?? null;
    this.element.addEventListener("pointerover", (event) => point(unit(event)));
    this.element.addEventListener("pointerleave", () => point(null));
    this.element.addEventListener("focusin", (event) => point(unit(event)));
    this.element.addEventListener("focusout", () => point(null));
    this.element.addEventListener("click", (event) => { if (unit(event)) go(unit(event)); });
    this.wanted = "";
  }

  /**
   * Shows what `key` stands for, made by `parts()` where it is not shown already: in the frame after this one, so that
   * the text is painted first, and not at all if something else is asked by then.
   */
  show(key, parts) {
    if (key === this.wanted) return;
    this.wanted = key;
    cancelAnimationFrame(this.frame);
    clearTimeout(this.timer);
    this.make = () => {
      this.make = null;
      this.units.clear();
      this.element.replaceChildren(...parts());
    };
    this.frame = requestAnimationFrame(() => { this.timer = setTimeout(() => this.flush()); });
  }

  /** Shows now what was to be shown in the next frame. */
  flush() {
    this.make?.();
  }

  rest(weights) {
    const { data, page } = this;
    const layers = data.layers.length === 1
      ? `layer ${data.layers[0]}` : `layers ${data.layers[0]}–${data.layers.at(-1)}`;
    const facts = [
      `${page.grouped(data.factors.length)} factor${data.factors.length === 1 ? "" : "s"} of ${page.grouped(data.layers.length * data.neurons_per_layer)} neurons in ${layers}${data.stack ? ` of the ${data.stack}` : ""}, over ${page.grouped(weights.units.length)} ${weights.inWords ? "word" : "token"}${weights.units.length === 1 ? "" : "s"}.`,
    ];
    if (typeof data.relative_error === "number") {
      facts.push(`What they leave unexplained is ${page.percent(data.relative_error)} of the activations (Frobenius norm), after ${page.grouped(data.iterations)} iterations${data.converged ? "" : ", not converged"}.`);
    }
    const out = data.excluded ?? [];
    if (out.length) facts.push(`Left out: ${this.listed(out)}.`);
    facts.push("Ask a factor or a token: hover, tap, or go there with the keyboard. Click pins; Shift-click compares two factors.");
    return facts.map((fact) => make("p", "", fact));
  }

  factor(f, weights) {
    const { data, page } = this;
    const factor = data.factors[f];
    const head = this.head(`factor ${f + 1}`, [
      `${page.percent(factor.share)} of all`, `greatest ${page.printed(weights.greatest[f], weights.style)}`,
      `strongest factor of ${page.grouped(this.wins(f, weights))} of ${page.grouped(weights.order(f).length)}`,
    ], [f]);
    return [head, this.named("strongest", this.strongest(weights.order(f).filter((u) => this.value(f, u, weights) > 0), (u) => this.value(f, u, weights), weights), weights), make("div", "fx-sides", this.neurons(factor), this.layers(factor, f))];
  }

  pair(f, g, weights) {
    const { page } = this;
    const { correlation, shared } = weights.likeness(f, g);
    const least = (u) => Math.min(weights.part(f, weights.units[u][0]), weights.part(g, weights.units[u][0]));
    const more = (a, b) => (u) => weights.part(a, weights.units[u][0]) - weights.part(b, weights.units[u][0]);
    const top = (score) => this.strongest(
      [...weights.order(f)].filter((u) => score(u) > 0).sort((a, b) => score(b) - score(a)), score, weights);
    const neurons = (one) => new Set(this.data.factors[one].neurons.map(([layer, index]) => `${layer} ${index}`));
    const [mine, theirs] = [neurons(f), neurons(g)];
    const common = [...mine].filter((name) => theirs.has(name)).length;
    return [
      this.head(`factors ${f + 1} and ${g + 1}`, [], [f, g]),
      make("p", "fx-facts", correlation === null
        ? "no correlation: one of them is the same everywhere" : `correlation ${page.fixed(correlation, 2)}`,
      ` · ${page.percent(shared)} of their strength in the same places · ${common} of ${mine.size} strongest neurons in common`),
      this.named("strong in both", top(least), weights, "percent"),
      this.named(`${f + 1} rather than ${g + 1}`, top(more(f, g)), weights, "percent"),
      this.named(`${g + 1} rather than ${f + 1}`, top(more(g, f)), weights, "percent"),
      make("p", "fx-note", "Percent: parts of each factor's greatest strength; the lesser of both, and the difference."),
    ];
  }

  token(t, weights) {
    const { data, page } = this;
    const [first, last] = weights.units[weights.unitOf[t]];
    const notes = first === last
      ? [`position ${page.grouped(t)}`, `id ${page.grouped(data.tokens[t].id).replaceAll(",", "")}`]
      : [`positions ${page.grouped(first)}–${page.grouped(last)}`, `greatest of ${last - first + 1} pieces: ${this.listed([...Array(last - first + 1).keys()].map((i) => first + i))}`];
    if (first === last) {
      const { piece } = data.tokens[t];
      if (piece !== this.text.name(t)) notes.push(`piece ${page.visible({ text: piece, isToken: true })}`);
      const word = data.tokens.flatMap((other, i) => (other.w === data.tokens[t].w ? [i] : []));
      if (word.length > 1) notes.push(`part of “${word.map((i) => this.text.name(i)).join("")}”`);
    }
    const head = this.head(`“${this.text.words([first, last])}”`, notes, []);
    if (weights.isOut[t]) return [head, make("p", "", "Left out of the factorisation.")];
    const most = Math.max(...weights.values.map((values) => values[t]));
    const bars = make("div", "fx-bars");
    bars.style.setProperty("--count", data.factors.length);
    weights.values.forEach((values, f) => {
      const bar = make("i", hue(f));
      bar.style.width = `${most > 0 ? values[t] / most * 100 : 0}%`;
      const number = make("span", "fx-number", values[t] === 0 ? "0" : page.printed(values[t], weights.style));
      number.classList.toggle("fx-best", f === weights.strongest[t]);
      bars.append(make("span", "fx-number", String(f + 1)), number, make("span", "fx-track", bar));
    });
    return [head, bars];
  }

  head(title, notes, chips) {
    const head = make("div", "fx-title");
    for (const f of chips) head.append(make("span", `fx-chip ${hue(f)}`, String(f + 1)));
    head.append(make("b", "", title), make("span", "", notes.join(" · ")));
    return head;
  }

  listed(tokens) {
    const names = tokens.slice(0, 6).map((t) => this.text.name(t));
    return names.join(" ") + (tokens.length > 6 ? ` and ${this.page.grouped(tokens.length - 6)} more` : "");
  }

  value(f, u, weights) {
    return weights.values[f][weights.units[u][0]];
  }

  wins(f, weights) {
    return weights.units.filter(([first]) => weights.strongest[first] === f).length;
  }

  /** The first units of an order by their text, however they are cased: how strong the first is, how often they come. */
  strongest(order, score, weights) {
    const named = new Map();
    for (const u of order) {
      const name = this.text.words(weights.units[u]);
      const key = name.toLowerCase();
      const known = named.get(key);
      if (known) known.count += 1;
      else if (named.size < NAMED) named.set(key, { name, u, score: score(u), count: 1 });
    }
    return [...named.values()];
  }

  named(title, entries, weights, style = weights.style) {
    const line = make("p", "fx-named", make("span", "fx-label", title));
    for (const { name, u, score, count } of entries) {
      const button = make("button", "", make("bdi", "tk", name));
      button.type = "button";
      if (count > 1) button.append(make("span", "fx-times", `×${count}`));
      button.append(make("span", "fx-number", this.page.printed(score, style)));
      this.units.set(button, weights.units[u]);
      line.append(button, " ");
    }
    if (!entries.length) line.append("none");
    return line;
  }

  neurons({ neurons }) {
    const list = make("div", "fx-neurons", make("span", "fx-label", "layer · neuron, weight"));
    const most = neurons[0]?.[2] ?? 0;
    const style = { decimals: most > 0 ? Math.min(8, Math.max(0, 2 - Math.floor(Math.log10(most)))) : 0 };
    for (const [layer, index, weight] of neurons) {
      list.append(make("span", "fx-number", `${layer} · ${index}`), make("span", "fx-number", this.page.printed(weight, style)));
    }
    return list;
  }

  layers(factor, f) {
    const { data, page } = this;
    const most = Math.max(...factor.layers);
    const chart = make("div", "fx-columns");
    factor.layers.forEach((share, place) => {
      const column = make("i", hue(f));
      column.style.height = `${most > 0 ? share / most * 84 : 0}px`;
      const isNamed = factor.layers.length <= 12 || place === 0 || place === factor.layers.length - 1;
      const slot = make("span", "", column, make("b", "", isNamed ? String(data.layers[place]) : ""));
      slot.title = `layer ${data.layers[place]}: ${page.percent(share)}`;
      chart.append(slot);
    });
    const top = factor.layers.indexOf(most);
    const side = make("div", "fx-layers", make("span", "fx-label", `by layer, most in ${data.layers[top]}: ${page.percent(most)}`), chart);
    chart.setAttribute("role", "img");
    chart.setAttribute("aria-label", factor.layers.map((share, place) => `layer ${data.layers[place]} ${page.percent(share)}`).join(", "));
    return side;
  }
}
