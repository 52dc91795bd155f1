import Diagnostics
import ExplainerCore
import ExplainerTestSupport
import JSON
import Tensors
import Testing
import TransformerModels

/// Which of the weights that a configuration calls one serve where, for every way a checkpoint may store them.
///
/// The tables are what transformers 5.24.0 makes of such checkpoints (`from_pretrained`, then each parameter compared
/// with what was stored). Right logits are those of a checkpoint that says it is untied and stores each weight where
/// the table says it serves; those are held to transformers' own by the golden tests.
@Suite struct TiedWeightsTests {
  private static let logits = [SitePattern("logits")]

  /// What a family calls the weights that are one, the source first, and an input.
  private struct Family {
    let fixture: String
    let names: [String]
    let input: ModelInput
  }

  private static let gpt2 = Family(
    fixture: "gpt2", names: ["transformer.wte.weight", "lm_head.weight"], input: ModelInput(ids: [1, 5, 9]))
  private static let bert = Family(
    fixture: "bert",
    names: [
      "bert.embeddings.word_embeddings.weight", "cls.predictions.decoder.weight", "cls.predictions.bias",
      "cls.predictions.decoder.bias",
    ], input: ModelInput(ids: [2, 5, 4, 3]))
  private static let bart = Family(
    fixture: "bart",
    names: [
      "model.shared.weight", "model.encoder.embed_tokens.weight", "model.decoder.embed_tokens.weight",
      "lm_head.weight",
    ], input: ModelInput(ids: [0, 9, 7, 2], decoderIDs: [2, 0, 9]))

  /// A weight that differs for each number, and fits where `tensor` does.
  private static func variant(_ number: Int, of tensor: Tensor) -> Tensor {
    Tensor(
      shape: tensor.shape, values: tensor.values.enumerated().map { $1 + Float(number * ($0 % 5)) * 0.03125 })
  }

  /// A checkpoint of the family that stores, of the weights that may be one, those in `stored`: name → which variant.
  private static func load(
    _ family: Family, _ stored: [String: Int], isTied: Bool
  ) throws -> any Model {
    let checkpoint = AlteredCheckpoint(family.fixture)
    let directory = try checkpoint.prepare(
      changes: [("tie_word_embeddings", .bool(isTied))],
      weights: { tensors in
        let sources = tensors.filter { family.names.contains($0.name) }.map(\.tensor)
        tensors.removeAll { family.names.contains($0.name) }
        for (name, number) in stored {
          let source = try #require(sources.first { ($0.rank == 1) == name.hasSuffix("bias") })
          tensors.append((name, variant(number, of: source)))
        }
      })
    return try checkpoint.load(directory)
  }

  /// Loads the tied checkpoint and the untied one it must equal, and gives the first.
  private static func check(
    _ family: Family, stored: [String: Int], serves: [String: Int]
  ) throws -> ModelInfo {
    let tied = try load(family, stored, isTied: true)
    let untied = try load(family, serves, isTied: false)
    let found = try tied.run(family.input, capturing: logits)["logits"]
    #expect(try found == untied.run(family.input, capturing: logits)["logits"], "\(stored)")
    return tied.info
  }

