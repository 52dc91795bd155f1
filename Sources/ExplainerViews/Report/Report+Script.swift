extension Report {
  /// The script a study was made by.
  public struct Script: Sendable, Hashable {
    /// The name of its file, without the folder.
    public var name: String
    /// Its text, as it was run.
    public var text: String

    /// Creates a script.
    public init(name: String, text: String) {
      self.name = name
      self.text = text
    }
  }
}
