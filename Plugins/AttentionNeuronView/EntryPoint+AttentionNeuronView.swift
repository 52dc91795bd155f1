import AttentionReading
import ExplainerCore
import JSON

extension EntryPoint {
  /// The entry point `attention_neuron_view`.
  static let attentionNeuronView = EntryPoint(
    name: "attention_neuron_view",
    summary:
      "Why one token attends to another: query, key, their products and the softmax, dimension by dimension",
    documentation: documentation, fits: [.causal, .masked, .sequenceToSequence], texts: 1...2,
    parameters: [
      .attention, .attentionLayer,
      Parameter(
        "head", .integer, absence: "the first there is", minimum: 0, summary: "head to show first, from 0"),
      .includeLayers,
    ], sites: AttentionCapture.patterns(.vectors))

  private static let documentation = """
    Takes one head apart: the query vector of the token that looks, the key vectors of the tokens looked at, their \
    products dimension by dimension, the score these sum to, and the softmax that makes scores weights:

        weight = softmax over keys of ( query · key × scale )

    ## How to use the view

    Choose layer and head with the menus or the keys `[`, `]`, `,` and `.`. Point at a token on the left to see what \
    it looks at. The + beside it (or the key `e`) opens the view: its query, and for each token its key, the product of \
    both (blue adds to the score, orange takes from it), the scaled score and the weight. The − closes it again. Pin a \
    token with a click to compare others with it; sort the dimensions by what they add to see which few make the score, \
    with their running sum.

    With two sentences the menu Attention shows all of it, or only what A gives to B and so on; the softmax runs over all \
    tokens in any case. What else makes a model's scores is there too: what positions add to them, a cap, a window beyond \
    which keys are out of reach, and the sink, a score without a key that takes what goes to no token. Heads that share a \
    head of keys say which.

    ## Parameters in words

    `layer` and `head` choose what is shown first. `include_layers` leaves layers out, which makes the page smaller: \
    queries and keys are the greater part of it. Of long texts the page carries those of the layers nearest to `layer` \
    only, as many as fit into 18 MiB, and the weights of all.

    ## Result

    As `attention_head_view`: `tokens`, `sentence_b_start` (or `encoder_tokens`, `decoder_tokens`), `layers`, `heads`, \
    `head`, `scorecard`; and `score_scale`, what query · key is multiplied with, a number for each layer. Tensors: \
    `attention` [layers, heads, tokens, tokens], `value_norms`, `query` and `key` [layers, heads, tokens, size of a \
    head]; with two stacks `encoder_attention`, `encoder_query` and so on.

    The check `softmax_error` says how far the softmax of the scores shown is from the weights shown, at most.

    ## Source

    The neuron view of bertviz (Vig 2019), as the original's `attention_neuron_view` calls it. Departures: it works on \
    every model this program runs (there: bundled BERT, GPT-2 and RoBERTa of 2019); the scale is the model's own, not \
    always 1 ÷ √d; a page carries queries, keys and weights once, in half precision (there: as text, three times).

    ## How it can mislead

    A dimension of a query or key has no meaning of its own: any rotation of both gives the same scores. What a large \
    product means is a question for many texts, not for one. Shown numbers are rounded to half precision; the result's \
    tensors are not.
    """
}
