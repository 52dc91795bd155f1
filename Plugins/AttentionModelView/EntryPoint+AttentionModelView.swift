import AttentionReading
import ExplainerCore
import JSON

extension EntryPoint {
  /// The entry point `attention_model_view`.
  static let attentionModelView = EntryPoint(
    name: "attention_model_view",
    summary: "The attention of all layers and heads at a glance, with a closer look at any of them",
    documentation: documentation, fits: [.causal, .masked, .sequenceToSequence], texts: 1...2,
    parameters: [
      .attention, .includeLayers,
      Parameter(
        "include_heads", .integer, isList: true, absence: "all heads", minimum: 0,
        summary: "head to include, from 0; may be given several times. Others are left out of page and result"
      ),
    ], sites: AttentionCapture.patterns())

  private static let documentation = """
    Runs the model over a text and draws every head of every layer small: layers down, heads across, each a picture of \
    which token looks at which. What heads have in common, and which differ, shows at a glance.

    ## How to use the view

    A click on a small picture opens it beside the grid, with its tokens; another click, or Escape, closes it. Point at a \
    token on the left of it to see only what that token looks at. Several heads can be pinned side by side. The arrow \
    keys walk through the grid, Enter opens. At the ends of rows and columns stand the averages of layers and heads.

    A model with an encoder and a decoder has a menu: the attention within the encoder, within the decoder, and of the \
    decoder to the encoder (cross). Sentence A goes to the encoder and sentence B to the decoder, as it is: unshifted, as \
    the original does it. At each token the decoder then says what comes next. A switch shows what it does when it reads \
    sentence B behind its start token, as in training.

    A layer with a sliding window has its width below its number (`◂4`), and what lies beyond it is grey as what comes \
    later; where heads have a sink, the last column is what goes to no token.

    ## Parameters in words

    `include_layers` and `include_heads` leave layers and heads out; what is shown keeps its true numbers. `attention` \
    says which stack is shown first.

    ## Result

    `tokens` and `sentence_b_start`, or `encoder_tokens` and `decoder_tokens`; `layers`, `heads`, and `scorecard` as in \
    `attention_head_view`. Tensors: `attention` [layers, heads, tokens, tokens] and `value_norms`, or \
    `encoder_attention`, `decoder_attention`, `cross_attention` [layers, heads, decoder tokens, encoder tokens] with \
    theirs, and `shifted_decoder_attention`, `shifted_cross_attention` of the shifted form.

    ## Source

    The model view of bertviz (Vig 2019), as the original's `attention_model_view` calls it. Departures: pictures are \
    painted, not made of one element for each weight, so that long texts work; encoder and decoder may have different \
    numbers of layers and heads; the shifted form is offered beside the unshifted. Of long texts a page carries the \
    greatest weights of each row; the means at the ends of rows and columns are taken over every weight all the same.

    ## How it can mislead

    As all pictures of attention: a weight is not importance (see `attention_head_view`). Small pictures favour what is \
    regular, such as diagonals; a head that does one thing at one token is easily missed. The decoder's unshifted reading \
    gives it no start token, which it never saw in training.
    """
}
