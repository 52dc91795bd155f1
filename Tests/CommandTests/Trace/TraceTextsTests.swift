import Checkpoints
import ExplainerTestSupport
import Foundation
import Tensors
import Testing

/// `trace --texts`.
@Suite struct TraceTextsTests {
  private static let lines = #"""
    "The keys to the cabinet"

    {"text": "The dog"}
    {"sentence_a": "The cat sat", "sentence_b": "on the mat", "other": 1}
    """#

  /// Several texts in one file are what each is alone, whatever goes through the model together.
  @Test(arguments: ["demo-gpt2", "demo-bert", "demo-bart"], ["4096", "8", "1"])
  func equalAlone(_ model: String, _ tokens: String) throws {
    let texts = [
      ["--text", "The keys to the cabinet"], ["--text", "The dog"],
      ["--sentence-a", "The cat sat", "--sentence-b", "on the mat"],
    ]
    let many = try TraceRun(
      ["--texts", "t.jsonl", "--sites", "*", "--batch-tokens", tokens], files: ["t.jsonl": Self.lines],
      model: model)
    let file = try many.file()
    var count = 0
    for (index, text) in texts.enumerated() {
      let alone = try TraceRun(text + ["--sites", "*"], model: model)
      for entry in try alone.file().entries {
        let tensor = try file.tensor(named: "\(index)/\(entry.name)")
        #expect(try tensor.largestDifference(from: alone.tensor(entry.name)) < 1e-4, "\(index) \(entry.name)")
        count += 1
      }
      for key in ["ids", "segments", "decoder_ids"] {
        #expect(try many.metadata("\(key).\(index)") == alone.metadata(key), "\(key)")
      }
    }
    #expect(file.entries.count == count)
    #expect(many.run.errors.hasPrefix("wrote \(count) tensors of 3 texts, "))
  }

  /// Of a .txt each line is a text as it is, whatever ends it; of an .npz the names are the same.
  @Test func plainLines() throws {
    let files = ["t.txt": "\"The keys\"\r\nThe dog\n\n", "t.jsonl": "\"\\\"The keys\\\"\"\n\"The dog\"\n"]
    let plain = try TraceRun(["--texts", "t.txt", "--sites", "logits"], files: files)
    let json = try TraceRun(["--texts", "t.jsonl", "--sites", "logits"], files: files)
    #expect(try plain.file().entries.map(\.name) == ["0/logits", "1/logits"])
    #expect(
      FileManager.default.contents(atPath: plain.path) == FileManager.default.contents(atPath: json.path))
    let numpy = try TraceRun(["--texts", "t.txt", "--sites", "logits"], files: files, output: "t.npz")
    let bytes = try #require(FileManager.default.contents(atPath: numpy.path))
    #expect(bytes.range(of: Data("1/logits.npy".utf8)) != nil)
  }

  /// No more than one pass leaves is held: with a pass a text, texts fit that together would not.
  @Test func memory() throws {
    let line = String(repeating: "word ", count: 240)
    let texts = String(repeating: "\(line)\n", count: 8)
    let words = ["--texts", "t.txt", "--sites", "*", "--memory", "150M"]
    let together = try TraceRun(words, files: ["t.txt": texts])
    #expect(together.run.exitCode == 75)
    #expect(together.run.errors.contains("what is asked for takes more memory than may be used"))
    #expect(together.run.errors.contains("--batch-tokens"))
    #expect(!FileManager.default.fileExists(atPath: together.path))
    let apart = try TraceRun(words + ["--batch-tokens", "256"], files: ["t.txt": texts])
    #expect(apart.run.exitCode == 0, "\(apart.run.errors)")
  }
}
