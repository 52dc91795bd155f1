/// A part of a text that was said in a chat.
struct TextMark: Sendable, Hashable {
  /// The bytes of it.
  var range: Range<Int>
  /// Who said it: an index into the origins of a rendering.
  var origin: Int
}
