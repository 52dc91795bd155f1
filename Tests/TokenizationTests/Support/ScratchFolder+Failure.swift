import Diagnostics
import Testing

extension ScratchFolder {
  /// The error of loading a tokenizer from here, which names a place in this folder; recorded if there is none.
  func loadingFailure() throws -> ExplainerError {
    do {
      _ = try loadTokenizer()
    } catch let error as ExplainerError {
      #expect(error.location.first?.hasPrefix(path) == true)
      return error
    }
    Issue.record("the files were accepted")
    return ExplainerError(.internalFault, "accepted")
  }
}
