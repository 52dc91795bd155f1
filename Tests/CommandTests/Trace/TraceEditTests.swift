import Checkpoints
import ExplainerTestSupport
import Foundation
import Tensors
import Testing

/// `trace --edit` and `--edits`.
@Suite struct TraceEditTests {
  private static let text = ["--text", "The keys to the cabinet"]

  /// A head whose output is 0 adds nothing, so that other scores come out; before it nothing changes.
  @Test func removesHead() throws {
    let asked = Self.text + ["--sites", "layers.5.residual.pre,layers.5.attention.mixed,logits"]
    let whole = try TraceRun(asked)
    let edited = try TraceRun(asked + ["--edit", "layers.5.attention.mixed heads=6 set=0"])
    #expect(try whole.tensor("logits").largestDifference(from: edited.tensor("logits")) > 0.1)
    #expect(try whole.tensor("layers.5.residual.pre") == edited.tensor("layers.5.residual.pre"))
    let mixed = try edited.tensor("layers.5.attention.mixed")
    #expect(mixed.slice(6).values.allSatisfy { $0 == 0 })
    #expect(try mixed.slice(5) == whole.tensor("layers.5.attention.mixed").slice(5))
  }

  /// An edit to what is there already changes no byte of the file: by a tensor of an earlier file, in JSON, by 1.
  @Test func changesNothing() throws {
    let folder = TemporaryFolder()
    let asked = Self.text + ["--sites", "*"]
    let whole = try TraceRun(asked, output: "whole.safetensors", in: folder)
    #expect(whole.run.exitCode == 0, "\(whole.run.errors)")
    let same = try TraceRun(
      asked + [
        "--edit", "layers.2.residual.mid set=@whole.safetensors:layers.2.residual.mid",
        "--edit", "layers.*.attention.pattern scale=1", "--edits", "edits.json",
      ],
      files: [
        "edits.json": #"""
        [{"site": "layers.3.attention.query", "heads": [2], "set": {"tensor": "whole.safetensors:layers.3.attention.query"}},
         {"site": "layers.1.mlp.neurons", "dimensions": "3-9", "add": 0}]
        """#
      ], in: folder)
    #expect(same.run.exitCode == 0, "\(same.run.errors)")
    let files = [whole, same].map { FileManager.default.contents(atPath: $0.path) }
    #expect(files[0] == files[1] && files[0] != nil)
  }

  /// Names of other tools mean the same sites, and a note says which; what is written has our names.
  @Test func foreignNames() throws {
    let ours = try TraceRun(
      Self.text + [
        "--sites", "layers.3.residual.pre,logits", "--edit", "layers.1.attention.pattern heads=0 set=0",
      ])
    let theirs = try TraceRun(
      Self.text + [
        "--sites", "blocks.3.hook_resid_pre,logits", "--edit", "blocks.1.attn.hook_pattern heads=0 set=0",
      ])
    #expect(theirs.run.errors.contains("note: 'blocks.3.hook_resid_pre' is 'layers.3.residual.pre' here\n"))
    #expect(!ours.run.errors.contains("note:"))
    #expect(try ours.file().entries.map(\.name) == theirs.file().entries.map(\.name))
    #expect(
      FileManager.default.contents(atPath: ours.path) == FileManager.default.contents(atPath: theirs.path))
  }

  /// What another text of the pass holds, and what a text of its own holds, are the same numbers.
  @Test func otherTexts() throws {
    let asked = ["--sites", "logits", "--texts", "t.txt"]
    let files = ["t.txt": "The keys to the cabinet\nThe key to the cabinets\n"]
    let byNumber = try TraceRun(
      asked + ["--edit", "layers.2.residual.post texts=0 positions=-1 set=@text:1"], files: files)
    let byText = try TraceRun(
      asked + ["--edit", #"layers.2.residual.post texts=0 positions=-1 set="The key to the cabinets""#],
      files: files)
    let plain = try TraceRun(asked, files: files)
    let first = try byNumber.tensor("0/logits")
    #expect(try first.largestDifference(from: plain.tensor("0/logits")) > 0.1)
    #expect(try first.largestDifference(from: byText.tensor("0/logits")) < 1e-4)
    #expect(try byNumber.tensor("1/logits") == plain.tensor("1/logits"))
  }
}
