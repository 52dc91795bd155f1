import Checkpoints
import ExplainerTestSupport
import Foundation
import Tensors
import Testing

/// `trace --gradient-of` with `--at`.
@Suite struct TraceGradientTests {
  private static func run(_ objective: String, _ others: [String] = [], at: String = "layers.*.residual.post")
    throws -> TraceRun
  {
    try TraceRun(
      ["--text", "The keys to the cabinet", "--gradient-of", objective, "--at", at] + others)
  }

  /// The gradient of a difference is the difference of the gradients, and so is the value.
  @Test func isLinear() throws {
    let (are, `is`, both) = (
      try Self.run(#"" are""#), try Self.run(#"" is""#), try Self.run(#"" are" - " is""#)
    )
    for layer in 0..<6 {
      let name = "layers.\(layer).residual.post"
      let (a, b) = (try are.tensor(name), try `is`.tensor(name))
      let difference = Tensor(shape: a.shape, values: zip(a.values, b.values).map { $0 - $1 })
      let found = try both.tensor(name)
      #expect(found.spread > 0)
      #expect(found.largestDifference(from: difference) < 1e-5, "\(name)")
    }
    let values = try [are, `is`, both].map { try $0.metadata("objective_value").flatMap(Double.init) ?? .nan }
    #expect(abs(values[0] - values[1] - values[2]) < 1e-5)
    #expect(both.run.errors.contains(#"" are" - " is" = "#))
    #expect(try both.metadata("objective") == #"" are" - " is""#)
  }

  /// With sites that are written too, values keep the sites' names and gradients have their own.
  @Test func besideValues() throws {
    let alone = try Self.run(#"" are""#, at: "embeddings")
    let both = try Self.run(#"" are""#, ["--sites", "embeddings,logits"], at: "embeddings")
    #expect(try both.file().entries.map(\.name) == ["embeddings", "logits", "gradient.embeddings"])
    #expect(try both.tensor("gradient.embeddings") == alone.tensor("embeddings"))
    #expect(try both.tensor("embeddings") != alone.tensor("embeddings"))
  }

  /// Without sites to differentiate at the value is written: of one text or many, beside sites or alone.
  @Test func valueAlone() throws {
    let text = ["--text", "The keys to the cabinet"], terms = ["--gradient-of", #"" are" - " is""#]
    let value = try #require(try Self.run(#"" are" - " is""#).metadata("objective_value").flatMap(Float.init))
    let alone = try TraceRun(text + terms), beside = try TraceRun(text + terms + ["--sites", "embeddings"])
    #expect(try alone.file().entries.map(\.name) == ["objective"])
    #expect(try beside.file().entries.map(\.name) == ["embeddings", "objective"])
    for tensor in [try alone.tensor("objective"), try beside.tensor("objective")] {
      #expect(tensor.shape == [1] && abs(tensor.values[0] - value) < 1e-5)
    }
    for tokens in ["4096", "1"] {
      let many = try TraceRun(
        ["--texts", "t.txt", "--batch-tokens", tokens] + terms,
        files: ["t.txt": "The dog\nThe keys to the cabinet\n"])
      #expect(try many.file().entries.map(\.name) == ["objective"])
      let values = try many.tensor("objective").values
      #expect(values.count == 2 && abs(values[1] - value) < 1e-4)
    }
  }

  /// The way back computed again gives the same file; so does one that memory leaves no other way, and says so; beyond that it
  /// is refused before anything runs.
  @Test func recomputed() throws {
    let line = String(repeating: "word ", count: 240)
    let words = ["--texts", "t.txt", "--gradient-of", #"" are""#, "--at", "embeddings"]
    func run(_ others: [String]) throws -> TraceRun {
      try TraceRun(words + others, files: ["t.txt": String(repeating: "\(line)\n", count: 8)])
    }
    func content(_ run: TraceRun) -> Data? {
      withExtendedLifetime(run) { FileManager.default.contents(atPath: run.path) }
    }
    let kept = content(try run([]))
    #expect(kept != nil)
    let asked = try run(["--recompute"])
    #expect(asked.run.exitCode == 0 && kept == content(asked))
    #expect(!asked.run.errors.contains("computed again"))
    let needed = try run(["--memory", "68M"])
    #expect(needed.run.exitCode == 0, "\(needed.run.errors)")
    #expect(needed.run.errors.contains("note: what the way back needs is computed again, layer by layer"))
    #expect(kept == content(needed))
    let refused = try run(["--memory", "30M"])
    #expect(refused.run.exitCode == 75 && !FileManager.default.fileExists(atPath: refused.path))
    #expect(refused.run.errors.contains("for the way back, with --recompute"), "\(refused.run.errors)")
  }

  /// Sites behind what is differentiated have gradients of 0, and a note says so.
  @Test func behind() throws {
    let run = try Self.run("layers.3.residual.post[7]", at: "layers.4.residual.post,layers.2.residual.post")
    #expect(try run.tensor("layers.4.residual.post").values.allSatisfy { $0 == 0 })
    #expect(try run.tensor("layers.2.residual.post").values.contains { $0 != 0 })
    #expect(run.run.errors.contains("note: the objective does not depend on layers.4.residual.post"))
  }

  /// A pattern that fits what cannot be differentiated, or changed, too leaves that out.
  @Test func everywhere() throws {
    let run = try Self.run(#"" are""#, ["--edit", "* scale=1"], at: "*")
    let names = try run.file().entries.map(\.name)
    #expect(names.contains("layers.0.attention.pattern") && !names.contains("layers.0.attention.scale"))
    #expect(try run.tensor("logits").values.filter { $0 != 0 } == [1])
  }

  /// Of many texts each has its gradients, and the values stand in a tensor, in however many passes.
  @Test func manyTexts() throws {
    let alone = try Self.run(#"" are" - " is""#)
    for tokens in ["4096", "1"] {
      let many = try TraceRun(
        [
          "--texts", "t.txt", "--gradient-of", #"" are" - " is""#, "--at", "layers.*.residual.post",
          "--batch-tokens", tokens,
        ],
        files: ["t.txt": "The dog\nThe keys to the cabinet\n"])
      let name = "layers.2.residual.post"
      #expect(try many.tensor("1/\(name)").largestDifference(from: alone.tensor(name)) < 1e-4)
      let value = try #require(try alone.metadata("objective_value").flatMap(Float.init))
      #expect(try abs(many.tensor("objective").values[1] - value) < 1e-4)
      #expect(try many.tensor("objective").shape == [2])
    }
  }
}
