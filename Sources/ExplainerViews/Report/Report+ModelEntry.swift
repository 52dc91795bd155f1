public import ExplainerCore

extension Report {
  /// A model of a study, so that a reader can get the very same.
  public struct ModelEntry: Sendable, Hashable {
    /// What the script calls it.
    public var name: String
    /// What it says of itself; nil where it could not be loaded.
    public var info: ModelInfo?
    /// SHA-256 of its weights in hexadecimal, where it was computed.
    public var sha256: String?
    /// Where it is from or why it could not be loaded; may be empty.
    public var detail: String

    /// Creates an entry.
    public init(name: String, info: ModelInfo?, sha256: String? = nil, detail: String = "") {
      self.name = name
      self.info = info
      self.sha256 = sha256
      self.detail = detail
    }
  }
}
