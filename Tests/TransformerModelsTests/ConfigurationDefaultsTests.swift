import Checkpoints
import ExplainerCore
import JSON
import Tensors
import Testing

@testable import TransformerModels

/// What a `config.json` leaves out is what transformers 5.24.0 puts in its place: the defaults of `GPT2Config`,
/// `BertConfig`, `BartConfig` and `LlamaConfig`.
@Suite struct ConfigurationDefaultsTests {
  private let empty = ModelConfiguration(path: "config.json", object: [:])

  /// The parts a recipe makes of a checkpoint that nothing is known of.
  private func parts(of recipe: Recipe) throws -> Composition {
    var assembly = Assembly(recipe.style, heads: [.languageModel])
    return try recipe.compose(&assembly)
  }

  private func activation(of block: Block) -> Activation? {
    for case .feedForward(let part) in block.halves.map(\.work) { return part.activation }
    return nil
  }

  private func scale(of block: Block) -> Float? {
    for case .attention(let part) in block.halves.map(\.work) { return part.attend.scale }
    return nil
  }

  @Test func gpt2() throws {
    let recipe = try GPT2.recipe(empty)
    let info = recipe.info
    #expect(info.layers == 12 && info.heads == 12 && info.hiddenSize == 768 && info.feedForwardSize == 3072)
    #expect(info.vocabularySize == 50_257 && info.contextLength == 1024 && recipe.style.epsilon == 1e-5)
    let blocks = try parts(of: recipe).stack.blocks
    #expect(
      blocks.map(activation).allSatisfy { $0 == .geluNew } && blocks.map(scale).allSatisfy { $0 == 0.125 })
  }

  /// The neurons are four times the width, whatever that is.
  @Test(arguments: [12, 48, 1200]) func neurons(_ width: Int) throws {
    let file = ModelConfiguration(path: "config.json", object: ["n_embd": .integer(width), "n_inner": .null])
    #expect(try GPT2.recipe(file).info.feedForwardSize == 4 * width)
  }

  @Test func bert() throws {
    let recipe = try BERT.recipe(empty)
    let info = recipe.info
    #expect(info.layers == 12 && info.heads == 12 && info.hiddenSize == 768 && info.feedForwardSize == 3072)
    #expect(info.vocabularySize == 30_522 && info.contextLength == 512 && recipe.segments == 2)
    #expect(recipe.style.epsilon == 1e-12)
    #expect(try parts(of: recipe).stack.blocks.map(activation).allSatisfy { $0 == .gelu })
  }

  @Test func llama() throws {
    let recipe = try Llama.recipe(empty)
    let info = recipe.info
    #expect(info.layers == 32 && info.heads == 32 && info.keyHeads == 32 && info.headSize == 128)
    #expect(info.hiddenSize == 4096 && info.feedForwardSize == 11_008 && info.vocabularySize == 32_000)
    #expect(info.contextLength == 2048 && recipe.style.epsilon == 1e-6 && !recipe.style.hasBiases)
    let blocks = try parts(of: recipe).stack.blocks
    #expect(blocks.map(activation).allSatisfy { $0 == .silu })
    #expect(blocks.map(scale).allSatisfy { $0 == 1 / Float(128).squareRoot() })
  }

  @Test func bart() throws {
    let recipe = try BART.recipe(empty)
    let info = recipe.info
    for stack in [info.encoder, info.ownStack] {
      #expect(stack?.layers == 12 && stack?.heads == 16 && stack?.feedForwardSize == 4096)
    }
    #expect(info.hiddenSize == 1024 && info.vocabularySize == 50_265 && info.contextLength == 1024)
    #expect(recipe.style.epsilon == 1e-5)
    let parts = try parts(of: recipe)
    for stack in [parts.encoder, parts.stack] {
      #expect(stack?.embedding.scale == nil && stack?.embedding.positionOffset == 2)
      #expect(stack?.blocks.map(activation).allSatisfy { $0 == .gelu } == true)
    }
  }

  /// gpt-oss stretches its frequencies where nothing is said of them: `ROPE_INIT_FUNCTIONS` of transformers on `GptOssConfig()`.
  @Test(arguments: [[:], ["rope_scaling": .null]] as [JSONObject]) func gptOSS(_ object: JSONObject) throws {
    let recipe = try GPTOSS.recipe(ModelConfiguration(path: "config.json", object: object))
    var found: Rotary?
    for case .attention(let part) in try parts(of: recipe).stack.blocks[0].halves.map(\.work) {
      if case .fixed(let rotary)? = part.rotary { found = rotary }
    }
    let rotary = try #require(found)
    #expect(abs(rotary.attentionFactor - 1.3465736) < 1e-6 && rotary.frequencies.count == 32)
    for (index, expected) in [(0, 1), (8, 0.050813273), (15, 0.0010526022), (31, 3.0235114e-07)]
      as [(Int, Float)]
    {
      #expect(abs(rotary.frequencies[index] / expected - 1) < 5e-7)
    }
  }
}
