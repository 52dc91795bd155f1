import Checkpoints
import JSON
import Tensors
import Testing

@testable import TransformerModels

/// What a `config.json` leaves out is what transformers 5.24.0 puts in its place: the defaults of `GPT2Config`,
/// `BertConfig` and `BartConfig`.
@Suite struct ConfigurationDefaultsTests {
  private let empty = ModelConfiguration(path: "config.json", object: [:])

  @Test func gpt2() throws {
    let file = try GPT2Configuration(empty)
    #expect(file.layers == 12 && file.heads == 12 && file.width == 768 && file.neurons == 3072)
    #expect(file.vocabularySize == 50_257 && file.contextLength == 1024 && file.epsilon == 1e-5)
    #expect(file.scalesScores && !file.scalesScoresByLayer && file.tiesHead)
    #expect(file.activation == .geluNew)
  }

  /// The neurons are four times the width, whatever that is.
  @Test(arguments: [12, 48, 1200]) func neurons(_ width: Int) throws {
    let file = ModelConfiguration(path: "config.json", object: ["n_embd": .integer(width), "n_inner": .null])
    #expect(try GPT2Configuration(file).neurons == 4 * width)
  }

  @Test func bert() throws {
    let file = try BERTConfiguration(empty)
    #expect(file.layers == 12 && file.heads == 12 && file.width == 768 && file.neurons == 3072)
    #expect(file.vocabularySize == 30_522 && file.contextLength == 512 && file.segments == 2)
    #expect(file.epsilon == 1e-12 && file.tiesHead && file.activation == .gelu)
  }

  @Test func bart() throws {
    let file = try BARTConfiguration(empty)
    for stack in [file.encoder, file.decoder] {
      #expect(stack.layers == 12 && stack.heads == 16 && stack.neurons == 4096)
    }
    #expect(file.width == 1024 && file.vocabularySize == 50_265 && file.contextLength == 1024)
    #expect(!file.scalesEmbedding && file.tiesEmbeddings && file.activation == .gelu)
    #expect(BARTConfiguration.epsilon == 1e-5 && BARTConfiguration.positionOffset == 2)
  }
}
