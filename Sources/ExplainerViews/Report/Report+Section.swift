extension Report {
  /// The part of a study about one text, one model or one point of a grid.
  public struct Section: Sendable {
    /// What it is about, on one line.
    public var heading: String
    /// The texts that all its entries are about, shown once; empty where each has its own.
    public var texts: [String]
    /// What was done, in the order of the script.
    public var entries: [Entry]

    /// Creates a section.
    public init(heading: String, texts: [String] = [], entries: [Entry]) {
      self.heading = heading
      self.texts = texts
      self.entries = entries
    }
  }
}
