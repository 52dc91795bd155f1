import Diagnostics
import JSON

extension JSONReadingError {
  /// The error of a text inside of JSON that has a grammar of its own.
  init(_ error: ExplainerError) { self.init(error.description.asOneLine) }
}
