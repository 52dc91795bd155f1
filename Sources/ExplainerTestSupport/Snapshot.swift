public import Diagnostics
import Glibc

/// Texts that are compared with a file of the repository.
public enum Snapshot {
  /// Throws unless `text` is what `file` holds; with `EXPLAINER_RECORD=1` in the environment, writes it there instead.
  public static func check(_ text: String, file: String) throws(ExplainerError) {
    let recorded = try read(file)
    guard recorded != text else { return }
    if getenv("EXPLAINER_RECORD").map({ String(cString: $0) }) == "1" { return try record(text, file) }
    let (old, new) = (lines(recorded), lines(text))
    let line =
      zip(old, new).enumerated().first { $0.element.0 != $0.element.1 }?.offset ?? min(old.count, new.count)
    throw ExplainerError(
      .badData, "differs from what was recorded", at: ["\(file):\(line + 1)"],
      expected: old.indices.contains(line) ? "'\(old[line])'" : "the end",
      found: new.indices.contains(line) ? "'\(new[line])'" : "the end",
      remedy: "if the new text is right, record it with EXPLAINER_RECORD=1")
  }

  /// Replaces the file in one step: other tests may be reading it.
  private static func record(_ text: String, _ file: String) throws(ExplainerError) {
    let bytes = Array(text.utf8)
    guard let stream = fopen("\(file).new", "w") else {
      throw ExplainerError(.inputOutput, "cannot be written", at: [file])
    }
    let written = fwrite(bytes, 1, bytes.count, stream)
    guard fclose(stream) == 0, written == bytes.count, rename("\(file).new", file) == 0 else {
      throw ExplainerError(.inputOutput, "cannot be written", at: [file])
    }
  }

  private static func lines(_ text: String) -> [Substring] {
    text.split(separator: "\n", omittingEmptySubsequences: false)
  }

  private static func read(_ file: String) throws(ExplainerError) -> String {
    guard let stream = fopen(file, "r") else { return "" }
    defer { fclose(stream) }
    var all: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while case let count = fread(&chunk, 1, chunk.count, stream), count > 0 { all += chunk[..<count] }
    return String(decoding: all, as: UTF8.self)
  }
}
