import ExplainerCore
import JSON
import LensReading

extension EntryPoint {
  /// The entry point `predictions`, alias `logit_lens`.
  static let predictions = EntryPoint(
    name: "predictions", aliases: ["logit_lens"],
    summary:
      "What each layer would predict if it were the last: candidates with probabilities",
    documentation: documentation, fits: [.causal, .masked, .sequenceToSequence],
    needs: [.languageModel],
    parameters: [
      Parameter(
        "position", .integer, absence: "the first generated token or mask", minimum: 0,
        summary: "position (from 0) of the predicted token to look at"),
      Parameter(
        "layer", .integer, absence: "all layers", summary: "one layer, from 0; negative counts from the last"),
      Parameter("topk", .integer, default: 10, minimum: 1, summary: "candidates a layer"),
      Parameter(
        "normed", .boolean, default: false,
        summary: "apply the final norm to every layer (logit lens), not only to the last"),
      Parameter(
        "generate", .integer, default: 1, minimum: 1,
        summary: "tokens to generate at most (not of masked models)"),
      .beams,
    ],
    sites: ["layers.*.residual.post", "final_norm", "decoder.layers.*.residual.post"])

  private static let documentation = """
    Reads the residual stream after every layer as if it were the model's last: the state that predicts the token at \
    `position` is multiplied with the unembedding matrix and turned into probabilities.

        p(layer) = softmax(W_U · h(layer, position - 1))

    ## Parameters in words

    `position` is the place of the predicted token in the whole sequence, counted from 0, so it equals the number of \
    tokens before it. A text of 8 tokens has its first generated token at position 8, the default. Any position from \
    1 works, inside the text too: there the lens shows what the model expected in place of what stands there.

    `normed` off applies the head to each layer's state as it is; the last layer's state has been through the final \
    norm, as in the model itself. On, the final norm is applied to every layer first (nostalgebraist's logit lens).

    A masked model (BERT) predicts a token in its own place: write `[MASK]` for it. The first mask is looked at unless \
    `position` names another token; h is then the state at that very position, and its whole masked-language-model \
    head takes the place of W_U. A position without a mask shows what the model makes of a token it can see.

    Of a sequence-to-sequence model (BART) the encoder reads the whole text, and positions count the tokens of the \
    decoder, its start token included; h is the decoder's. Without a mask the decoder begins at the beginning: start \
    token, `<s>`, then what it generates. With a `<mask>` it is given the text up to the first one, so that what it \
    predicts first is the mask; it may put several tokens there (`generate`).

    \(Parameter.generationWords)

    ## Result

    `position`, `normed`, `answer` (the token at that position), `layers`: per layer `layer`, `answer_rank` and \
    `tokens` with `rank` (from 1; equal scores in order of id), `id`, `token`, `probability` (over the whole \
    vocabulary, temperature 1), `logit`; and `generated` (for a masked model: what it puts for each mask), with `rules` where rules chose the token. Tensor `logits`: `[layers, V]`.

    ## Source

    nostalgebraist, "interpreting GPT: the logit lens" (2020). With `normed` off it equals `layer_predictions` of the \
    ecco toolkit 0.1.2 (checked against its values), with these differences: any position from 1 is allowed and the \
    default is the first generated one (there: 1, which asserts); equal scores are ordered by id (there: undefined); \
    text longer than the context is refused with both lengths (there: a crash); BART's `final_logits_bias` is part of \
    the head (there: left out), and its decoder is given `<s>` (there: the first token it generates).

    ## How it can mislead

    The lens reads every layer with the last layer's eyes. Early layers need not keep their guesses in the directions \
    the head reads; without the norm their states also have another scale, which makes probabilities look sharper or \
    flatter than they are. Read ranks before probabilities, and compare both settings of `normed`.
    """
}
