import JSON

@testable import Tokenization

/// One line of the expected data: a text and everything the `tokenizers` library makes of it.
struct GoldenLine: Sendable {
  let number: Int
  let text: String
  let value: JSONValue

  /// The lines of `bytes`, JSON objects one below the other.
  static func lines(_ bytes: [UInt8]) throws -> [GoldenLine] {
    try bytes.split(separator: 0x0A).enumerated().map { number, line in
      let value = try JSONValue(parsing: Array(line))
      return GoldenLine(number: number + 1, text: value["text"]?.string ?? "", value: value)
    }
  }

  func ints(_ key: String) -> [Int] { value[key]?.array?.compactMap(\.int) ?? [] }
  func strings(_ key: String) -> [String] { value[key]?.array?.compactMap(\.string) ?? [] }
  func ranges(_ key: String) -> [Range<Int>] {
    value[key]?.array?.compactMap { pair in
      guard let start = pair[0]?.int, let end = pair[1]?.int, start <= end else { return nil }
      return start..<end
    } ?? []
  }

  /// The fields in which `tokenizer` differs from this line.
  func differences(_ tokenizer: Tokenizer) -> [String] {
    let encoding = tokenizer.encode(text)
    var found: [String] = []
    func compare<Value: Equatable>(_ name: String, _ ours: Value, _ theirs: Value) {
      if ours != theirs { found.append("line \(number) \(name): \(ours) instead of \(theirs)") }
    }
    // As bytes: two strings are equal where they are only equivalent.
    func compareText(_ name: String, _ ours: [String], _ theirs: [String]) {
      if ours.map({ Array($0.utf8) }) != theirs.map({ Array($0.utf8) }) {
        found.append("line \(number) \(name): \(ours) instead of \(theirs)")
      }
    }
    compare("ids", encoding.ids, ints("ids"))
    compareText("tokens", encoding.pieces, strings("tokens"))
    compare("offsets_char", encoding.characterOffsets, ranges("offsets_char"))
    compare("offsets_byte", encoding.byteOffsets, ranges("offsets_byte"))
    compare("special_mask", encoding.specialMask.map { $0 ? 1 : 0 }, ints("special_mask"))
    let bare =
      value["ids_nospecial"] == nil
      ? zip(ints("ids"), ints("special_mask")).filter { $1 == 0 }.map(\.0) : ints("ids_nospecial")
    compare("ids_nospecial", tokenizer.encode(text, addSpecialTokens: false).ids, bare)
    compareText("decoded", [tokenizer.decode(ints("ids"))], value["decoded"]?.string.map { [$0] } ?? [])
    let bareText = tokenizer.decode(ints("ids"), skipSpecialTokens: true)
    compareText("decoded_skip", [bareText], value["decoded_skip"]?.string.map { [$0] } ?? [])
    return found
  }
}
