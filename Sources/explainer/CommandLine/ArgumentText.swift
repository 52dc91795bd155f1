import Diagnostics
import Files

/// Arguments are UTF-8, as texts in pipes and files are.
enum ArgumentText {
  /// Refuses arguments that were not UTF-8; Swift has put U+FFFD in place of what is none.
  ///
  /// - Parameter arguments: without the program's name.
  /// - Throws: `badText`, naming the first of them.
  static func check(_ arguments: [String]) throws(ExplainerError) {
    // Only then is a look at the bytes worth its while: somebody may mean that character.
    guard arguments.contains(where: { $0.unicodeScalars.contains("\u{FFFD}") }),
      let bytes = try? FileSystem.read("/proc/self/cmdline")
    else { return }
    let words = bytes.split(separator: 0, omittingEmptySubsequences: false).dropFirst().prefix(
      arguments.count)
    for (index, word) in words.enumerated() where String(validating: word, as: UTF8.self) == nil {
      throw ExplainerError(
        .badText, "argument \(index + 1) is not UTF-8 text", found: "'\(arguments[index].prefix(60))'",
        remedy: "convert it first, e.g. with `iconv -f LATIN1 -t UTF-8`")
    }
  }
}
