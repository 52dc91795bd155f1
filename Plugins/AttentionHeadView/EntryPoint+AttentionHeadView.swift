import AttentionReading
import ExplainerCore
import JSON

extension EntryPoint {
  /// The entry point `attention_head_view`.
  static let attentionHeadView = EntryPoint(
    name: "attention_head_view",
    summary: "What each token attends to, head by head, as lines between two columns of tokens",
    documentation: documentation, fits: [.causal, .masked, .sequenceToSequence], texts: 1...2,
    parameters: [
      .attention, .attentionLayer,
      Parameter(
        "heads", .integer, isList: true, absence: "all heads", minimum: 0,
        summary: "head to switch on first, from 0; may be given several times"),
      .includeLayers,
    ], sites: AttentionCapture.patterns(.experts))

  private static let documentation = """
    Runs the model over a text and shows the attention of one layer: the text stands twice, tokens that look on the \
    left, tokens looked at on the right, and each head that is switched on draws a line in its colour for every weight, \
    the stronger the more weight.

    ## How to use the view

    Choose a layer with the menu or the keys `[` and `]`. The numbered tiles are the heads: a click switches one on or \
    off (the last one stays on), a double click leaves it alone, and a double click on the one left brings all back. \
    Point at a token on the left to see only what it looks at; the bars behind the tokens on the right are its weights, \
    one a head. Point at a token on the right to see who looks at it. A click pins tokens; those pinned are summed.

    With two sentences the menu Attention shows all of it, or only what sentence A gives to A, B to B, A to B and B to A: \
    parts of the same weights, not renormalised. A model with an encoder and a decoder has their own attention and the \
    decoder's look at the encoder instead; sentence A goes to the encoder, sentence B to the decoder.

    The page can show weights × value norms in place of weights, hide special tokens, join the pieces of words, change \
    scale, contrast and threshold, list and search all heads by what they look at, and save itself as SVG or PNG. What \
    it shows stands in its address.

    A layer with a sliding window says so beside its number; tokens that what is pointed at cannot see, or cannot be seen \
    by, are hatched. Where heads have a sink (gpt-oss), what goes to no token stands as a last key called `sink`. Where \
    the layer has experts, those that read a token are listed with their weights.

    ## Parameters in words

    `layer` and `heads` choose what is shown first, in the page and in the terminal; everything can be reached from \
    there. `include_layers` leaves layers out altogether. `attention` says which stack is shown first.

    ## Result

    `tokens` and `sentence_b_start` (or `encoder_tokens` and `decoder_tokens`), `layers`, `heads`, `head` (the first head \
    chosen: the five tokens each token attends to most, with weights) and `scorecard`: for every head `entropy` (divided \
    by that of equal weights), mean `distance` in tokens, and the mean share of the weight on the `previous`, `next` and \
    `first` token, the token it`self`, `separator`s, the `same` token elsewhere, the token behind an earlier occurrence \
    of it (`induction`) and the `other` sentence; `null` where no token counts. `same_tokens` and `induction_tokens` say how \
    many tokens those two rest on: those that have such a token to look at. `names` lists shares of half or more. \
    Where there are such things: `head` has `key_head` (several heads share one head of keys) and `window`, its rows \
    `sink` (1 − their sum) and `experts`, and the scorecard the share of the `sink`; entropy and distance are then of the \
    part on tokens. \
    Tensors: `attention` [layers, heads, tokens, tokens], `value_norms` [layers, heads, tokens], with sinks `sink` \
    [layers, heads, tokens]; with two stacks \
    `encoder_attention`, `decoder_attention`, `cross_attention` and so on, and `shifted_…` where the decoder read \
    sentence B behind its start token.

    ## Source

    The head view of bertviz (Vig 2019, "A Multiscale Visualization of Attention in the Transformer Model"), as the \
    original's `attention_head_view` calls it. Value norms: Kobayashi et al. 2020. Rollout: Abnar & Zuidema 2020. \
    Departures: the scale of the lines is readable at first (bertviz's, weight divided by the number of heads switched \
    on, is one of the scales); layers of encoder and decoder are counted apart (there: those of the first); a page needs \
    no network and carries each number once, in half precision, or for long texts the greatest of each row, with the means \
    over all heads and sums taken over every weight: what cannot be known from these is given as bounds, such as ≥ 0.01.

    ## How it can mislead

    A weight is not importance: a head may look at a token whose value is nearly zero, as heads with nothing to do look \
    at the first token or a separator. Weights × norms tell these apart. Nor is it information from that word alone: above the \
    first layer every position holds a mixture. One text is one text: a head named after what it does here may do \
    something else there.
    """
}
