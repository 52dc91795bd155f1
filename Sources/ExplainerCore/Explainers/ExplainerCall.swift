public import Diagnostics

/// One call of an entry point: what to explain, with which parameters, on which model.
public struct ExplainerCall: Sendable {
  /// The texts given, as many as the entry point takes.
  public let texts: [String]
  /// The parameters, checked and with defaults filled in.
  public let parameters: Parameters
  /// Whether a text longer than the context may be cut to its first tokens.
  public let truncates: Bool
  /// The model.
  public let model: any Model
  /// The files that the plugin carries, and those given to parameters of type `file`.
  public let files: any CallFiles
  /// Where progress and log lines go.
  public let reporter: any Reporter

  /// Creates a call.
  public init(
    texts: [String], parameters: Parameters, truncates: Bool = false, model: any Model,
    files: any CallFiles = NoFiles(), reporter: any Reporter = SilentReporter()
  ) {
    self.texts = texts
    self.parameters = parameters
    self.truncates = truncates
    self.model = model
    self.files = files
    self.reporter = reporter
  }

  /// Stops where the user wants the work to stop; for long loops.
  ///
  /// - Throws: `cancelled`.
  public func checkCancellation() throws(ExplainerError) { try reporter.checkCancellation() }

  /// The tokens of text `index`, leaving room for `reserve` more in the model's context.
  ///
  /// A text that is cut keeps the special tokens at its end.
  ///
  /// - Parameters:
  ///   - index: which text, from 0.
  ///   - reserve: tokens that are to fit behind it.
  ///   - otherRemedy: what else than `--truncate` helps with a text that is too long.
  /// - Throws: `badText` for a text without tokens, or one that is too long while `truncates` is off; both lengths
  ///   are named.
  public func tokens(
    ofText index: Int = 0, reserving reserve: Int = 0, otherRemedy: String? = nil
  ) throws -> [Token] {
    guard texts.indices.contains(index) else {
      throw ExplainerError(.badText, "text \(index + 1) is missing", found: "\(texts.count) texts")
    }
    let tokens = try model.tokenize(texts[index])
    guard !tokens.isEmpty else {
      throw ExplainerError(.badText, "the text is empty", remedy: "give at least one token with --text")
    }
    let context = model.info.contextLength
    let room = context - reserve
    guard tokens.count > room else { return tokens }
    guard room > 0 else {
      throw ExplainerError(
        .badText, "what is to be generated leaves no room for the text in the model's context",
        expected: "at most \(context) tokens together",
        found: "\(tokens.count) of text and \(reserve) generated",
        remedy: "generate fewer tokens")
    }
    guard truncates else {
      let added = reserve > 0 ? " beside \(reserve) generated" : ""
      throw ExplainerError(
        .badText, "the text has \(tokens.count) tokens, more than the model's context takes",
        expected: "at most \(room)\(added) (context \(context))",
        remedy: "shorten it, or let --truncate keep its first \(room)"
          + (otherRemedy.map { ", or \($0)" } ?? ""))
    }
    reporter.log(.warning, "the text was cut from \(tokens.count) to its first \(room) tokens (--truncate)")
    let closing = tokens.reversed().prefix(while: \.isSpecial).count
    guard closing < room else { return Array(tokens.prefix(room)) }
    return Array(tokens.prefix(room - closing) + tokens.suffix(closing))
  }
}
