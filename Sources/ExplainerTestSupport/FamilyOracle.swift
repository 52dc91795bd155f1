import Checkpoints
public import ExplainerCore
import JSON

/// A tiny checkpoint of any family with what Hugging Face computes on it: `oracle.json` and `oracle.safetensors` as
/// `oracle2` writes them (torch 2.15.0, transformers 5.24.0).
public struct FamilyOracle: Sendable {
  /// One text that was run.
  public struct Case: Sendable {
    /// What it is called.
    public let name: String
    /// `causal`, `mlm`, `seqcls`, `tokcls`, `qa` or `enc-dec`.
    public let kind: String
    /// The text.
    public let text: String
    /// The second text of a pair; of two stacks what the decoder reads.
    public let secondText: String?
    /// What the model reads.
    public let input: ModelInput
    /// What sites held, by the names of sites.
    public let sites: [(site: Site, golden: GoldenTensor)]
    /// What was derived, and the gradients by site.
    public let objective: Objective
    /// The objective's value.
    public let value: Double
    /// Gradients at token embeddings.
    public let gradients: [(site: Site, golden: GoldenTensor)]
    /// Scores after what an edit names was switched off.
    public let ablations: [(edit: Edit, golden: GoldenTensor)]
    /// The row of the scores that ablations recorded; nil for all of them.
    public let ablatedRow: Int?
    /// The site that scores.
    public let scores: Site
    /// Greedy continuation; empty where the model has none.
    public let generated: [Int]
  }

  /// The checkpoint's directory.
  public let directory: String
  /// The texts.
  public let cases: [Case]

  /// Reads what is beside the checkpoint in `directory`.
  ///
  /// - Parameter hasSite: whether the model has a site: whether its last state is normed, say.
  public init(directory: String, hasSite: @escaping (Site) -> Bool) throws {
    self.directory = directory
    let document = try ModelConfiguration(path: "\(directory)/oracle.json")
    let configuration = try ModelConfiguration(path: "\(directory)/config.json")
    let multiplier = Float(try configuration.number("embedding_multiplier", default: 1))
    let file = try SafetensorsFile(path: "\(directory)/oracle.safetensors")
    cases = try (document.value("cases")?.object?.members ?? []).map { name, description in
      try FamilyOracleReader(
        name: name, description: description, file: file, embeddingMultiplier: multiplier, hasSite: hasSite
      ).read()
    }
  }
}