  /// GPT-2: one that is stored is both; two are both used, and it is said where they differ.
  @Test(
    arguments: [
      ([0, nil], [0, 0], 0), ([nil, 0], [0, 0], 0), ([2, 2], [2, 2], 0), ([0, 3], [0, 3], 1),
    ] as [([Int?], [Int], Int)])
  func gpt2(_ stored: [Int?], _ serves: [Int], _ warnings: Int) throws {
    let names = Self.gpt2.names
    let info = try Self.check(
      Self.gpt2, stored: Self.pairs(names, stored), serves: Self.pairs(names, serves))
    #expect(info.warnings.count == warnings)
    #expect(info.tiedHead == (warnings == 0))
    if warnings > 0 {
      #expect(
        info.warnings[0].contains("'lm_head.weight'") && info.warnings[0].contains("'transformer.wte.weight'")
      )
    }
  }

  /// BERT: the same for the decoder's matrix, and for its bias, which has two names; the decoder's counts.
  @Test(
    arguments: [
      ([0, nil, 0, nil], [0, 0, 0, 0], 0), ([nil, 1, 0, nil], [1, 1, 0, 0], 0),
      ([0, nil, nil, 2], [0, 0, 2, 2], 0), ([0, 1, 2, 3], [0, 1, 3, 3], 2),
      ([0, 1, 2, nil], [0, 1, 2, 2], 1),
      ([1, 1, 2, 2], [1, 1, 2, 2], 0), ([0, nil, 2, 3], [0, 0, 3, 3], 1),
    ] as [([Int?], [Int], Int)])
  func bert(_ stored: [Int?], _ serves: [Int], _ warnings: Int) throws {
    let names = Self.bert.names
    let info = try Self.check(
      Self.bert, stored: Self.pairs(names, stored), serves: Self.pairs(names, serves))
    #expect(info.warnings.count == warnings)
  }

  /// BART: of `shared`, the encoder's, the decoder's and the head's, each serves itself; one that is not stored is
  /// `shared`, or without that the head's, the decoder's, the encoder's.
  @Test(
    arguments: [
      ([0, nil, nil, nil], [0, 0, 0], 0), ([nil, 1, nil, nil], [1, 1, 1], 0),
      ([nil, nil, 2, nil], [2, 2, 2], 0),
      ([nil, nil, nil, 3], [3, 3, 3], 0), ([nil, nil, 2, 3], [3, 2, 3], 1),
      ([nil, 1, 2, nil], [1, 2, 2], 1),
      ([nil, 1, nil, 3], [1, 3, 3], 1), ([0, 1, nil, nil], [1, 0, 0], 1), ([0, nil, 2, nil], [0, 2, 0], 1),
      ([0, nil, nil, 3], [0, 0, 3], 1), ([nil, 1, 2, 3], [1, 2, 3], 2), ([0, 1, 2, 3], [1, 2, 3], 3),
      ([4, 4, 4, 4], [4, 4, 4], 0),
    ] as [([Int?], [Int], Int)])
  func bart(_ stored: [Int?], _ serves: [Int], _ warnings: Int) throws {
    let names = Self.bart.names
    let info = try Self.check(
      Self.bart, stored: Self.pairs(names, stored), serves: Self.pairs(Array(names.dropFirst()), serves))
    #expect(info.warnings.count == warnings)
  }

  private static func pairs(_ names: [String], _ numbers: [Int?]) -> [String: Int] {
    Dictionary(
      uniqueKeysWithValues: zip(names, numbers).compactMap { name, number in number.map { (name, $0) } })
  }

  /// Said to be untied, a weight that is not stored is missing, though transformers 5.24.0 goes on with random numbers.
  @Test(arguments: [
    ("gpt2", "tensor 'lm_head.weight' is missing"),
    ("bert", "tensor 'cls.predictions.decoder.weight' is missing"),
    ("bart", "'lm_head.weight', 'model.decoder.embed_tokens.weight', 'model.encoder.embed_tokens.weight'"),
  ])
  func untied(_ fixture: String, _ text: String) throws {
    let checkpoint = AlteredCheckpoint(fixture)
    let error = checkpoint.error(try checkpoint.prepare(changes: [("tie_word_embeddings", false)]))
    #expect(error?.code == .badData && error?.code.exitCode == 65)
    #expect(error?.message.contains(text) == true && error?.remedy?.contains("tie_word_embeddings") == true)
  }

  /// An untied BERT that has the bias under the name it had before transformers 5 keeps it, and says so.
  @Test func untiedBias() throws {
    let stored = Self.pairs(Self.bert.names, [0, 1, 2, nil])
    let old = try Self.load(Self.bert, stored, isTied: false)
    let new = try Self.load(Self.bert, Self.pairs(Self.bert.names, [0, 1, nil, 2]), isTied: false)
    let found = try old.run(Self.bert.input, capturing: Self.logits)["logits"]
    #expect(try found == new.run(Self.bert.input, capturing: Self.logits)["logits"])
    #expect(old.info.warnings.count == 1 && new.info.warnings.isEmpty)
  }

  /// A head of another shape than the embedding is an error, as in transformers, and not quietly left out.
  @Test func headOfAnotherShape() throws {
    let checkpoint = AlteredCheckpoint("gpt2")
    let directory = try checkpoint.prepare(weights: { tensors in
      tensors.append(
        ("lm_head.weight", Tensor(shape: [1008, 40], values: [Float](repeating: 0, count: 40320))))
    })
    let error = checkpoint.error(directory)
    #expect(error?.code == .badShape && error?.location.last == "tensor 'lm_head.weight'")
  }

  /// A model says whether its head is its embedding, and nothing of a head it does not have.
  @Test func tiedThroughInfo() throws {
    #expect(try GoldenModel("gpt2").load().info.tiedHead == true)
    #expect(try GoldenModel("gpt2_untied_inner").load().info.tiedHead == false)
    #expect(try GoldenModel("bert_untied").load().info.tiedHead == false)
    #expect(try GoldenModel("bert_plain").load().info.tiedHead == nil)
  }
}
