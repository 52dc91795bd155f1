/// A token that a model made of a word.
struct Subword: Hashable {
  /// Its id.
  var id: UInt32
  /// Where the bytes it covers begin in the normalised text.
  var start: Int
  /// Where they end.
  var end: Int
}
