// What of the attention is shown: the control bar, its keys, and its part of the address.

/** The special tokens in words. */
const SPECIAL = { shown: "shown", hidden: "hidden", rescaled: "hidden, rows rescaled" };

/** How far faint weights are lifted at the start. */
const FAINT = 0.25;

class AttentionChoices {
  /** @type {Choosing} */ layers;
  /** @type {Choosing} */ blocks;
  /** @type {Choosing} */ variants;
  /** @type {Choosing} */ weights;
  /** @type {Choosing} */ specials;
  /** @type {Choosing} */ scales;
  /** @type {HTMLButtonElement} */ wordsButton;
  /** @type {HTMLElement} */ drawing;
  /** @type {Slider} */ faint;
  /** @type {Slider} */ threshold;

  /**
   * `options`: {layer, faint, has}, the layer and the lift of faint weights at the start, and the set of controls: any of
   * "layer", "scale", "words", "special", "rollout"; `change(what)` is called after a reader's choice.
   *
   * @param {AttentionData} data
   * @param {Page} page
   * @param {{layer?: number, faint?: number, has?: string[]}} options
   * @param {(what: string[]) => void} change
   */
  constructor(data, page, { layer = 0, faint = FAINT, has = ["layer", "scale", "words", "special", "rollout"] } = {}, change = () => {}) {
    this.data = data;
    this.page = page;
    this.change = change;
    this.has = new Set(has);
    this.wish = layer;
    this.start = layer;
    this.startFaint = faint;
    rampPalette = page.palette;
    this.id = `at${page.unique()}`;
    // The block that the caller asked for.
    this.startBlock = Math.max(0, data.variants[0].blocks.findIndex(({ id }) => id === data.data.block));
    /** @type {Chosen} */
    this.values = { variant: 0, block: this.startBlock, filter: 0, mode: "raw", words: false, special: "shown", kind: "readable", faint: this.startFaint, threshold: 0 };
    this.scaleNow = new AttentionScale(this.values);
    this.element = make("div", "at-bar");
    this.element.setAttribute("role", "group");
    this.element.setAttribute("aria-label", "what is shown");
    this.build();
    this.show();
  }

  // What is chosen

  get variant() { return this.data.variants[this.values.variant]; }
  get block() { return this.variant.blocks[Math.min(this.values.block, this.variant.blocks.length - 1)]; }
  get filter() { return this.block.filters[Math.min(this.values.filter, this.block.filters.length - 1)]; }
  get words() { return this.values.words; }
  get special() { return this.values.special; }
  get modes() { return this.data.modes(this.block).filter((mode) => mode !== "rollout" || this.has.has("rollout")); }
  get mode() { return this.modes.includes(this.values.mode) ? this.values.mode : "raw"; }
  get scale() {
    const { kind, faint, threshold } = this.values, { scaleNow: now } = this;
    if (now.kind !== kind || now.faint !== faint || now.threshold !== threshold) this.scaleNow = new AttentionScale(this.values);
    return this.scaleNow;
  }

  /** The place of the layer in its block: the one wished for, or the nearest there is. */
  get l() {
    const { layers } = this.block;
    let best = 0;
    layers.forEach((layer, l) => { if (Math.abs(layer - this.wish) < Math.abs(layers[best] - this.wish)) best = l; });
    return best;
  }
  get layer() { return this.block.layers[this.l]; }

  /** What is shown of the layer in place `l`. */
  pattern(l = this.l, mode = this.mode) {
    const { filter, words, special } = this;
    return this.data.pattern(this.block, l, { mode, filter, words, special });
  }

  /**
   * The mean of the heads in places `heads` over the layers in places `layers`: [pattern, place of the head in it].
   *
   * @returns {[AttentionPattern, number]}
   */
  mean(layers, heads, name, mode = this.mode) {
    const { filter, words, special } = this;
    return this.data.mean(this.block, layers, heads, { mode, filter, words, special }, name);
  }

  /** What is left out and what is changed, in words; empty where all is as the model has it. */
  notes(pattern) {
    const notes = [], { page } = this;
    const names = (units) => [...new Set(units.map(({ name }) => `“${name}”`))].slice(0, 4).join(", ");
    if (pattern.isRollout) notes.push("rollout: a summary over all heads and the layers up to this one, not an explanation");
    if (pattern.window !== null && this.has.has("layer")) {
      notes.push(`layer ${pattern.layer} has ${pattern.block.reach.windowWords(pattern.window)}; what lies beyond is out of reach (grey, hatched), not of weight 0`);
    }
    if (pattern.sinkColumn >= 0) notes.push(SINK_WORDS);
    if (this.filter.queries) {
      notes.push(`${this.filter.label}: a part of each row, which adds up to less than ${WEIGHTS[this.mode].top ?? "the whole row"}`);
    }
    if (this.special !== "shown") {
      notes.push(`left out: ${names(pattern.hiddenKeys) || "nothing"}${this.special === "rescaled"
        ? "; rows rescaled to what they had before" : "; rows not rescaled"}`);
    }
    if (this.words) notes.push("whole words: weights to their pieces added, from their pieces averaged");
    if (pattern.tensor.isTop) {
      const means = this.mode === "raw" && pattern.block.tensors.mean_of_heads ? ", also of the mean over all heads" : "";
      notes.push(`the page has the ${page.grouped(pattern.tensor.k)} greatest weights of each row${means}; of the others it has sums, and draws nothing`);
    }
    return notes;
  }

