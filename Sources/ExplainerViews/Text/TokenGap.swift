/// What stands between two tokens of running text.
struct TokenGap: Sendable, Hashable {
  /// Line ends: none, one, or two for all that are more.
  let breaks: Int
  /// Whether there is a blank.
  let hasBlank: Bool
  /// Characters that no token covers.
  let dropped: VisibleText

  /// The parts of `gap`.
  init(_ gap: String) {
    breaks = min(2, gap.count { $0.isNewline })
    hasBlank = gap.contains { $0.isWhitespace }
    dropped = VisibleText(String(gap.filter { !$0.isWhitespace }))
  }
}
