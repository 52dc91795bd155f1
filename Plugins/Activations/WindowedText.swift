import Diagnostics
import ExplainerCore
import Tensors

/// A text of any length, read through windows that slide over it.
struct WindowedText {
  /// All tokens: the special ones around the text once, whatever the number of windows.
  let tokens: [Token]
  let windows: [SlidingWindows.Window]
  private let opening: Int
  private let closing: Int
  private let call: ExplainerCall
  private let stack: LayerStack

  /// Cuts the call's text into windows of at most `window` tokens, special ones counted.
  ///
  /// - Throws: `badText` for an empty text, `badParameter` for a window that does not fit the model's context, or has
  ///   no room beside the special tokens.
  init(_ call: ExplainerCall, _ stack: LayerStack, window: Int) throws {
    let model = call.model
    self.stack = stack
    tokens = try model.tokenize(call.texts.first ?? "")
    guard !tokens.isEmpty else {
      throw ExplainerError(.badText, "the text is empty", remedy: "give at least one token with --text")
    }
    opening = tokens.prefix(while: \.isSpecial).count
    closing = tokens.dropFirst(opening).reversed().prefix(while: \.isSpecial).count
    let least = opening + closing + 2
    let context = model.info.contextLength - stack.lead(in: model.info)
    guard window <= context, window >= least else {
      throw ExplainerError(
        .badParameter, "a window of \(window) tokens cannot be read",
        expected: "\(least) to \(context) tokens (the model's context), \(opening + closing) of them special")
    }
    windows =
      SlidingWindows(
        count: tokens.count - opening - closing, length: window - opening - closing,
        readsBothSides: model.info.kind != .causal
      ).windows
    self.call = call
  }

  /// One matrix a site, `[T, F]`, gathered window by window; beside them only one window's are held.
  func blocks(at sites: [Site]) throws -> [Tensor] {
    var buffers: [RowBuffer] = []
    for (position, window) in windows.enumerated() {
      try call.checkCancellation()
      let read = tokens.prefix(opening) + content(window.read) + tokens.suffix(closing)
      let matrices = try stack.matrices(at: sites, reading: read.map(\.id), call.model)
      let first = position == 0 ? 0 : opening + window.kept.lowerBound - window.read.lowerBound
      let end =
        position == windows.count - 1 ? read.count : opening + window.kept.upperBound - window.read.lowerBound
      for (index, matrix) in matrices.enumerated() {
        if position == 0 { buffers.append(RowBuffer(columns: matrix.shape[1], capacity: tokens.count)) }
        buffers[index].append(matrix.rows(first..<end).matrix)
      }
      call.reporter.progress(
        Double(position + 1) / Double(windows.count), "reading window \(position + 1) of \(windows.count)")
    }
    return buffers.map(\.tensor)
  }

  private func content(_ range: Range<Int>) -> ArraySlice<Token> {
    tokens[range.lowerBound + opening..<range.upperBound + opening]
  }
}
