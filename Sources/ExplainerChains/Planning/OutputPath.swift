import Files

/// Where outputs go: below one folder, whatever a text or a record says.
struct OutputPath {
  /// The folder, absolute.
  let folder: String

  /// The path that `template` gives for these values, relative to the folder.
  ///
  /// What is filled in becomes part of a name: other characters than letters, digits, `.`, `-` and `_` turn into `_`, and
  /// it gives no folder and no hidden file.
  static func relative(_ template: Template, in scope: Scope) throws(ExpressionError) -> String {
    let path = try template.text(in: scope, spelling: spelled)
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    guard !path.hasPrefix("/"), !parts.contains(".."), !parts.contains("") else {
      throw ExpressionError(
        "'\(path)' leads out of the folder of the outputs",
        remedy: "name a file below it, like lens/${index}.html; --output DIR chooses the folder")
    }
    guard let name = parts.last, name.utf8.count <= 200 else {
      throw ExpressionError("the name '\(path.prefix(40))…' is too long for a file")
    }
    return path
  }

  /// `text` as a part of a file's name.
  static func spelled(_ text: String) -> String {
    let spelled = String(
      text.map { character in
        character.isLetter || character.isNumber || character == "." || character == "-" || character == "_"
          ? character : "_"
      })
    let visible = spelled.drop { $0 == "." }
    return visible.isEmpty ? "_" : String(visible.prefix(80))
  }

  /// The absolute path.
  func absolute(_ path: String) -> String { "\(folder)/\(path)" }
}
