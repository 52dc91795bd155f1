import Diagnostics
import ExplainerCore
import ExplainerTestSupport
import JSON
import Tensors
import Testing
import TransformerModels

/// Tokens beyond the embedding, as a tokenizer that was added to has them, matter to the texts that use them only.
@Suite struct SurplusTokenTests {
  /// A GPT-2 whose embedding ends before its tokenizer does.
  private func load(_ rows: Int) throws -> any Model {
    let checkpoint = AlteredCheckpoint("gpt2")
    return try checkpoint.load(
      checkpoint.prepare(
        changes: [("vocab_size", .integer(rows))],
        weights: { tensors in
          for index in tensors.indices where tensors[index].name == "transformer.wte.weight" {
            tensors[index].tensor = tensors[index].tensor.rows(0..<rows)
          }
        }))
  }

  /// A text that does not use them is read as before; one that does is refused with the piece where it is to run, and
  /// so is an id.
  @Test func used() throws {
    let whole = try GoldenModel("gpt2").load()
    let model = try load(990)
    let ids = try whole.tokenize(" the").map(\.id)
    #expect(ids.allSatisfy { $0 < 990 })
    #expect(try model.tokenize(" the").map(\.id) == ids)
    let surplus = try #require(try whole.tokens(withIDs: Array(990..<1000)).first { !$0.isSpecial })
    // The tokenizer has it, so `tokenize` shows it, as in transformers; the model cannot run it.
    let tokens = try model.tokenize(surplus.text)
    #expect(tokens.contains { $0.id == surplus.id && $0.piece == surplus.piece })
    #expect(try model.tokenize("the", and: surplus.text).tokens.contains { $0.id == surplus.id })
    #expect { try model.tokens(withIDs: [surplus.id]) } throws: {
      ($0 as? ExplainerError)?.code == .badParameter
    }
    for ids in [tokens.map(\.id), [surplus.id]] {
      #expect { try model.run(ModelInput(ids: ids), capturing: [SitePattern("logits")]) } throws: { error in
        let error = error as? ExplainerError
        return error?.code.exitCode == 65 && error?.location == [model.info.id]
          && error?.found == "'\(surplus.piece)' (id \(surplus.id))"
      }
    }
    #expect { try model.run(ModelInput(ids: [1000]), capturing: [SitePattern("logits")]) } throws: {
      ($0 as? ExplainerError)?.code == .badParameter
    }
  }

  /// That there are such words is said once, for they may be those of another model; special ones are not mentioned.
  @Test func said() throws {
    let warnings = try load(990).info.warnings
    #expect(
      warnings.count == 1 && warnings.first?.contains("10 tokens that the model has no embedding for") == true
    )
  }

  /// What the model predicts is always a token it has an embedding for.
  @Test func predicted() throws {
    let generation = try load(990).generate(
      ModelInput(ids: [5]), options: GenerationOptions(maximumNewTokens: 5), capturing: [])
    #expect(generation.steps.allSatisfy { (0..<990).contains($0.id) })
  }
}
