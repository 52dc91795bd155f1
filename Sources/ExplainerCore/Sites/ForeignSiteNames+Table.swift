extension ForeignSiteNames {
  /// One line of the table: names that mean the same, and what they mean.
  package struct Row: Sendable, Hashable {
    /// The names; `{N}` is a layer, `{S}` a stack.
    package let names: [String]
    /// Our site with the same marks, and `{N-1}` for the layer before; nil where there is none.
    package let site: String?
    /// What differs, or why there is none.
    package let note: String?
  }

  /// The names of one library, or of one kind of model in it.
  package struct Group: Sendable, Hashable {
    /// The heading.
    package let title: String
    /// What holds for all its names.
    package let preface: String
    /// Its names.
    package let rows: [Row]
  }

  /// The table.
  package static let groups: [Group] = [
    transformerLens, outputs, gpt2, llama, neox, bert, bart, interpEngine, nnterp, pyvene,
  ]

  /// A line for names with blanks between them.
  static func row(_ names: String, _ site: String, _ note: String? = nil) -> Row {
    Row(names: names.split(separator: " ").map(String.init), site: site, note: note)
  }

  /// A line for names that no site answers to.
  static func none(_ names: String, _ reason: String) -> Row {
    Row(names: names.split(separator: " ").map(String.init), site: nil, note: reason)
  }

  /// A name of the table, cut into words.
  struct Pattern: Sendable {
    let words: [String]
    let row: Row

    /// What the marks stand for in a name of these words; nil where it is another name.
    func captures(_ name: [Substring]) -> Captures? {
      guard name.count == words.count else { return nil }
      var captures = Captures()
      for (word, part) in zip(words, name) {
        switch word {
        case "{N}":
          guard part == "*" || part.utf8.allSatisfy({ (0x30...0x39).contains($0) }) && Int(part) != nil else {
            return nil
          }
          captures.layer = Int(part).map(String.init) ?? "*"
        case "-{N}":
          guard let number = Int(part), number < 0 else { return nil }
        case "{S}":
          guard part == "encoder" || part == "decoder" else { return nil }
          captures.stack = String(part)
        default: guard word == part else { return nil }
        }
      }
      return captures
    }
  }

  /// What the marks of a name stand for.
  struct Captures {
    var layer = "*"
    var stack = ""

    /// `text` with its marks filled in.
    func filled(_ text: String) -> String {
      text.replacing("{N-1}", with: Int(layer).map { "\($0 - 1)" } ?? "*")
        .replacing("{N}", with: layer).replacing("{S}", with: stack)
    }
  }

  // MARK: - What several lines say

  static let sideBySide = "there the heads lie side by side in one row"
  static let rotated = "there before the rotation of positions, here as the scores are made of it"
  static let noPreactivation =
    "what a plain MLP has before its activation function is not kept; "
    + "`layers.{N}.mlp.neurons` is what follows"
  static let noUp =
    "the branch without activation function is not kept; `layers.{N}.mlp.neurons` is its "
    + "product with the activated gate"
  static let contribution =
    "before a norm or a multiplier behind the sublayer it is `.output`, which in most families is the same"
  static let lastNormed = "in BERT and BART, which have no final norm, `residual.post` of the last layer"
}
