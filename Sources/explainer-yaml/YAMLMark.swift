/// A place in a text, counted from 1; columns are Unicode scalars.
struct YAMLMark {
  let line: Int
  let column: Int

  /// The beginning of a text.
  static let start = Self(line: 1, column: 1)
}
