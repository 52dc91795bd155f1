// What each cell of the grid stands for: a head by its places {l, h}, or, at the places after the last, a mean.

/** What the facts of a head say first, where there is room for few. */
const FACTS = ["previous", "next", "self", "first", "separator", "same", "induction", "sink"];

class HeadCells {
  /**
   * @param {AttentionChoices} choices
   * @param {Page} page
   */
  constructor(choices, page) {
    this.choices = choices;
    this.page = page;
    this.scores = new Map();
  }

  get block() { return this.choices.block; }
  get isRollout() { return this.choices.mode === "rollout"; }
  get layers() { return this.block.layers; }
  /** The true numbers; a rollout has one for all heads. */
  get heads() { return this.isRollout ? [null] : this.block.heads; }
  get L() { return this.layers.length; }
  get H() { return this.heads.length; }
  get hasMeans() { return !this.isRollout && (this.L > 1 || this.H > 1); }

  /** Looks up the scores of other layers and heads. */
  forget() {
    this.scores = new Map((this.block.scores ?? []).map((score) => [`${score.layer} ${score.head}`, score]));
  }

  has(place) {
    const more = this.hasMeans ? 1 : 0;
    return Boolean(place) && place.l < this.L + more && place.h < this.H + more;
  }

  /** [pattern, place of the head in it]. */
  pattern({ l, h }) {
    const isLayerMean = l >= this.L, isHeadMean = this.hasMeans && h >= this.H;
    if (!isLayerMean && !isHeadMean) return [this.choices.pattern(l), h];
    const layers = isLayerMean ? [...this.layers.keys()] : [l], heads = isHeadMean ? [...this.heads.keys()] : [h];
    return this.choices.mean(layers, heads, this.name({ l, h }));
  }

  /** `layer 5 · head 3`, by true numbers. */
  name({ l, h }) {
    const layer = l < this.L ? `layer ${this.layers[l]}` : `mean of ${this.L} layer${this.L === 1 ? "" : "s"}`;
    if (this.isRollout) return `${layer} · all heads`;
    return `${layer} · ${h < this.H ? this.block.reach.headName(h) : `mean of ${this.H} heads`}`;
  }

  /** How far the layer in place `l` sees, as it stands beside its row; empty where it has no window, and for means. */
  windowMark(l) {
    const window = l < this.L && !this.isRollout ? this.block.reach.window([l]) : null;
    return window === null ? "" : `◂${window}`;
  }

  /** The scores of a head; null for means. */
  score({ l, h }) {
    if (l >= this.L || h >= this.H || this.isRollout) return null;
    return this.scores.get(`${this.layers[l]} ${this.heads[h]}`) ?? null;
  }

  /** What a head is called after where half of its weight or more lies; empty for most. */
  callings(place) {
    return this.score(place)?.names ?? [];
  }

  /** Its `count` greatest shares of a percent and more, in words. */
  facts(place, count) {
    const score = this.score(place);
    if (!score) return [];
    return FACTS.map((name) => [name, score[name]]).filter(([, value]) => value >= 0.01)
      .sort((a, b) => b[1] - a[1]).slice(0, count)
      .map(([name, value]) => `${name} ${this.page.percent(value)}${this.restsOn(name)}`);
  }

  /** On how many tokens a share rests for which only some count, in words. */
  restsOn(name) {
    const count = this.block.score_tokens?.[name];
    return count ? ` (over ${this.page.grouped(count)})` : "";
  }

  /** The place of a head by its true numbers; null where it is not shown. */
  placeOfHead(layer, head) {
    const place = { l: this.layers.indexOf(layer), h: this.heads.indexOf(head) };
    return place.l < 0 || place.h < 0 ? null : place;
  }

  /** All heads, without means. */
  get places() {
    return this.layers.flatMap((_, l) => this.heads.map((_, h) => ({ l, h })));
  }

  /** [layer, head] for tables: numbers, or what stands for several. */
  numbers({ l, h }) {
    return [l < this.L ? this.layers[l] : "mean", h < this.H ? this.heads[h] ?? "all" : "mean"];
  }

  // The address

  /** `5-3`, with `m` for means. */
  code({ l, h }) {
    return `${l < this.L ? this.layers[l] : "m"}-${h < this.H ? this.heads[h] ?? 0 : "m"}`;
  }

  placeOfCode(code) {
    const found = /^(\d{1,5}|m)-(\d{1,5}|m)$/.exec(code);
    if (!found) return null;
    const l = found[1] === "m" ? (this.hasMeans ? this.L : -1) : this.layers.indexOf(Number(found[1]));
    const h = found[2] === "m" ? (this.hasMeans ? this.H : -1) : this.isRollout ? 0 : this.heads.indexOf(Number(found[2]));
    return l < 0 || h < 0 ? null : { l, h };
  }
}
