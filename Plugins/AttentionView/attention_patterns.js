// Attention as it is shown: one layer of one block, in one of its filters, by tokens or by words, in one of its weights.

/** What weights can mean. `top`: the greatest there can be; null: the greatest there is. */
const WEIGHTS = {
  raw: {
    label: "attention weight", short: "weight", top: 1,
    title: "The share of each key in what the query reads: each row adds up to 1",
  },
  norm: {
    label: "norm-weighted attention", short: "norm-weighted", top: null,
    title: "Attention times the length of the vector it brings, ‖α f(x)‖ (Kobayashi et al. 2020): "
      + "much attention to a short vector moves little",
  },
  rollout: {
    label: "attention rollout", short: "rollout", top: 1,
    title: "A summary, not an explanation: the heads' mean and the residual stream in equal parts, multiplied from the "
      + "first layer to this one (Abnar & Zuidema 2020)",
  },
};

/** Numbers that patterns may keep in all, before the oldest is let go. */
const PATTERN_NUMBERS = 32_000_000;

/** The tensors of a block; not every block has each of them. */
const TENSORS = ["weights", "value_norms", "rollout", "query", "key", "mean_of_heads", "mean_of_layers", "mean_of_all", "sink", "added"];

/** Everything a view is given, with its tensors ready to be unpacked. */
class AttentionData {
  /** @param {Page} page */
  constructor(data, page) {
    this.data = data;
    this.page = page;
    this.sequences = Object.fromEntries(
      Object.entries(data.sequences).map(([key, tokens]) => [key, new Sequence(key, tokens, page)]));
    this.variants = [];
    for (const { id, label, blocks } of data.variants) {
      // What is the same in another variant is not there twice.
      const same = ({ id: block, same_as: other }) => this.variants.find((one) => one.id === other)?.blocks.find((one) => one.id === block);
      this.variants.push({ id, label, blocks: blocks.map((block) => (block.same_as === undefined ? this.block(block) : same(block))) });
    }
    if (!this.variants.length || this.variants.some(({ blocks }) => !blocks.length || blocks.includes(undefined))) {
      throw new Error("there is no attention in the data, or not all of it");
    }
    this.patterns = new Map();
    this.numbers = 0;
  }

  block(json) {
    const tensor = (name) => (json[name] ? new PackedTensor(json[name], `${json.id}, ${name}`) : null);
    const [queries, keys] = [this.sequences[json.queries], this.sequences[json.keys]];
    if (!queries || !keys) throw new Error(`${json.id}: its sequences are not there`);
    return {
      ...json, queries, keys, reach: new AttentionReach(json, keys), experts: AttentionData.experts(json),
      filters: this.filters(json, queries), scores: AttentionData.scores(json),
      tensors: Object.fromEntries(TENSORS.map((name) => [name, tensor(name)])),
    };
  }

  /** Which experts read each token; null where the model has none. */
  static experts({ id, experts }) {
    const packed = (name) => new PackedTensor(experts[name], `${id}, ${name} experts`);
    return experts ? { count: experts.count, chosen: packed("chosen"), weights: packed("weights") } : null;
  }

  /** One object for each head, layer by layer, of lists with an entry for each. */
  static scores({ layers, heads, scores }) {
    if (!scores || Array.isArray(scores)) return scores ?? [];
    const columns = Object.entries(scores);
    return layers.flatMap((layer, l) => heads.map((head, h) => ({
      layer, head, ...Object.fromEntries(columns.map(([name, values]) => [name, values[l * heads.length + h]])),
    })));
  }

  /** The parts of a block that can be looked at: slices, never renormalised. */
  filters(json, { count }) {
    const all = [0, count], start = this.data.second_start;
    const isPair = Number.isInteger(start) && start > 0 && start < count && json.queries === json.keys;
    const filters = [{ id: "all", label: "All", queries: null, keys: null }];
    if (!isPair) return filters;
    const [a, b] = [[0, start], [start, all[1]]];
    return [
      ...filters,
      { id: "aa", label: "Sentence A → Sentence A", queries: a, keys: a },
      { id: "bb", label: "Sentence B → Sentence B", queries: b, keys: b },
      { id: "ab", label: "Sentence A → Sentence B", queries: a, keys: b },
      { id: "ba", label: "Sentence B → Sentence A", queries: b, keys: a },
    ];
  }

  /** The weights that this block has. */
  modes(block) {
    return Object.keys(WEIGHTS).filter((mode) => mode === "raw" || block.tensors[mode === "norm" ? "value_norms" : mode]);
  }

  /**
   * The pattern of `block` in place `l` of its layers; `choice` = {mode, filter, words, special}, where `filter` is one
   * of `block.filters` and `special` is "shown", "hidden" or "rescaled".
   */
  pattern(block, l, choice) {
    return this.kept([l], block, choice, () => new AttentionPattern(this, block, l, choice));
  }

  /**
   * The mean of the heads in places `heads` over the layers in places `layers`, as a pattern with one head called `name`, and
   * that head's place in it: [pattern, h]. Where the page has not all weights, it has the means over all heads and over all
   * layers by themselves, taken over every weight; any other is taken over what there is, and knows what it lacks.
   *
   * @param {Block} block
   * @param {number[]} layers
   * @param {number[]} heads
   * @param {Choice} choice
   * @param {string} name
   * @returns {[AttentionPattern, number]}
   */
  mean(block, layers, heads, choice, name) {
    if (layers.length === 1 && heads.length === 1) return [this.pattern(block, layers[0], choice), heads[0]];
    // A mean of rows that were rescaled is not the rescaled mean.
    const isCarried = choice.mode === "raw" && choice.special !== "rescaled";
    const isEveryHead = heads.length === block.heads.length, isEveryLayer = layers.length === block.layers.length;
    const { mean_of_heads: ofHeads, mean_of_layers: ofLayers, mean_of_all: ofAll } = block.tensors;
    const [tensor, l, h] = !isCarried ? [null, 0, 0]
      : heads.length === 1 && isEveryLayer ? [ofLayers, 0, heads[0]]
        : layers.length === 1 && isEveryHead ? [ofHeads, layers[0], 0] : isEveryHead && isEveryLayer ? [ofAll, 0, 0] : [null, 0, 0];
    const pattern = this.kept([layers.join("-"), heads.join("-"), name], block, choice, () => (tensor
      ? new CarriedMean(this, block, layers[0], choice, { tensor, l, name, layers, heads })
      : new MeanPattern(layers.map((one) => this.pattern(block, one, choice)), heads, name)));
    return [pattern, h];
  }

  /** What `make` makes for these choices, remembered; the patterns not asked for the longest are let go where all are too large. */
  kept(what, block, choice, make) {
    const at = this.variants.findIndex((variant) => variant.blocks.includes(block));
    const key = [at, block.id, ...what, choice.mode, choice.filter.id, choice.words, choice.special].join(" ");
    let pattern = this.patterns.get(key);
    if (pattern) this.patterns.delete(key); else pattern = make();
    this.patterns.set(key, pattern);
    while (this.numbers > PATTERN_NUMBERS && this.patterns.size > 2) {
      const [oldest, old] = this.patterns.entries().next().value;
      this.patterns.delete(oldest);
      this.numbers -= old.numbers;
    }
    return pattern;
  }
}
