import Diagnostics
import ExplainerCore
import JSON

/// The tokens to watch, from ids or texts.
struct WatchedTokens {
  let tokens: [Token]
  /// The text each was asked for by; nil for one that was asked for by its id.
  private let texts: [String?]

  /// Resolves `values`: whole numbers are ids, strings are texts that must be one token.
  ///
  /// - Throws: `badParameter` for an id outside the vocabulary, a text of several tokens, whose pieces it shows, and one
  ///   that the vocabulary cannot spell.
  init(_ values: [JSONValue], model: any Model) throws {
    texts = values.map { $0.int == nil ? $0.string ?? "" : nil }
    tokens = try values.map { value in
      guard let id = value.int else { return try Self.token(for: value.string ?? "", model) }
      guard id >= 0, id < model.info.vocabularySize else {
        throw ExplainerError(
          .badParameter, "there is no token \(id) to watch",
          expected: "an id from 0 to \(model.info.vocabularySize - 1)")
      }
      return try model.tokens(withIDs: [id])[0]
    }
  }

  /// The one token that `text` is.
  private static func token(for text: String, _ model: any Model) throws -> Token {
    let pieces = try pieces(of: text, model)
    guard pieces.count == 1 else {
      let list = pieces.map { "'\($0.display)' (\($0.id))" }.joined(separator: " + ")
      var remedy = "watch one of its pieces"
      if pieces.isEmpty {
        remedy = "write another text, or the id of the token"
      } else if let spaced = try onlyToken(of: " " + text, model), spaced.text.first == " " {
        remedy = "with a space before it it is one token: watch ' \(text)' (\(spaced.id))"
      }
      throw ExplainerError(
        .badParameter, "'\(text)' cannot be watched: it is not one token",
        expected: "a text that is one token, or an id", found: pieces.isEmpty ? "no token" : list,
        remedy: remedy)
    }
    guard stands(pieces[0], for: text) else {
      throw ExplainerError(
        .badParameter, "'\(text)' cannot be watched: the vocabulary cannot spell it",
        expected: "a text that is one token, or an id",
        found: "'\(pieces[0].display)' (\(pieces[0].id)) in its place",
        remedy: "to watch that token, write '\(pieces[0].piece)' or \(pieces[0].id)")
    }
    guard pieces[0].id < model.info.vocabularySize else {
      throw ExplainerError(
        .badParameter, "'\(text)' cannot be watched: the model has no embedding for it",
        expected: "an id from 0 to \(model.info.vocabularySize - 1)", found: "\(pieces[0].id)")
    }
    return pieces[0]
  }

  /// The tokens of `text`, without those a family puts around every text.
  private static func pieces(of text: String, _ model: any Model) throws -> [Token] {
    text.isEmpty ? [] : try model.tokenize(text).filter { $0.byteRange != nil }
  }

  /// The token that `text` is, if it is one and can be spelled.
  private static func onlyToken(of text: String, _ model: any Model) throws -> Token? {
    let pieces = try pieces(of: text, model)
    return pieces.count == 1 && stands(pieces[0], for: text) ? pieces[0] : nil
  }

  /// Whether `token`, all that `text` became, is what was written, and not what stands for anything unknown or what is
  /// left where something was dropped.
  private static func stands(_ token: Token, for text: String) -> Bool {
    let bare = text.trimmingBlanks
    if token.isSpecial || ["[UNK]", "<unk>"].contains(token.piece) {
      return [token.text.trimmingBlanks, token.piece].contains(bare)
    }
    // A vocabulary may know words without case and accents only, but it takes in all letters.
    let bytes = Array(text.utf8)
    let range = token.byteRange?.clamped(to: bytes.indices) ?? 0..<0
    let left = String(decoding: bytes[..<range.lowerBound] + bytes[range.upperBound...], as: UTF8.self)
    return left.unicodeScalars.allSatisfy { scalar in
      scalar.properties.isWhitespace
        || [.nonspacingMark, .control, .format].contains(scalar.properties.generalCategory)
    }
  }

  /// What somebody may not know who watches these tokens behind `before`, a line each: where words begin with their
  /// space, `is` is no word of its own, but goes on with the one before.
  func hints(behind before: Token?, model: any Model) throws -> [String] {
    guard let before, !before.isSpecial, before.bytes?.last.map({ $0 > 0x20 }) ?? false else { return [] }
    var hints: [String] = []
    for (token, text) in zip(tokens, texts) {
      guard let text, token.bytes == Array(text.utf8),
        text.first.map({ $0.isLetter || $0.isNumber }) ?? false,
        let spaced = try Self.onlyToken(of: " " + text, model), spaced.id != token.id,
        !tokens.contains(where: { $0.id == spaced.id })
      else { continue }
      hints.append(
        "'\(text)' (token \(token.id)) goes on with the word before; as a word of its own it is ' \(text)' "
          + "(token \(spaced.id)), with the space")
    }
    return hints
  }
}

extension String {
  /// It without blanks at its ends.
  fileprivate var trimmingBlanks: String {
    let start = drop(while: \.isWhitespace)
    return String(start.prefix(start.count - start.reversed().prefix(while: \.isWhitespace).count))
  }
}
