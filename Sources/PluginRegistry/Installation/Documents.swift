/// The documents that come with the running program, for help and messages that name one.
public enum Documents {
  private static let installation = Installation.current()

  /// Where to read the document `name`.
  public static func place(of name: String) -> String { installation.place(ofDocument: name) }
}
