import Diagnostics
import ExplainerCore

extension StandardError {
  /// Says what was odd about the checkpoint of a model that this process has loaded.
  static func writeWarnings(of model: ModelInfo) {
    for text in model.warnings { write("warning: \("\(model.id): \(text)".asOneLine)") }
  }
}
