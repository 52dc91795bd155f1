import JSON
import Diagnostics
import ExplainerCore
import JSON
import TransformerModels

extension [GivenText] {
  /// What a model reads of each.
  ///
  /// - Parameters:
  ///   - model: the model.
  ///   - reserve: tokens that are to fit behind each in a model with one stack.
  ///   - areNumbered: whether messages say which of them is meant.
  ///   - truncates: whether a text longer than the context is cut.
  ///   - reporter: hears of texts that were cut.
  /// - Throws: `badText` for a text that the model cannot take.
  func inputs(
    for model: TransformerModel, reserving reserve: Int = 0, areNumbered: Bool, truncates: Bool,
    reporter: any Reporter
  ) throws -> [ModelInput] {
    try enumerated().map { index, text in
      do {
        return try text.input(
          for: model, reserving: reserve, truncates: truncates,
          reporter: areNumbered ? NumberedReporter(text: index, reporter: reporter) : reporter)
      } catch {
        throw areNumbered ? ExplainerError.wrapping(error).located(in: "text \(index)") : error
      }
    }
  }
}

extension GivenText {
  fileprivate func input(
    for model: TransformerModel, reserving reserve: Int, truncates: Bool, reporter: any Reporter
  ) throws -> ModelInput {
    func call(_ texts: String..., on reading: (any Model)? = nil) -> ExplainerCall {
      ExplainerCall(
        texts: texts, parameters: Parameters([:]), truncates: truncates, model: reading ?? model,
        reporter: reporter)
    }
    let isSplit = model.info.kind == .sequenceToSequence
    switch self {
    case .text(let text):
      return ModelInput(ids: try call(text).tokens(reserving: isSplit ? 0 : reserve).map(\.id))
    case .chat(let chat):
      let call = call(chat.text, on: ChatReadingModel(model, reader: model, chats: [chat]))
      return ModelInput(ids: try call.tokens(reserving: isSplit ? 0 : reserve).map(\.id))
    case .pair(let first, let second):
      guard isSplit else { return try model.tokenize(first, and: second).input }
      let call = call(first, second)
      return ModelInput(
        ids: try call.tokens().map(\.id), decoderIDs: try call.tokens(ofText: 1).map(\.id))
    }
  }
}

/// Says of which text a log line is.
private struct NumberedReporter: Reporter {
  let text: Int
  let reporter: any Reporter

  func progress(_ fraction: Double?, _ note: String) { reporter.progress(fraction, note) }
  func log(_ level: LogLevel, _ message: String) { reporter.log(level, "text \(text): \(message)") }
  var isCancelled: Bool { reporter.isCancelled }
}
