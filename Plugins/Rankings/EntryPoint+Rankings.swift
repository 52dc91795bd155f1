import ExplainerCore
import JSON
import LensReading

extension EntryPoint {
  /// The entry point `rankings`.
  static let rankings = EntryPoint(
    name: "rankings",
    summary: "The rank every layer gives to the tokens the model chose, and to candidates to watch",
    documentation: documentation, fits: [.causal, .masked, .sequenceToSequence],
    needs: [.languageModel],
    parameters: [
      Parameter("generate", .integer, default: 1, minimum: 1, summary: "tokens to generate at most"),
      .beams,
      Parameter(
        "watch", .token, isList: true, absence: "none",
        summary: "candidate to rank at one position, a token's text (' is') or id; may be repeated"),
      Parameter(
        "position", .integer, absence: "the last generated token or mask", minimum: 0,
        summary: "position (from 0) the watched candidates compete for"),
      Parameter(
        "normed", .boolean, default: false,
        summary: "apply the final norm to every layer (logit lens), not only to the last"),
      Parameter(
        "do_sample", .boolean, default: false, summary: "draw tokens at random instead of taking the best"),
      Parameter(
        "temperature", .number, default: 1, minimum: 1e-4, summary: "divides the scores before drawing"),
      Parameter(
        "top_k", .integer, default: 0, minimum: 0, summary: "draw among this many best tokens; 0 is all"),
      Parameter(
        "top_p", .number, default: 1, minimum: 0, maximum: 1,
        summary: "draw among the best tokens that together reach this probability; 1 is all"),
      Parameter("seed", .integer, default: 0, summary: "seed of the random draws"),
    ],
    sites: ["layers.*.residual.post", "final_norm", "decoder.layers.*.residual.post"])

  private static let documentation = """
    Lets the model continue the text and shows, layer by layer, where each generated token stood in the ranking of \
    the whole vocabulary: the lens of `predictions`, read the other way round. With `watch`, candidates of your own \
    are ranked at one position: does the model prefer " is" or " are", and at which layer does it decide?

        rank(layer, token) = 1 + #{ tokens with a greater score }      (equal scores in order of id)

    ## Parameters in words

    `watch` takes token ids or texts; a text must be one token, and for most words that includes the space before it \
    (" is", not "is"). `position` counts from 0 in the whole sequence, generated tokens included; the default is the \
    last generated token. It may lie inside the text.

    `normed` off applies the head to each layer's state as it is (the last has been through the final norm); on, the \
    final norm is applied to every layer first.

    A masked model (BERT) does not continue a text: write `[MASK]` where a token is to be predicted. The tokens it puts \
    for the masks take the place of generated ones. Of a sequence-to-sequence model (BART) the encoder reads the text and \
    the decoder generates, behind the text up to the first `<mask>` if there is one; positions count the decoder's tokens.

    \(Parameter.generationWords)

    ## Result

    `generated`: `position`, `id`, `token`, `probability` of each generated token, and `rules` where rules chose it; `rankings` `[layers][generated]`; \
    with `watch`: `watch.ids`, `.tokens`, `.position`, `.rankings` `[layers][watched]`. Tensors `rankings` and `watch` \
    hold the same numbers.

    ## Source

    `rankings` and `rankings_watch` of the ecco toolkit 0.1.2 (checked against its values), with these differences: \
    ties have a defined order; ids outside the vocabulary are refused; texts are accepted beside ids; the title shows \
    the whole text before the position; sampling has a seed.

    ## How it can mislead

    A rank says nothing of distance: rank 2 may be a hair or a world behind rank 1. Layers before the last are read \
    with the last layer's eyes (see `predictions`), and a good rank early on does not mean that the token has been \
    chosen there.
    """
}
