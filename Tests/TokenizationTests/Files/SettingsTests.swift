import Diagnostics
import JSON
import Testing

@testable import Tokenization

/// What stands beside a tokenizer counts as in transformers 5.24.0 with tokenizers 0.23.3.
///
/// `Tests/Fixtures/Tokenizers/settings.json` has what they make of each combination of class, settings, special tokens,
/// changed `tokenizer.json` and separate files; `make_settings_fixture.py` beside it made it.
struct SettingsTests {
  /// One combination.
  struct Case: Sendable, CustomTestStringConvertible {
    let number: Int
    let value: JSONValue
    let expected: JSONValue
    let texts: [String]

    var testDescription: String { "\(number)" }

    /// The files it is made of.
    var files: [String: [UInt8]] {
      var files: [String: [UInt8]] = [:]
      let folder = "\(Places.root)/Tests/Fixtures/Models/\(value["base"]?.string ?? "")"
      if value["from"]?.string == "json" {
        files["tokenizer.json"] = bent(Places.bytes("\(folder)/tokenizer.json"))
      } else {
        for name in ["vocab.txt", "vocab.json", "merges.txt"] where Places.exists("\(folder)/\(name)") {
          files[name] = Places.bytes("\(folder)/\(name)")
        }
      }
      for (name, content) in value["files"]?.object?.members ?? [] { files[name] = content.utf8() }
      return files
    }

    private func bent(_ bytes: [UInt8]) -> [UInt8] {
      guard value["sections"] != nil || value["model"] != nil,
        var file = try? JSONValue(parsing: bytes).object, var model = file["model"]?.object
      else { return bytes }
      for (key, section) in value["sections"]?.object?.members ?? [] { file[key] = section }
      for (key, setting) in value["model"]?.object?.members ?? [] { model[key] = setting }
      file["model"] = .object(model)
      return JSONValue.object(file).utf8()
    }
  }

  static let cases: [Case] = {
    let path = "\(Places.root)/Tests/Fixtures/Tokenizers/settings.json"
    guard let file = try? JSONValue(parsing: Places.bytes(path)), let results = file["results"]?.array
    else { return [] }
    return (file["cases"]?.array ?? []).enumerated().map { number, value in
      let texts = file["texts"]?[value["base"]?.string ?? ""]?.array?.compactMap(\.string) ?? []
      return Case(
        number: number, value: value, expected: results[value["result"]?.int ?? 0], texts: texts)
    }
  }()

  /// All the cases are there.
  @Test func areThere() { #expect(Self.cases.count > 500) }

  /// The ids of each text, the added tokens with their properties, and who plays which part.
  @Test(arguments: cases) func equals(one: Case) throws {
    // transformers stops at an object in such a list; we read it as the token it describes.
    guard one.expected["error"] == nil else { return }
    let tokenizer = try ScratchFolder(one.files).loadTokenizer()
    for (text, ids) in zip(one.texts, one.expected["ids"]?.array ?? []) {
      #expect(tokenizer.encode(text).ids == ids.array?.compactMap(\.int), "\(text)")
    }
    let added = tokenizer.addedTokens.map { token in
      let flags = [
        token.stripsLeft, token.stripsRight, token.isSingleWord, token.isNormalized, token.isSpecial,
      ]
      return "\(token.id) \(token.content) \(flags.map { $0 ? "1" : "0" }.joined())"
    }
    let expected = (one.expected["added"]?.array ?? []).map {
      "\($0[0]?.int ?? -1) \($0[1]?.string ?? "") \($0[2]?.string ?? "")"
    }
    #expect(added == expected)
    for (role, name) in zip(Self.roles, one.expected["roles"]?.array ?? []) {
      guard let name = name.string else { continue }
      #expect(tokenizer.id(of: role) == tokenizer.id(ofPiece: name), "\(role)")
    }
  }

  private static let roles: [SpecialTokenRole] = [
    .beginning, .end, .unknown, .separator, .padding, .classifier, .mask,
  ]
}
