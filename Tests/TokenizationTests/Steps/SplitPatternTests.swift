import JSON
import Testing

@testable import Tokenization

/// Patterns that cut texts into words, against what Hugging Face's `tokenizers` 0.23.3 makes of the same.
struct SplitPatternTests {
  /// What a family's pre-tokenizer makes of many texts.
  struct Family: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let components: JSONValue
    let words: [[Int]]
  }

  private static let fixture = try? JSONValue(
    parsing: Places.bytes("\(Places.root)/Tests/Fixtures/Tokenizers/split.json"))
  private static let texts = fixture?["texts"]?.array?.compactMap(\.string) ?? []
  static let families: [Family] = (fixture?["families"]?.array ?? []).map { family in
    Family(
      testDescription: family["name"]?.string ?? "", components: family["components"] ?? .null,
      words: family["words"]?.array?.map { $0.array?.compactMap(\.int) ?? [] } ?? [])
  }
  static let patterns = (fixture?["patterns"]?.array ?? []).map { entry in
    (entry[0]?.string ?? "", entry[1]?.string ?? "", entry[2]?.array?.compactMap(\.int) ?? [])
  }

  /// The widths in scalars of the `words` of `text`, and, negative, of what lies between.
  private static func widths(_ text: String, _ words: [Range<Int>]) -> [Int] {
    let scalars = ScalarCounts(Array(text.utf8))
    var widths: [Int] = []
    var last = 0
    for word in words + [text.utf8.count..<text.utf8.count] {
      if word.lowerBound > last { widths.append(scalars.before(last) - scalars.before(word.lowerBound)) }
      if !word.isEmpty { widths.append(scalars.before(word.upperBound) - scalars.before(word.lowerBound)) }
      last = word.upperBound
    }
    return widths
  }

  /// GPT-2, BERT, Llama-3, Qwen2, o200k, DeepSeek-V3 and others: the words of 310 texts are those of `tokenizers`.
  @Test(arguments: families) func equalsReference(family: Family) throws {
    #expect(Self.families.count > 10 && Self.texts.count > 300 && family.words.count == Self.texts.count)
    let field = FieldReader(
      ["type": "Sequence", "pretokenizers": family.components], path: "", address: "pre_tokenizer")
    let steps = try PreTokenizer(field).steps
    let preTokenizer = PreTokenizer(steps.filter { $0 != .spellBytes })
    for (text, expected) in zip(Self.texts, family.words) {
      let bytes = Array(text.utf8)
      let words = preTokenizer.words(of: bytes)
      #expect(Self.widths(text, words) == expected, "\(text.debugDescription)")
    }
  }

  /// What each part of an expression means: order, giving back, sets in sets, cases.
  @Test(arguments: patterns) func meansTheSame(expression: String, text: String, expected: [Int]) throws {
    #expect(Self.patterns.count > 30)
    let words = try SplitPattern(expression).words(of: Array(text.utf8))
    #expect(Self.widths(text, words) == expected)
  }

  /// Each alternative of GPT-2's pattern, and the offsets where they meet.
  @Test(arguments: [
    ("Hello world", ["Hello", " world"]), ("  two", [" ", " two"]), ("a  \n b", ["a", "  \n", " b"]),
    ("a \nb", ["a", " ", "\n", "b"]), ("end  ", ["end", "  "]), ("\u{3000}x", ["\u{3000}", "x"]),
    ("it's we'll I'd", ["it", "'s", " we", "'ll", " I", "'d"]),
    ("they've you're I'm don't", ["they", "'ve", " you", "'re", " I", "'m", " don", "'t"]),
    ("IT'S 'so' 'l", ["IT", "'", "S", " '", "so", "'", " '", "l"]), ("''s!'s", ["''", "s", "!'", "s"]),
    ("x1²Ⅷ 23", ["x", "1²Ⅷ", " 23"]), ("a_b-c", ["a", "_", "b", "-", "c"]),
    ("e\u{301}e", ["e", "\u{301}", "e"]), ("👍🏽 👍", ["👍🏽", " 👍"]), ("世界。人", ["世界", "。", "人"]),
  ])
  func gpt2(text: String, words: [String]) throws { try check(.gpt2(), text, words) }

  /// BERT's: white space separates and is left out, punctuation is a word by itself.
  @Test(arguments: [
    ("Hello, world!", ["Hello", ",", "world", "!"]), ("it's  ok", ["it", "'", "s", "ok"]),
    ("...", [".", ".", "."]), (" a\tb\nc ", ["a", "b", "c"]), ("", []), (" \u{3000}\u{85}", []),
    ("x$1^2", ["x", "$", "1", "^", "2"]), ("«é»—中。", ["«", "é", "»", "—", "中", "。"]),
    ("a±b£c", ["a±b£c"]), ("a\u{200B}b", ["a\u{200B}b"]),
  ])
  func bert(text: String, words: [String]) throws { try check(.bert(), text, words) }

  private func check(_ pattern: SplitPattern, _ text: String, _ expected: [String]) throws {
    let bytes = Array(text.utf8)
    #expect(pattern.words(of: bytes).map { String(decoding: bytes[$0], as: UTF8.self) } == expected)
  }

  /// The end of the part that is looked at is the end of the text, for looking ahead too.
  @Test func stopsAtTheEndGiven() throws {
    let bytes = Array("  ab cd".utf8)
    func words(_ pattern: SplitPattern, _ range: Range<Int>) -> [Range<Int>] {
      pattern.words(of: bytes, range)
    }
    let (gpt2, bert) = (try SplitPattern.gpt2(), try SplitPattern.bert())
    #expect(words(gpt2, 0..<2) == [0..<2] && words(gpt2, 0..<4) == [0..<1, 1..<4])
    #expect(words(gpt2, 3..<3).isEmpty && words(gpt2, 3..<6) == [3..<4, 4..<6])
    #expect(words(bert, 3..<5) == [3..<4] && words(bert, 4..<6) == [5..<6] && words(bert, 4..<5).isEmpty)
  }

  /// What is outside of the subset is refused by name, never read as something else.
  @Test(arguments: [
    ("(?<=a)b", "'(' here"), ("(?>a)", "'(' here"), ("(?i)a", "'(' here"),
    ("(?:a", "a group without an end"), ("a)", "an unmatched ')'"), ("(?:a|b)+", "a repeated group"),
    ("(?:a){2}", "a repeated group"), ("(?!a)?b", "a repeated group"), ("(?!ab)c", "a look ahead at more"),
    ("(?=a|b)c", "a look ahead at more"), (".", "'.' here"), ("^a", "'^' here"), ("a$", "'$' here"),
    (#"\h"#, #"'\h'"#), (#"\b+"#, #"'\b+'"#), (#"\x41"#, #"'\x41'"#), (#"\p{Han}"#, #"'\p{Han}'"#),
    (#"\p{^L}"#, #"'\p{^L}'"#), (#"\pL"#, #"'\pL'"#), (#"\1"#, #"'\1'"#), (#"a\"#, #"'\'"#),
    ("a??", "a lazy or repeated"), ("a+?", "a lazy or repeated"), ("a{2}+", "a lazy or repeated"),
    ("a**", "a lazy or repeated"), ("a{", "a '{' that"), ("a{x}", "a '{' that"), ("a{3,2}", "a '{' that"),
    ("a{,}", "a '{' that"), ("+a", "'+' here"), ("a|*", "'*' here"), ("[]a]", "an empty set"),
    ("[a", "a set without an end"), ("[[:alpha:]]", "a set by name"), ("[a&&b]", "an intersection"),
    ("[b-a]", "a range that is none"), (#"[a-\s]"#, "a range that is none"),
    (#"[\s-a]"#, "a range that is none"),
    ("[x[^世]]", "a set in a set"), ("(?i:[a-z])", "a set in any case"),
    (#"(?i:\p{Lu})"#, "a set in any case"), ("(?i:é)", "'é' in any case"),
    ("(?i:glass)", "'ss' in any case"), ("(?i:ST)", "'st' in any case"), ("(?i:fi)", "'fi' in any case"),
    ("", "without any character"), ("a|", "without any character"), ("a*", "without any character"),
    ("(?:a|b?)", "without any character"), (#"(?!\S)"#, "without any character"),
    (String(repeating: "(?:", count: 17) + "a", "more than 16"),
    (String(repeating: "[", count: 100), "more than 16"),
    (String(repeating: "a", count: 4097), "more than 4096"),
    (String(repeating: "a|", count: 64) + "a", "more than 64"),
    ("a?a?a?a?a?a?a?a?a?a?b", "several repetitions"),
    (String(repeating: "(?:a|b)?", count: 6) + "c", "several repetitions"),
    ("a*a*a", "several repetitions"), ("[ab]+(?:c|a*b)[ax]+x", "several repetitions"),
  ])
  func refusals(expression: String, message: String) {
    do {
      _ = try SplitPattern(expression)
      Issue.record("accepted")
    } catch {
      #expect(error.message.contains(message), "\(error.message)")
    }
  }

  /// A long run that has to be given back takes no more than the square of its length, and long texts no more than
  /// their length: seconds, were it otherwise.
  @Test func longRuns() throws {
    let spaces = Array((String(repeating: " ", count: 100_000) + "a").utf8)
    for family in Self.families where family.testDescription == "o200k" {
      let field = FieldReader(
        ["type": "Sequence", "pretokenizers": family.components], path: "", address: "")
      let steps = try PreTokenizer(field).steps.filter { $0 != .spellBytes }
      let words = PreTokenizer(steps).words(of: spaces)
      #expect(words == [0..<99_999, 99_999..<100_001])
    }
  }

  /// Nor does a pattern that finds nothing in a long run, or only after it has gone over all of it, go over it from each of its
  /// scalars; there are as many words as tokenizers 0.23.3 makes of 300 units.
  @Test(arguments: [
    ("[ab]*bc", "ab", "", 0, 1), ("[ab]*bc", "ab", "c", 0, 1), (#"\p{L}+(?!\p{L})1"#, "ab", "", 0, 1),
    ("[ab]+c|a", "ab", "", 2, 0), ("[ab]+b*c", "ab", "dabc", 0, 2), ("[ab]*b+c|b", "b", "ac", 1, 1),
    (#"a?a?[ab]+[bc]{3,9}d|\s+"#, "ab", " abcccd", 0, 3), (#"[ab]+(?!\S)x|ba"#, "ab", " x", 1, 1),
  ])
  func fruitlessRuns(expression: String, unit: String, tail: String, wordsPerUnit: Int, others: Int) throws {
    let pattern = try SplitPattern(expression)
    for count in [300, 100_000] {
      let words = pattern.words(of: Array((String(repeating: unit, count: count) + tail).utf8))
      #expect(words.count == wordsPerUnit * count + others)
    }
  }
}
