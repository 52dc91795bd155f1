extension ForeignSiteNames {
  /// A name of the table, cut into words.
  struct Pattern: Sendable {
    let words: [String]
    let row: Row
    let group: Group

    /// What the marks stand for in a name of these words, and of `model`; nil where it is another name, or where that has to be
    /// known of the model and is not.
    func captures(_ name: [Substring], of model: ModelInfo?) -> Captures? {
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
          captures.back = number
        case "{L}":
          guard let model, let number = Int(part), number == layers(of: model, words[0]) else { return nil }
        case "{S}":
          guard part == "encoder" || part == "decoder" else { return nil }
          captures.stack = String(part)
        default: guard word == part else { return nil }
        }
      }
      if let site = row.site, site.contains("{L") {
        guard let model else { return nil }
        captures.layers = layers(of: model, captures.filled(site))
        guard captures.layers + captures.back >= 0 else { return nil }
      }
      return captures
    }

    /// How many layers the stack has that a name begins with.
    private func layers(of model: ModelInfo, _ name: String) -> Int {
      name.hasPrefix("encoder") ? model.encoder?.layers ?? 0 : model.layers
    }
  }

  /// What the marks of a name stand for.
  struct Captures {
    var layer = "*"
    var stack = ""
    /// A layer counted from the end: -2 for the one before the last.
    var back = 0
    /// The layers of the stack.
    var layers = 0

    /// `text` with its marks filled in.
    func filled(_ text: String) -> String {
      text.replacing("{N-1}", with: Int(layer).map { "\($0 - 1)" } ?? "*")
        .replacing("{N}", with: layer).replacing("{S}", with: stack)
        .replacing("{L-1}", with: "\(layers - 1)").replacing("{L-N}", with: "\(layers + back)")
    }
  }
}
