import Checkpoints
import Diagnostics
import ExplainerCore
import ExplainerTestSupport
import JSON
import Testing
import TransformerModels

/// The names of `config.json` that all families share stand for a family's own: `attribute_map` of the configuration
/// classes of transformers 5.24.0, tried with `GPT2Config.from_dict` and `BartConfig.from_dict`.
@Suite struct StandardNamesTests {
  private static let names: [String: [(own: String, standard: String)]] = [
    "gpt2": [
      ("n_embd", "hidden_size"), ("n_head", "num_attention_heads"), ("n_layer", "num_hidden_layers"),
      ("n_positions", "max_position_embeddings"),
    ],
    "bart": [
      ("d_model", "hidden_size"), ("encoder_attention_heads", "num_attention_heads"),
      ("encoder_layers", "num_hidden_layers"),
    ],
  ]

  private func value(_ fixture: String, _ key: String) throws -> JSONValue {
    try #require(try AlteredCheckpoint(fixture).configuration().value(key))
  }

  /// Under the shared names alone the model is the same, all of them or one.
  @Test(arguments: ["gpt2", "bart"]) func alone(_ fixture: String) throws {
    let names = try #require(Self.names[fixture])
    let expected = try GoldenModel(fixture).load().info
    for some in names.map({ [$0] }) + [names] {
      let checkpoint = AlteredCheckpoint(fixture)
      var changes: [(String, JSONValue?)] = []
      for (own, standard) in some { changes += [(own, nil), (standard, try value(fixture, own))] }
      var info = try checkpoint.load(checkpoint.prepare(changes: changes)).info
      info.id = expected.id
      #expect(info == expected)
    }
  }

  /// Where both are there the shared name counts; that they differ is said, and that they are equal is not.
  @Test func both() throws {
    let gpt2 = AlteredCheckpoint("gpt2")
    let info = try gpt2.load(gpt2.prepare(changes: [("num_hidden_layers", 2)])).info
    #expect(info.layers == 2)
    #expect(
      info.warnings.first
        == "config.json says both 'num_hidden_layers' 2 and 'n_layer' 4; 'num_hidden_layers' counts, as in transformers 5"
    )
    let bart = AlteredCheckpoint("bart")
    let other = try bart.load(bart.prepare(changes: [("num_hidden_layers", 1), ("hidden_size", 48)])).info
    #expect(other.encoder?.layers == 1 && other.layers == 3)
    #expect(other.warnings.count == 2 && other.warnings[0].contains("'encoder_layers' 2"))
    let same = AlteredCheckpoint("gpt2")
    #expect(try same.load(same.prepare(changes: [("hidden_size", 40)])).info.warnings.isEmpty)
    let null = AlteredCheckpoint("gpt2")
    #expect(try null.load(null.prepare(changes: [("hidden_size", .null)])).info.hiddenSize == 40)
  }

  /// A value that does not fit is told under the name it was given, and the contradiction as its likely cause.
  @Test func errors() throws {
    let checkpoint = AlteredCheckpoint("gpt2")
    let odd = checkpoint.error(
      try checkpoint.prepare(changes: [("n_head", nil), ("num_attention_heads", "x")]))
    #expect(odd?.message == "'num_attention_heads' cannot be used")
    let other = AlteredCheckpoint("gpt2")
    let misfit = other.error(try other.prepare(changes: [("hidden_size", 80)]))
    #expect(misfit?.code == .badShape && misfit?.remedy?.contains("'hidden_size' 80 and 'n_embd' 40") == true)
  }

  /// BERT's own names are the shared ones; those of others mean nothing to it.
  @Test func bert() throws {
    let checkpoint = AlteredCheckpoint("bert")
    let info = try checkpoint.load(checkpoint.prepare(changes: [("n_layer", 1), ("d_model", 7)])).info
    #expect(info.layers == 3 && info.hiddenSize == 48 && info.warnings.isEmpty)
  }
}
