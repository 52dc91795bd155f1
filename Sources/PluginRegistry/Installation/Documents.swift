/// The documents that come with the running program, for help and messages that name one.
public enum Documents {
  private static let installation = Installation.current()

  /// Where to read the document `name`.
  public static func reference(to name: String) -> String { installation.reference(toDocument: name) }
}
