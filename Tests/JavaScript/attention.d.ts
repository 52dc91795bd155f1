// What pages of attention speak of: the data of their figures, and what their shared scripts pass on.

/** A token: its characters, what stands before it, its piece and id, whether it is special, the number of its word. */
interface TokenJSON {
  t: string;
  g: string;
  piece: string;
  id: number;
  s?: boolean;
  w: number;
  r?: string;
}

/** What is asked about as one: a token, or the pieces of a word. */
interface Unit {
  first: number;
  last: number;
  name: string;
  lead: string;
  isSpecial: boolean;
  role?: string;
  isSink?: boolean;
}

/** Which rows and columns of a block are shown; all where there are no ranges. */
interface Filter {
  id: string;
  label: string;
  queries?: [first: number, end: number];
  keys?: [first: number, end: number];
}

/** What of a block is shown; `mode` is a key of `WEIGHTS`, `special` one of `SPECIAL`. */
interface Choice {
  mode: string;
  filter: Filter;
  words: boolean;
  special: string;
}

/** What the control bar says; the scale's parts are those of `AttentionScale`. */
interface Chosen {
  variant: number;
  block: number;
  filter: number;
  mode: string;
  words: boolean;
  special: string;
  kind: string;
  faint: number;
  threshold: number;
}

/** Numbers packed in the page (attention_tensors.js). */
interface TensorJSON {
  type: "f16" | "top";
  shape: number[];
  layers: (string | null)[];
  coding?: "huffman";
  k: number;
  index: string[];
  value: string[];
  [sums: string]: any;
}

/** A layer of a tensor of type top: places and weights of the greatest of each row, and sums over all. */
interface TopLayer {
  index: Uint16Array;
  values: Float32Array;
  rest: Float32Array;
  rest_hidden: Float32Array;
  received: Float32Array;
  received_hidden: Float32Array;
  norm_rest: Float32Array;
  norm_rest_hidden: Float32Array;
}

/** The scores of a head. */
interface HeadScore {
  layer: number;
  head: number;
  [score: string]: number | null | undefined;
}

/** What one head has of what is shown: weights, and sums of each row. */
interface PatternPart {
  matrix: Float32Array;
  out: Float32Array;
  rest: Float32Array;
  unsure: Float32Array;
  factor: [Float32Array, Float32Array];
  peaks?: Int32Array;
}

/** A kind of attention of the model, such as the encoder's: what attends to what in which layers and heads. */
interface Block {
  id: string;
  label: string;
  causal: boolean;
  layers: number[];
  heads: number[];
  queries: Sequence;
  keys: Sequence;
  filters: Filter[];
  tensors: Record<string, PackedTensor>;
  scores?: HeadScore[];
  score_tokens?: Record<string, number>;
  reach: AttentionReach;
  experts: { count: number; chosen: PackedTensor; weights: PackedTensor } | null;
  sink_score?: number[][];
  kv_of_head?: number[];
  scale?: number | number[];
  scale_words?: string;
  window?: number | (number | null)[] | null;
  softcap?: number | (number | null)[] | null;
}

/** A head or a mean by its places in the grid. */
interface HeadPlace {
  l: number;
  h: number;
}

/** A control with its label. */
interface Choosing {
  place: HTMLElement;
  element: HTMLSelectElement;
  name: string;
}

/** A slider with its label and what it says. */
interface Slider {
  place: HTMLElement;
  input: HTMLInputElement;
  value: HTMLOutputElement;
}
