public import JSON

/// One text of a script's loop, or two that are read together, with what stands beside it.
public struct TextItem: Sendable, Hashable {
  /// The texts.
  public var texts: [String]
  /// The record it comes from: `item` in expressions; empty for a text alone.
  public var record: JSONObject
  /// Where it stands: `file:line`, or the script's location.
  public var location: String
}