  // Controls

  build() {
    const { page, data } = this;
    const select = (name, label, title) => {
      const element = make("select");
      element.title = title;
      const place = make("label", "at-choice", make("span", "", label), element);
      this.element.append(place);
      return { place, element, name };
    };
    this.layers = select("layer", "Layer", "Layer ([ and ])");
    this.layers.element.addEventListener("change", () => this.setLayer(Number(this.layers.element.value)));
    this.blocks = select("block", "Attention", "Which tokens attend to which");
    this.blocks.element.addEventListener("change", () => {
      const [block, filter] = this.blocks.element.value.split(" ").map(Number);
      this.set({ block, filter });
    });
    this.variants = select("variant", "Decoder", "What the decoder reads");
    this.variants.element.addEventListener("change", () => this.set({ variant: Number(this.variants.element.value) }));
    this.weights = select("mode", "Weights", "What the numbers are (n)");
    this.weights.element.addEventListener("change", () => this.set({ mode: this.weights.element.value }));
    const isChat = data.variants[0].blocks.some(({ keys }) => keys.tokens.some(({ r }) => r));
    this.specials = isChat
      ? select("special", "Template tokens", "What the chat template puts around what is said, and the first token (h)")
      : select("special", "Special tokens", "Separators and, in causal attention, the first token (h)");
    for (const [value, text] of Object.entries(SPECIAL)) this.specials.element.append(new Option(text, value));
    this.specials.element.addEventListener("change", () => this.set({ special: this.specials.element.value }));
    this.wordsButton = makeButton("whole words", "Pieces of words as one: weights to them added, from them averaged (w)", () => this.set({ words: !this.words }));
    this.element.append(this.wordsButton);
    // How weights are drawn, which wraps as one.
    this.drawing = make("span", "at-drawing");
    this.element.append(this.drawing);
    this.scales = select("kind", "Scale", "How full weights are drawn (l)");
    this.drawing.append(this.scales.place);
    this.scales.element.append(new Option("readable", "readable"), new Option("linear, as bertviz", "linear"));
    this.scales.element.addEventListener("change", () => this.set({ kind: this.scales.element.value }));
    const slider = (label, title, name, most) => {
      const input = make("input"), value = make("output");
      Object.assign(input, { type: "range", min: 0, max: most, step: 1, title });
      input.addEventListener("input", () => this.set({ [name]: Number(input.value) / 100 }));
      const place = make("label", "at-choice at-slider", make("span", "", label), input, value);
      this.drawing.append(place);
      return { place, input, value };
    };
    this.faint = slider("lift faint", "How far faint weights are lifted", "faint", 100);
    this.threshold = slider("hide below", "Weights below this part of full strength are not drawn", "threshold", 50);
    const hide = (place, isHidden) => { place.hidden = isHidden; };
    const { has } = this;
    hide(this.layers.place, !has.has("layer"));
    hide(this.variants.place, this.data.variants.length < 2);
    hide(this.specials.place, !has.has("special"));
    hide(this.wordsButton, !has.has("words"));
    hide(this.drawing, !has.has("scale"));
    this.data.variants.forEach(({ label }, v) => this.variants.element.append(new Option(label, String(v))));
    this.page = page;
  }

  /** Brings the controls to what is chosen. */
  show() {
    const { block, variant, values } = this;
    const fill = ({ element }, options, value) => {
      const key = JSON.stringify(options);
      if (element.dataset.key !== key) {
        element.replaceChildren(...options.map(([text, one]) => new Option(text, one)));
        element.dataset.key = key;
      }
      element.value = value;
      element.disabled = options.length < 2;
    };
    fill(this.layers, block.layers.map((layer, l) => [block.reach.layerName(l), layer]), this.layer);
    const isOne = variant.blocks.length === 1;
    fill(this.blocks, variant.blocks.flatMap((one, b) => one.filters.map((filter, f) => [
      isOne ? filter.label : one.filters.length > 1 ? `${one.label}: ${filter.label}` : one.label, `${b} ${f}`,
    ])), `${variant.blocks.indexOf(block)} ${block.filters.indexOf(this.filter)}`);
    this.blocks.place.hidden = isOne && block.filters.length === 1;
    fill(this.weights, this.modes.map((mode) => [WEIGHTS[mode].label, mode]), this.mode);
    this.weights.element.title = `${WEIGHTS[this.mode].title} (n)`;
    this.variants.element.value = String(values.variant);
    // Only what concerns the decoder is different.
    this.variants.element.disabled = block.id === "encoder";
    this.specials.element.value = values.special;
    this.wordsButton.setAttribute("aria-pressed", String(values.words));
    this.scales.element.value = values.kind;
    this.faint.input.value = String(Math.round(values.faint * 100));
    this.faint.value.textContent = `${Math.round(values.faint * 100)}%`;
    this.faint.input.disabled = values.kind === "linear";
    this.threshold.input.value = String(Math.round(values.threshold * 100));
    this.threshold.value.textContent = `${Math.round(values.threshold * 100)}%`;
  }

