/// A name on the Hugging Face Hub: `[organisation/]name`, and the revision after an `@`.
public struct HubID: Sendable, Hashable {
  /// `[organisation/]name`.
  public let name: String
  /// A branch, tag, nested ref or commit; nil where none was named.
  public let revision: String?

  /// Parses `[organisation/]name[@revision]`; nil for what the Hub would not take.
  public init?(_ text: String) {
    let halves = text.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
    let words = halves[0].split(separator: "/", omittingEmptySubsequences: false)
    guard (1...2).contains(words.count), words.allSatisfy(Self.isWord) else { return nil }
    name = String(halves[0])
    revision = halves.count == 2 ? String(halves[1]) : nil
    if let revision, !revision.split(separator: "/", omittingEmptySubsequences: false).allSatisfy(Self.isWord)
    {
      return nil
    }
  }

  /// The folder of the model in the cache.
  package var folder: String { "models--" + name.split(separator: "/").joined(separator: "--") }

  private static func isWord(_ word: Substring) -> Bool {
    let isPlain = word.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."):
        true
      default: false
      }
    }
    return isPlain && !word.isEmpty && !word.hasPrefix(".") && !word.hasPrefix("-") && !word.contains("..")
  }
}
