/// The one error type of the program: data first, wording in one place (`ErrorRenderer`).
///
/// A message says what went wrong; `location` says where (outermost first: file, tensor, line); `expected`/`found`
/// carry the two sides of a mismatch; `remedy` is what the reader can do about it.
public struct ExplainerError: Error, Sendable, Hashable {
  /// What kind of failure this is; decides the exit code and crosses the plugin boundary as a number.
  public var code: ErrorCode
  /// What went wrong, one sentence without a final full stop.
  public var message: String
  /// Where it went wrong, outermost first, such as `["model.safetensors", "tensor 'wte.weight'"]`.
  public var location: [String]
  /// What was expected, if the failure is a mismatch.
  public var expected: String?
  /// What was found instead.
  public var found: String?
  /// What the reader can do; a full sentence or a command.
  public var remedy: String?

  /// Creates an error from its parts.
  public init(
    _ code: ErrorCode, _ message: String, at location: [String] = [], expected: String? = nil,
    found: String? = nil, remedy: String? = nil
  ) {
    self.code = code
    self.message = message
    self.location = location
    self.expected = expected
    self.found = found
    self.remedy = remedy
  }

  /// The same error with `outer` put in front of its place.
  public func located(in outer: String) -> ExplainerError {
    var copy = self
    copy.location.insert(outer, at: 0)
    return copy
  }

  /// `error` itself if it already is an `ExplainerError`, else an internal error that quotes it.
  public static func wrapping(_ error: any Error) -> ExplainerError {
    (error as? ExplainerError) ?? ExplainerError(.internalFault, String(describing: error))
  }
}

extension ExplainerError: CustomStringConvertible {
  /// The rendered text, as the command prints it after `error: `.
  public var description: String { ErrorRenderer.text(of: self) }
}
