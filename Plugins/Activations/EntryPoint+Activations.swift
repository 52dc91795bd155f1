import ExplainerCore
import JSON

extension EntryPoint {
  /// The entry point `activations`.
  static let activations = EntryPoint(
    name: "activations",
    summary: "Which neurons fire together, and where in the text: factors of the feed-forward activations",
    documentation: documentation, fits: [.causal, .masked, .sequenceToSequence],
    parameters: [
      Parameter("n_components", .integer, default: 10, minimum: 1, summary: "the number of factors"),
      Parameter(
        "from_layer", .integer, absence: "the first layer", minimum: 0, summary: "first layer, from 0"),
      Parameter(
        "to_layer", .integer, absence: "all layers to the last", minimum: 1,
        summary: "layer before which to stop: 3 takes layers up to 2"),
      Parameter(
        "stack", .string, absence: "the only one, or the encoder where there are two",
        choices: ["encoder", "decoder"],
        summary: "which stack of layers to look into; a decoder reads the text behind its start token"),
      Parameter(
        "init", .string, default: "random", choices: ["random", "nndsvd"],
        summary: "where to start: the reference's random numbers, or from singular vectors"),
      Parameter("max_iter", .integer, default: 500, minimum: 1, summary: "iterations at most"),
      Parameter(
        "tolerance", .number, default: 0.0001, minimum: 0,
        summary: "change, relative to the first, at which to stop"),
      Parameter(
        "normalize", .boolean, default: false,
        summary: "scale factors so that their strengths compare: to the length of what each adds to a token"),
      Parameter("sort", .boolean, default: false, summary: "order factors by their share, greatest first"),
      Parameter(
        "exclude_special", .boolean, default: false,
        summary: "leave out the special tokens put around the text ([CLS], [SEP])"),
      Parameter(
        "window", .integer, absence: "the whole text at once", minimum: 4,
        summary: "read a long text through windows of this many tokens that slide by half their length"),
    ],
    sites: ["layers.*.mlp.neurons", "encoder.layers.*.mlp.neurons", "decoder.layers.*.mlp.neurons"])

  private static let documentation = """
    Takes what every neuron of the feed-forward layers held at every token (after the activation function, before the \
    down-projection), and writes it as a sum of a few factors. A factor is a group of neurons that fire together, and \
    how strongly they do at each token:

        max(X, 0) ≈ W · H        X [tokens, neurons], W [tokens, k], H [k, neurons], all ≥ 0

    ## Parameters in words

    `n_components` is k. More factors than tokens cannot be told apart, so k is trimmed to the number of tokens, with a \
    warning. `from_layer` and `to_layer` choose layers as Python's ranges do: the first counts, the second does not.

    A text longer than the model's context is refused, cut (`--truncate`), or read through windows (`--window 512`): \
    they overlap by half, and every token is taken from the window that gives it most context. Positions begin anew in \
    each window.

    ## Result

    `layers`, `neurons`, `n_components` (and `n_components_requested`), `iterations`, `converged`, \
    `reconstruction_error` (‖X − WH‖), `relative_error` (divided by ‖X‖), and for each of the `factors`, numbered \
    from 1: `share`, `peak`, `top_tokens`, `top_neurons` (layer and number, from 0), `layer_shares`. Tensors: \
    `factors` [k, tokens] is W transposed, `components` [k, neurons] is H, layer after layer.

    The share of a factor is the sum of all it adds, divided by the sum of what all factors add. `normalize` gives \
    every row of H length 1, so that W says how long a factor's contribution to a token's activations is.

    ## Source

    Non-negative matrix factorisation (Lee & Seung 1999) by coordinate descent in the Frobenius norm (Cichocki & Phan \
    2009), step by step as scikit-learn's `NMF(init="random", random_state=0, max_iter=500)`, from the same random \
    numbers, so that the factors equal those of the ecco toolkit 0.1.2 (Alammar 2020), which calls it. Departures: \
    layers are taken in numeric order, also beyond the tenth (there: sorted as text, so that ranges select other \
    layers); `to_layer` defaults to the last layer (there: to the batch size); encoder and decoder are never mixed; the \
    number of iterations, the error and the neurons are told (there: hidden). The random numbers are dealt to the \
    layers in ecco's order, so that all layers together give its factors exactly.

    ## How it can mislead

    Factors depend on their number and on the start: another k gives other groups, not a finer picture of the same \
    ones. A factor has no scale of its own; compare strengths within a factor, not between them, unless --normalize is \
    given. Negative activations are cut off. Much of a real model's activation is alike at all tokens, and \
    special tokens and punctuation often take a factor to themselves: try --exclude-special. That neurons fire \
    together says nothing of what they do.
    """
}
