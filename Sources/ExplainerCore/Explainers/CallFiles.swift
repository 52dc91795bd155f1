import Diagnostics

/// The files that a call lends: those that its plugin carries, by their path (`data/words.txt`), and those that were given to
/// parameters of type `file`, by the parameter's name.
public protocol CallFiles: Sendable {
  /// What they are called, the plugin's own first.
  var names: [String] { get throws }

  /// Lends `body` the bytes of the file called `name`, which are not copied.
  ///
  /// - Throws: `notFound` where the call lends none of that name, as where none was given; what `body` throws.
  func withBytes<Result>(of name: String, _ body: (RawSpan) throws -> Result) throws -> Result
}

/// The files of a call that lends none.
public struct NoFiles: CallFiles {
  /// No files.
  public init() {}

  /// None.
  public var names: [String] { [] }

  /// Finds nothing.
  public func withBytes<Result>(of name: String, _ body: (RawSpan) throws -> Result) throws -> Result {
    throw ExplainerError(.notFound, "this call lends no file '\(name)'")
  }
}
