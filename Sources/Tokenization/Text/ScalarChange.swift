/// A scalar of a text's new form, and what it takes the place of.
struct ScalarChange: Hashable {
  /// The scalar.
  var scalar: UInt32
  /// 0 where it takes the place of one scalar; more where it is new, beside the one before; less where it takes the place
  /// of one and as many more behind that are left out.
  var change: Int
}
