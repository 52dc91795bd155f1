extension String {
  /// The text, or its beginning and an ellipsis where it has more than `limit` bytes; characters' scalars stay whole.
  package func cut(to limit: Int) -> String {
    guard utf8.count > limit else { return self }
    return self[..<utf8.index(startIndex, offsetBy: limit)] + "…"
  }
}
