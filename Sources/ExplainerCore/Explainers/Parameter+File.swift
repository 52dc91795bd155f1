import JSON

extension Parameter {
  /// The largest file that any parameter takes, in bytes: it is mapped, and read once for answers that are kept.
  package static let largestFile: Int = 16 << 30

  /// The largest file that this one takes, in bytes.
  package var maximumBytes: Int {
    maximum.flatMap(Int.init(exactly:)).map { min($0, Self.largestFile) } ?? Self.largestFile
  }

  /// Refuses what a parameter of type `file` cannot have: several files, a file where none is given, a choice of files.
  func checkFile() throws(JSONReadingError) {
    let members = [
      ("list", isList), ("default", defaultValue != nil), ("minimum", minimum != nil),
      ("choices", !choices.isEmpty),
    ]
    if let (name, _) = members.first(where: \.1) {
      throw JSONReadingError("a parameter of type 'file' has no '\(name)'", at: [name])
    }
    if let maximum, Int(exactly: maximum).map({ $0 <= 0 }) ?? true {
      throw JSONReadingError("'maximum' of a file is no number of bytes", at: ["maximum"])
    }
  }
}
