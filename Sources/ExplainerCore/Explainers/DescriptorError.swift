/// Why a descriptor (of a parameter, entry point or plugin) cannot be read.
public struct DescriptorError: Error, Sendable, Hashable {
  /// The reason, one clause.
  public var reason: String
  /// The keys and indices that lead to what is wrong, outermost first.
  public var path: [String]

  /// Creates an error about what `path` leads to.
  public init(_ reason: String, at path: [String] = []) {
    self.reason = reason
    self.path = path
  }

  /// The same error as seen from outside: `steps` lead to the value it is about, `owner` names that value.
  package func inside(_ steps: [String], of owner: String? = nil) -> DescriptorError {
    DescriptorError((owner.map { "\($0): " } ?? "") + reason, at: steps + path)
  }
}