  /** Takes a choice, shows it and tells the view and the page. */
  set(values) {
    Object.assign(this.values, values);
    this.show();
    this.change(Object.keys(values));
    this.page.remember();
  }

  setLayer(layer) {
    this.wish = layer;
    this.show();
    this.change(["layer"]);
    this.page.remember();
    this.page.announce(`layer ${this.layer}`);
  }

  // Keys

  static get keys() {
    return [
      ["[ ]", "the layer before, the layer after"], ["w", "whole words"], ["n", "the next kind of weights"],
      ["h", "special tokens hidden or shown"], ["l", "linear or readable scale"],
    ];
  }

  /** Whether it took a key. */
  key(event) {
    if (event.target instanceof HTMLSelectElement) return false;
    const { block, modes, has } = this;
    const step = { "[": -1, "]": 1 }[event.key];
    if (step && has.has("layer")) {
      const l = clamp(this.l + step, 0, block.layers.length - 1);
      if (l !== this.l) this.setLayer(block.layers[l]);
      return true;
    }
    const steps = {
      w: has.has("words") && (() => ({ words: !this.words })),
      n: () => ({ mode: modes[(modes.indexOf(this.mode) + 1) % modes.length] }),
      h: has.has("special") && (() => ({ special: this.special === "shown" ? "hidden" : "shown" })),
      l: has.has("scale") && (() => ({ kind: this.scale.isLinear ? "readable" : "linear" })),
    };
    if (!Object.hasOwn(steps, event.key) || !steps[event.key]) return false;
    const values = steps[event.key]();
    this.set(values);
    const [name] = Object.keys(values);
    this.page.announce({
      words: `whole words ${values.words ? "on" : "off"}`, mode: WEIGHTS[this.mode].label,
      special: `special tokens ${SPECIAL[this.special]}`, kind: `${values.kind} scale`,
    }[name]);
    return true;
  }

  // The address

  /** The parts that are not as at the start. */
  state() {
    const { values, block } = this, parts = [];
    if (this.wish !== this.start) parts.push(`l${this.layer}`);
    if (values.variant) parts.push(`v${values.variant}`);
    if (values.block !== this.startBlock) parts.push(`b${values.block}`);
    if (values.filter && block.filters.length > 1) parts.push(`from-${this.filter.id}`);
    if (this.mode !== "raw") parts.push(this.mode);
    if (values.words) parts.push("words");
    if (values.special !== "shown") parts.push(values.special);
    if (values.kind !== "readable") parts.push(values.kind);
    if (values.faint !== this.startFaint) parts.push(`faint${Math.round(values.faint * 100)}`);
    if (values.threshold) parts.push(`over${Math.round(values.threshold * 100)}`);
    return parts;
  }

  restore(parts) {
    const number = (letter) => numberIn(parts, letter);
    const within = (value, count) => (value !== null && value < count ? value : 0);
    /** @type {Chosen} */
    this.values = { variant: 0, block: this.startBlock, filter: 0, mode: "raw", words: false, special: "shown", kind: "readable", faint: this.startFaint, threshold: 0 };
    const { values } = this;
    this.wish = number("l") ?? this.start;
    values.variant = within(number("v"), this.data.variants.length);
    if (number("b") !== null) values.block = within(number("b"), this.variant.blocks.length);
    values.filter = Math.max(0, this.block.filters.findIndex(({ id }) => parts.includes(`from-${id}`)));
    values.mode = Object.keys(WEIGHTS).find((mode) => parts.includes(mode)) ?? "raw";
    values.words = parts.includes("words") && this.has.has("words");
    values.special = Object.keys(SPECIAL).find((one) => parts.includes(one)) ?? "shown";
    values.kind = parts.includes("linear") ? "linear" : "readable";
    values.faint = Math.min(100, number("faint") ?? this.startFaint * 100) / 100;
    values.threshold = Math.min(50, number("over") ?? 0) / 100;
    this.show();
  }
}

/** The number after `letter` in one of `parts` of an address; null where there is none. */
function numberIn(parts, letter) {
  for (const part of parts) {
    if (part.startsWith(letter) && /^\d{1,7}$/.test(part.slice(letter.length))) return Number(part.slice(letter.length));
  }
  return null;
}

/** The numbers after `letter`, joined by `-`; null where there are none. */
function numbersIn(parts, letter) {
  for (const part of parts) {
    if (part.startsWith(letter) && /^\d{1,7}(-\d{1,7})*$/.test(part.slice(letter.length))) {
      return part.slice(letter.length).split("-").map(Number);
    }
  }
  return null;
}
