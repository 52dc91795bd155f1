/// Where norms stand around a half of a block, and what it gives is multiplied with.
struct Norming: Sendable {
  /// The norm before what reads; nil where the stream is read as it is.
  var input: String?
  /// The norm of what is given, before it is added.
  var output: String?
  /// The norm behind the sum.
  var stream: String?
  /// What is multiplied before it is added; nil for 1.
  var multiplier: Float?

  /// One norm, before what reads; nil for none at all.
  static func input(_ name: String?, multiplier: Float? = nil) -> Norming {
    Norming(input: name, multiplier: multiplier)
  }

  /// One norm, behind the sum.
  static func stream(_ name: String) -> Norming { Norming(stream: name) }

  /// A norm before what reads, or none, and one of what it gives.
  static func around(_ input: String?, _ output: String) -> Norming { Norming(input: input, output: output) }
}
